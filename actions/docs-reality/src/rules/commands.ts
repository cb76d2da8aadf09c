import {none, notApplicable, withCounts} from '#core';
import type {CommandFault} from '../command-claims/survey.ts';
import type {CommandRule} from '../commands/index.ts';
import type {HelpRun} from '../facts.ts';
import {missingCommandsOf} from './budgets.ts';
import {placeIn, rule, rulingWithin} from './rule.ts';

const empty = {judged: 0, wrong: [], doubts: []};

interface Ecosystem {
  readonly id: CommandRule;
  readonly about: string;
  readonly example: string;
  readonly looks: string;
}

const ecosystems: readonly Ecosystem[] = [
  {id: 'cmd.npm', about: 'Documented npm scripts exist.', example: 'npm run create-package        package.json has "new-package"', looks: 'the scripts of the package.json that the command runs in: the folder of the document, of a `cd` before it, of `-w`, `--prefix` or `-C`; also `lerna run` and `turbo run`'},
  {id: 'cmd.pnpm', about: 'Documented pnpm scripts exist.', example: 'pnpm --filter web dev:all        the package "web" has "dev"', looks: 'the scripts of the package.json that the command selects, and the programs of its dependencies'},
  {id: 'cmd.yarn', about: 'Documented yarn scripts exist.', example: 'yarn lint:fix        package.json has "lint"', looks: 'the scripts of the package.json that the command selects, and the programs of its dependencies'},
  {id: 'cmd.bun', about: 'Documented bun scripts exist.', example: 'bun run bild        package.json has "build"', looks: 'the scripts of the package.json that the command selects, and the programs of its dependencies'},
  {id: 'cmd.make', about: 'Documented make targets exist.', example: 'make tests        the Makefile has "test"', looks: 'the targets of the Makefile with its includes and pattern rules; where targets are computed, a target that is not found is not told'},
  {id: 'cmd.just', about: 'Documented just recipes exist.', example: 'just relase        the justfile has "release"', looks: 'the recipes and aliases of the justfile with its imports and modules'},
  {id: 'cmd.cargo', about: 'Documented cargo targets, packages and features exist.', example: 'cargo run --example basics        examples/basic.rs', looks: 'the binaries, examples, tests, benches, packages, features and aliases of the workspace'},
  {id: 'cmd.python', about: 'Documented Python scripts, modules, options and environments exist.', example: 'python scripts/build.py --fast        build.py has no option --fast', looks: 'the file or module, and the options that argparse, click and typer calls in it name literally; tox, nox and hatch environments'},
  {id: 'cmd.go', about: 'Documented Go packages exist.', example: 'go run ./cmd/sever        ./cmd/server', looks: 'the folder of the package and whether it holds Go files'},
  {id: 'cmd.task', about: 'Documented tasks, scripts and services exist.', example: './scripts/deploy.sh        the file is scripts/release.sh', looks: 'Taskfiles, deno and composer scripts, compose services, and scripts that are called by their path'},
  {id: 'cmd.workflow', about: 'Documented workflows exist.', example: 'gh workflow run relase.yml        .github/workflows/release.yml', looks: 'the files and names of .github/workflows'},
];

const saySuggestion = ({name, path, line}: {readonly name: string; readonly path: string; readonly line?: number}): string =>
  (name === path ? `Did you mean ${name}?` : `Did you mean "${name}" (${path}${line === undefined ? '' : `:${line}`})?`);

/** One rule for each kind of command. */
export const commandRules = ecosystems.map(({id, about, example, looks}) => rule({
  id, about,
  help: `A command that fails is the worst thing that a guide can have: whoever follows it is stuck at once. For example:

    ${example}

Looked up are ${looks}. Nothing is run. A command that is about another project, is computed, or could be answered by something that is installed is counted as not told, and never fails.

**To fix it**, write the name that exists, or remove the command. A tolerated number can be set with \`max-command-failures\`.`,
  on: ['pages', 'commands'],
  check: ({commands}, policy) => rulingWithin(commands.byRule.get(id) ?? empty, missingCommandsOf(commands), {name: 'max-command-failures', size: policy['max-command-failures']}, (fault: CommandFault) => ({
    key: fault.command, at: placeIn(fault.document, fault.at),
    message: `${fault.command}: ${fault.lookedIn === '' || fault.what.startsWith('file ') ? 'there is' : `${fault.lookedIn} has`} no ${fault.what}.`,
    fix: fault.suggestion ? saySuggestion(fault.suggestion) : 'Correct the command, or remove it.',
    observed: fault.what, ...(fault.suggestion && {expected: fault.suggestion.name}),
  })),
}));

const why = {
  off: 'no command may be run: commands.help is empty',
  untrusted: 'nothing of a change from outside is run',
  'other-commit': 'what is judged is not what is checked out',
} as const;

export const commandHelp = rule({
  id: 'cmd.help',
  about: 'Documented commands that policy allows to be run answer --help.',
  help: `A script can be there and still not start: an import that is missing, a syntax error. Commands listed in \`commands.help\` are called with \`--help\` where a document has them, and must end with 0.

    commands:
      help: [python scripts/release.py]

Only the words of the list are run, never those of a document, and never for a pull request from outside.

**To fix it**, run the command yourself and read its error.`,
  on: ['pages', 'helpMode', 'helpRuns'],
  check: ({helpMode, helpRuns}) => {
    if (helpMode.state !== 'ran') return notApplicable(why[helpMode.state]);
    if (helpRuns.length === 0) return notApplicable('no document has one of the commands of commands.help');
    const failed = helpRuns.filter(({exitCode}) => exitCode !== 0);
    return withCounts(none(failed, helpRuns.length, ({command, exitCode, lastLine, at}: HelpRun) => ({
      key: command, at, message: `${command} ended with ${exitCode === undefined ? 'a signal' : exitCode}${lastLine === '' ? '' : `: ${lastLine}`}.`,
      fix: 'Run it yourself and read its error.', observed: exitCode ?? 'a signal', expected: 0,
    })), {'in no document': helpMode.undocumented.length});
  },
});
