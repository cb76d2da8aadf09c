import {closeSync, existsSync, fdatasyncSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync} from 'node:fs';
import {dirname} from 'node:path';
import {type Journal, type Json, type Step, type StepRecord, Refusal, canonicalJson, jsonOf} from '#core';

type Line = {readonly begin: Step<Json>} | {readonly end: string; readonly state: StepRecord['state']} | typeof afterTorn;

/** Stands after a line that a crash tore, so that a torn line can be told from a damaged one. */
const afterTorn = {torn: true} as const;

function isLine(value: unknown): value is Line {
  if (typeof value !== 'object' || value === null) return false;
  if ('torn' in value) return true;
  if ('end' in value) return typeof value.end === 'string';
  if (!('begin' in value) || typeof value.begin !== 'object' || value.begin === null) return false;
  const {id, about} = value.begin as Partial<Step<Json>>;
  return typeof id === 'string' && typeof about === 'string' && 'data' in value.begin;
}

/**
 * A journal in a file, a JSON text a line, on disk when a call returns. A last line that was torn by a crash was never acknowledged, so that what it
 * says has not begun: it is passed over. Any other line that cannot be read is a Refusal: what was open is then not known.
 */
export function fileJournal(path: string): Journal {
  function append(line: Line): void {
    mkdirSync(dirname(path), {recursive: true});
    const torn = existsSync(path) && !/(^|\n)$/.test(readFileSync(path, 'utf8'));
    const fresh = !existsSync(path);
    const file = openSync(path, 'a', 0o600);
    try {
      writeSync(file, `${torn ? `\n${canonicalJson(afterTorn)}\n` : ''}${canonicalJson(jsonOf(line))}\n`);
      fdatasyncSync(file);
    } finally {
      closeSync(file);
    }
    if (!fresh) return;
    const folder = openSync(dirname(path), 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  }

  function lines(): readonly Line[] {
    if (!existsSync(path)) return [];
    const texts = readFileSync(path, 'utf8').split('\n').filter(text => text !== '');
    const values = texts.map(text => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        return undefined;
      }
    });
    const isTorn = (value: unknown): boolean => typeof value === 'object' && value !== null && 'torn' in value;
    return values.flatMap((value, i): readonly Line[] => {
      if (isLine(value)) return [value];
      if (value === undefined && (i === values.length - 1 || isTorn(values[i + 1]))) return [];
      throw new Refusal({code: 'unreadable', what: 'the journal', why: `line ${i + 1} of ${path} is not one of ours`, fix: 'Look at what the last run did, then remove the file.'});
    });
  }

  return {
    async open() {
      const open = new Map<string, Step<Json>>();
      for (const line of lines()) {
        if ('begin' in line) open.set(line.begin.id, line.begin);
        else if ('end' in line) open.delete(line.end);
      }
      return [...open.values()];
    },
    async begin(step) {
      append({begin: step});
    },
    async end(id, state) {
      append({end: id, state});
    },
  };
}
