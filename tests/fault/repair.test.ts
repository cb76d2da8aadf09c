import {existsSync, readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {readStatement} from '#core';
import {type GitRepository, type StepOptions, type StepResult, gitRepository, workflowDispatch} from '#testkit';
import {type Interference, interferedWith, interfering} from './interfered.ts';
import {step} from './step.ts';

const garbled = 'One \u00e2\u20ac\u201d two.\n';
const mended = 'One \u2014 two.\n';
const first = 'docs/first.md';
const second = 'docs/second.md';
const policy = {'.github/shipgate.yml': 'version: 1\nhistory: files\n'};

const prepared = (): Promise<GitRepository> => gitRepository({'README.md': '# App\n', [first]: garbled, [second]: garbled, ...policy});
const repair = async (repository: GitRepository, options: Partial<StepOptions> = {}): Promise<StepResult> =>
  step(repository, {event: workflowDispatch({sha: await repository.head()}), inputs: {mode: 'repair', apply: 'true'}, ...options});

const textAt = (repository: GitRepository, path: string): string | undefined => {
  const place = join(repository.path, path);
  return existsSync(place) ? readFileSync(place, 'utf8') : undefined;
};
const both = (repository: GitRepository): readonly (string | undefined)[] => [first, second].map(path => textAt(repository, path));
const drafts = (repository: GitRepository, folder = 'docs'): readonly string[] => readdirSync(join(repository.path, folder)).filter(name => name.startsWith('.'));

/** What became of the steps, as the report file has it; nothing where there is none. */
function recorded(repository: GitRepository): {readonly effect: string; readonly verdict: string; readonly steps: readonly string[]} | undefined {
  const text = textAt(repository, '.shipgate/evidence/docs-reality.repair.json');
  if (text === undefined) return undefined;
  const {effect, verdict, steps} = readStatement(text).predicate.shipgate.outcome;
  return {effect, verdict, steps: steps.map(({state}) => state)};
}

const blocked = {exitCode: 1, decision: 'deny'};
const allowed = {exitCode: 0, decision: 'allow'};
const endOf = ({exitCode, outputs}: StepResult) => ({exitCode, decision: outputs['decision']});

const draft = '/\\.shipgate-[^/]*\\.tmp$';
const journal = '/journal/[^/]*\\.jsonl$';

/** What fails, what is left of the two pages, and what the report file says: a page that was refused is known to stand as it was, of one on a broken disk nobody knows. */
const faults: Readonly<Record<string, readonly [Interference, readonly string[], effect: string | undefined, steps?: readonly string[]]>> = {
  'the folder of the pages is read-only': [{calls: ['openSync'], path: draft, error: 'EROFS'}, [garbled, garbled], 'none', ['failed', 'not-begun']],
  'there is no permission for the folder of the pages': [{calls: ['openSync'], path: draft, error: 'EACCES'}, [garbled, garbled], 'none', ['failed', 'not-begun']],
  'the disk is full': [{calls: ['writeSync'], path: draft, error: 'ENOSPC'}, [garbled, garbled], 'none', ['failed', 'not-begun']],
  'the disk breaks when it is to keep the page': [{calls: ['fsyncSync'], path: draft, error: 'EIO'}, [garbled, garbled], 'unsettled', ['unsettled', 'not-begun']],
  'the disk breaks when the page is to take its place': [{calls: ['renameSync'], path: draft, error: 'EIO'}, [garbled, garbled], 'unsettled', ['unsettled', 'not-begun']],
  'the disk is full at the second page': [{calls: ['openSync'], path: draft, nth: 2, error: 'ENOSPC'}, [mended, garbled], 'partial', ['done', 'failed']],
  'the journal has no folder, and none can be made': [{calls: ['mkdirSync'], path: '/journal$', error: 'EACCES'}, [garbled, garbled], 'none', ['not-begun', 'not-begun']],
  'the journal cannot be opened': [{calls: ['openSync'], path: journal, error: 'EROFS'}, [garbled, garbled], 'none', ['not-begun', 'not-begun']],
  'the journal cannot be written': [{calls: ['writeSync'], path: journal, error: 'ENOSPC'}, [garbled, garbled], 'none', ['not-begun', 'not-begun']],
  'the journal does not reach the disk': [{calls: ['fdatasyncSync'], path: journal, nth: 1, error: 'EIO'}, [garbled, garbled], 'none', ['not-begun', 'not-begun']],
  'the journal cannot tell the end of a page': [{calls: ['writeSync'], path: journal, nth: 2, error: 'ENOSPC'}, [mended, garbled], 'unsettled', ['unsettled', 'not-begun']],
  'the report file cannot be written': [{calls: ['openSync'], path: '/evidence/', error: 'EROFS'}, [mended, mended], undefined],
};

describe('a repair that is carried out, where', () => {
  test.each(Object.entries(faults))('%s', async (_, [interference, pages, effect, steps]) => {
    await using repository = await prepared();
    const result = await repair(repository, {env: interfering(repository, interference)});
    expect(interferedWith(repository)).not.toBe('');
    expect({...endOf(result), pages: both(repository), drafts: drafts(repository)}).toEqual({...blocked, pages, drafts: []});
    expect(recorded(repository)).toEqual(effect === undefined ? undefined : {effect, verdict: steps?.includes('failed') ? 'fail' : 'inconclusive', steps});
    expect(result.summary).not.toContain('defect');
    expect(result.log).toMatch(/permission|room|disk/);

    expect(endOf(await repair(repository))).toEqual(allowed);
    expect(both(repository)).toEqual([mended, mended]);
    expect(recorded(repository)?.verdict).toBe('pass');
  });

  test.each(['openSync', 'writeSync', 'fsyncSync', 'renameSync'])('the run is killed at %s of a page: the next one ends it', async call => {
    await using repository = await prepared();
    const result = await repair(repository, {env: interfering(repository, {calls: [call], path: draft, nth: 1, command: 'kill -9 $PPID'})});
    expect(endOf(result)).toEqual({exitCode: 137, decision: 'deny'});
    expect([both(repository), recorded(repository)]).toEqual([[garbled, garbled], undefined]);
    expect(endOf(await repair(repository))).toEqual(allowed);
    expect(both(repository)).toEqual([mended, mended]);
  });

  test.each([1, 2, 3, 4])('the run is killed at line %i of the journal: the next one ends it', async nth => {
    await using repository = await prepared();
    const result = await repair(repository, {env: interfering(repository, {calls: ['writeSync'], path: journal, nth, command: 'kill -9 $PPID'})});
    expect(endOf(result)).toEqual({exitCode: 137, decision: 'deny'});
    expect(both(repository)).toEqual([nth > 1 ? mended : garbled, nth > 3 ? mended : garbled]);
    expect(endOf(await repair(repository))).toEqual(allowed);
    expect(both(repository)).toEqual([mended, mended]);
  });
});

/** Before the first line of the journal: after the plan, before anything is done. And when the new page is begun, after the last look but one. */
const planned = (command: string): Interference => ({calls: ['openSync'], path: journal, nth: 1, command});
const begun = (command: string): Interference => ({calls: ['openSync'], path: draft, nth: 1, command});

const outside = '../outside';

/** What happens to the first page, and what stands there afterwards. */
const changes: Readonly<Record<string, readonly [command: string, after: string | undefined, again: 'mended' | 'left']>> = {
  'is written to': [`echo More. >> ${first}`, `${garbled}More.\n`, 'mended'],
  'is replaced by another': [`echo Other. > ${outside}.md; mv ${outside}.md ${first}`, 'Other.\n', 'left'],
  'is mended by somebody': [`printf 'One \u2014 two.\\n' > ${first}; echo More. >> ${first}`, `${mended}More.\n`, 'left'],
  'is removed': [`rm ${first}`, undefined, 'left'],
  'becomes a link out of the tree, to the same content': [`mv ${first} ${outside}.md; ln -s ../${outside}.md ${first}`, garbled, 'left'],
  'is in a folder that becomes a link out of the tree, to the same content': [`mv docs ${outside}; ln -s ${outside} docs`, garbled, 'left'],
};

describe.each<[string, (command: string) => Interference]>([['after the plan was made', planned], ['while it is repaired', begun]])('a page that, %s,', (_, at) => {
  test.each(Object.entries(changes))('%s: nothing of it is lost, and nothing outside is touched', async (_what, [command, after, again]) => {
    await using repository = await prepared();
    const result = await repair(repository, {env: interfering(repository, at(command))});
    expect(interferedWith(repository)).not.toBe('');
    expect({...endOf(result), pages: both(repository), drafts: drafts(repository)}).toEqual({...blocked, pages: [after, garbled], drafts: []});
    expect(recorded(repository)?.effect).not.toBe('done');
    expect(result.summary).not.toContain('defect');

    await repair(repository);
    expect(textAt(repository, first)).toBe(again === 'mended' ? after?.replace(garbled, mended) : after);
  });
});

describe('the files of the runner', () => {
  test('the event cannot be read: that is denied, and what an earlier run has left is no result of this one', async () => {
    await using repository = await prepared();
    await repair(repository, {inputs: {mode: 'repair'}});
    expect(recorded(repository)?.effect).toBe('planned');
    const result = await repair(repository, {env: interfering(repository, {calls: ['readFileSync'], path: '/event\\.json$', error: 'EACCES'})});
    expect({...endOf(result), pages: both(repository)}).toEqual({exitCode: 2, decision: 'deny', pages: [garbled, garbled]});
    expect(result.annotations.map(({message}) => message).join()).toMatch(/GITHUB_EVENT_PATH.*cannot be read/);
    expect(recorded(repository)).toBeUndefined();
  });

  test('the outputs cannot be written: nothing is done, and that is said', async () => {
    await using repository = await prepared();
    const result = await repair(repository, {env: interfering(repository, {calls: ['appendFileSync'], path: 'output', error: 'EACCES'})});
    expect({exitCode: result.exitCode, outputs: result.outputs, pages: both(repository)}).toEqual({exitCode: 2, outputs: {}, pages: [garbled, garbled]});
    expect(result.annotations.map(({message}) => message).join()).toMatch(/GITHUB_OUTPUT.*cannot be written/);
    expect(result.log).not.toContain('defect');
  });

  test('the outputs cannot be written any more at the end: what was said first stays, which is deny', async () => {
    await using repository = await prepared();
    const result = await repair(repository, {env: interfering(repository, {calls: ['appendFileSync'], path: 'output', nth: 2, error: 'ENOSPC'})});
    expect({...endOf(result), outputs: result.outputs, pages: both(repository)}).toEqual({exitCode: 0, decision: 'deny', outputs: {decision: 'deny'}, pages: [mended, mended]});
    expect(result.log).toContain('The outputs could not be written');
  });

  test('the summary cannot be written: that is said, and what was done stays done', async () => {
    await using repository = await prepared();
    const result = await repair(repository, {env: interfering(repository, {calls: ['appendFileSync'], path: 'summary', error: 'ENOSPC'})});
    expect({...endOf(result), pages: both(repository), effect: recorded(repository)?.effect}).toEqual({...allowed, pages: [mended, mended], effect: 'done'});
    expect(result.log).toContain('The summary could not be written');
  });
});
