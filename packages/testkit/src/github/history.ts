import {type CommitState, type FileState, commit, commitBody, fileBody, sha} from './commits.ts';
import {type Operations, found, ok} from './operation.ts';

export interface ComparisonState {
  /** `main...feature`, as it is asked for. */
  readonly basehead: string;
  readonly base: string;
  readonly merge_base: string;
  readonly behind_by: number;
  /** What the head has beyond the base, oldest first. */
  readonly commits: readonly CommitState[];
  readonly files: readonly FileState[];
}

export function comparison(basehead: string, more: Partial<Omit<ComparisonState, 'basehead'>> = {}): ComparisonState {
  return {basehead, base: sha('a'), merge_base: sha('a'), behind_by: 0, commits: [], files: [], ...more};
}

/** Files by path at a branch, tag or commit. */
export type ContentsState = Readonly<Record<string, Readonly<Record<string, string>>>>;

const statusOf = (ahead: number, behind: number): string => (ahead > 0 ? behind > 0 ? 'diverged' : 'ahead' : behind > 0 ? 'behind' : 'identical');
const linksOf = (path: string): Readonly<Record<string, unknown>> => ({self: `https://api.github.com/contents/${path}`, git: null, html: null});
const entryOf = (type: 'file' | 'dir', path: string, size: number): Readonly<Record<string, unknown>> =>
  ({
    type, path, name: path.split('/').at(-1), size, sha: sha('d'), url: `https://api.github.com/contents/${path}`, git_url: null, html_url: null, download_url: null,
    _links: linksOf(path),
  });

export const historyOperations: Operations = {
  'GET /repos/{owner}/{repo}/compare/{basehead}': {
    needs: 'contents=read',
    answer({state, parameters, query}) {
      const {base, merge_base, behind_by, commits, files} = found(state.comparisons.find(one => one.basehead === parameters['basehead']));
      const at = (hash: string): Readonly<Record<string, unknown>> => commitBody(commit(hash, 'Change something'));
      return {
        items: commits.map(commitBody), under: 'commits', perPage: 250,
        // Files are on the first page alone. Source: https://docs.github.com/en/rest/commits/commits#compare-two-commits
        beside: {
          status: statusOf(commits.length, behind_by), ahead_by: commits.length, behind_by, total_commits: commits.length, base_commit: at(base), merge_base_commit: at(merge_base),
          ...(Number(query.get('page') ?? 1) === 1 && {files: files.slice(0, 300).map(fileBody)}),
        },
      };
    },
  },
  'GET /repos/{owner}/{repo}/contents/{path}': {
    needs: 'contents=read', honours: ['ref'],
    answer({state, parameters, query}) {
      const files = found(state.contents[query.get('ref') ?? state.repository.default_branch]);
      const path = parameters['path']!.replace(/^\/+|\/+$/g, '');
      if (Object.hasOwn(files, path)) {
        const bytes = Buffer.from(files[path]!);
        return ok({...entryOf('file', path, bytes.length), encoding: 'base64', content: bytes.toString('base64').replace(/.{60}/g, '$&\n')});
      }
      const inside = Object.keys(files).filter(name => name.startsWith(`${path}/`)).map(name => name.slice(path.length + 1));
      found(inside[0]);
      const folders = new Set(inside.filter(name => name.includes('/')).map(name => name.split('/')[0]!));
      return ok([
        ...[...folders].map(name => entryOf('dir', `${path}/${name}`, 0)),
        ...inside.filter(name => !name.includes('/')).map(name => entryOf('file', `${path}/${name}`, Buffer.byteLength(files[`${path}/${name}`]!))),
      ]);
    },
  },
};
