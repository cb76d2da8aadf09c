import {spawnSync} from 'node:child_process';
import {chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {append, entry} from './log.ts';
import {plainLog} from './plain.ts';
import {folderLedger} from '../../packages/runtime/src/ledger/folder-ledger.ts';

/** The page on the audit log, typed as it is written: every block for a shell and every row of the table, in a fresh repository with a remote. */
const page = readFileSync(join(import.meta.dirname, '../../docs/audit-log.md'), 'utf8');
const blocks = (language: string): readonly string[] => [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, text]) => text!);
const rows = [...page.matchAll(/^\| `(shipgate [^`]*)` \|/gm)].map(([, command]) => command!);

let folder: string;
let repository: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tour-'));
  repository = join(folder, 'repository');
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const program = (name: string, lines: string): void => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${lines}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  program('shipgate', `exec "${process.execPath}" "${join(import.meta.dirname, '../../packages/cli/dist/index.js')}" "$@"`);
  program('npx', 'exec "$@"');
  // A release on GitHub, as far as it is asked for: `gh release upload TAG FILE`.
  program('gh', `cp "$4" "${join(folder, 'released')}"`);
  const bare = join(folder, 'bare');
  // The remote has the name of one on GitHub and is a folder.
  writeFileSync(join(folder, 'gitconfig'), `[user]\n\tname = Octo Cat\n\temail = octo@example.com\n[url "file://${bare}"]\n\tinsteadOf = https://github.com/octo/demo\n`);
  const done = type(`git init -q --bare -b main "${bare}"; git init -q -b main "${repository}"; cd "${repository}"; git remote add origin https://github.com/octo/demo
    mkdir .github; printf 'version: 1\\npreset: recommended\\n' > .github/shipgate.yml; printf '*.pem\\n.shipgate/\\n' > .gitignore; echo '# Demo' > README.md
    git add .; git commit -qm One; git push -q origin main`, {}, folder);
  expect(done.output).toBe('');
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

function type(lines: string, secrets: Readonly<Record<string, string>> = {}, at = repository): {readonly status: number | null; readonly output: string} {
  const env = {PATH: `${join(folder, 'bin')}:${process.env['PATH']}`, HOME: folder, GIT_CONFIG_GLOBAL: join(folder, 'gitconfig'), GIT_CONFIG_NOSYSTEM: '1', NO_COLOR: '1', ...secrets};
  const {status, stdout, stderr} = spawnSync('sh', ['-e', '-c', lines], {cwd: at, env, encoding: 'utf8'});
  return {status, output: `${stdout}${stderr}`};
}
const policyPath = (): string => join(repository, '.github/shipgate.yml');
const secret = (name: string): string => readFileSync(join(repository, name), 'utf8');

function typed(lines: string, secrets: Readonly<Record<string, string>> = {}): string {
  const {status, output} = type(lines, secrets);
  expect({lines, status, output}).toMatchObject({status: 0});
  return output;
}

test('the page on the audit log works as it is typed', async () => {
  const [begin, anchors, rotate] = blocks('sh') as [string, string, string];
  expect(blocks('sh')).toHaveLength(3);
  const [, required] = blocks('yaml') as [string, string];

  const printed = /\n    (audit-chain:\n.*?)\n\n/s.exec(typed(begin))![1]!;
  const named = printed.replaceAll('\n    ', '\n');
  writeFileSync(policyPath(), `version: 1\npreset: recommended\n${named}\n`);
  const ledger = folderLedger(join(repository, '.shipgate/ledger'));
  await append(ledger, Array.from({length: 14}, (_, i) => entry({number: i})), new Date());
  copyFileSync(join(repository, '.shipgate/ledger/checkpoint'), join(repository, 'old-checkpoint'));
  writeFileSync(join(repository, 'old.ndjson'), plainLog(5));

  expect(rows.length).toBeGreaterThan(7);
  for (const row of rows.filter(one => !one.includes('rotate'))) typed(row, {SHIPGATE_SIGNING_KEY: secret('log.pem')});
  expect(existsSync(join(repository, '.shipgate/evidence/audit-chain.prove.since-1.tlog-continuation'))).toBe(true);

  writeFileSync(policyPath(), `version: 1\npreset: recommended\n${named}\n${required.replace('audit-chain:\n', '')}`);
  expect(type('shipgate audit-chain').status).toBe(1);
  typed(anchors);
  typed(`cp "${join(folder, 'released')}" checkpoint; shipgate audit-chain --anchor-files release-asset=checkpoint`);
  typed('git ls-remote --exit-code origin "refs/tags/audit-log/*"');

  // The policy does not name the new key yet, and is told how.
  const refused = type(rotate);
  expect(refused.status).toBe(1);
  const key = /keys: \[\.\.\., ([^\]]+)\]/.exec(refused.output.replace(/\s+/g, ' '))![1]!.replaceAll(' ', '');
  writeFileSync(policyPath(), readFileSync(policyPath(), 'utf8').replace('\n  log:', `\n    - ${key}\n  log:`));
  typed(`${rotate.split('\n').find(line => line.includes('rotate'))} --apply`, {SHIPGATE_SIGNING_KEY: secret('log.pem'), SHIPGATE_NEW_SIGNING_KEY: secret('new.pem')});
  typed('shipgate audit-chain anchor --apply; shipgate audit-chain --anchor-files release-asset=checkpoint');
  typed('shipgate audit-chain --anchor-files release-asset=checkpoint --set audit-chain.depth=incremental');
});
