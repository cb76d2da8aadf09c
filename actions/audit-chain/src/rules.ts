import {type Fault, type Rule, broken, held, notApplicable, ruleFor, undecided} from '#core';
import type {Examination, Problem, ProblemCode} from '#ledger';
import type {LogFacts} from './collect.ts';
import {type AnchorKind, type Policy, gitKinds} from './policy.ts';

const rule = ruleFor<LogFacts, Policy>();

const presence: readonly ProblemCode[] = ['log-missing', 'log-empty', 'state-missing', 'state-form', 'state-version'];
const ends: readonly ProblemCode[] = ['truncated', 'state-head', 'state-tree', 'beyond-state', 'unfinished-append'];
const identity: readonly ProblemCode[] = ['other-log', 'key-other', 'key-not-pinned', 'key-test'];
const signatures: readonly ProblemCode[] = [
  'checkpoint-missing', 'checkpoint-form', 'checkpoint-origin', 'checkpoint-older', 'checkpoint-beyond', 'checkpoint-root', 'prefix-form', 'prefix-origin', 'prefix-beyond',
  'prefix-head', 'prefix-bytes', 'prefix-tree',
];
const keys: readonly ProblemCode[] = ['unknown-key', 'key-collision', 'rotated-key', 'revoked-key', 'bad-signature', 'note-form'];

/** Which rule a problem belongs to; what is about no other thing is about a record. */
function familyOf({code, anchor}: Problem): 'present' | 'end' | 'identity' | 'anchor' | 'signature' | 'record' {
  if (anchor !== undefined) return 'anchor';
  if (presence.includes(code)) return 'present';
  if (ends.includes(code)) return 'end';
  if (identity.includes(code)) return 'identity';
  return signatures.includes(code) || keys.includes(code) ? 'signature' : 'record';
}

const fixes: Partial<Record<ProblemCode, string>> = {
  'log-missing': 'Where there never was a log, begin one: `shipgate audit-chain init --apply`. Where there was one, bring it back from a copy: it is not begun anew.',
  'unfinished-append': 'Append anything, or sign the log: that clears it up.',
  'key-not-pinned': 'Write the key into the policy, after you have made sure that it is yours: `audit-chain: {keys: [...]}`.',
  'checkpoint-missing': 'Sign the log: `shipgate audit-chain checkpoint --apply`.',
  'time-future': 'Correct the clock of the machine that wrote it; the record becomes good when its time has come.',
  'rotated-key': 'Sign the log with the newest key: `shipgate audit-chain checkpoint --apply`.',
  'revoked-key': 'Hand the log over to another key, or sign it with the newest one.',
};
const restore = 'Treat the log as tampered with until you know what happened: keep the files, compare them with a copy, and bring back the last good one.';

function faultOf({code, message, seq, offset, anchor}: Problem): Fault {
  const place = seq === undefined ? '' : ` (record ${seq}${offset === undefined ? '' : `, byte ${offset}`})`;
  return {
    key: anchor === undefined ? code : `${code} ${anchor}`, message: `${message}${place}`, fix: fixes[code] ?? restore,
    observed: {code, ...(seq !== undefined && {record: seq}), ...(offset !== undefined && {byte: offset})},
  };
}

/** Whether the log could be read as far as its end. */
const readable = ({end}: Examination): boolean => end !== undefined;
const unread = notApplicable('the log could not be read to its end');

/** The problems of one kind; where there is none, it holds as far as the log could be read. */
function judge(log: Examination, wanted: (problem: Problem) => boolean, whole = readable(log)) {
  const own = log.problems.filter(wanted);
  const [wrong, ...more] = own.filter(one => !one.undecided).map(faultOf);
  if (wrong) return broken(wrong, ...more);
  const [open, ...others] = own.filter(one => one.undecided).map(faultOf);
  if (open) return undecided(open, ...others);
  return whole ? held() : unread;
}
const of = (family: ReturnType<typeof familyOf>) => (problem: Problem): boolean => familyOf(problem) === family;

const present = rule({
  id: 'log.present', about: 'The audit log and its state are there.', on: ['log'], baseline: false,
  help: `A log that is gone, empty, or without its state proves nothing: whoever removes it removes what it would show. It is never begun anew by itself.

Bring it back from a copy, or, where there never was one, begin it:

    shipgate audit-chain init --apply
`,
  check: ({log}) => judge(log, of('present'), true),
});

const records = rule({
  id: 'log.records', about: 'Every record has its exact form, its number, its time and the hash of the record before.', on: ['log'], baseline: false,
  help: `Each record names the SHA-256 of the bytes of the one before. A changed, removed, added or moved record breaks the chain; a record in any other form than
the one that is written (a key twice, a space, another
escape) is refused, because two programs could read it in two ways.

The message names the first record that is wrong, counted from 0, and its offset in bytes. What follows it is not looked at.
`,
  check: ({log}) => judge(log, of('record')),
});

const endHelp = `The state knows how far the log goes, so that a log that was cut at the end of a line is found. What stands behind that end was either left by a run
that was killed, which the note of its intent
tells, or was written by somebody else.
`;
const end = rule({
  id: 'log.end', about: 'The log ends where its state says.', on: ['log'], baseline: false, help: endHelp,
  check: ({log}) => judge(log, of('end')),
});

/** For what appends: a killed run's rest is no obstacle, because it is cleared up first. */
const endOrUnfinished = rule({
  id: 'log.end', about: 'The log ends where its state says.', on: ['log'], baseline: false, help: endHelp,
  check: ({log}) => judge(log, problem => familyOf(problem) === 'end' && problem.code !== 'unfinished-append'),
});

const sameLog = rule({
  id: 'log.identity', about: 'It is the log, and the key, that the policy names.', on: ['log'], baseline: false,
  help: `Whoever replaces the whole log by one of his own, signed with a key of his own, is found by nothing else. The policy names the key and the identity of the
log, and policies are reviewed:

    audit-chain:
      keys: [github.com/octo/demo/audit-log+d8e7dc77+AZ1K…]
      log: 7e1f…
`,
  check: ({log}) => judge(log, of('identity')),
});

const signed = rule({
  id: 'checkpoint.signed', about: 'The signed checkpoint is that of this log.', on: ['log'], baseline: false,
  help: `A checkpoint is the name of the log, the number of its records and the root of their Merkle tree, signed with Ed25519 (C2SP tlog-checkpoint). With it,
nobody without the key can rewrite what it covers, together
with the state or not. Any implementation of signed notes verifies it.
`,
  check: ({log}) => judge(log, of('signature')),
});

const covered = rule({
  id: 'checkpoint.fresh', about: 'Not too many records came after the last checkpoint.', on: ['log'],
  help: `What no checkpoint covers can be rewritten by whoever can write to the log. \`max-unsigned\` says how many records may be so; sign the log with \`shipgate
audit-chain checkpoint --apply\`.
`,
  check({log}, {'max-unsigned': most}) {
    if (most === undefined) return notApplicable('the policy sets no max-unsigned');
    if (!log.end || !log.checkpoint) return notApplicable('there is no good checkpoint to count from');
    const open = log.end.size - log.checkpoint.size;
    const measure = {observed: open, expected: most};
    return open <= most
      ? held(measure)
      : broken({
        key: 'max-unsigned', message: `${open} records came after the last checkpoint, and ${most} may.`, fix: 'Sign the log: `shipgate audit-chain checkpoint --apply`.',
        ...measure,
      });
  },
});

const fresh = rule({
  id: 'log.fresh', about: 'The last record is not too old.', on: ['log'],
  help: 'A log to which nothing is written any more may have been cut off from what it should record. `max-age` is the longest time since the last record.\n',
  check({log}, {'max-age': longest}, now) {
    if (longest === undefined) return notApplicable('the policy sets no max-age');
    if (!log.end) return unread;
    const age = Math.max(0, now.getTime() - Date.parse(log.end.time));
    const measure = {observed: log.end.time, expected: `at most ${Math.round(longest / 1000)} s old`};
    return age <= longest
      ? held(measure)
      : broken({
        key: 'max-age', message: `The last record is ${Math.round(age / 1000)} s old, and it may be ${Math.round(longest / 1000)} s.`,
        fix: 'Find out why nothing is recorded any more.', ...measure,
      });
  },
});

const agreeing = rule({
  id: 'anchor.agrees', about: 'Copies of checkpoints that are kept elsewhere are those of this log.', on: ['log', 'anchors'], baseline: false,
  help: `Log, state and checkpoint together can be replaced by older ones, with valid signatures and all. A copy of a checkpoint in an annotated tag, a git note, an
attestation, a release or an artifact shows it: the log must
still hold all of its records, unchanged. Tags and notes are made by

    shipgate audit-chain anchor --apply
`,
  check({log, anchors}) {
    if (!readable(log)) return unread;
    if (anchors.length === 0) return notApplicable('no copy of a checkpoint was found or given');
    if (log.depth === 'strict') return undecided({
      key: 'depth', message: 'Copies of checkpoints are not looked at without the Merkle tree.', fix: 'Set `depth: full` or `depth: incremental`.',
    });
    return judge(log, of('anchor'));
  },
});

const ways: Readonly<Record<AnchorKind, string>> = {
  tag: 'Make one: `shipgate audit-chain anchor --apply`. A clone without tags has none: `git fetch --tags`.',
  note: 'Make one: `shipgate audit-chain anchor --apply`. A clone without notes has none: `git fetch origin refs/notes/audit-log:refs/notes/audit-log`.',
  attestation: 'Fetch the attested checkpoint, verify it (`gh attestation verify CHECKPOINT --repo OWNER/NAME`), and hand it over: `anchor-files: attestation=CHECKPOINT`.',
  'release-asset': 'Fetch it: `gh release download TAG --pattern checkpoint`, and hand it over: `anchor-files: release-asset=checkpoint`.',
  artifact: 'Fetch it: `gh run download RUN --name audit-log`, and hand it over: `anchor-files: artifact=checkpoint`.',
};

const required = rule({
  id: 'anchor.required', about: 'Every kind of copy that the policy requires is there.', on: ['log', 'anchors'], baseline: false,
  help: `\`anchors.require\` lists where a copy of a checkpoint must be found. Tags and git notes are looked at in the clone; what lies on GitHub cannot be checked
without a network, so that it is fetched first and handed over as
\`anchor-files\`, and could not be decided until then. A copy shows nothing of what came after it: \`anchors.max-behind\` is the most records that may have.
`,
  check({log}, {anchors: {require, 'max-behind': most = Infinity}}) {
    if (require.length === 0) return notApplicable('the policy requires none');
    if (!log.end) return unread;
    const {size} = log.end;
    const faults = require.flatMap((kind): readonly Fault[] => {
      const copies = log.anchored.filter(anchor => anchor.kind === kind);
      if (copies.length === 0) return [{key: kind, message: `No right copy of a checkpoint was found in: ${kind}.`, fix: ways[kind], expected: kind}];
      const behind = size - Math.max(...copies.map(copy => copy.size));
      if (behind <= most) return [];
      return [{key: kind, message: `${behind} records came after the newest copy in: ${kind}; ${most} may.`, fix: ways[kind], observed: behind, expected: most}];
    });
    const local = faults.filter(({key}) => (gitKinds as readonly string[]).includes(key));
    const [first, ...rest] = local.length > 0 ? local : faults;
    if (!first) return held({observed: log.anchored.map(({where, size}) => `${where}: ${size} records`)});
    return local.length > 0 ? broken(first, ...rest) : undecided(first, ...rest);
  },
});

/** What `verify` judges. */
export const verifyRules: readonly Rule<LogFacts, Policy>[] = [present, records, end, sameLog, signed, covered, fresh, agreeing, required];
/** What must hold before anything is appended: a log that is red is not written to. */
export const appendRules: readonly Rule<LogFacts, Policy>[] = [present, records, endOrUnfinished, sameLog, signed, agreeing];
