import {describe, expect, test} from '@jest/globals';
import {inLinearTime} from '#testkit';
import {asksStatus, embeddedIn, within} from './expression.ts';
import {parseExpression} from './parse-expression.ts';

describe('parseExpression', () => {
  test('names are in lower case, members may stand in brackets', () => {
    expect(parseExpression('GitHub.Event_Name')).toEqual({kind: 'path', path: ['github', 'event_name'], text: 'github.event_name'});
    expect(parseExpression("needs['Build'].result")).toMatchObject({kind: 'path', text: 'needs.build.result'});
    expect(parseExpression('github.event.*.title')).toMatchObject({kind: 'other', text: 'github.event[*][\'title\']'});
  });

  test('&& binds before ||, and a comparison before both', () => {
    expect(parseExpression("a || b == 'x' && !c")).toMatchObject({kind: 'or', args: [{text: 'a'}, {kind: 'and', args: [{kind: 'compare', operator: '=='}, {kind: 'not'}]}]});
  });

  test.each([['true', true], ['false', false], ['null', null], ['0x10', 16], ["'it''s'", 'it\'s']])(
    'the literal %s', (source, value) => expect(parseExpression(source)).toMatchObject({kind: 'literal', value})
  );

  test(
    'a function that is not known yet is a function', () => expect(parseExpression('Newest(a, b)')).toMatchObject({kind: 'call', name: 'newest', args: [{text: 'a'}, {text: 'b'}]})
  );

  test.each(['', 'a ==', 'a b', "'open", '(a', 'a.', '('.repeat(60), `${'!'.repeat(30_000)}a`])('refuses %.20j', source => expect(() => parseExpression(source)).toThrow());

  test('what asks how things ended is told, however deep', () => {
    expect(['always()', "a && (b || !FAILURE())", 'success()'].map(source => asksStatus(parseExpression(source)))).toEqual([true, true, true]);
    expect(asksStatus(parseExpression("steps.a.outcome == 'failure'"))).toBe(false);
    expect(within(parseExpression("contains(a, 'b')")).map(({text}) => text)).toEqual(["contains(a, 'b')", 'a', "'b'"]);
  });
});

describe('embeddedIn', () => {
  test('finds each with its offset; }} within quotes closes nothing', () => {
    expect(embeddedIn("a ${{ b }} ${{ format('}}{0}', c) }}")).toEqual([{offset: 2, source: 'b'}, {offset: 11, source: "format('}}{0}', c)"}]);
    expect(embeddedIn('${{ a')).toEqual([]);
  });

  test.each(['${{ }}', '${{'])('is linear over %s', piece => inLinearTime(100_000, size => piece.repeat(size), embeddedIn));
});
