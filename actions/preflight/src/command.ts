import * as z from 'zod';
import {type ExecResult, type Fact, type Mode, type RunSpec, Refusal, broken, gate, held, kernelRules, learn, ruleFor, sayDuration, splitCommand, undecided} from '#core';

interface Facts {
  readonly ended: Fact<ExecResult>;
}

/** The arguments of a command: its words, its list, or its shell with the line. `-e` and `pipefail`, so that no failure in the middle is lost. */
function argvOf({run, shell}: RunSpec): readonly [string, ...string[]] {
  if (typeof run !== 'string') return run as readonly [string, ...string[]];
  if (shell === 'bash') return ['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c', run];
  if (shell === 'sh') return ['sh', '-e', '-c', run];
  if (shell === 'pwsh') return ['pwsh', '-NoProfile', '-NonInteractive', '-Command', `$ErrorActionPreference = 'stop'; ${run}`];
  const words = splitCommand(run);
  if (!words) throw new Refusal({code: 'unreadable', what: run, why: 'it needs a shell', fix: 'Add `shell: bash` to the gate.'});
  return words;
}

/** The command as a reader knows it. */
export const sayCommand = ({run}: RunSpec): string => (typeof run === 'string' ? run : run.join(' '));

/** A command as a gate: it must end with 0. Its output is masked, bounded and kept beside the evidence. */
export function commandMode(spec: RunSpec): Mode {
  const said = sayCommand(spec);
  const rule = ruleFor<Facts, Record<string, never>>();
  return gate({
    about: `\`${said}\` ends with 0.`,
    ports: ['exec'],
    permissions: {},
    source: 'world',
    inputs: {},
    policy: z.strictObject({}),
    collect: async (ports): Promise<Facts> => {
      const what = `\`${said}\``;
      const ended = await learn(what, () => ports.exec.run({argv: argvOf(spec), timeoutMs: spec.timeoutMs, env: 'all', required: spec.env, ...(spec.directory && {cwd: spec.directory})}));
      // The user wrote the line, and not the shell's arguments around it.
      return {ended: ended.known ? ended : {...ended, what}};
    },
    rules: [rule({
      id: 'exit',
      about: `\`${said}\` ends with 0.`,
      help: kernelRules.exit.help,
      on: ['ended'],
      check: ({ended}) => {
        const key = said;
        const fix = `Run it yourself: ${spec.directory ? `cd ${spec.directory} && ` : ''}${said}`;
        if (ended.exitCode === 0) return held({observed: 0, expected: 0});
        if (ended.exitCode === undefined) return undecided({key, message: `\`${said}\` was ended by ${ended.signal ?? 'a signal'}`, fix});
        if (ended.exitCode === 126 || ended.exitCode === 127) return undecided({key, message: `\`${said}\` could not be run (exit code ${ended.exitCode})`, fix, observed: ended.exitCode, expected: 0});
        return broken({key, message: `\`${said}\` ended with ${ended.exitCode}: ${lastLine(ended.output)}`, fix, observed: ended.exitCode, expected: 0});
      },
    })],
    conclude: ({facts}) => (facts.ended.known
      ? {
          headline: `1 command, ${sayDuration(facts.ended.value.durationMs)}`,
          attachments: [{name: 'output.txt', mediaType: 'text/plain', content: facts.ended.value.output}],
        }
      : {}),
  });
}

function lastLine(output: string): string {
  const lines = output.trimEnd().split('\n').filter(line => line.trim() !== '');
  return lines.length === 0 ? 'it printed nothing' : lines.at(-1)!.trim().slice(0, 200);
}
