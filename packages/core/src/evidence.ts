import {createHash} from 'node:crypto';
import {type EvidenceOutcome, type Statement, type TestResult, statementSchema, statementType, testResultType} from './evidence-schema.ts';
import {dangerousKeys} from './document.ts';
import {Refusal} from './fact.ts';
import {type Json, canonicalJson} from './json.ts';
import type {Outcome} from './outcome.ts';
import type {DigestedFile, RunRecord} from './record.ts';
import {allOf, checksOf} from './report/findings.ts';
import {type Check, blocks, verdictOf, worse} from './verdict.ts';

/** The longest list of files read that stands in evidence in full; a longer one is its count and digest. */
const mostFilesRead = 5000;
/** No evidence of ours is near it. */
const defaultMaxBytes = 64 * 1024 * 1024;
const maxDepth = 64;

const byPath = (a: DigestedFile, b: DigestedFile): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);

/** One digest over files, whatever order they were read in: SHA-256 of the canonical JSON of `[{path, sha256}, …]`, sorted by path. */
export function digestOfFiles(files: readonly DigestedFile[]): string {
  const sorted = files.map(({path, sha256: digest}) => ({path: path.toWellFormed(), sha256: digest})).sort(byPath);
  return createHash('sha256').update(canonicalJson(sorted)).digest('hex');
}

/**
 * A value as evidence can hold it. What files can contain and canonical JSON cannot is made visible instead of losing the report: lone surrogates
 * become U+FFFD, numbers that are not finite their names, prototype keys stand in brackets.
 */
function plainJson(value: unknown): Json {
  if (typeof value === 'string') return value.toWellFormed();
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(item => plainJson(item === undefined ? null : item));
  if (typeof value !== 'object') throw new TypeError(`${typeof value} has no place in evidence`);
  const members: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) members[dangerousKeys.has(key) ? `[${key}]` : key.toWellFormed()] = plainJson(member);
  }
  return members;
}

/** The file below the evidence folder: `docs-reality.check.json`, by the name under which the gate was listed. Names that no file can bear alike stay apart. */
export function evidenceFileOf({as, gate}: Pick<Outcome, 'as' | 'gate'>): string {
  const plain = (gate.split('/')[0] === as ? gate : as).replaceAll('/', '.');
  if (/^[a-z0-9_-][a-z0-9._-]{0,99}$/.test(plain)) return `${plain}.json`;
  const digest = createHash('sha256').update(as.toWellFormed()).digest('hex').slice(0, 8);
  return `${plain.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 60)}-${digest}.json`;
}

/** The file of an attachment, beside the evidence that it goes with. In: the evidence's file name and the attachment's own name. */
export function attachmentFileOf(evidenceFile: string, name: string): string {
  return `${evidenceFile.replace(/\.json$/, '')}.${name.replace(/[^A-Za-z0-9._-]/g, '-').replace(/^\.+/, '')}`;
}

function finiteOr(value: number, fallback: number): number {
  return Number.isFinite(value) ? value : fallback;
}

/** Without `detail`, which is drawn from what stands here. */
function outcomeOf(outcome: Outcome): Record<string, unknown> {
  const {waiversUsed, attachments, parts, checks, durationMs, detail: _drawn, ...rest} = outcome;
  return {
    ...rest,
    checks: checks.map(check => ({...check, examined: finiteOr(check.examined, 0), findings: check.findings.map(({rule: _rule, ...finding}) => finding)})),
    exceptionsUsed: waiversUsed,
    ...(durationMs !== undefined && {durationMs: Math.max(0, finiteOr(durationMs, 0))}),
    ...(attachments && {attachments: attachments.map(({name, mediaType, content}) => ({name, mediaType, sha256: createHash('sha256').update(content).digest('hex')}))}),
    ...(parts && {parts: parts.map(outcomeOf)}),
  };
}

/**
 * PASSED: everything enforced held. WARNED: it exits 0, and somebody should look: exceptions were used, or something that only warns is broken or
 * could not be checked. FAILED: it exits 1, and also when nothing was judged: whoever asks for a result that is not FAILED must not be satisfied by a
 * gate that was not run.
 */
export function resultOf(outcome: Outcome): TestResult {
  const {verdict} = outcome;
  if (verdict === 'not-run' || blocks(verdict, outcome.enforcement)) return 'FAILED';
  if (verdict !== 'pass') return 'WARNED';
  return checksOf(outcome).some(({check}) => check.state === 'broken' || check.state === 'undecided' || check.state === 'waived') ? 'WARNED' : 'PASSED';
}

type Standing = 'passedTests' | 'warnedTests' | 'failedTests';
const standings: readonly Standing[] = ['passedTests', 'warnedTests', 'failedTests'];

function standingOf(check: Check, enforced: boolean): Standing | undefined {
  switch (check.state) {
    case 'held': return 'passedTests';
    case 'waived': return 'warnedTests';
    case 'not-applicable': return undefined;
    case 'broken':
    case 'undecided': return enforced ? 'failedTests' : 'warnedTests';
  }
}

/** Each rule once, in the list of the worst that it came to; a gate that was listed under another name stands before its rules. */
function testsOf(outcome: Outcome): Record<Standing, string[]> {
  const worst = new Map<string, Standing>();
  for (const {check, gate, enforced} of checksOf(outcome)) {
    const standing = standingOf(check, enforced);
    if (!standing) continue;
    const name = gate.as === gate.gate || check.rule.startsWith(`${gate.as}/`) ? check.rule : `${gate.as}: ${check.rule}`;
    const before = worst.get(name);
    if (before === undefined || standings.indexOf(before) < standings.indexOf(standing)) worst.set(name, standing);
  }
  const tests: Record<Standing, string[]> = {passedTests: [], warnedTests: [], failedTests: []};
  for (const [name, standing] of worst) tests[standing].push(name);
  for (const list of Object.values(tests)) list.sort();
  return tests;
}

function artifactsOf(outcome: Outcome): readonly DigestedFile[] {
  const all = allOf(outcome).flatMap(one => one.artifacts ?? []);
  return [...new Map(all.map(file => [`${file.path}\0${file.sha256}`, file])).values()].sort(byPath);
}

/** The commit where the tree is one; else the files read, so that the statement never names a commit whose content was not what was judged. */
function subjectsOf({subject, outcome, filesRead}: RunRecord): Statement['subject'] {
  const digest = subject.commit !== undefined && subject.changed.length === 0 && subject.digest === undefined
    ? {gitCommit: subject.commit}
    : {sha256: subject.digest ?? digestOfFiles(filesRead)};
  return [{name: subject.name, digest}, ...artifactsOf(outcome).map(({path, sha256: artifact}) => ({name: path, digest: {sha256: artifact}}))];
}

/**
 * The evidence of a run: an in-toto Statement v1 whose predicate is a test result (v0.1) with one more member, `shipgate`: everything else about the run
 * in camelCase. The same record gives the same statement. Nothing in it is secret: a Secret is not Json, and everything here is.
 */
export function statementOf(record: RunRecord): Statement {
  const {outcome, configuration, filesRead, startedAt, endedAt, notEligible, waivers, run} = record;
  const used = new Set(allOf(outcome).flatMap(one => one.waiversUsed));
  const exceptions = (waivers ?? []).filter(waiver => waiver.id !== undefined && used.has(waiver.id))
    .map(({id, rule = '', owner = '', reason = '', created = '', expires = '', approver, ticket}) => ({
      id, rule, owner, reason, created, expires, ...(approver !== undefined && {approver}), ...(ticket !== undefined && {ticket}),
    }));
  return plainJson({
    _type: statementType,
    subject: subjectsOf(record),
    predicateType: testResultType,
    predicate: {
      result: resultOf(outcome),
      configuration: [...configuration.files].sort(byPath).map(file => ({name: file.path, digest: {sha256: file.sha256}})),
      url: run?.url,
      ...testsOf(outcome),
      shipgate: {
        schemaVersion: 1,
        outcome: outcomeOf(outcome),
        subject: record.subject,
        candidate: record.candidate,
        correlationId: record.correlationId,
        context: record.context,
        reference: record.reference,
        run,
        tool: record.tool,
        startedAt, endedAt,
        preset: configuration.preset,
        set: configuration.set,
        loosened: configuration.loosened,
        releaseEligible: notEligible.length === 0,
        notEligible,
        filesRead: {count: filesRead.length, sha256: digestOfFiles(filesRead), ...(filesRead.length <= mostFilesRead && {files: [...filesRead].sort(byPath)})},
        baseline: record.baseline,
        ...(waivers && {exceptions}),
        reproduce: record.reproduce,
        notes: record.notes,
      },
    },
  }) as Statement;
}

/** The bytes of the evidence file: canonical JSON (RFC 8785) and a line end. */
export function evidenceText(statement: Statement): string {
  return `${canonicalJson(statement as unknown as Json)}\n`;
}

/** What makes a JSON value dangerous to walk or to copy: prototype keys, or more levels than evidence has. Not recursive, so that depth cannot crash it. */
function dangerIn(value: unknown): string | undefined {
  const open: {readonly value: unknown; readonly depth: number}[] = [{value, depth: 0}];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.value === null || typeof next.value !== 'object') continue;
    if (next.depth > maxDepth) return `it is deeper than ${maxDepth} levels`;
    for (const key of Object.keys(next.value)) {
      if (dangerousKeys.has(key)) return `it has the key "${key}"`;
      const member = (next.value as Record<string, unknown>)[key];
      if (member !== null && typeof member === 'object') open.push({value: member, depth: next.depth + 1});
    }
  }
  return undefined;
}

/** A verdict that is better than its checks was not written by Shipgate. */
function contradictionIn(outcome: EvidenceOutcome): string | undefined {
  const {verdict, checks, as} = outcome;
  const judged = verdictOf(checks as unknown as readonly Check[]);
  const better = verdict === 'not-run' ? judged === 'fail' && outcome.enforcement !== 'off' : worse(verdict, judged) !== verdict;
  if (better) return `the verdict of ${as} is "${verdict}", its checks say "${judged}"`;
  for (const part of outcome.parts ?? []) {
    const inner = contradictionIn(part);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/**
 * Reads evidence that may be hostile. In: the file's text, its name for messages, and the most bytes allowed. Out: the statement. Throws Refusal
 * (`too-large`, `empty`, `unreadable`) for everything that `evidenceText` does not write: other JSON, unknown members, prototype keys, a form that is not
 * canonical (two readers could see different values of a key that stands twice), or a verdict that its own checks deny. How old it may be (`endedAt`) and
 * whose it must be is the caller's to judge.
 */
export function readStatement(source: string, {name = 'the report file', maxBytes = defaultMaxBytes}: {readonly name?: string; readonly maxBytes?: number} = {}): Statement {
  const refuse = (why: string, code: 'unreadable' | 'empty' | 'too-large' = 'unreadable', cause?: unknown): never => {
    throw new Refusal({code, what: name, why, fix: 'Run the gate again, and keep the file exactly as it was written.'}, {cause});
  };
  if (source.length > maxBytes || Buffer.byteLength(source) > maxBytes) refuse(`it is larger than ${maxBytes} bytes`, 'too-large');
  if (source.trim() === '') refuse('it is empty', 'empty');
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (thrown) {
    refuse('it is not JSON', 'unreadable', thrown);
  }
  const danger = dangerIn(value);
  if (danger !== undefined) refuse(danger);
  const parsed = statementSchema().safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refuse(`it is no report file of this version of Shipgate (${issue!.path.map(String).join('.') || 'the whole'}: ${issue!.message})`, 'unreadable', parsed.error);
  }
  let canonical: string | undefined;
  try {
    canonical = `${canonicalJson(value as Json)}\n`;
  } catch (thrown) {
    refuse('it holds what canonical JSON cannot', 'unreadable', thrown);
  }
  if (canonical !== source) refuse('it is not in canonical form: it was edited or formatted after it was written');
  const {predicate} = parsed.data;
  const contradiction = contradictionIn(predicate.shipgate.outcome);
  if (contradiction !== undefined) refuse(contradiction);
  const {verdict, enforcement: enforced} = predicate.shipgate.outcome;
  const mustFail = verdict === 'not-run' || blocks(verdict, enforced);
  if (mustFail !== (predicate.result === 'FAILED')) refuse(`the result is "${predicate.result}", the verdict "${verdict}"`);
  if (predicate.shipgate.releaseEligible !== (predicate.shipgate.notEligible.length === 0)) refuse('it says both that it can and that it cannot be part of a release');
  return parsed.data;
}
