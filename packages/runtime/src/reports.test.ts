import {mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from '@jest/globals';
import {writeWhole} from './reports.ts';

const folder = mkdtempSync(join(tmpdir(), 'shipgate-reports-'));
afterAll(() => rmSync(folder, {recursive: true}));

describe('writeWhole', () => {
  test('makes the folders above, and puts the new content in the place of the old', () => {
    writeWhole(join(folder, 'a/b/report.json'), 'old');
    writeWhole(join(folder, 'a/b/report.json'), 'new');
    expect(readFileSync(join(folder, 'a/b/report.json'), 'utf8')).toBe('new');
    expect(readdirSync(join(folder, 'a/b'))).toEqual(['report.json']);
  });

  test('what could not be written leaves nothing behind', () => {
    mkdirSync(join(folder, 'taken/summary.md'), {recursive: true});
    expect(() => writeWhole(join(folder, 'taken/summary.md'), 'text')).toThrow('EISDIR');
    expect(readdirSync(join(folder, 'taken'))).toEqual(['summary.md']);
  });
});
