import {parse as parseToml} from 'smol-toml';
import {parse as parseYaml} from 'yaml';
import {type ContextRead, type Fact, type FactList, type FilesRead, type GithubRead, type GitRead, configurationPaths, known, learn, learnEach} from '#core';
import {collectBump} from './bump.ts';
import {entryOf, readChangelog} from './changelog.ts';
import type {ChangeFacts, ChangelogFacts, Facts, HeldFile, JudgedSource, NoChangelog, Release, SchemaFacts} from './facts.ts';
import {type Policy, bumpPolicy, changelogPolicy, namedGroups} from './policy.ts';
import {releaseTools} from './release-tool.ts';
import {detectSources, kinds} from './sources/detect.ts';
import {compiled} from '../pattern.ts';
import {firstVersionIn, namedSources} from './sources/named.ts';
import {assignedVersion} from './sources/python.ts';
import {type Look, folderOf, longestManifest, unreadable} from './sources/source.ts';
import {currentSource, subjectOf} from './subject.ts';
import {type VersionTag, releasesBefore, versionTag} from './tag.ts';
import {lookAtTag} from './tag-object.ts';
import {markUnkept} from './upkeep.ts';

/** The ports of `version`. */
export interface VersionPorts {
  readonly files: FilesRead;
  readonly git: GitRead;
  readonly github: GithubRead;
  readonly context: ContextRead;
}

const longestChangelog = 5 * 1024 * 1024;

/** Looks at everything that says which version this is. Only what policy asks for, or what needs no more than the tree, is looked at. */
export async function collect(ports: VersionPorts, {policy}: {readonly policy: Policy}): Promise<Facts> {
  const {files, git, context} = ports;
  const facts = context.facts();
  const paths = (await files.list()).filter(({kind}) => kind === 'file').map(({path}) => path);
  const look: Look = path => files.text(path, {limit: longestManifest});
  const tools = await releaseTools(paths, look);
  const groups = namedGroups(policy);
  const says = facts.tag === undefined ? undefined : versionTag(facts.tag);
  const found = groups ? await sourcesOfPolicy(files, groups) : await foundSources(files, tools, look);
  const versionAt = (source: JudgedSource, commit: string): Promise<string | undefined> => versionThen(source, policy, path => git.textAt(commit, path));
  const sources = says ? {...found, items: await markUnkept(git, says, found.items, versionAt)} : found;
  const release: Release = {
    tools, asked: groups !== undefined || policy['app-version'] !== undefined || policy['state-schema'] !== undefined || policy.policies.length > 0 || policy['runtime-data'].files.length > 0 || bumpPolicy(policy) !== undefined,
    ...(facts.tag !== undefined && {tag: facts.tag}), ...(says && {says}),
  };
  const schema = await schemaFacts(files, policy);
  return {
    sources,
    release: known(release),
    tagObject: await lookAtTag(ports, policy, says),
    changelog: await learn('the changelog', () => changelogFacts(ports, policy, {release, sources: sources.items, paths})),
    schema,
    policyFiles: await learnEach(policy.policies, path => path, path => policyFile(files, path)),
    dataFiles: await learnEach(policy['runtime-data'].files, ({path}) => path, file => dataFile(files, file)),
    changes: await changeFacts(ports, policy, sources.items, schema),
    bump: await collectBump(git, {policy, says, sources: sources.items, schema}),
  };
}

async function sourcesOfPolicy(files: FilesRead, groups: NonNullable<ReturnType<typeof namedGroups>>): Promise<FactList<JudgedSource>> {
  const wanted = [...groups].flatMap(([group, named]) => named.flatMap(one => (one === 'tag' ? [] : [{group, one}])));
  const {items, gaps} = await learnEach(wanted, ({one}) => `the version in ${typeof one === 'string' ? one : one.file}`, async ({group, one}) => (await namedSources(files, one)).map(source => ({...source, group})));
  return {items: items.flat(), gaps};
}

async function foundSources(files: FilesRead, tools: Release['tools'], look: Look): Promise<FactList<JudgedSource>> {
  const found = await detectSources(files);
  const semantic = tools.find(({name}) => name === 'semantic-release');
  if (!semantic) return found;
  const settings = (await Promise.all([semantic.path, 'package.json'].map(look))).join('\n');
  // Without its git plugin it raises the version only in what it publishes. Source: semantic-release, "FAQ".
  if (settings.includes('@semantic-release/git') || settings.includes('@semantic-release/exec')) return found;
  return {
    ...found,
    items: found.items.map(source => (source.ecosystem === 'npm' ? {...source, standing: 'elsewhere', why: 'semantic-release sets it in what it publishes'} : source)),
  };
}

async function schemaFacts(files: FilesRead, {'state-schema': schema}: Policy): Promise<Facts['schema']> {
  if (!schema) return known('off');
  const {file, pattern} = schema.source;
  return learn(`the schema version in ${file}`, async (): Promise<SchemaFacts> => {
    const text = await files.text(file, {limit: longestManifest});
    if (text === undefined) throw unreadable(file, 'there is no such file');
    const found = firstVersionIn(file, text, compiled(pattern));
    if (!found) throw unreadable(file, `no line matches ${pattern}`);
    return {value: found.version, at: found.at};
  });
}

/** The names of changelogs, the likeliest first. */
const changelogNames = ['CHANGELOG', 'CHANGES', 'HISTORY', 'NEWS'].map(name => new RegExp(`^${name}(?:\\.(?:md|markdown|rst|txt))?$`, 'i'));

function changelogBeside(paths: readonly string[], folder: string): string | undefined {
  const beside = paths.filter(path => folderOf(path) === folder);
  return changelogNames.map(form => beside.find(path => form.test(path.slice(path.lastIndexOf('/') + 1)))).find(path => path !== undefined);
}

async function changelogFacts({files, git}: VersionPorts, policy: Policy, {release, sources, paths}: {readonly release: Release; readonly sources: readonly JudgedSource[]; readonly paths: readonly string[]}): Promise<ChangelogFacts | NoChangelog> {
  const asked = changelogPolicy(policy);
  if (!asked) return {none: 'off in policy'};
  const {says, tag, tools} = release;
  const source = says ? subjectOf(says, sources) : undefined;
  const current = says ? says.version.text : asked['require-version'] ? currentSource(sources)?.version : undefined;
  const [owner] = tools;
  // What somebody asks for is judged, whoever writes it.
  if (owner && asked.path === undefined && !asked['require-version']) return {none: `${owner.name} owns it (${owner.path})`};
  if (asked['require-version'] && current === undefined) throw unreadable(asked.path ?? 'the changelog', 'no source gives the version that it should have');
  if (current === undefined) return {none: tag === undefined ? 'no release is judged' : `${tag} names no version`};
  if (says && !says.stable && !asked['require-version']) return {none: 'it is a pre-release'};
  const folder = says && says.name !== '' ? folderOf((source?.certain[0] ?? source?.likely[0])?.path ?? '') : '';
  const there = asked.path ?? changelogBeside(paths, folder) ?? changelogBeside(paths, '');
  if (there === undefined && !asked['require-version']) return {none: 'there is no changelog'};
  const path = there ?? 'CHANGELOG.md';
  const text = await files.text(path, {limit: longestChangelog});
  if (text === undefined) throw unreadable(path, 'there is no such file');
  const entries = readChangelog(text);
  const found: ChangelogFacts = {path, version: current.replace(/^v/i, ''), entries};
  if (!says || asked.path !== undefined || asked['require-version'] || entryOf(entries, current)) return found;
  const first = entries.find(({versions}) => versions.length > 0);
  if (!first) return {none: `${path} has no versions as headings`};
  if (pointsToReleases(text.split('\n').slice(0, first.line - 1).join('\n'))) return {none: `${path} points to the releases page`};
  const unkept = await whyUnkept(git, says, path, entries);
  return unkept === undefined ? found : {none: unkept};
}

/** Whether what stands above the first version sends the reader to the releases of the repository. */
const pointsToReleases = (text: string): boolean => /https?:\/\/[^\s)>\]]+\/releases\b(?!\/tag)/.test(text);

/** So many releases before this one show what the custom is. */
const customReleases = 2;

/**
 * Why a changelog without an entry is nobody's fault: the releases right before this one have none either, or theirs was not there yet when they were
 * tagged. Where the clone cannot tell, the changelog is kept.
 */
async function whyUnkept(git: GitRead, says: VersionTag, path: string, entries: ChangelogFacts['entries']): Promise<string | undefined> {
  const tags = await learn('the tags', () => git.tags());
  const before = tags.known ? releasesBefore(tags.value, says).slice(0, customReleases) : [];
  if (before.length < customReleases) return undefined;
  if (before.every(({tag}) => !entryOf(entries, tag.version.text))) return `${path} has no entry for the releases before this one either`;
  for (const {tag, commit} of before) {
    const then = await learn(path, () => git.textAt(commit, path));
    if (!then.known || then.value === undefined || entryOf(readChangelog(then.value), tag.version.text)) return undefined;
  }
  return `${path} gets its entries after the release`;
}

async function policyFile(files: FilesRead, path: string): Promise<HeldFile> {
  const text = await files.text(path, {limit: longestManifest});
  if (text === undefined) return {path, state: 'absent', required: true};
  const wrong = (why: string): HeldFile => ({path, state: 'wrong', why, required: true});
  try {
    const value: unknown = path.endsWith('.json') ? JSON.parse(text) : path.endsWith('.toml') ? parseToml(text) : parseYaml(text);
    if (typeof value !== 'object' || value === null) return wrong('it holds no keys and values');
    return Object.keys(value).length === 0 ? wrong('it is empty') : {path, state: 'right', required: true};
  } catch (thrown) {
    return wrong(`it cannot be read: ${(thrown as Error).message.split('\n', 1)[0]}`);
  }
}

async function dataFile(files: FilesRead, {path, required, kind}: Policy['runtime-data']['files'][number]): Promise<HeldFile> {
  const text = await files.text(path);
  if (text === undefined) return {path, state: 'absent', required};
  const wrong = (why: string): HeldFile => ({path, state: 'wrong', why, required});
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    return wrong(`it is not JSON: ${(thrown as Error).message}`);
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const events = isObject ? (value as {events?: unknown}).events : value;
  const fits = kind === 'object' ? isObject : Array.isArray(kind === 'array' ? value : events);
  return fits ? {path, state: 'right', required} : wrong({
    object: 'it is no object', array: 'it is no list', events: 'it is neither a list nor an object with a list "events"',
  }[kind]);
}

/** The files that hold the policy itself. */
const ownPolicies: readonly string[] = [...configurationPaths.main, ...['yml', 'yaml', 'json'].map(ending => `${configurationPaths.folder}/governance.${ending}`)];

async function changeFacts({git, context}: VersionPorts, policy: Policy, sources: readonly JudgedSource[], schema: Facts['schema']): Promise<Fact<ChangeFacts | 'off'>> {
  const {reference} = context.facts();
  const own = policy['app-version'] !== undefined || policy['state-schema'] !== undefined;
  if (reference === undefined || (policy['changes-with'].length === 0 && !own)) return known('off');
  return learn('what changed together with its policy', async (): Promise<ChangeFacts> => {
    const touched = new Set((await git.changedSince(reference)).flatMap(({path, from}) => [path, from]));
    const policies = policy['changes-with'].length > 0 ? policy['changes-with'] : ownPolicies;
    const look: Look = path => git.textAt(reference, path);
    const changed: ChangeFacts['changed'][number][] = [];
    for (const source of sources.filter(({version, path}) => version !== undefined && touched.has(path))) {
      const before = await versionThen(source, policy, look);
      if (before !== undefined && before !== source.version) changed.push({what: 'the version', before, after: source.version!, at: source.at});
    }
    const wanted = policy['state-schema'];
    if (wanted && schema.known && schema.value !== 'off' && touched.has(wanted.source.file)) {
      const text = await look(wanted.source.file);
      const before = text === undefined ? undefined : firstVersionIn(wanted.source.file, text, compiled(wanted.source.pattern))?.version;
      if (before !== undefined && before !== schema.value.value) changed.push({what: 'the schema', before, after: schema.value.value, at: schema.value.at});
    }
    return {changed, policies, policiesChanged: policies.filter(path => touched.has(path))};
  });
}

/** What a source said at another commit; nothing where it was not there or could not be read then. */
async function versionThen(source: JudgedSource, policy: Policy, look: Look): Promise<string | undefined> {
  const text = await look(source.path);
  if (text === undefined) return undefined;
  const named = [...namedGroups(policy)?.values() ?? []].flat().find(one => typeof one === 'object' && one.file === source.path);
  if (typeof named === 'object') return firstVersionIn(source.path, text, compiled(named.pattern))?.version;
  const kind = kinds.find(one => one.named(source.path));
  if (!kind) return assignedVersion(source.path, text)?.version;
  const before = await learn(source.path, async () => kind.read({path: source.path, text}, path => look(path)));
  const same = before.known ? before.value.filter(({name, path}) => path === source.path && name === source.name) : [];
  // Several places of one file, as in export presets: one that says the same has not changed.
  return (same.find(({version}) => version === source.version) ?? same[0])?.version;
}
