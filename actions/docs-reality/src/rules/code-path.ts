import type {CodePathFault} from '../facts.ts';
import {missingPathsOf} from './budgets.ts';
import {placeIn, rule, rulingWithin} from './rule.ts';

export const codePath = rule({
  id: 'code.path',
  about: 'Paths in code, such as `src/main.ts`, exist.',
  help: `Text names files between backticks and in commands. Nothing follows them but readers, so they rot first.

    The parser is in \`src/parser.ts\`.        it was split into src/parser/

A path is judged if it begins with a folder of this repository and looks like one of its files; paths that begin with one of \`paths.prefixes\` (such as \`scripts/\`) are judged always. Patterns, placeholders, build output, examples ("for example", "your project"), and what the text calls new, removed or generated are counted as not told.

**To fix it**, write the path as it is now. Meant as an example? Say so in the sentence, or list it in \`paths.ignore\`.`,
  on: ['pages', 'links', 'codePaths'],
  check: ({links, codePaths}, policy) => rulingWithin(codePaths, missingPathsOf(links, codePaths), {name: 'max-missing-paths', size: policy['max-missing-paths']}, (fault: CodePathFault) => ({
    key: fault.written, at: placeIn(fault.document, fault.at),
    message: fault.otherCase ? `The path ${fault.written} is written in another case than the file.` : `The path ${fault.written} does not exist${fault.command === undefined ? '' : `; the command is "${fault.command}"`}.`,
    fix: fault.near === undefined ? 'Correct the path, or remove it.' : `Did you mean ${fault.near}?`,
    observed: fault.written, ...(fault.near !== undefined && {expected: fault.near}),
  })),
});
