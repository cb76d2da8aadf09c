/** The checks of Shipgate itself, beside the rules of the actions: what each says, and what to do about it. No setting changes them. */
export const kernelRules = {
  'exceptions.readable': {about: 'The exceptions can be read.', help: 'What excuses a problem has to be known before anything is excused. Correct `.github/shipgate/waivers.yml` or `baseline.json` as the message says.'},
  'exceptions.in-order': {about: 'Every exception has an owner, a reason and an end, and has not ended.', help: 'An exception that is not in order covers nothing. Complete it, remove it, or fix what it excuses and have a new one reviewed.'},
  'exceptions.shrinking': {about: 'The list of known problems only shrinks.', help: 'The list was recorded once, with an owner and an end. Fix what was added to it, or write an exception for it by itself: `shipgate waive`.'},
  'exceptions.used': {about: 'Every exception covers something.', help: 'An exception that covers nothing would excuse the next problem unseen. Remove it; a change that does so is green.'},
  'exceptions.waiting': {about: 'Every new exception covers something soon.', help: 'An exception may be merged before the change that needs it. After seven days, and on a release at once, one that covers nothing blocks.'},
  'exceptions.ending': {about: 'No exception in use ends within seven days.', help: 'What it excuses blocks again from that day on. Fix it before, or have a new exception reviewed.'},
  'exceptions.listed': {about: 'Every exception is for a gate that is listed.', help: 'An exception for a gate that is not listed excuses nothing. Remove it, or list the gate.'},
  gate: {about: 'The gate holds.', help: 'One row of preflight: the verdict of a gate that is listed. What is wrong stands under the gate itself; a gate that was not run says here why. A gate that needs a red one is not run, and blocks.'},
  complete: {about: 'Every listed gate has exactly one result, and nothing else has.', help: 'A gate that is listed and has no result is never taken for a pass.'},
  listed: {about: 'The policy lists what is judged.', help: 'A policy file without `gates` and without `preset` judges nothing, and nothing judged is never a pass. Add `preset: recommended`, or list gates under `gates`.'},
  collect: {about: 'What the gate judges could be looked at.', help: 'The gate ended before it could look. The message says why.'},
  conclude: {about: 'The result could be drawn up.', help: 'Shipgate crashed after it had judged: the verdict stands, and is no pass. Please report it with the report file of the run.'},
  plan: {about: 'The plan could be made.', help: 'Nothing is planned, and so nothing changed, while something that the plan depends on is not known.'},
  journal: {about: 'What an earlier run left open is known.', help: 'An operation that was cut off asks first what became of its steps. Where the notes of that run cannot be read, nothing is begun.'},
  repository: {about: 'The repository could be opened.', help: 'Commit, files and policy of the repository have to be readable. The message says what was not.'},
  reference: {about: 'The change could be told from what was there before.', help: 'On a change only what is new blocks, and its base says what it may loosen. Without the base neither is known. Give `actions/checkout` `fetch-depth: 0`, or let it keep its credentials.'},
  judging: {about: 'What is listed could be judged.', help: 'Shipgate crashed while it judged. Please report it with the report file of the run.'},
  end: {about: 'The run came to its end.', help: 'It was cancelled, or reached `timeout-minutes`. What it had found out until then stands in the report file.'},
  report: {about: 'The report could be drawn.', help: 'Shipgate crashed while it drew the report: the verdict stands, and is no pass. Please report it with the report file of the run.'},
  evidence: {about: 'The report file could be written.', help: 'A run without its report file proves nothing. Make room on the disk, or name a folder that can be written to: `evidence-dir`.'},
  record: {about: 'The run could be recorded in the audit log.', help: 'The policy wants this run in the audit log (`record`), and it could not be written there. The message says why.'},
  exit: {about: 'The command ends with 0.', help: 'A command of your own as a gate. It is broken when the command ends with another code than 0, and undecided when it could not be started, did not end in time or was killed. '
    + 'What it printed stands beside the report file, in `.shipgate/evidence/`.'},
} as const;

export type KernelRule = keyof typeof kernelRules;

/** The check of Shipgate itself that a rule's name means: `docs-reality/exceptions.used`, `tests/exit`, `preflight/tests`. */
export function kernelRuleOf(rule: string): KernelRule | undefined {
  const named = (Object.keys(kernelRules) as readonly KernelRule[]).find(id => rule === id || rule.endsWith(`/${id}`));
  return named ?? (rule.startsWith('preflight/') ? 'gate' : undefined);
}
