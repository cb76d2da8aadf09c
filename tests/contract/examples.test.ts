import {existsSync, readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {readConfiguration} from '#core';
import {allActions} from '../../packages/cli/src/catalog.ts';
import {inputsOf} from '../../scripts/generate/action-file.ts';
import {starterPolicy} from '../../packages/cli/src/init.ts';

const root = join(import.meta.dirname, '../..');
const actions = await allActions();
const pages = ['README.md', 'CONTRIBUTING.md', ...readdirSync(join(root, 'docs')).filter(name => name.endsWith('.md')).map(name => `docs/${name}`), ...actions.map(action => `actions/${action.id}/README.md`)];

/** The fenced YAML of a page. */
function fencesIn(page: string): readonly string[] {
  return [...readFileSync(join(root, page), 'utf8').matchAll(/^```yaml\n([^]*?)^```$/gm)].map(match => match[1]!);
}
const fences = pages.flatMap(page => fencesIn(page).map((text, i) => [`${page}, example ${i + 1}`, text] as const));
const policies = fences.filter(([, text]) => /^version: 1$/m.test(text));
const steps = fences.flatMap(([name, text]) => [...text.matchAll(/uses: OWNER\/shipgate(\/[^@\s]+)?@(\S+)/g)].map(match => [name, match[1] ?? '', match[2]!, text] as const));

describe('examples in our documents', () => {
  test('there are some of each kind', () => {
    expect(policies.length).toBeGreaterThan(2);
    expect(steps.length).toBeGreaterThan(2);
  });

  test.each(policies)('%s is a policy file that is in order', (_name, text) => {
    expect(readConfiguration(new Map([['.github/shipgate.yml', text]]), actions).gates.length).toBeGreaterThan(0);
  });

  test.each(steps)('%s uses an action that is here: %s@%s', (_name, folder, version) => {
    expect(existsSync(join(root, folder, 'action.yml'))).toBe(true);
    const {version: own} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {version: string};
    expect(version).toBe(`v${own.split('.')[0]}`);
  });

  test('every input that an example gives is one of the action', () => {
    const wrong = steps.flatMap(([name, folder, , text]) => {
      const action = actions.find(one => folder.endsWith(`/${one.id}`)) ?? actions.find(one => one.id === 'preflight')!;
      const given = /with:\n((?:\s{8,}\S.*\n)+)/.exec(text)?.[1] ?? '';
      const known = inputsOf(action).map(row => row.name);
      return [...given.matchAll(/^\s+([a-z-]+):/gm)].map(match => match[1]!).filter(input => text.includes(`shipgate${folder}@`) && !known.includes(input)).map(input => `${name}: ${input}`);
    });
    expect(wrong).toEqual([]);
  });

  test('the file that init writes is in order', () => {
    expect(readConfiguration(new Map([['.github/shipgate.yml', starterPolicy()]]), actions).preset).toBe('recommended');
  });
});
