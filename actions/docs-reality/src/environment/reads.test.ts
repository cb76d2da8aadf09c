import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {environmentReads} from './reads.ts';

describe('environmentReads', () => {
  test('reads have their places, words are all capitals of the file', () => {
    const {reads, words, computed} = environmentReads('a.ts', 'const a = 1;\nconst b = process.env.APP_B ?? process.env["APP_C"]; // LIST\n');
    expect(reads).toEqual([{name: 'APP_B', at: {line: 2, column: 11}}, {name: 'APP_C', at: {line: 2, column: 32}}]);
    expect([[...words], computed]).toEqual([['APP_B', 'APP_C', 'LIST'], []]);
  });

  test.each([['process.env[`APP_${x}`]', ['APP_']], ['process.env[name]', ['']], ['os.environ[f"APP_{x}"]', ['APP_']], ['os.getenv("APP_" + x)', ['APP_']], ['env_prefix = "APP_"', ['APP_']], ['process.env.APP_X', []], ['os.environ.get("APP_X")', []], ['process.env["APP_X"]', []]])('%s is put together from %j', (code, prefixes) => {
    expect(environmentReads('a.py', code).computed).toEqual(prefixes);
  });

  test('never fails', () => {
    fc.assert(fc.property(fc.string(), fc.constantFrom('a.ts', 'a.sh', 'Dockerfile'), (text, path) => void environmentReads(path, text)));
  });
});
