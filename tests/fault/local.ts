import {existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect} from '@jest/globals';
import {readStatement} from '#core';
import {type Judged, judgeLocally} from '#runtime';
import {type Doing, probe} from './probe/action.ts';

export interface ProbeOptions {
  readonly mode?: 'learned' | 'thrown';
  readonly inputs?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** A folder with one file and without git, where nothing of git is needed; gone at the end of its block. */
export function plainFolder(): {readonly path: string} & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'plain-'));
  writeFileSync(join(path, 'a.md'), 'a\n');
  return {path, [Symbol.dispose]: () => rmSync(path, {recursive: true})};
}

/** A whole run of the probe in a folder, as on a laptop. */
export function judgeProbe(folder: string, doing: Doing, {mode = 'learned', inputs = {}, signal = new AbortController().signal}: ProbeOptions = {}): Promise<Judged> {
  return judgeLocally({action: probe(doing), mode, inputs, secrets: {}, token: undefined}, [], {
    workspace: folder, environment: process.env, signal, progress: () => undefined, note: () => undefined, ref: inputs['ref'],
  });
}

/** What the report file of a run says; nothing where there is none. */
export function evidenceOf(folder: string, name: string): {readonly result: string; readonly verdict: string} | undefined {
  const path = join(folder, '.shipgate/evidence', `${name}.json`);
  if (!existsSync(path) || !statSync(path).isFile()) return undefined;
  const {predicate} = readStatement(readFileSync(path, 'utf8'));
  return {result: predicate.result, verdict: predicate.shipgate.outcome.verdict};
}

/** A run that must not read as fine: blocked, could not decide, and its report file says the same. */
export function expectUndecided(judged: Judged, folder: string, name = 'probe.learned'): void {
  expect({verdict: judged.record.outcome.verdict, exitCode: judged.exitCode}).toEqual({verdict: 'inconclusive', exitCode: 1});
  expect(evidenceOf(folder, name)).toEqual({result: 'FAILED', verdict: 'inconclusive'});
}

/** The codes of all gaps that a run has found. */
export const gapsOf = ({record}: Judged): readonly (string | undefined)[] => record.outcome.checks.flatMap(check => check.findings.map(finding => finding.gap));
