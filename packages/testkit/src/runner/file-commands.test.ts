import {mkdtemp, readFile, rm, unlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {type CommandFiles, createCommandFiles, keyValuePairs, readCommandFiles, summaryLimit} from './file-commands.ts';
import {StepLog} from './step-log.ts';

const pairs = (text: string): Record<string, string> => Object.fromEntries(keyValuePairs(text));

describe('names and values', () => {
  test.each([
    ['a plain pair', 'name=value\n', {name: 'value'}],
    ['no newline at the end', 'name=value', {name: 'value'}],
    ['an empty value', 'name=\n', {name: ''}],
    ['a value with equals signs', 'name=a=b=c\n', {name: 'a=b=c'}],
    ['the equals sign first', 'name=a<<b\n', {name: 'a<<b'}],
    ['empty lines between pairs', '\n\na=1\n\nb=2\n\n', {a: '1', b: '2'}],
    ['the later of two values', 'a=1\na=2\n', {a: '2'}],
    ['a heredoc', 'name<<EOF\none\ntwo\nEOF\n', {name: 'one\ntwo'}],
    ['the arrows first', 'name<<E=F\none\nE=F\n', {name: 'one'}],
    ['a heredoc of nothing', 'name<<EOF\nEOF\n', {name: ''}],
    ['a heredoc of one empty line', 'name<<EOF\n\nEOF\n', {name: ''}],
    ['a heredoc of two empty lines', 'name<<EOF\n\n\nEOF\n', {name: '\n'}],
    ['a delimiter without newline at the end of the file', 'name<<EOF\none\nEOF', {name: 'one'}],
    ['lines that only look like the delimiter', 'name<<EOF\nEOF \n EOF\nEOFEOF\nEOF\n', {name: 'EOF \n EOF\nEOFEOF'}],
    ['a carriage return, which belongs to the value', 'name=value\r\n', {name: 'value\r'}],
    ['carriage returns in a heredoc', 'name<<EOF\r\none\r\nEOF\r\n', {name: 'one\r'}],
    ['spaces, which belong to name and value', ' name = value \n', {' name ': ' value '}],
    ['a name that is no name in JavaScript', '__proto__=x\n', JSON.parse('{"__proto__":"x"}')],
  ])('%s', (_about, text, expected) => {
    expect(pairs(text)).toEqual(expected);
  });

  test.each([
    ['a line with neither sign', 'nonsense\n', 'Invalid format \'nonsense\''],
    ['arrows without a name', '<<EOF\nEOF\n', 'Name must not be empty and delimiter must not be empty'],
    ['arrows without a delimiter', 'name<<\nx\n', 'Name must not be empty and delimiter must not be empty'],
    ['a delimiter that never comes', 'name<<EOF\none\n', 'Matching delimiter not found \'EOF\''],
    ['a value without a newline at its end', 'name<<EOF\none', 'EOF marker missing new line'],
    ['a value that ends on the delimiter\'s line', 'name<<EOF\noneEOF\n', 'Matching delimiter not found \'EOF\''],
    ['a delimiter with a carriage return only once', 'name<<EOF\none\nEOF\r\n', 'Matching delimiter not found \'EOF\''],
  ])('%s is refused', (_about, text, message) => {
    expect(() => pairs(text)).toThrow(message);
  });

  test('what stands before a malformed line has been read', () => {
    const generator = keyValuePairs('a=1\nnonsense\nb=2\n');
    expect(generator.next().value).toEqual(['a', '1']);
    expect(() => generator.next()).toThrow('Invalid format');
  });

  test('a million lines take no more than a moment', () => {
    expect(() => pairs(`name<<EOF\n${'x\n'.repeat(1_000_000)}`)).toThrow('Matching delimiter not found');
  });
});

describe('the files of a step', () => {
  let folder: string;
  let files: CommandFiles;
  let step: StepLog;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'file-commands-'));
    files = await createCommandFiles(folder);
    step = new StepLog(['hunter22'], false);
  });
  afterEach(() => rm(folder, {recursive: true}));

  test('are there and empty', async () => {
    for (const file of Object.values(files)) await expect(readFile(file, 'utf8')).resolves.toBe('');
  });

  test('may be empty or deleted', async () => {
    await unlink(files.output);
    await unlink(files.step_summary);
    await expect(readCommandFiles(files, step)).resolves.toBeUndefined();
    expect(step.errors).toEqual([]);
  });

  test('one malformed file fails the step and leaves the others alone', async () => {
    await writeFile(files.env, 'A=1\nnonsense\nB=2\n');
    await writeFile(files.output, 'verdict=pass\n');
    await readCommandFiles(files, step);
    expect(step.errors).toEqual(['Unable to process file command \'env\' successfully.', 'Invalid format \'nonsense\'']);
    expect([...step.env]).toEqual([['A', '1']]);
    expect(step.outputs.toRecord()).toEqual({verdict: 'pass'});
  });

  test('an output without a name fails the step', async () => {
    await writeFile(files.output, '=value\n');
    await readCommandFiles(files, step);
    expect(step.errors[0]).toBe('Unable to process file command \'output\' successfully.');
  });

  test('outputs differ by more than case, and keep the first case', async () => {
    await writeFile(files.output, 'Verdict=pass\nverdict=fail\n');
    await readCommandFiles(files, step);
    expect(step.outputs.toRecord()).toEqual({Verdict: 'fail'});
  });

  test.each(['NODE_OPTIONS', 'node_options'])('%s is refused in GITHUB_ENV with an error annotation that does not fail the step', async name => {
    await writeFile(files.env, `${name}=--require=evil\nA=1\n`);
    await readCommandFiles(files, step);
    expect([...step.env]).toEqual([['A', '1']]);
    expect(step.annotations).toEqual([{level: 'error', message: 'Can\'t store NODE_OPTIONS output parameter using \'$GITHUB_ENV\' command.'}]);
    expect(step.errors).toEqual([]);
  });

  test('the folder added last is searched first, and counts once', async () => {
    await writeFile(files.path, '/one\r\n\n/two\n/one\n');
    await readCommandFiles(files, step);
    expect(step.path).toEqual(['/one', '/two']);
  });

  test('a summary is masked line by line and gets Unix line ends', async () => {
    await writeFile(files.step_summary, '# Done\r\npassword hunter22');
    await expect(readCommandFiles(files, step)).resolves.toBe('# Done\npassword ***\n');
  });

  test('a summary of exactly 1 MiB is kept, one byte more and it is dropped, counted in bytes', async () => {
    await writeFile(files.step_summary, 'x'.repeat(summaryLimit));
    expect(await readCommandFiles(files, step)).toHaveLength(summaryLimit + 1);
    await writeFile(files.step_summary, `${'ä'.repeat(summaryLimit / 2)}x`);
    await expect(readCommandFiles(files, step)).resolves.toBeUndefined();
    expect(step.annotations).toEqual([{level: 'error', message: '$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got 1024k.'}]);
    expect(step.errors).toEqual([]);
  });
});
