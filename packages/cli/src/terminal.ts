import {createInterface} from 'node:readline/promises';

/** What is in front of the user: standard output for results, standard error for everything else. */
export interface Terminal {
  readonly color: boolean;
  readonly width: number;
  readonly interactive: boolean;
  print(text: string): void;
  warn(text: string): void;
  progress(done: number, total: number | undefined, unit: string): void;
  ask(question: string): Promise<boolean>;
  close(): void;
}

const frameMs = 100;

/** The terminal of this process. Colour and progress only where a person looks on; `NO_COLOR` (no-color.org) and `TERM=dumb` are honoured. */
export function terminal({stdout, stderr, stdin, env} = process): Terminal {
  const plain = Boolean(env['NO_COLOR']) || env['TERM'] === 'dumb';
  const shown = Boolean(stderr.isTTY) && env['TERM'] !== 'dumb' && !env['CI'];
  let drawn = 0;
  let line = '';
  const clear = (): void => {
    if (line !== '') stderr.write('\r\u001b[2K');
    line = '';
  };
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    // Whoever reads the output must not take what is cut off for all of it.
    stderr.write(`The result could not be printed: ${error.message}\n`);
    process.exit(1);
  });
  return {
    color: Boolean(stdout.isTTY) && !plain,
    width: Math.max(40, Math.min(stdout.columns ?? 100, 120)),
    interactive: Boolean(stdin.isTTY) && Boolean(stdout.isTTY),
    print(text) {
      clear();
      stdout.write(text.endsWith('\n') ? text : `${text}\n`);
    },
    warn(text) {
      clear();
      stderr.write(`${text}\n`);
    },
    progress(done, total, unit) {
      if (!shown || Date.now() - drawn < frameMs) return;
      drawn = Date.now();
      line = `  ${done}${total === undefined ? '' : ` of ${total}`} ${unit}`;
      stderr.write(`\r\u001b[2K${line}`);
    },
    async ask(question) {
      const readline = createInterface({input: stdin, output: stderr});
      try {
        return /^y(es)?$/i.test((await readline.question(`${question} [y/N] `)).trim());
      } finally {
        readline.close();
      }
    },
    close: clear,
  };
}
