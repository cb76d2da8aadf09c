import {execFileSync, spawnSync} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {micromark} from 'micromark';
import {gfm, gfmHtml} from 'micromark-extension-gfm';
import {type GitRepository, type StepResult, gitEnvironment, gitRepository, workflowDispatch} from '#testkit';
import {interferedWith, interfering} from './interfered.ts';
import {evidenceOf} from './local.ts';
import {step} from './step.ts';

const judge = async (repository: GitRepository, options: Parameters<typeof step>[1] = {}): Promise<StepResult> => step(repository,
  {event: workflowDispatch({sha: await repository.head()}), ...options});

describe('names of files that are meant for whoever reads the report', () => {
  const names = [
    'new\nline.md', '\n::error::pwned\n.md', '::set-output name=decision::allow.md', '::add-mask::README.md', '::stop-commands::x.md', 'a%0A::error::pwned.md',
      '[x](https://example.com).md', '`code`.md',
    '<script>alert(1)<script>.md', '<!-- comment.md', '| cell | cell |.md', '@octocat.md', '\u001b[31mred.md', 'a\rb.md', '\u202egnp.md', '-dash.md', '$(touch pwned).md',
      ';touch pwned;.md', '__proto__.md',
  ];

  test('change nothing but the report about them', async () => {
    await using repository = await gitRepository(Object.fromEntries(names.map(name => [name, '[gone](nowhere.md)\n'])));
    const result = await judge(repository);
    expect(result.outputs).toMatchObject({decision: 'deny', verdict: 'fail', problems: String(names.length)});
    expect(Object.keys(result.outputs).toSorted()).toEqual(['commands', 'decision', 'evidence', 'not-told', 'pages', 'paths', 'problems', 'verdict']);
    expect({errors: result.errors, env: result.env, path: result.path, state: result.state, masks: result.masks.filter(mask => !mask.startsWith('ghs_'))}).toEqual({errors: [],
      env: {}, path: [], state: {}, masks: []});
    expect(result.annotations.map(one => one.message).filter(message => message.includes('pwned') && !message.includes('nowhere'))).toEqual([]);
    expect(result.annotations.length).toBe(10);
    for (const shown of [result.summary!, result.rawLog]) {
      expect(shown).not.toMatch(/[\u001b\u202e\u0007]/);
      expect(shown).not.toMatch(/^::(?:set-output|stop-commands::x|add-mask::README)/m);
    }
    const html = micromark(result.summary!, {allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()]});
    expect(html).toContain('&lt;script&gt;');
    expect(html).not.toMatch(/<script|<!--|<a [^>]*(?:example\.com|octocat)/);
    expect(existsSync(join(repository.path, 'pwned'))).toBe(false);
  });
});

describe('programs that the repository names in its configuration', () => {
  /** `MARK` stands for a program that leaves a mark. */
  const settings: readonly (readonly [string, string])[] = [
    ['core.fsmonitor', 'MARK'], ['core.hooksPath', 'hooks'], ['filter.evil.clean', 'MARK'], ['filter.evil.smudge', 'MARK'], ['filter.evil.process', 'MARK'],
      ['filter.evil.required', 'true'], ['diff.evil.command', 'MARK'], ['diff.evil.textconv', 'MARK'],
    ['diff.external', 'MARK'], ['core.pager', 'MARK'], ['core.editor', 'MARK'], ['core.sshCommand', 'MARK'], ['core.askPass', 'MARK'], ['core.gitProxy', 'MARK'],
      ['credential.helper', '!MARK'], ['core.alternateRefsCommand', 'MARK'],
    ['gpg.program', 'MARK'], ['log.showSignature', 'true'], ['uploadpack.packObjectsHook', 'MARK'], ['remote.origin.url', 'ext::MARK'], ['protocol.ext.allow', 'always'],
      ['remote.origin.uploadpack', 'MARK'], ['remote.origin.vcs', 'evil'],
    ['merge.evil.driver', 'MARK'], ['alias.status', '!MARK'], ['alias.cat-file', '!MARK'], ['submodule.recurse', 'true'], ['fetch.recurseSubmodules', 'true'],
      ['trailer.x.command', 'MARK'], ['sequence.editor', 'MARK'], ['interactive.diffFilter', 'MARK'],
  ];

  async function armed(): Promise<GitRepository> {
    const repository = await gitRepository({
      'README.md': '# App\n\nLast Verified: 2026-01-01\n', 'a.txt': 'a\n', '.gitattributes': '* filter=evil diff=evil merge=evil\n',
        '.github/shipgate.yml': 'version: 1\npreset: recommended\ndocs-reality: {fresh: {documents: [README.md]}}\n',
    });
    const program = join(repository.path, '../evil');
    writeFileSync(program, `#!/bin/sh\necho "$0 $@" >> '${repository.path}/../marks'\ncat\n`);
    chmodSync(program, 0o755);
    for (const hook of ['post-index-change', 'post-checkout', 'fsmonitor-watchman', 'reference-transaction', 'pre-auto-gc']) {
      mkdirSync(join(repository.path, 'hooks'), {recursive: true});
      writeFileSync(join(repository.path, 'hooks', hook), `#!/bin/sh\nexec '${program}' ${hook}\n`);
      chmodSync(join(repository.path, 'hooks', hook), 0o755);
    }
    const config = settings.map(([key, value]) => {
      const parts = key.split('.');
      const section = parts.length === 3 ? `[${parts[0]} "${parts[1]}"]` : `[${parts[0]}]`;
      return `${section}\n\t${parts.at(-1)} = ${value.replace('MARK', `'${program}'`)}\n`;
    });
    writeFileSync(join(repository.path, '.git/config'), `${readFileSync(join(repository.path, '.git/config'), 'utf8')}${config.join('')}`);
    // Git has to look at the content, and through a filter if it were let.
    writeFileSync(join(repository.path, 'a.txt'), 'b\n');
    return repository;
  }
  const marks = (repository: GitRepository): string => (existsSync(join(repository.path, '../marks')) ? readFileSync(join(repository.path, '../marks'), 'utf8') : '');

  test('would run, if they were let', async () => {
    await using repository = await armed();
    spawnSync('git', ['status'], {cwd: repository.path, stdio: 'ignore', env: {PATH: process.env['PATH'], HOME: '/nowhere'}});
    expect(marks(repository)).not.toBe('');
  });

  test('are not run', async () => {
    await using repository = await armed();
    const sha = readFileSync(join(repository.path, '.git/refs/heads/main'), 'utf8').trim();
    const env = {GIT_CONFIG_COUNT: '0'};
    const result = await step(repository, {event: workflowDispatch({sha}), env});
    expect(marks(repository)).toBe('');
    expect(result.outputs['verdict']).toMatch(/^(?:fail|inconclusive)$/);
    expect(evidenceOf(repository.path, 'docs-reality.check')?.verdict).toBe(result.outputs['verdict']);
  });

  test('are not run from another place, to which .git leads', async () => {
    await using repository = await armed();
    await using decoy = await gitRepository({'README.md': '# Decoy\n'});
    rmSync(join(decoy.path, '.git'), {recursive: true});
    writeFileSync(join(decoy.path, '.git'), `gitdir: ${repository.path}/.git\n`);
    await step(decoy, {event: workflowDispatch(), env: {GIT_CONFIG_COUNT: '0'}});
    expect(marks(repository)).toBe('');
  });
});

describe('contents', () => {
  test('50 MB in one line could not be read, and were not even opened; nothing else is lost by it', async () => {
    await using repository = await gitRepository({'README.md': '# App\n'});
    writeFileSync(join(repository.path, 'large.md'), Buffer.alloc(50 * 1024 * 1024, '[a](b.md) `npm run x` '));
    const result = await judge(repository, {timeoutMs: 300_000, env: interfering(repository, {calls: ['openSync'], path: '/(?:large|README)\\.md$'})});
    expect({exitCode: result.exitCode, verdict: result.outputs['verdict']}).toEqual({exitCode: 1, verdict: 'inconclusive'});
    expect(result.summary).toContain('large.md');
    expect(interferedWith(repository)).toMatch(/README\.md\n/);
    expect(interferedWith(repository)).not.toContain('large.md');
  }, 600_000);

  test.each([
    ['links', '[a](b.md) '], ['open brackets', '['], ['images', '!['], ['emphasis', '*a **'], ['code', '`a'], ['backticks', '`'], ['quotes', '> '], ['list marks', '- '],
      ['entities', '&amp;'], ['comments', '<!--'], ['tags', '<a '], ['bytes that are no UTF-8', '\xff'],
    ['mojibake', 'Ã¤'], ['parentheses', '[a]('.concat('(')], ['commands', 'npm run a && '],
  ])('2 MB of %s in one line are read in bounded time', async (_, part) => {
    await using repository = await gitRepository({'README.md': '# App\n'});
    writeFileSync(join(repository.path, 'large.md'), Buffer.alloc(2 * 1024 * 1024, part, part.startsWith('\xff') ? 'latin1' : 'utf8'));
    const result = await judge(repository, {timeoutMs: 300_000});
    expect(['pass', 'fail', 'inconclusive']).toContain(result.outputs['verdict']);
    expect(evidenceOf(repository.path, 'docs-reality.check')?.verdict).toBe(result.outputs['verdict']);
  }, 600_000);

  test('what looks as if it were known, and is a link, a submodule or stands elsewhere', async () => {
    await using other = await gitRepository({'README.md': '# Other\n\n[gone](nowhere.md)\n'});
    await using repository = await gitRepository({
      'README.md': '# App\n\n[loop](loop/loop/loop/README.md) [module](module/README.md) [large](large.bin)\n', 'readme.md': '# Another\n',
        '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
      'large.bin': `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12345\n`,
    });
    await repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', other.url, 'module');
    symlinkSync('.', join(repository.path, 'loop'));
    symlinkSync('b', join(repository.path, 'a'));
    symlinkSync('a', join(repository.path, 'b'));
    symlinkSync('/', join(repository.path, 'root'));
    await repository.commit('More');
    const result = await judge(repository);
    expect(result).toMatchObject({exitCode: 0, outputs: {verdict: 'pass', decision: 'allow', pages: '2'}});
  });
});

test('100,000 files', async () => {
  await using repository = await gitRepository({'README.md': '# App\n\n[gone](nowhere.md)\n'});
  const blob = await repository.git('rev-parse', 'HEAD:README.md');
  const tree = (entries: readonly string[]): string => execFileSync('git', ['mktree'], {cwd: repository.path, env: gitEnvironment(), input: `${entries.join('\n')}\n`,
    encoding: 'utf8'}).trim();
  const folder = tree(Array.from({length: 1000}, (_, i) => `100644 blob ${blob}\tpage-${i}.txt`));
  const root = tree([`100644 blob ${blob}\tREADME.md`, ...Array.from({length: 100}, (_, i) => `040000 tree ${folder}\tpart-${i}`)]);
  const commit = execFileSync('git', ['commit-tree', '-m', 'Many', root], {cwd: repository.path, env: gitEnvironment(), encoding: 'utf8'}).trim();
  const result = await step(repository, {action: '.', event: workflowDispatch({sha: commit}), inputs: {ref: commit}, timeoutMs: 300_000});
  expect({exitCode: result.exitCode, verdict: result.outputs['verdict']}).toEqual({exitCode: 1, verdict: 'fail'});
}, 600_000);
