import {execFile} from 'node:child_process';
import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {devNull, tmpdir} from 'node:os';
import {dirname, isAbsolute, join, relative} from 'node:path';
import {pathToFileURL} from 'node:url';

export interface CommitOptions {
  /** Written before the commit; `null` deletes. */
  readonly files?: Files;
  readonly author?: {readonly name: string; readonly email: string};
  /** For author and committer. Unless told, the first commit is of 2026-01-01T00:00:00Z and each further one of a minute later. */
  readonly date?: Date;
}

/** Contents by path in the repository, `/` between folders. */
export type Files = Readonly<Record<string, string | Uint8Array | null>>;

const firstDate = Date.UTC(2026, 0, 1);
const everyRef = ['refs/heads/*:refs/heads/*', 'refs/tags/*:refs/tags/*'];
const defaultAuthor = {name: 'Octo Cat', email: 'octocat@example.com'};

/** Given to git as GIT_CONFIG_*, so that neither the user's nor the machine's settings matter. */
const config: Readonly<Record<string, string>> = {
  'init.defaultBranch': 'main',
  'core.autocrlf': 'false',
  'core.hooksPath': devNull,
  'commit.gpgSign': 'false',
  'tag.gpgSign': 'false',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'protocol.file.allow': 'always',
  'uploadpack.allowFilter': 'true',
  'uploadpack.allowAnySHA1InWant': 'true',
};

/** The environment in which git behaves the same on every machine. Give it to code under test that calls git. */
export function gitEnvironment(author = defaultAuthor, date = new Date(firstDate)): Record<string, string> {
  const stamp = `${Math.floor(date.getTime() / 1000)} +0000`;
  return {
    PATH: process.env['PATH'] ?? '', HOME: devNull, LC_ALL: 'C', TZ: 'UTC',
    GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_SYSTEM: devNull, GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0', GIT_EDITOR: 'true',
    GIT_AUTHOR_NAME: author.name, GIT_AUTHOR_EMAIL: author.email, GIT_AUTHOR_DATE: stamp,
    GIT_COMMITTER_NAME: author.name, GIT_COMMITTER_EMAIL: author.email, GIT_COMMITTER_DATE: stamp,
    GIT_CONFIG_COUNT: String(Object.keys(config).length),
    ...Object.fromEntries(Object.entries(config).flatMap(([key, value], index) => [[`GIT_CONFIG_KEY_${index}`, key], [`GIT_CONFIG_VALUE_${index}`, value]])),
  };
}

function git(folder: string, args: readonly string[], env = gitEnvironment()): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('git', args, {cwd: folder, env, timeout: 300_000, maxBuffer: 64 * 1024 * 1024}, (error, stdout, stderr) => {
      if (error === null) resolve(stdout.trimEnd());
      else reject(new Error(`git ${args.join(' ')} failed in ${folder}: ${stderr.trim() || error.message}`, {cause: error}));
    });
  });
}

/** A real git repository in a temporary folder. Made by `gitRepository`; `await using` or `dispose` removes it together with its remote and its clones. */
export class GitRepository implements AsyncDisposable {
  /** The work tree, or the folder of a bare repository. */
  readonly path: string;
  readonly bare: boolean;
  /** What is removed at the end. */
  readonly #root: string;
  /** Where remotes and clones are put. */
  readonly #shelf: string;
  #commits: number;

  constructor(place: {readonly path: string; readonly root: string; readonly shelf: string; readonly bare: boolean; readonly commits?: number}) {
    this.path = place.path;
    this.bare = place.bare;
    this.#root = place.root;
    this.#shelf = place.shelf;
    this.#commits = place.commits ?? 0;
  }

  /** The address by which another repository fetches this one. A depth only has an effect on a `file:` address. */
  get url(): string { return pathToFileURL(this.path).href; }

  /** Any git command in this repository. Out: what it printed, without white space at the end. Throws an Error with git's own message. */
  git(...args: readonly string[]): Promise<string> { return git(this.path, args); }

  /** Writes files into the work tree; `null` deletes. A path may not lead out of it. */
  async write(files: Files): Promise<void> {
    if (this.bare) throw new Error(`${this.path} is bare: it has no work tree to write to.`);
    await Promise.all(Object.entries(files).map(async ([name, content]) => {
      const path = join(this.path, name);
      const inside = relative(this.path, path);
      if (inside === '' || inside.startsWith('..') || isAbsolute(inside)) throw new Error(`'${name}' is not a path inside the repository.`);
      if (content === null) {
        await rm(path, {recursive: true, force: true});
      } else {
        await mkdir(dirname(path), {recursive: true});
        await writeFile(path, content);
      }
    }));
  }

  /** Commits the whole work tree, even when nothing has changed. Out: the commit's hash, the same on every machine. */
  async commit(message: string, options: CommitOptions = {}): Promise<string> {
    if (options.files !== undefined) await this.write(options.files);
    await this.git('add', '--all');
    await git(this.path, ['commit', '--quiet', '--allow-empty', '--message', message], this.#nextEnvironment(options));
    return this.head();
  }

  /** The commit that is checked out, read without a process where git keeps it in a file of its own. */
  async head(): Promise<string> {
    const folder = this.bare ? this.path : join(this.path, '.git');
    const head = (await readFile(join(folder, 'HEAD'), 'utf8')).trim();
    if (!head.startsWith('ref: ')) return head;
    return readFile(join(folder, head.slice('ref: '.length)), 'utf8').then(text => text.trim(), () => this.git('rev-parse', 'HEAD'));
  }

  /** Makes a branch, here or at `from`, without checking it out. */
  async branch(name: string, from = 'HEAD'): Promise<void> { await this.git('branch', '--', name, from); }

  /** Checks out a branch, or a commit, which detaches HEAD as actions/checkout does. `create` makes the branch first. */
  async checkout(target: string, options: {readonly create?: boolean} = {}): Promise<void> {
    await this.git('checkout', '--quiet', ...(options.create === true ? ['-b', target] : [target]), '--');
  }

  /** Merges a branch into the one that is checked out, always with a merge commit. Out: its hash. */
  async merge(branch: string, options: Omit<CommitOptions, 'files'> & {readonly message?: string} = {}): Promise<string> {
    await git(this.path, ['merge', '--quiet', '--no-ff', '--message', options.message ?? `Merge branch '${branch}'`, branch], this.#nextEnvironment(options));
    return this.head();
  }

  /** Tags a commit: annotated with a message, light without. */
  async tag(name: string, options: {readonly message?: string; readonly at?: string} = {}): Promise<void> {
    const at = options.at ?? 'HEAD';
    if (options.message === undefined) await this.git('tag', '--no-sign', '--', name, at);
    else await git(this.path, ['tag', '--no-sign', '--message', options.message, '--', name, at], this.#environment({}));
  }

  /** Makes an empty bare repository and names it as a remote of this one. */
  async addRemote(name = 'origin'): Promise<GitRepository> {
    const path = await mkdtemp(join(this.#shelf, `${name}-`));
    await git(path, ['init', '--quiet', '--bare']);
    await this.git('remote', 'add', '--', name, pathToFileURL(path).href);
    return new GitRepository({path, root: path, shelf: this.#shelf, bare: true});
  }

  /** Pushes refs; all branches and tags, unless told. */
  async push(refs: readonly string[] = everyRef, options: {readonly remote?: string; readonly force?: boolean} = {}): Promise<void> {
    await this.git('push', '--quiet', ...(options.force === true ? ['--force'] : []), options.remote ?? 'origin', ...refs);
  }

  /** Clones this repository. With a `depth` the clone is shallow and has one branch and no tag, as actions/checkout leaves it. */
  async clone(options: {readonly depth?: number; readonly ref?: string; readonly bare?: boolean} = {}): Promise<GitRepository> {
    const path = await mkdtemp(join(this.#shelf, 'clone-'));
    await git(this.#shelf, [
      'clone', '--quiet',
      ...(options.bare === true ? ['--bare'] : []),
      ...(options.ref === undefined ? [] : ['--branch', options.ref]),
      ...(options.depth === undefined ? [] : ['--depth', String(options.depth), '--single-branch', '--no-tags']),
      '--', this.url, path,
    ]);
    return new GitRepository({path, root: path, shelf: this.#shelf, bare: options.bare ?? false, commits: this.#commits});
  }

  /** Removes this repository; what `gitRepository` made, with its remotes and clones. Twice does no harm. */
  async dispose(): Promise<void> { await rm(this.#root, {recursive: true, force: true, maxRetries: 3}); }

  [Symbol.asyncDispose](): Promise<void> { return this.dispose(); }

  #environment(options: Omit<CommitOptions, 'files'>): Record<string, string> {
    return gitEnvironment(options.author, options.date ?? new Date(firstDate + this.#commits * 60_000));
  }

  #nextEnvironment(options: Omit<CommitOptions, 'files'>): Record<string, string> {
    const env = this.#environment(options);
    this.#commits++;
    return env;
  }
}

/**
 * Makes a git repository on the branch `main` in a temporary folder; with `files` it has a first commit. The same calls give the same hashes everywhere, whatever the user's git
 * settings.
 *
 *     await using repository = await gitRepository({'README.md': '# App\n'});
 */
export async function gitRepository(files?: Files): Promise<GitRepository> {
  const root = await mkdtemp(join(tmpdir(), 'repository-'));
  const path = join(root, 'work');
  await git(root, ['init', '--quiet', path]);
  const repository = new GitRepository({path, root, shelf: root, bare: false});
  if (files !== undefined) await repository.commit('First commit', {files});
  return repository;
}
