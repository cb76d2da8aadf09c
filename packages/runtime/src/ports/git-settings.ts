import {Refusal} from '#core';
import {type GitOptions, fields, git} from './git-process.ts';

/** git-lfs is what it says it is, wherever its setting stands (actions/checkout writes it into the repository with `lfs: true`). */
const lfs = /^git-lfs (?:clean|smudge|filter-process)(?: --skip)?(?: -- %f)?$/;

export interface OwnSettings {
  /** For `-c`: they take away the programs that the repository names. */
  readonly harmless: readonly string[];
  /** What the repository's own configuration says. */
  readonly own: readonly (readonly [key: string, value: string])[];
}

/**
 * Settings that take the programs away which a repository's own configuration names: content filters, credential helpers, ssh and proxy commands. A
 * user's and the machine's configuration are trusted. Needed where git looks into the work tree or at a remote. Out: the repository's own settings too.
 * Source: https://git-scm.com/docs/git-config
 */
export async function ownSettings(root: string, options: GitOptions): Promise<OwnSettings> {
  // Scope, then `key LF value`; a key without a value is "true".
  const {stdout} = await git(root, ['config', '--list', '-z', '--show-scope', '--includes'], {...options, what: 'the settings of the repository'});
  const all = fields(stdout);
  const own: (readonly [string, string])[] = [];
  for (let i = 0; i + 1 < all.length; i += 2) {
    if (all[i] !== 'local' && all[i] !== 'worktree') continue;
    const [key, ...value] = all[i + 1]!.split('\n');
    own.push([key!, value.join('\n')]);
  }
  return {own, harmless: [...new Set(own.flatMap(([key, value]) => disarm(key, value)))]};
}

function disarm(key: string, value: string): readonly string[] {
  const settings = harmlessSettings(key, value);
  // `-c` takes the name to end at the first `=`.
  if (settings.length > 0 && key.includes('=')) {
    throw new Refusal({
      code: 'refused', what: 'the settings of the repository', why: `${JSON.stringify(key)} names a program and cannot be switched off`,
      fix: `Remove it: git config --local --unset-all ${JSON.stringify(key)}`,
    });
  }
  return settings;
}

function harmlessSettings(key: string, value: string): readonly string[] {
  const filter = /^(filter\..*)\.(?:clean|smudge|process)$/s.exec(key);
  if (filter && !lfs.test(value)) return [`${key}=`, `${filter[1]}.required=false`];
  if (/^credential(?:\..*)?\.helper$/s.test(key)) return [`${key}=`];
  if (key === 'core.sshcommand') return ['core.sshCommand=ssh'];
  if (key === 'core.askpass' || key === 'core.gitproxy') return [`${key}=`];
  return [];
}
