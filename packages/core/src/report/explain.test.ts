import {describe, expect, test} from '@jest/globals';
import {parse} from 'yaml';
import {explainRule} from './explain.ts';

const rule = {
  id: 'cmd.npm', about: 'Every documented npm script exists.', enforcement: 'enforce', baseline: true,
  help: 'A page that names a script which is gone sends its reader into a wall.\n\nCorrect the page, or bring the script back.',
} as const;
const blocks = (page: string): readonly unknown[] => [...page.matchAll(/```yaml\n([\s\S]*?)\n```/g)].map(([, yaml]) => parse(yaml!));

describe('explainRule', () => {
  test('a page', () => expect(explainRule('docs-reality', undefined, rule)).toMatchSnapshot());

  test('the YAML on it says what it is said to', () => {
    const [settings, waivers] = blocks(explainRule('docs-reality', undefined, rule));
    expect(settings).toEqual({'docs-reality': {rules: {'cmd.npm': 'warn'}}});
    expect(waivers).toMatchObject({waivers: [{rule: 'docs-reality/cmd.npm', owner: '@you'}]});
    expect(blocks(explainRule('capacity', 'forecast', {...rule, id: 'trend', enforcement: 'warn'}))[0]).toEqual({capacity: {forecast: {rules: {trend: 'enforce'}}}});
  });

  test('a rule that no recorded list covers says so', () => {
    expect(explainRule('x', undefined, {...rule, baseline: false})).toContain('does not record problems of this rule');
  });
});
