import {closeSync, constants, existsSync, fdatasyncSync, lstatSync, mkdirSync, openSync, writeSync} from 'node:fs';
import {dirname} from 'node:path';
import {type Journal, type Json, type Step, type StepRecord, Refusal, canonicalJson, jsonOf} from '#core';
import {FileReader, writeRefusal} from './ports/regular-file.ts';
import {syncFolder} from './store/durable.ts';

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

// Neither a link nor a pipe that a repository brings along. 0 where they do not exist.
const {O_APPEND, O_CREAT, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_WRONLY} = constants;
const adding = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK;

/**
 * A journal in a file, a JSON text a line, on disk when a call returns. A last line that was torn by a crash was never acknowledged, so that what it
 * says has not begun: it is passed over. Any other line that cannot be read is a Refusal: what was open is then not known. So is a journal that cannot be
 * read or written: what cannot be noted down must not begin.
 */
export function fileJournal(path: string): Journal {
  const what = 'the journal';

  function text(): string {
    return existsSync(path) ? new FileReader().read(path, what, Number.MAX_SAFE_INTEGER).toString('utf8') : '';
  }

  function append(line: Line): void {
    const folder = dirname(path);
    try {
      mkdirSync(folder, {recursive: true});
      if (!lstatSync(folder).isDirectory()) throw new Refusal({code: 'refused', what, why: `${folder} is a link`, fix: 'Replace the link by a folder.'});
      const fresh = !existsSync(path);
      const before = text();
      const torn = before !== '' && !before.endsWith('\n');
      const file = openSync(path, adding, 0o600);
      try {
        const content = Buffer.from(`${torn ? `\n${canonicalJson(afterTorn)}\n` : ''}${canonicalJson(jsonOf(line))}\n`);
        for (let at = 0; at < content.length;) at += writeSync(file, content, at);
        fdatasyncSync(file);
      } finally {
        closeSync(file);
      }
      if (fresh) syncFolder(folder);
    } catch (thrown) {
      throw writeRefusal(thrown, what);
    }
  }

  function lines(): readonly Line[] {
    const texts = text().split('\n').filter(each => each !== '');
    const values = texts.map(each => {
      try {
        return JSON.parse(each) as unknown;
      } catch {
        return undefined;
      }
    });
    const isTorn = (value: unknown): boolean => typeof value === 'object' && value !== null && 'torn' in value;
    return values.flatMap((value, i): readonly Line[] => {
      if (isLine(value)) return [value];
      if (value === undefined && (i === values.length - 1 || isTorn(values[i + 1]))) return [];
      throw new Refusal({code: 'unreadable', what, why: `line ${i + 1} of ${path} is not one of ours`, fix: 'Look at what the last run did, then remove the file.'});
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
