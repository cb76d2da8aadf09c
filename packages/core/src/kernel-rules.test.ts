import {describe, expect, test} from '@jest/globals';
import {kernelRuleOf, kernelRules} from './kernel-rules.ts';
import {explainKernelRule} from './report/explain.ts';
import {rulePage} from './report/words.ts';

describe('the checks of Shipgate itself', () => {
  test.each([
    ['docs-reality/exceptions.used', 'exceptions.used'], ['exceptions.used', 'exceptions.used'], ['tests/exit', 'exit'], ['a/b/exit', 'exit'],
    ['preflight/complete', 'complete'], ['preflight/tests', 'gate'], ['preflight/governance/version', 'gate'],
    ['docs-reality/link.path', undefined], ['exceptions.use', undefined], ['docs-reality/my-exit', undefined], ['preflight', undefined],
  ])('%s is %s', (rule, own) => {
    expect(kernelRuleOf(rule)).toBe(own);
  });

  test('each has a page, the same in every gate', () => {
    expect(Object.keys(kernelRules).map(id => rulePage(`some-gate/${id}`))).toEqual(Object.keys(kernelRules).map(id => `shipgate/${id}.md`));
    expect(rulePage('docs-reality/link.path')).toBe('docs-reality/link.path.md');
    expect(explainKernelRule('exceptions.used')).toMatch(/^# exceptions\.used\n\nEvery exception covers something\.\n\nAn exception/);
  });
});
