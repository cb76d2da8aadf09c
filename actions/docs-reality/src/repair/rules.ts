import {broken, held, none, notApplicable, ruleFor, withCounts} from '#core';
import type {Policy} from '../policy.ts';
import type {RepairFacts} from './collect.ts';

const rule = ruleFor<RepairFacts, Policy>();

export const workTree = rule({
  id: 'repair.work-tree',
  about: 'What is repaired is the work tree, and every document in it could be read.',
  help: `A repair changes files that are checked out. A commit cannot be changed; check it out first. A document that cannot be read may need a repair that nobody sees.

**To fix it**, run the repair without \`--ref\`, and make the documents readable.`,
  baseline: false,
  on: ['pages', 'origin'],
  check: ({pages, origin}) => (origin === 'work tree' ? held({observed: pages.length}) : broken({key: 'origin', message: `What is looked at is ${origin}, not the work tree.`, fix: 'Run the repair on the work tree.', observed: origin, expected: 'work tree'})),
});

export const placed = rule({
  id: 'repair.placed',
  about: 'Every certain repair fits the text that it replaces.',
  help: `A repair replaces words at a line and column, and only when they stand there. Two repairs of one place, or lines that end in an unusual way, do not fit; nothing is changed then.

**To fix it**, repair the place by hand and run it again.`,
  on: ['repairs', 'left'],
  check: ({repairs, left: {withoutFix, unplaced}}) => {
    const edits = repairs.reduce((sum, repair) => sum + repair.edits.length, 0);
    const counts = {'without a certain repair': withoutFix};
    if (edits === 0 && unplaced.length === 0) return withCounts(notApplicable('there is nothing to repair'), counts);
    return withCounts(none(unplaced, edits + unplaced.length, ({path, edit}) => ({
      key: edit.before, at: {path, line: edit.line, column: edit.column}, message: `"${edit.before}" does not stand there alone.`, fix: 'Repair it by hand.', observed: edit.before, expected: edit.after,
    })), counts);
  },
});

export const repairRules = [workTree, placed] as const;
