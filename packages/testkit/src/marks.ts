import * as z from 'zod';
import {type Action, type Fact, type FactList, type Known, defineAction, every, broken, gate, held, integer, known, ruleFor} from '#core';

interface Page {
  readonly path: string;
  readonly lines: readonly string[];
}
interface Facts {
  readonly pages: FactList<Page>;
  readonly total: Fact<number>;
}
interface Policy {
  readonly 'max-pages'?: number | undefined;
}

const rule = ruleFor<Facts, Policy>();

/**
 * An action for tests whose problems are words in files: a line `BROKEN name` in a `.txt` file is broken, `CRASH` crashes the rule. Everything else about
 * it is as in a real action, so that what surrounds an action can be tried.
 */
export const marks: Action = defineAction({
  id: 'docs-reality', title: 'Marks', about: 'No line says BROKEN.', main: 'check',
  modes: {
    check: gate({
      about: 'No line says BROKEN.',
      ports: ['files'], permissions: {contents: 'read'}, source: 'tree', inputs: {}, policy: z.strictObject({'max-pages': integer().optional()}),
      collect: async (ports): Promise<Facts> => {
        const paths = (await ports.files.list()).map(entry => entry.path).filter(path => path.endsWith('.txt'));
        const pages = await ports.files.scan(paths, (path, bytes) => ({path, lines: new TextDecoder().decode(bytes).split('\n')}), {limit: 10_000});
        return {pages, total: known(paths.length) as Known<number>};
      },
      rules: [
        rule({
          id: 'mark.broken', about: 'No line says BROKEN.', help: 'Remove the line.', on: ['pages'],
          check: ({pages}) => every(pages, page => {
            if (page.lines.includes('CRASH')) throw new Error('a crash on purpose');
            const faults = page.lines.flatMap((line, i) => (line.startsWith('BROKEN ')
              ? [{key: line.slice('BROKEN '.length), message: `${page.path} says ${line}`, fix: 'Remove the line.', at: {path: page.path, line: i + 1}}]
              : []));
            const [first, ...rest] = faults;
            return first ? broken(first, ...rest) : held();
          }),
        }),
        rule({
          id: 'mark.count', about: 'There are not too many pages.', help: 'Remove some.', on: ['total'],
          check: ({total}, policy) => (policy['max-pages'] !== undefined && total > policy['max-pages'] ? broken({key: 'pages', message: `${total} pages`, fix: 'Remove some.'}) : held()),
        }),
      ],
    }),
  },
});
