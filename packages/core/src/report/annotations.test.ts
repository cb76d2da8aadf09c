import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {type Annotation, annotationsOf, workflowCommand} from './annotations.ts';
import * as records from './fixtures/records.ts';

/** The runner's reading of a line. Source: actions/runner, ActionCommand.cs, TryParseV2. */
function readCommand(line: string): {readonly command: string; readonly properties: Readonly<Record<string, string>>; readonly data: string} {
  const unescape = (text: string, pairs: readonly (readonly [string, string])[]): string => pairs.reduce((value, [from, to]) => value.replaceAll(from, to), text);
  const base = [['%0D', '\r'], ['%0A', '\n']] as const;
  const end = line.indexOf('::', 2);
  const head = line.slice(2, end);
  const space = head.indexOf(' ');
  const properties = space === -1 ? '' : head.slice(space + 1).trim();
  return {
    command: space === -1 ? head : head.slice(0, space),
    properties: Object.fromEntries(properties.split(',').filter(Boolean).map(pair => {
      const value = pair.slice(pair.indexOf('=') + 1);
      return [pair.slice(0, pair.indexOf('=')), unescape(value, [...base, ['%3A', ':'], ['%2C', ','], ['%25', '%']])];
    })),
    data: unescape(line.slice(end + 2), [...base, ['%25', '%']]),
  };
}

describe('annotationsOf', () => {
  test('red: what is new, with its place', () => expect(annotationsOf(records.red)).toMatchSnapshot());

  test('a written exception is a notice, known and existing problems are none', () => {
    expect(annotationsOf(records.waived).map(({level, title}) => [level, title])).toEqual([['notice', 'Excused by W-12: docs-reality/cmd.npm']]);
  });

  test('what only warns is no error', () => expect(annotationsOf(records.warned).map(one => one.level)).toEqual(['warning']));

  test('10 of a level, the last counts the rest', () => {
    const all = annotationsOf(records.huge());
    for (const level of ['error', 'warning'] as const) {
      const of = all.filter(one => one.level === level);
      expect(of).toHaveLength(10);
      expect(of.at(-1)!.message).toMatch(/^4,991 more (problem|warning)s: the summary/);
    }
    expect(all).toHaveLength(20);
  });

  test('10 problems are 10 annotations', () => expect(annotationsOf(records.huge(10)).filter(one => one.title === 'And more')).toEqual([]));

  test('a message is at most 4,000 characters and keeps its way out', () => {
    const long = '語'.repeat(9000);
    const [annotation] = annotationsOf(records.record(records.gate('g', 'G', [records.check('g/a', 'A.', {broken: [records.fault(long, long, long)]})])));
    expect(annotation!.message.length).toBeLessThanOrEqual(4000);
    expect(annotation!.message).toMatch(/\nMore: shipgate explain g\/a$/);
  });
});

describe('workflowCommand', () => {
  test('is one line that the runner reads as it was meant, whatever the text', () => {
    const pieces = fc.constantFrom('::', '%', '%0A', '\n', '\r', ',', ':', '=', 'file=x', '::set-output name=a::b', ' ');
    const text = fc.oneof(fc.string({unit: 'binary'}), fc.array(pieces).map(parts => parts.join('')));
    fc.assert(fc.property(text, text, text, fc.option(fc.nat(), {nil: undefined}), (path, title, message, line) => {
      const annotation: Annotation = {level: 'error', path, title, message, ...(line !== undefined && {line})};
      const command = workflowCommand(annotation);
      expect(command).not.toMatch(/[\r\n]/);
      const read = readCommand(command);
      expect(read.command).toBe('error');
      expect(read.data).toBe(message);
      expect((read.properties['file'] ?? '').trim()).toBe(path.trim());
    }), {numRuns: 500});
  });

  test('hostile names stay in one line each', () => {
    for (const one of annotationsOf(records.hostile)) expect(workflowCommand(one).split(/[\r\n\u2028]/)).toHaveLength(1);
  });
});
