import {type Fact, type LedgerRead, Refusal, broken, held, learn, notApplicable, operation, ruleFor} from '#core';
import {type Examination, LedgerError, readCheckpoint, readNote} from '#ledger';
import {noteAt, notesRef, tagNote} from '../anchors.ts';
import {type LogFacts, collectLog} from '../collect.ts';
import {concludeLog, logOutputs} from '../conclude.ts';
import {type Policy, anchorFiles, gitKinds, policy} from '../policy.ts';
import {appendRules} from '../rules.ts';

interface AnchorFacts extends LogFacts {
  /** The signed checkpoint as it stands, and the records that it covers. */
  readonly checkpoint: Fact<{readonly note: string; readonly size: number}>;
  /** The commit that a tag would be of. */
  readonly head: Fact<string>;
}

const rule = ruleFor<AnchorFacts, Policy>();

const signed = rule({
  id: 'anchor.signed', about: 'There is a signed checkpoint to be copied.', on: ['log', 'checkpoint'], baseline: false,
  help: `What is copied is the checkpoint that was just found to be right. Where somebody signs the log at the same time there is another one by now: run it again.
`,
  check: ({log, checkpoint}) => (log.checkpoint?.size === checkpoint.size ? held({observed: checkpoint.size}) : broken({
    key: 'checkpoint', message: 'The checkpoint is not the one that was looked at.', fix: 'Run it again; where that does not help, sign the log: `shipgate audit-chain checkpoint --apply`.',
  })),
});

const place = rule({
  id: 'anchor.place', about: 'It is known which commit the copy belongs to.', on: ['log'], baseline: false,
  help: `A git note stands on a commit. It is always the same one, so that the newest copy is found there: the first of the repository, say. \`anchors.note-on\` names it.
`,
  check(_facts, {anchors}) {
    if (!anchors.require.includes('note')) return notApplicable('no git note is asked for');
    return anchors['note-on'] === undefined
      ? broken({key: 'note-on', message: 'The policy requires a git note and does not say on which commit.', fix: 'Name it: `git rev-list --max-parents=0 HEAD` prints the first one.'})
      : held();
  },
});

/** The kinds that are made: those that the policy requires and git can hold; a tag where it requires none. */
function kindsOf({anchors: {require}}: Policy): readonly (typeof gitKinds)[number][] {
  const required = gitKinds.filter(kind => require.includes(kind));
  return required.length > 0 ? required : ['tag'];
}

async function checkpointOf(ledger: LedgerRead): Promise<{readonly note: string; readonly size: number}> {
  const what = 'the checkpoint';
  const bytes = await (await ledger.view()).file('checkpoint');
  if (!bytes) throw new Refusal({code: 'missing', what, why: 'the log has none', fix: 'Sign the log: `shipgate audit-chain checkpoint --apply`.'});
  const note = Buffer.from(bytes).toString('utf8');
  try {
    return {note, size: readCheckpoint(readNote(note).text).size};
  } catch (thrown) {
    if (!(thrown instanceof LedgerError)) throw thrown;
    throw new Refusal({code: 'unreadable', what, why: thrown.message, fix: 'Verify the log: `shipgate audit-chain verify`.'}, {cause: thrown});
  }
}

/** Whether a copy of this very checkpoint was found in a place of that kind. */
function isThere({anchored}: Examination, kind: string, size: number): boolean {
  return anchored.some(anchor => anchor.kind === kind && anchor.size === size);
}

export const anchor = operation({
  about: 'Copies the signed checkpoint to where the policy requires one: into an annotated tag, a git note, here and on the remote.',
  ports: ['ledger', 'git', 'built', 'context'],
  changes: ['git'],
  permissions: {contents: 'write'},
  source: 'world',
  inputs: {'anchor-files': anchorFiles},
  policy,
  outputs: {...logOutputs, tag: 'The tag that holds the copy'},
  async collect(ports, {inputs, policy: chosen, run}): Promise<AnchorFacts> {
    return {
      ...await collectLog(ports, {policy: {...chosen, depth: 'full'}, files: inputs['anchor-files'], run}),
      checkpoint: await learn('the checkpoint', () => checkpointOf(ports.ledger)),
      head: await learn('the commit of the tag', async () => {
        const found = await ports.git.head();
        if (!found) throw new Refusal({code: 'missing', what: 'the commit of the tag', why: 'there is no commit yet', fix: 'Commit something first.'});
        return found.sha;
      }),
    };
  },
  rules: [...appendRules, signed, place],
  plan({log, checkpoint: {note, size}, head}, {policy: chosen}) {
    const {'tag-prefix': prefix, 'note-on': noted} = chosen.anchors;
    return kindsOf(chosen).filter(kind => !isThere(log, kind, size)).flatMap(kind => {
      const name = kind === 'tag' ? `${prefix}${size}` : noted;
      if (name === undefined) return [];
      const about = kind === 'tag' ? `Make the tag ${name}` : `Write the git note on ${name.slice(0, 7)}`;
      return [{id: `${kind}-${name}-${size}`, about, data: {kind, name, note, commit: kind === 'tag' ? head : name}}];
    });
  },
  async settle({data: {kind, name, note}}, {git}) {
    const there = kind === 'tag' ? await tagNote(git, name) : await noteAt(git, name);
    return there === note ? {state: 'done', receipt: {[kind]: name}} : {state: 'not-begun'};
  },
  async apply({data: {kind, name, note, commit}}, {git}) {
    try {
      if (kind === 'tag') await git.tag(name, commit, note);
      else await git.annotate(notesRef, commit, note);
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      return {state: 'failed', fault: {key: kind, message: `It was not made: ${thrown.gap.what}: ${thrown.gap.why}.`, fix: thrown.gap.fix, gap: thrown.gap.code}};
    }
    return {state: 'done', receipt: {[kind]: name}};
  },
  conclude({facts, steps}) {
    const log = concludeLog(facts);
    const done = steps.flatMap(({state, receipt}) => (state === 'done' ? Object.entries(receipt as Record<string, string>) : []));
    const tag = done.find(([kind]) => kind === 'tag')?.[1];
    return {
      ...log, ...(done.length > 0 && {headline: `copied to ${done.map(([kind, name]) => `${kind} ${name}`).join(', ')}`}), outputs: {...log.outputs, ...(tag !== undefined && {tag})},
      // For where git cannot put it: an asset of a release, an attestation.
      ...(facts.checkpoint.known && {attachments: [{name: 'checkpoint', mediaType: 'text/plain', content: facts.checkpoint.value.note}]}),
    };
  },
});
