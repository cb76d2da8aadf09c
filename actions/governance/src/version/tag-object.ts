import * as z from 'zod';
import {type ContextFacts, type Fact, type ReadPorts, Refusal, known, learn} from '#core';
import type {TagObject} from './facts.ts';
import type {Policy} from './policy.ts';
import type {VersionTag} from './tag.ts';

type TagPorts = Pick<ReadPorts, 'context' | 'git' | 'github'>;

const reference = z.object({object: z.object({type: z.string(), sha: z.string()})});
const annotation = z.object({message: z.string(), object: z.object({type: z.string(), sha: z.string()})});

/** A tag as GitHub has it. Source: docs.github.com, REST API, "Get a reference" and "Get a tag". */
async function tagAtGithub({github}: TagPorts, repository: string, tag: string, judged: string): Promise<TagObject> {
  const [owner = '', repo = ''] = repository.split('/');
  const permission = 'contents: read';
  const found = await github.get('/repos/{owner}/{repo}/git/ref/{ref}', {owner, repo, ref: `tags/${tag}`}, body => reference.parse(body).object, {permission});
  const missing = (): Refusal => new Refusal({code: 'missing', what: `the tag ${tag}`, why: 'GitHub gave no answer about it', fix: 'Run it again.'});
  if (!found) throw missing();
  if (found.type !== 'tag') return {tag, commit: found.sha, judged, annotated: false};
  const read = await github.get('/repos/{owner}/{repo}/git/tags/{tag_sha}', {owner, repo, tag_sha: found.sha}, body => annotation.parse(body), {permission});
  if (!read) throw missing();
  return {tag, commit: read.object.sha, judged, annotated: true, message: read.message.trim()};
}

/**
 * The tag that is judged, where it names a version. actions/checkout fetches an annotated tag as if it were a lightweight one, so that in a workflow
 * GitHub itself is asked. Where policy asks nothing of tags and the clone does not have it, it is not judged.
 */
export async function lookAtTag(ports: TagPorts, {tag: asked}: Policy, says: VersionTag | undefined): Promise<Fact<TagObject | 'not judged'>> {
  if (!says) return known('not judged');
  const facts: ContextFacts = ports.context.facts();
  const wanted = asked.annotated || asked.message !== undefined;
  const found = await learn(`the tag ${says.tag}`, async (): Promise<TagObject> => {
    const {git} = ports;
    const judged = facts.commit ?? (await git.head())?.sha;
    const commit = await git.resolve(`refs/tags/${says.tag}`);
    const message = await git.tagMessage(says.tag);
    if (judged !== undefined && commit !== undefined && (message !== undefined || !wanted || facts.event === 'local' || facts.repository === undefined)) {
      return {tag: says.tag, commit, judged, annotated: message !== undefined, ...(message !== undefined && {message})};
    }
    if (judged === undefined || facts.event === 'local' || facts.repository === undefined) {
      throw new Refusal({code: 'missing', what: `the tag ${says.tag}`, why: 'the clone does not have it', fix: 'Fetch it: git fetch --tags origin.'});
    }
    return tagAtGithub(ports, facts.repository, says.tag, judged);
  });
  return found.known || wanted ? found : known('not judged');
}
