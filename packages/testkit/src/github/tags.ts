import {sha} from './commits.ts';
import {type Operations, found, ok} from './operation.ts';
import {userBody} from './people.ts';
import {may} from './tokens.ts';

export interface TagState {
  readonly name: string;
  /** The commit. */
  readonly sha: string;
  /** The tag object of an annotated tag. */
  readonly annotation?: {readonly sha: string; readonly message: string; readonly tagger: string; readonly date: string; readonly verified: boolean};
}

export interface ReleaseState {
  readonly tag_name: string;
  readonly name: string | null;
  readonly body: string | null;
  readonly draft: boolean;
  readonly prerelease: boolean;
  readonly target_commitish: string;
  readonly published_at: string | null;
}

/** A light tag. */
export function tag(name: string, hash = sha('a')): TagState {
  return {name, sha: hash};
}

export function annotatedTag(name: string, message = `Release ${name}`, hash = sha('a'), more: Partial<NonNullable<TagState['annotation']>> = {}): TagState {
  return {name, sha: hash, annotation: {sha: sha(`${name.replace(/[^0-9a-f]/g, '')}7a6`), message, tagger: 'octocat', date: '2026-01-02T00:00:00Z', verified: false, ...more}};
}

export function release(tagName: string, more: Partial<ReleaseState> = {}): ReleaseState {
  return {
    tag_name: tagName, name: tagName, body: null, draft: false, prerelease: false, target_commitish: 'main', published_at: more.draft === true ? null : '2026-01-02T00:00:00Z',
    ...more,
  };
}

export const tagOperations: Operations = {
  // GitHub counts the list of tags among the metadata. Source: https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps
  'GET /repos/{owner}/{repo}/tags': {needs: 'metadata=read', answer: ({state}) => ({items: state.tags.map(({name, sha: hash}) => ({name, commit: {sha: hash}}))})},
  'GET /repos/{owner}/{repo}/git/ref/{ref}': {
    needs: 'contents=read',
    answer({state, parameters}) {
      const name = parameters['ref']!;
      const branch = state.branches.find(one => name === `heads/${one.name}`);
      if (branch) return ok({ref: `refs/${name}`, object: {type: 'commit', sha: branch.sha}});
      const {annotation, sha: hash} = found(state.tags.find(one => name === `tags/${one.name}`));
      return ok({ref: `refs/${name}`, object: annotation ? {type: 'tag', sha: annotation.sha} : {type: 'commit', sha: hash}});
    },
  },
  'GET /repos/{owner}/{repo}/git/tags/{tag_sha}': {
    needs: 'contents=read',
    answer({state, parameters}) {
      const {name, sha: hash, annotation} = found(state.tags.find(one => one.annotation?.sha === parameters['tag_sha']));
      const {message, tagger, date, verified, sha: own} = annotation!;
      return ok({
        tag: name, sha: own, message, tagger: {name: tagger, email: `${tagger}@users.noreply.github.com`, date}, object: {type: 'commit', sha: hash},
        verification: {verified, reason: verified ? 'valid' : 'unsigned', signature: null, payload: null, verified_at: null},
      });
    },
  },
  'GET /repos/{owner}/{repo}/releases': {
    needs: 'contents=read',
    // Drafts are shown to those alone who may push. Source: https://docs.github.com/en/rest/releases/releases#list-releases
    answer({state, token}) {
      const shown = state.releases.filter(one => !one.draft || may(token, 'contents=write'));
      return {items: shown.map((one, i) => ({...one, id: i + 1, created_at: '2026-01-02T00:00:00Z', author: userBody('octocat'), assets: []}))};
    },
  },
};
