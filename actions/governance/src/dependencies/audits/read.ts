import * as z from 'zod';
import {type ContextRead, type ExecRead, type FilesRead, Refusal, parseInstant, sayDuration, splitCommand} from '#core';
import {type Lockfile, identity} from '../lockfiles/component.ts';
import {type AuditPolicy, type Auditor, groupOf} from '../policy.ts';
import {readCargoAudit} from './cargo-audit.ts';
import {type AuditFinding, type AuditReport, unreadableReport} from './finding.ts';
import {readNpmAudit} from './npm-audit.ts';
import {readOsv} from './osv.ts';
import {readPipAudit} from './pip-audit.ts';
import {jsonIn} from './printed.ts';

export interface AuditPorts {
  readonly files: FilesRead;
  readonly exec: ExecRead;
  readonly context: ContextRead;
}

/** An audit that was made: its findings are all there are. */
export interface Audit {
  readonly tool: Auditor;
  readonly group: string;
  readonly lockfile: string;
  readonly findings: readonly AuditFinding[];
}

const readers: Readonly<Record<Auditor, (what: string, value: unknown, lockfile: Lockfile) => AuditReport>> = {
  'npm-audit': readNpmAudit, 'pip-audit': readPipAudit, 'cargo-audit': readCargoAudit, 'osv-scanner': readOsv,
};

/** Exit codes with which an auditor has finished: nothing found, something found. Everything else is a failure. */
const finished: ReadonlySet<number | undefined> = new Set([0, 1]);
/** How auditors reach their databases, and where they keep them. */
const environment = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'CARGO_HOME', 'RUSTUP_HOME', 'npm_config_registry'];
const largestReport = 64 * 1024 * 1024;
const clockSkewMs = 5 * 60_000;

const stampSchema = z.strictObject({'made-at': z.string(), 'lockfile-sha256': z.string().regex(/^[0-9a-f]{64}$/), 'exit-code': z.int().optional()});
type Stamp = z.output<typeof stampSchema>;

export const nameOf = (audit: AuditPolicy): string => `the audit of ${audit.lockfile} by ${audit.tool}`;

/** Makes an audit, or reads the report of one. Throws a Refusal for everything that is not a whole, fresh report about this very lockfile: it never counts as "nothing found". */
export async function readAudit(ports: AuditPorts, audit: AuditPolicy, lockfile: Lockfile, now: Date): Promise<Audit> {
  const what = nameOf(audit);
  const stamp = audit.stamp === undefined ? undefined : await readStamp(ports.files, audit.stamp, what);
  const value = audit.run === undefined ? await reported(ports.files, audit, what) : await ran(ports, audit, what);
  const report = readers[audit.tool](what, value, lockfile);
  if (audit.run === undefined) {
    if (stamp?.['exit-code'] !== undefined && !finished.has(stamp['exit-code'])) throw unreadableReport(what, `${audit.tool} ended with ${stamp['exit-code']}`);
    requireFresh(audit, report, stamp, now);
  }
  requireSameLockfile(audit, report, stamp, lockfile);
  return {tool: audit.tool, group: groupOf(audit), lockfile: audit.lockfile, findings: report.findings};
}

async function readStamp(files: FilesRead, path: string, what: string): Promise<Stamp> {
  const text = await files.text(path);
  if (text === undefined) throw new Refusal({code: 'missing', what, why: `there is no ${path}`, fix: 'Write it in the step that makes the report.', at: {path}});
  const read = stampSchema.safeParse(jsonIn(text)?.value);
  if (!read.success) throw unreadableReport(what, `${path} is no stamp: it needs made-at and lockfile-sha256`);
  return read.data;
}

async function reported(files: FilesRead, {report: path = '', tool}: AuditPolicy, what: string): Promise<unknown> {
  const text = await files.text(path, {limit: largestReport});
  if (text === undefined) throw new Refusal({
    code: 'missing', what, why: `there is no report ${path} (a file that git ignores is not read)`, fix: `Run ${tool} before this step and write its JSON there.`,
    at: {path},
  });
  if (text.trim() === '') throw new Refusal({code: 'empty', what, why: `${path} is empty`, fix: `Look at why ${tool} wrote nothing.`, at: {path}});
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw unreadableReport(what, `${path} is not JSON: ${(thrown as Error).message}`);
  }
}

async function ran({exec, context}: AuditPorts, {run, tool, directory, timeout: timeoutMs}: AuditPolicy, what: string): Promise<unknown> {
  if (context.facts().untrusted) throw new Refusal({
    code: 'refused', what, why: 'commands are not run for a change from outside', fix: 'Make the report in a step of its own and name it as `report`.',
  });
  const argv = typeof run === 'string' ? splitCommand(run) : (run as unknown as readonly [string, ...string[]]);
  if (!argv) throw unreadableReport(what, `"${String(run)}" needs a shell`);
  const {exitCode, signal, output, cut} = await exec.run({argv, timeoutMs, keep: largestReport, env: environment, ...(directory !== undefined && {cwd: directory})});
  if (!finished.has(exitCode)) throw unreadableReport(what, `${tool} ended with ${exitCode ?? signal ?? 'a signal'}: ${lastLine(output)}`);
  if (cut) throw new Refusal({code: 'too-large', what, why: 'it printed too much', fix: 'Write the report into a file and name it as `report`.'});
  const found = jsonIn(output);
  if (!found) throw unreadableReport(what, `${tool} printed no JSON: ${lastLine(output)}`);
  return found.value;
}

const lastLine = (output: string): string => output.trim().split('\n').at(-1)?.slice(0, 200) || 'it printed nothing';

/** A report is as old as it says inside; its file's time says when it was copied. */
function requireFresh(audit: AuditPolicy, {notBefore}: AuditReport, stamp: Stamp | undefined, now: Date): void {
  const what = nameOf(audit);
  const fix = `Make it anew, with a stamp beside it, or let Shipgate run it: run: …`;
  const stale = (why: string): Refusal => new Refusal({code: 'stale', what, why, fix, at: {path: audit.report ?? ''}});
  const madeAt = stamp ? parseInstant(stamp['made-at']) : notBefore;
  if (stamp && !madeAt) throw unreadableReport(what, `made-at in ${audit.stamp} is no time: ${stamp['made-at']}`);
  if (!madeAt) throw stale('the report does not say when it was made');
  const age = now.getTime() - madeAt.getTime();
  if (age < -clockSkewMs) throw stale(`it is dated ${madeAt.toISOString()}, in the future`);
  if (age > audit['max-age']) throw stale(`it is ${sayDuration(age)} old, ${sayDuration(audit['max-age'])} is allowed`);
}

function requireSameLockfile(audit: AuditPolicy, {audited}: AuditReport, stamp: Stamp | undefined, lockfile: Lockfile): void {
  const what = nameOf(audit);
  const other = (why: string): Refusal => new Refusal({
    code: 'stale', what, why: `it is about another lockfile: ${why}`, fix: `Audit ${lockfile.path} as it is committed.`, at: {path: audit.report ?? lockfile.path},
  });
  if (stamp && stamp['lockfile-sha256'] !== lockfile.sha256) throw other(`the stamp names the digest ${stamp['lockfile-sha256'].slice(0, 12)}, and that of ${lockfile.path} is ${lockfile.sha256.slice(0, 12)}`);
  const {count, packages, lockfiles} = audited;
  if (packages) {
    const locked = new Set(lockfile.components.map(identity));
    const strange = [...packages].find(one => !locked.has(one));
    if (strange !== undefined) throw other(`it lists ${strange}, which is not in ${lockfile.path}`);
    const missing = [...locked].find(one => !packages.has(one));
    if (missing !== undefined) throw other(`it does not list ${missing}`);
    return;
  }
  const strange = lockfiles?.find(path => !`/${path.replaceAll('\\', '/')}`.endsWith(`/${lockfile.path}`));
  if (strange !== undefined) throw other(`it is about ${strange}`);
  // A stamp says it itself, and so does a command that has just run where the lockfile is.
  if (stamp || (audit.run !== undefined && (count === undefined || runsBeside(audit, lockfile.path)))) return;
  if (count !== lockfile.total) throw other(`it counts ${count ?? 'no'} packages, and ${lockfile.path} has ${lockfile.total}`);
}

/** Whether a command runs in the folder of the lockfile. */
function runsBeside({directory = ''}: AuditPolicy, lockfile: string): boolean {
  const folder = directory.replace(/^\.\/|^\.$/, '').replace(/\/+$/, '');
  return folder === lockfile.slice(0, Math.max(lockfile.lastIndexOf('/'), 0));
}
