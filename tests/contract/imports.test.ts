import {readFileSync, readdirSync} from 'node:fs';
import {dirname, join, relative, resolve} from 'node:path';
import {describe, expect, test} from '@jest/globals';

/**
 * Which room may import what. Own files are always allowed; `*` stands for any Node module. Tests may import more: they are left out here, but for the
 * rule that nothing else imports the test kit.
 */
interface Room {
  readonly files: RegExp;
  readonly may: readonly RegExp[];
}

const libraries = /^(zod|yaml|smol-toml|github-slugger|semver\/functions\/[a-z]+\.js|@actions\/expressions(?:\/ast)?)$/;
const rooms: Readonly<Record<string, Room>> = {
  core: {files: /^packages\/core\/src\//, may: [/^(zod|yaml)$/, /^node:(crypto|path)$/]},
  ledger: {files: /^packages\/ledger\/src\//, may: [/^#core$/, /^node:crypto$/]},
  runtime: {files: /^packages\/runtime\/src\//, may: [/^#(core|ledger)$/, /^zod$/, /^node:/]},
  'an action\'s entry': {files: /^actions\/(?!preflight\/)[^/]+\/src\/index\.ts$/, may: [/^#runtime$/, /^\.\/action\.ts$/]},
  'preflight\'s entry': {files: /^actions\/preflight\/src\/index\.ts$/, may: [/^#runtime$/, /^#suite$/, /^\.\/action\.ts$/]},
  'an action': {files: /^actions\/[^/]+\/src\/(?!index\.ts$)/, may: [/^#(core|ledger)$/, libraries, /^node:(crypto|path|buffer)$/]},
  suite: {files: /^packages\/suite\/src\//, may: [/^#core$/, /^actions\/(?!preflight\/)[^/]+\/src\/action\.ts$/]},
  cli: {files: /^packages\/cli\/src\//, may: [/^#(core|runtime|suite)$/, /^(zod|yaml)$/, /^node:/, /^actions\/preflight\/src\/action\.ts$/]},
  testkit: {files: /^packages\/testkit\/src\//, may: [/^#(core|runtime)$/, /^(zod|yaml|ajv|ajv-formats)$/, /^node:/]},
};

const root = join(import.meta.dirname, '../..');

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), {recursive: true, encoding: 'utf8'}).filter(name => name.endsWith('.ts')).map(name => `${folder}/${name}`);
}
const all = [...sources('packages'), ...sources('actions')].filter(path => path.includes('/src/'));
const isTest = (path: string): boolean => /\.(test|fixture)\.ts$/.test(path);

/** The specifiers of a file's imports and exports, and of its dynamic imports. */
function specifiersOf(text: string): string[] {
  const found = [...text.matchAll(/^(?:import|export)\b[^;'"]*?from\s+['"]([^'"]+)['"]/gm), ...text.matchAll(/^import\s+['"]([^'"]+)['"]/gm), ...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g)];
  return found.map(match => match[1]!);
}

/** What a specifier means: a relative one as a path from the root. */
function meaning(path: string, specifier: string): string {
  return specifier.startsWith('.') ? relative(root, resolve(root, dirname(path), specifier)) : specifier;
}
const homeOf = (path: string): string => /^(?:packages|actions)\/[^/]+\/src\//.exec(path)![0];

describe('the rooms import what they may', () => {
  test('every source file belongs to exactly one room', () => {
    const odd = all.filter(path => Object.values(rooms).filter(room => room.files.test(path)).length !== 1);
    expect(odd).toEqual([]);
  });

  test.each(Object.entries(rooms))('%s', (_name, room) => {
    const files = all.filter(path => room.files.test(path) && !isTest(path));
    expect(files.length).toBeGreaterThan(0);
    const wrong = files.flatMap(path => specifiersOf(readFileSync(join(root, path), 'utf8')).filter(specifier => {
      const to = meaning(path, specifier);
      const own = to.startsWith(homeOf(path)) && !/\/src\/index\.ts$/.test(path.replace(/^packages.*/, ''));
      return !own && !room.may.some(allowed => allowed.test(specifier) || allowed.test(to));
    }).map(specifier => `${path} imports ${specifier}`));
    expect(wrong).toEqual([]);
  });

  test('only tests import the test kit', () => {
    const wrong = all.filter(path => !isTest(path) && !path.startsWith('packages/testkit/') && specifiersOf(readFileSync(join(root, path), 'utf8')).some(specifier => specifier === '#testkit' || specifier.includes('/testkit/')));
    expect(wrong).toEqual([]);
  });

  test('the kernel and the actions ask neither the clock, the process nor the environment', () => {
    const asks = /\b(?:Date\.now\(|new Date\(\)|process\.(?:env|cwd|argv|exit|stdout)|performance\.now|Math\.random|fetch\()/;
    const wrong = all.filter(path => (path.startsWith('packages/core/') || path.startsWith('actions/')) && !isTest(path)).flatMap(path => readFileSync(join(root, path), 'utf8').split('\n')
      .map((line, i) => ({line, place: `${path}:${i + 1}`})).filter(({line}) => asks.test(line) && !/^\s*(?:\*|\/\/|\/\*)/.test(line) && !/['"`/].*process\.(?:env|argv|cwd|exit)/.test(line)).map(({place, line}) => `${place} ${line.trim()}`));
    expect(wrong).toEqual([]);
  });

  test('zod is imported whole as a namespace: the object z would bring all of it into every bundle', () => {
    expect(all.filter(path => /^import \{[^}]*\} from 'zod'/m.test(readFileSync(join(root, path), 'utf8')))).toEqual([]);
  });

  test('nothing coerces: z.coerce reads an empty text as 0', () => {
    expect(all.filter(path => /\bz\.coerce\b/.test(readFileSync(join(root, path), 'utf8').replaceAll(/`z\.coerce`/g, '')))).toEqual([]);
  });
});
