import {type Fact, type FactList, broken, held, known, learn, operation, ruleFor} from '#core';
import {type Anchor, LedgerError, isOrigin, isTestKey, leafHash, prepareBeginning, readSigningKey, recordIn, sayKey, toHex, tracesOf} from '#ledger';
import {findAnchors} from '../anchors.ts';
import {type Circumstances, circumstancesOf} from '../collect.ts';
import {type Policy, policy} from '../policy.ts';
import {attempt} from '../settle.ts';

interface InitFacts {
  /** What of a log is there. */
  readonly left: Fact<readonly string[]>;
  readonly anchors: FactList<Anchor>;
  readonly circumstances: Fact<Circumstances>;
  readonly origin: Fact<string>;
}

const rule = ruleFor<InitFacts, Policy>();

const nothingThere = rule({
  id: 'init.nothing-there', about: 'There is no log yet, nor a trace of one.', on: ['left', 'anchors'], baseline: false,
  help: `A log is begun once. Beginning it anew would cover up that it was removed: not even with its files gone while the policy names its identity (\`log\`) or a
copy of a checkpoint is found.
`,
  check({left, anchors}, {log}) {
    const traces = [...left, ...anchors.map(({where}) => where), ...(log === undefined ? [] : ['the policy, which names its identity'])];
    const [first] = traces;
    return first === undefined
      ? held()
      : broken({
        key: 'log', message: `There was a log already: ${traces.join(', ')}.`, fix: 'Verify it: `shipgate audit-chain verify`. Where it is gone, bring it back from a copy.',
      });
  },
});

const named = rule({
  id: 'init.origin', about: 'The log has a name.', on: ['origin'], baseline: false,
  help: 'The name of the log stands in every checkpoint: `github.com/OWNER/NAME/audit-log`, or what the policy names as `origin`. Printable ASCII without spaces and "+".\n',
  check: ({origin}) => (isOrigin(origin) ? held({observed: origin}) : broken({
    key: 'origin', message: origin === '' ? 'The repository has no name on GitHub to name the log after.' : `"${origin}" cannot name a log.`,
    fix: 'Set `audit-chain: {origin: example.org/audit-log}` in the policy.',
  })),
});

type Data = {readonly origin: string; readonly repository: string; readonly actor: string; readonly run: string};

export const init = operation({
  about: 'Begins the audit log, once: its first record, and the first checkpoint.',
  ports: ['ledger', 'git', 'built', 'context'],
  changes: ['ledger'],
  permissions: {contents: 'read'},
  source: 'world',
  inputs: {},
  secrets: {'signing-key': {about: 'The Ed25519 key that signs the log: PEM, as `openssl genpkey -algorithm ed25519` writes it'}},
  policy,
  outputs: {key: 'The key that signs the log: write it into the policy under `keys`', log: 'The identity of the log: write it into the policy as `log`'},
  async collect({ledger, git, built, context}, {policy: {anchors, origin}}): Promise<InitFacts> {
    const circumstances = circumstancesOf(context);
    const repository = circumstances.repository || ((await git.remotes())[0] ?? '');
    return {
      left: await learn(ledger.place, async () => tracesOf(await ledger.view())),
      anchors: await findAnchors({git, built}, anchors, []),
      circumstances: known({...circumstances, repository}),
      origin: known(origin ?? (repository === '' ? '' : `github.com/${repository}/audit-log`)),
    };
  },
  rules: [nothingThere, named],
  plan: ({origin, circumstances: {repository, actor, run}}) => [{
    id: `begin-${origin}`, about: `Begin the audit log ${origin}`, data: {origin, repository, actor, run} satisfies Data,
  }],
  async settle({data}, {ledger}) {
    const view = await ledger.view();
    if (!await view.file('state.json') || view.bytes === undefined) return {state: 'not-begun'};
    const lines: Buffer[] = [];
    await view.read(0, Math.min(view.bytes, 64 * 1024), piece => void lines.push(Buffer.from(piece)));
    const start = Buffer.concat(lines);
    const line = start.subarray(0, start.indexOf(0x0a));
    const record = recordIn(line);
    const same = record.run === data.run && record.actor === data.actor && record.data['origin'] === data.origin;
    return same ? {state: 'done', receipt: {key: String(record.data['key']), log: toHex(leafHash(line))}} : {state: 'not-begun'};
  },
  apply: ({data}, {ledger}, {secrets, policy: {'test-keys': testKeys}, run}) => attempt('init', async () => {
    const key = readSigningKey(secrets['signing-key'].reveal(), data.origin);
    if (isTestKey(key) && !testKeys) throw new LedgerError('key-test', `the key ${key.name} is one for tests`);
    let log = '';
    await ledger.change(async view => {
      const {writes, state} = await prepareBeginning(view, {...data, key, now: run.now});
      log = toHex(state.log);
      return writes;
    }, `Begin the audit log ${data.origin}`);
    return {key: sayKey(key), log};
  }),
  conclude({steps}) {
    const receipt = steps[0]?.receipt as {readonly key: string; readonly log: string} | undefined;
    if (!receipt) return {headline: 'nothing was begun'};
    return {
      headline: 'the audit log was begun', outputs: receipt,
      detail: [{text: 'Write this into .github/shipgate.yml:'}, {code: `audit-chain:\n  keys:\n    - ${receipt.key}\n  log: ${receipt.log}\n`, language: 'yaml'}],
    };
  },
});
