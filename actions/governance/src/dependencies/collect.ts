import {type Run, Refusal, known, learn, learnEach} from '#core';
import {type AuditPorts, nameOf, readAudit} from './audits/read.ts';
import type {Coverage, Facts} from './facts.ts';
import type {Lockfile} from './lockfiles/component.ts';
import {readLockfile} from './lockfiles/index.ts';
import {type Policy, baselineSchema} from './policy.ts';
import {readSbom} from './sboms/sbom.ts';

/** Reads reports, lockfiles and bills of materials; runs the auditors that policy tells to run, one after the other. */
export async function collect(ports: AuditPorts, {policy, run}: {readonly policy: Policy; readonly run: Pick<Run, 'now' | 'progress'>}): Promise<Facts> {
  const {files} = ports;
  const reading = new Map<string, Promise<Lockfile>>();
  const lockfile = (path: string): Promise<Lockfile> => {
    const found = reading.get(path) ?? readLockfile(files, path);
    reading.set(path, found);
    return found;
  };
  let done = 0;
  const audits = await learnEach(policy.audits, nameOf, async audit => {
    run.progress(done++, policy.audits.length, 'audits');
    return readAudit(ports, audit, await lockfile(audit.lockfile), run.now);
  });
  const sboms = await learnEach(policy.sbom, ({file}) => file, ({file}) => readSbom(files, file));
  const pairs = policy.sbom.flatMap(({file, lockfiles, omit}) => lockfiles.map(path => ({file, path, omit})));
  const coverage = await learnEach(pairs, ({file, path}) => `whether ${file} lists what is in ${path}`, async ({file, path, omit}): Promise<readonly Coverage[]> => {
    const sbom = sboms.items.find(one => one.path === file);
    // What is wrong with the file itself is said once, by the rules about it.
    if (!sbom || 'absent' in sbom || sbom.problems.length > 0) return [];
    const {components} = await lockfile(path);
    return [{path: file, lockfile: path, sbom, expected: components.filter(({scope}) => scope === undefined || !omit.includes(scope))}];
  });
  return {
    audits, sboms, coverage: {items: coverage.items.flat(), gaps: coverage.gaps},
    baseline: policy.baseline === undefined ? known('off' as const) : await learn(`the baseline ${policy.baseline}`, () => readBaseline(ports, policy.baseline!)),
  };
}

async function readBaseline({files}: AuditPorts, path: string) {
  const text = await files.text(path);
  const refuse = (code: 'missing' | 'unreadable', why: string): Refusal => new Refusal({
    code, what: `the baseline ${path}`, why, fix: 'Write {"version": 1, "groups": {"npm-audit": {"moderate": 3}}}.', at: {path},
  });
  if (text === undefined) throw refuse('missing', 'there is no such file');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw refuse('unreadable', `it is not JSON: ${(thrown as Error).message}`);
  }
  const read = baselineSchema.safeParse(value);
  if (!read.success) throw refuse('unreadable', read.error.issues.slice(0, 3).map(({path: keys, message}) => `${keys.join('.') || 'it'}: ${message}`).join('; '));
  return read.data;
}
