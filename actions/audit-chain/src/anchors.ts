import {type BuiltRead, type FactList, type Gap, type GitRead, Refusal, learnEach} from '#core';
import type {Anchor} from '#ledger';
import {type AnchorKind, type Policy, anchorKinds} from './policy.ts';

/** The ref of the notes. */
export const notesRef = 'refs/notes/audit-log';

/** A checkpoint has one newline at its end; messages and notes lose or gain some on their way. */
const asNote = (text: string): string => `${text.replaceAll('\r\n', '\n').trimEnd()}\n`;

function isKind(text: string): text is AnchorKind {
  return (anchorKinds as readonly string[]).includes(text);
}

/** Git hands out the lines of a message's first paragraph as one: those of a checkpoint have no spaces of their own. */
const asTagNote = (message: string): string => asNote(message.replace(/^[^\n]*/, line => line.replaceAll(' ', '\n')));

/** The checkpoint that a tag holds; what else its message says where it holds none. */
export async function tagNote(git: GitRead, name: string): Promise<string> {
  return asTagNote(await git.tagMessage(name) ?? '');
}

async function tagAnchors(git: GitRead, prefix: string): Promise<FactList<Anchor>> {
  const tags = (await git.tags()).filter(({name, annotated}) => annotated && name.startsWith(prefix));
  return learnEach(tags, ({name}) => `the tag ${name}`, async ({name}): Promise<Anchor> => ({kind: 'tag', where: `tag ${name}`, note: await tagNote(git, name)}));
}

/** The note on a commit; nothing where there is none. */
export async function noteAt(git: GitRead, commit: string): Promise<string | undefined> {
  const notes = await git.resolve(notesRef);
  if (notes === undefined) return undefined;
  // Git spreads many notes over folders that are named for the first digits.
  const text = await git.textAt(notes, commit) ?? await git.textAt(notes, `${commit.slice(0, 2)}/${commit.slice(2)}`);
  return text === undefined ? undefined : asNote(text);
}

async function noteAnchor(git: GitRead, commit: string): Promise<readonly Anchor[]> {
  const note = await noteAt(git, commit);
  return note === undefined ? [] : [{kind: 'note', where: `the git note on ${commit.slice(0, 7)}`, note}];
}

async function fileAnchor(built: BuiltRead, line: string): Promise<Anchor> {
  const [, kind = '', path = ''] = /^([a-z-]+)=(.+)$/.exec(line) ?? [];
  const what = `the checkpoint "${line}"`;
  if (!isKind(kind)) throw new Refusal({code: 'unreadable', what, why: 'it does not say what it is', fix: `Write KIND=PATH; the kinds are ${anchorKinds.join(', ')}.`});
  const bytes = await built.bytes(path, {limit: 128 * 1024});
  if (!bytes) throw new Refusal({code: 'missing', what, why: `there is no file ${path}`, fix: 'Fetch it first.'});
  return {kind, where: `${kind} ${path}`, note: Buffer.from(bytes).toString('utf8')};
}

/** Every copy of a checkpoint that can be looked at here: tags, a git note, and files that were fetched. */
export async function findAnchors(
  {git, built}: {readonly git: GitRead; readonly built: BuiltRead}, policy: Policy['anchors'], files: readonly string[],
): Promise<FactList<Anchor>> {
  const noted = policy['note-on'] === undefined ? [] : [policy['note-on']];
  const lists = [
    ...await learnEach([policy['tag-prefix']], () => 'the tags', prefix => tagAnchors(git, prefix)).then(({items, gaps}) => [...items, {items: [], gaps}]),
    await learnEach(noted, () => 'the git note', commit => noteAnchor(git, commit)).then(({items, gaps}) => ({items: items.flat(), gaps})),
    await learnEach(files, line => `the checkpoint "${line}"`, line => fileAnchor(built, line)),
  ];
  return {items: lists.flatMap(({items}) => items), gaps: lists.flatMap(({gaps}): readonly Gap[] => gaps)};
}
