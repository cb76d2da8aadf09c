import {type BuiltRead, type ContextRead, type Fact, type FactList, type GitRead, type LedgerRead, type Run, known, learn} from '#core';
import {type Anchor, type Examination, type Expectations, examine, fromHex, readKey} from '#ledger';
import {findAnchors} from './anchors.ts';
import type {Policy} from './policy.ts';

export interface LogPorts {
  readonly ledger: LedgerRead;
  readonly git: GitRead;
  readonly built: BuiltRead;
  readonly context: ContextRead;
}

/** Who is doing this, and where. */
export interface Circumstances {
  readonly actor: string;
  readonly run: string;
  readonly repository: string;
  readonly release: boolean;
}

/** What every mode judges. */
export interface LogFacts {
  readonly log: Fact<Examination>;
  readonly anchors: FactList<Anchor>;
  readonly circumstances: Fact<Circumstances>;
}

export function circumstancesOf(context: ContextRead): Circumstances {
  const {actor, triggeringActor, run, repository, scope} = context.facts();
  return {actor: triggeringActor ?? actor ?? 'local', run: run ?? 'local', repository: repository ?? '', release: scope === 'release'};
}

interface Wish {
  readonly now: Date;
  readonly release: boolean;
  readonly anchors?: readonly Anchor[];
  readonly depth?: Expectations['depth'];
}

/** What the policy expects of the log. */
export function expectationsOf(policy: Policy, {now, release, anchors = [], depth = policy.depth}: Wish): Expectations {
  return {
    now, skew: policy.skew, depth, keys: policy.keys.map(readKey), log: policy.log === undefined ? undefined : fromHex(policy.log), revoked: policy.revoked, refuseTestKeys: release && !policy['test-keys'],
    anchors,
  };
}

interface Looking {
  readonly policy: Policy;
  readonly files: readonly string[];
  readonly run: Run;
  readonly each?: Expectations['each'];
}

/** Looks at the log and at every copy of a checkpoint. `each` is handed the records that are read. */
export async function collectLog(ports: LogPorts, {policy, files, run, each}: Looking): Promise<LogFacts> {
  const circumstances = circumstancesOf(ports.context);
  const anchors = await findAnchors(ports, policy.anchors, files);
  const expectations = expectationsOf(policy, {now: run.now, release: circumstances.release, anchors: anchors.items});
  return {
    log: await learn(ports.ledger.place, async () => examine(await ports.ledger.view(), {...expectations, ...(each && {each})})),
    anchors, circumstances: known(circumstances),
  };
}
