import {Misconfiguration, Refusal, nearest, sayProblem, version} from '#core';
import {baseline} from './baseline.ts';
import {actionNamed, actionNames} from './catalog.ts';
import type {Command} from './command.ts';
import {explain} from './explain.ts';
import {generalHelp, helpOf} from './help.ts';
import {init} from './init.ts';
import {list} from './list.ts';
import {policy} from './policy.ts';
import {run} from './run.ts';
import {terminal} from './terminal.ts';
import {waive} from './waive.ts';

const own: Readonly<Record<string, Command>> = {list, explain, init, baseline, waive, policy};

/**
 * Runs the command line. In: its words without `node` and the script. Out: the exit code: 0 may ship (or done), 1 blocked, 2 the call or the
 * configuration is wrong. Results go to standard output, everything else to standard error.
 */
export async function main(words: readonly string[]): Promise<0 | 1 | 2> {
  const at = terminal();
  try {
    const [first, ...rest] = words;
    if (first === '--version') {
      at.print(version);
      return 0;
    }
    if (first === undefined || first === 'help' || first.startsWith('-')) {
      if (first?.startsWith('-') && first !== '--help' && first !== '-h') throw new Misconfiguration([{message: `"${first}" is no command`, fix: 'Begin with one: shipgate preflight.'}]);
      at.print(rest[0] ? await helpOf(rest[0]) : generalHelp());
      return first === undefined ? 2 : 0;
    }
    if (rest.includes('--help') || rest.includes('-h')) {
      at.print(await helpOf(first));
      return 0;
    }
    const command = Object.hasOwn(own, first) ? own[first] : undefined;
    if (command) return await command(rest, at);
    const action = await actionNamed(first);
    if (action) return await run(action, rest, at);
    const meant = nearest(first, [...Object.keys(own), ...actionNames]);
    throw new Misconfiguration([{message: `there is no command "${first}"`, fix: meant ? `Did you mean "${meant}"?` : 'See shipgate --help.'}]);
  } catch (thrown) {
    if (thrown instanceof Misconfiguration) {
      for (const problem of thrown.problems) at.warn(sayProblem(problem));
      return 2;
    }
    if (thrown instanceof Refusal) {
      at.warn(`${thrown.message}. ${thrown.gap.fix}`);
      return 1;
    }
    at.warn(`Shipgate crashed. This is a defect: please report it.\n${thrown instanceof Error ? thrown.stack ?? thrown.message : String(thrown)}`);
    return 1;
  } finally {
    at.close();
  }
}
