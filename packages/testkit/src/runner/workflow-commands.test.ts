import {describe, expect, test} from '@jest/globals';
import {logGroups} from './log-groups.ts';
import {StepLog} from './step-log.ts';
import {WorkflowCommands} from './workflow-commands.ts';

function print(lines: readonly string[], options: {readonly env?: Record<string, string>; readonly debug?: boolean} = {}): StepLog {
  const step = new StepLog([], options.debug ?? false);
  const commands = new WorkflowCommands(step, '/work/app', options.env ?? {});
  for (const line of lines) commands.take(line);
  return step;
}

describe('annotations', () => {
  test('all their properties', () => {
    expect(print(['::error file=src/a.ts,line=3,endLine=3,col=5,endColumn=9,title=Bad::No good']).annotations)
      .toEqual([{level: 'error', message: 'No good', title: 'Bad', file: 'src/a.ts', line: 3, endLine: 3, column: 5, endColumn: 9}]);
  });

  test('escapes are undone, each once', () => {
    const [annotation] = print(['::warning title=a%3Ab%2Cc%25d%0Ae,file=x::100%25 %0D%0A%3A%2C %250A']).annotations;
    expect(annotation).toEqual({level: 'warning', title: 'a:b,c%d\ne', file: 'x', message: '100% \r\n%3A%2C %0A'});
  });

  test.each([
    ['white space before it', '  \t::error::x', true],
    ['a different case', '::ERROR::x', true],
    ['the older form anywhere in a line', 'see ##[error]x', true],
    ['text before it', 'see ::error::x', false],
    ['no second colons', '::error x', false],
    ['a command that does not exist', '::eror::x', false],
  ])('%s', (_about, line, recognised) => {
    const step = print([line]);
    expect(step.annotations).toEqual(recognised ? [{level: 'error', message: 'x'}] : []);
    expect(step.lines).toEqual([recognised ? '##[error]x' : line]);
  });

  test('an empty property and one without equals sign are left out', () => {
    expect(print(['::notice file=,line,title==T::x']).annotations).toEqual([{level: 'notice', message: 'x', title: 'T'}]);
  });

  test('a path in the workspace becomes relative, another one stays', () => {
    const files = print(['::error file=/work/app/src/a.ts::x', '::error file=/work/application/a.ts::x']).annotations.map(({file}) => file);
    expect(files).toEqual(['src/a.ts', '/work/application/a.ts']);
  });

  test.each([
    ['an end without a line', 'endLine=4', {line: 4, endLine: 4}],
    ['an end column without a column', 'line=4,endColumn=7', {line: 4, column: 7, endColumn: 7}],
    ['columns without a line', 'col=1,endColumn=2', {}],
    ['columns over several lines', 'line=1,endLine=2,col=1', {line: 1, endLine: 2}],
    ['an end before the line', 'line=5,endLine=2', {}],
    ['an end column before the column', 'line=5,col=5,endColumn=2', {line: 5}],
    ['a line that is no number', 'line=abc', {}],
  ])('%s', (_about, properties, place) => {
    expect(print([`::error ${properties}::x`]).annotations).toEqual([{level: 'error', message: 'x', ...place}]);
  });

  test('ten of a level are kept and the others counted, all are logged', () => {
    const step = print([...Array.from({length: 13}, (_, index) => `::error::${index}`), '::warning::w']);
    expect(step.annotations.map(({message}) => message)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'w']);
    expect(step.dropped).toEqual({error: 3, warning: 0, notice: 0});
    expect(step.lines).toHaveLength(14);
  });

  test('a message is cut at 4096 characters, after it has been masked', () => {
    const step = print(['::add-mask::abcdefgh', `::error::${'x'.repeat(4092)}abcdefgh`]);
    expect(step.annotations[0]!.message).toBe(`${'x'.repeat(4092)}***`);
    expect(print([`::error::${'x'.repeat(5000)}`]).annotations[0]!.message).toHaveLength(4096);
  });

  test('an error annotation alone does not fail the step', () => {
    expect(print(['::error::x']).errors).toEqual([]);
  });
});

describe('masks', () => {
  test('hide everything after them, and not what came before', () => {
    expect(print(['s3cret', '::add-mask::s3cret', 'my s3cret', '::error::s3cret']).lines).toEqual(['s3cret', 'my ***', '##[error]***']);
  });

  test('of several lines hide the whole and each line', () => {
    const step = print(['::add-mask::first line%0Asecond line%0A', 'a first line', 'b second line c', 'line']);
    expect(step.lines).toEqual(['a ***', 'b *** c', 'line']);
    expect(step.addedMasks).toEqual(['first line\nsecond line\n']);
  });

  test('of nothing are refused with a warning', () => {
    expect(print(['::add-mask:: ']).annotations).toEqual([{level: 'warning', message: 'Can\'t add secret mask for empty string in ##[add-mask] command.'}]);
  });

  test('a title and a file are not hidden: GitHub does not either', () => {
    expect(print(['::add-mask::s3cret', '::error title=s3cret::s3cret']).annotations).toEqual([{level: 'error', title: 's3cret', message: '***'}]);
  });
});

describe('stopping commands', () => {
  test('nothing is a command until the token comes', () => {
    const step = print(['::stop-commands::token-1', '::error::x', '##[error]y', '::TOKEN-1::', '::error::z']);
    expect(step.annotations.map(({message}) => message)).toEqual(['z']);
    expect(step.lines).toEqual(['::stop-commands::***', '::error::x', '##[error]y', '::TOKEN-1::', '##[error]z']);
  });

  test('the token is no command once it has come', () => {
    expect(print(['::stop-commands::token-1', '::token-1::', '::token-1::again']).lines).toEqual(['::stop-commands::***', '::***::', '::***::again']);
  });

  test.each(['', 'pause-logging', 'error', 'Add-Mask', 'stop-commands'])('the token %p ends the step', token => {
    expect(() => print([`::stop-commands::${token}`])).toThrow('You cannot use a endToken');
  });

  test('a weak token is allowed on request', () => {
    const step = print(['::stop-commands::error', '::warning::x', '::error::', '::warning::y'], {env: {ACTIONS_ALLOW_UNSECURE_STOPCOMMAND_TOKENS: 'true'}});
    expect(step.annotations.map(({message}) => message)).toEqual(['y']);
  });
});

describe('commands that files have replaced', () => {
  test('set-output and save-state work with a warning', () => {
    const step = print(['::set-output name=verdict::pass', '::save-state name=begun::yes']);
    expect([step.outputs.toRecord(), step.state.toRecord()]).toEqual([{verdict: 'pass'}, {begun: 'yes'}]);
    expect(step.annotations.map(({level, message}) => [level, message.slice(0, 40)])).toEqual([
      ['warning', 'The `set-output` command is deprecated a'], ['warning', 'The `save-state` command is deprecated a'],
    ]);
    expect(step.errors).toEqual([]);
  });

  test('a missing name fails the step', () => {
    expect(print(['::set-output::pass']).errors)
      .toEqual(['Unable to process command \'::set-output::pass\' successfully.', 'Required field \'name\' is missing in ##[set-output] command.']);
  });

  test.each(['::set-env name=A::1', '::add-path::/x'])('%s is switched off and fails the step', line => {
    const step = print([line]);
    expect(step.errors[0]).toBe(`Unable to process command '${line}' successfully.`);
    expect(step.errors[1]).toMatch(/^The `(?:set-env|add-path)` command is disabled/);
    expect([[...step.env], step.path]).toEqual([[], []]);
  });

  test('they work on request, but for NODE_OPTIONS', () => {
    const step = print(['::set-env name=A::1', '::set-env name=NODE_OPTIONS::--require=x', '::add-path::/x'], {env: {ACTIONS_ALLOW_UNSECURE_COMMANDS: 'true'}});
    expect([[...step.env], step.path, step.errors]).toEqual([[['A', '1']], ['/x'], []]);
    expect(step.annotations).toEqual([{level: 'error', message: 'Can\'t update NODE_OPTIONS environment variable using ::set-env:: command.'}]);
  });
});

describe('the log', () => {
  test('groups', () => {
    const {lines} = print(['before', '::group::One', 'a', '::endgroup::', 'between', '::group::Two', 'b', '::group::Three', 'c']);
    expect(lines.slice(0, 4)).toEqual(['before', '##[group]One', 'a', '##[endgroup]']);
    expect(logGroups(lines)).toEqual([{title: 'One', lines: ['a']}, {title: 'Two', lines: ['b']}, {title: 'Three', lines: ['c']}]);
  });

  test('debug messages stand in it only in debug mode', () => {
    expect([print(['::debug::a%0Ab']).lines, print(['::debug::a%0Ab']).debugLines]).toEqual([[], ['a', 'b']]);
    expect(print(['::debug::a%0Ab'], {debug: true}).lines).toEqual(['##[debug]a', '##[debug]b']);
  });

  test('echo shows commands, but never a secret', () => {
    expect(print(['::echo::on', '::set-output name=a::1', '::add-mask::s3cret', '::echo::off', '::group::x']).lines)
      .toEqual(['::set-output name=a::1', expect.stringContaining('##[warning]'), '::add-mask::***', '::echo::off', '##[group]x']);
    expect(print(['::echo::loud']).errors[1]).toContain('Current value is: \'loud\'');
  });

  test('an action cannot forge the runner\'s own markers', () => {
    expect(print(['##[start-action x]']).lines).toEqual(['##[\\start-action x]']);
  });

  test('a problem matcher is refused instead of ignored', () => {
    expect(() => print(['::add-matcher::m.json'])).toThrow('has no problem matchers');
  });

  test('a long hostile line is read in a moment', () => {
    const text = 'x'.repeat(1_000_000);
    expect(print([`::error ${'='.repeat(1_000_000)}`, `::error ${'a=,'.repeat(300_000)}::${text}`, '##['.repeat(300_000), '::'.repeat(500_000)]).annotations).toHaveLength(1);
  });
});
