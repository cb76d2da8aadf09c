import {type ContextRead, type Fact, type FactList, type FilesRead, type GitRead, known, learn} from '#core';
import {surveyCommands} from '../command-claims/survey.ts';
import type {ReadFile} from '../facts.ts';
import {surveyLinks} from '../links/survey.ts';
import type {Page} from '../page/page.ts';
import type {Policy} from '../policy.ts';
import {type Repository, followLinks, lookAround, readPages, readScripts} from '../repository.ts';
import {type Edit, type FileRepair, edited, sha256} from './edit.ts';
import {fixOfAnchor, fixOfCase, fixOfCodePath, fixOfCommand, fixOfPath} from './fixes.ts';

export interface RepairPorts {
  readonly files: FilesRead;
  readonly git: GitRead;
  readonly context: ContextRead;
}

/** An edit whose text does not stand where it should. */
export interface Unplaced {
  readonly path: string;
  readonly edit: Edit;
}

/** Everything that `repair` plans from and that its rules guard. */
export interface RepairFacts {
  readonly pages: FactList<ReadFile>;
  /** `work tree`, or the commit that is looked at. */
  readonly origin: Fact<string>;
  readonly repairs: FactList<FileRepair>;
  readonly left: Fact<{readonly withoutFix: number; readonly unplaced: readonly Unplaced[]}>;
}

/** What was found wrong: the edits by file, and the number of problems that nobody can repair without thinking. */
class Findings {
  readonly edits = new Map<string, Edit[]>();
  withoutFix = 0;

  add(path: string, edit: Edit | undefined): void {
    if (!edit) this.withoutFix++;
    else this.edits.set(path, [...(this.edits.get(path) ?? []), edit]);
  }
}

function addMojibake(pages: readonly Page[], findings: Findings): void {
  for (const {path, encoding} of pages) {
    for (const {line, column, bad, repaired, partial, confidence} of encoding.mojibake) {
      if (confidence === 'certain') findings.add(path, partial || /[\r\n]/.test(bad) ? undefined : {kind: 'garbled text', line, column, before: bad, after: repaired});
    }
  }
}

async function addLinks(ports: RepairPorts, repository: Repository, pages: readonly Page[], findings: Findings): Promise<void> {
  const {landed, ignored, anchored} = await followLinks(ports, repository, pages);
  const {paths, cases, anchors} = surveyLinks(landed, pages, ignored, anchored);
  for (const fault of paths.wrong) findings.add(fault.document, fixOfPath(fault, repository.tree));
  for (const fault of cases.wrong) findings.add(fault.document, fixOfCase(fault));
  for (const fault of anchors.wrong) findings.add(fault.document, fixOfAnchor(fault, anchored));
}

async function addPathsInCode({git}: RepairPorts, {tree}: Repository, pages: readonly Page[], findings: Findings): Promise<void> {
  const missing = [...new Set(pages.flatMap(({paths}) => paths.misses.map(({miss}) => miss.path)))].filter(path => !path.includes('*'));
  const ignored = missing.length === 0 ? new Set<string>() : await git.ignored(missing);
  for (const {path, paths} of pages) for (const miss of paths.misses) if (!ignored.has(miss.miss.path)) findings.add(path, fixOfCodePath(miss, tree));
}

async function addCommands(ports: RepairPorts, repository: Repository, pages: readonly Page[], findings: Findings): Promise<void> {
  await readScripts(ports, repository, pages);
  const commands = pages.flatMap(({path, commands: all, defined}) => all.map(command => ({command, document: path, defined})));
  for (const survey of surveyCommands(commands, repository.project).byRule.values()) for (const fault of survey.wrong) findings.add(fault.document, fixOfCommand(fault, repository.project));
}

/** Finds what has exactly one certain repair, and how each file would be afterwards. */
export async function collectRepairs(ports: RepairPorts, {policy}: {readonly policy: Policy}): Promise<RepairFacts> {
  const repository = await lookAround(ports, policy);
  const {items: pages, gaps} = await readPages(ports, repository, policy);
  const findings = new Findings();
  addMojibake(pages, findings);
  await addLinks(ports, repository, pages, findings);
  await addPathsInCode(ports, repository, pages, findings);
  await addCommands(ports, repository, pages, findings);

  const unplaced: Unplaced[] = [];
  const {items, gaps: unread} = await ports.files.scan([...findings.edits.keys()].sort(), (path, bytes): FileRepair | undefined => {
    const edits = findings.edits.get(path) ?? [];
    const result = edited(bytes, edits);
    unplaced.push(...(result ? result.unplaced : edits).map(edit => ({path, edit})));
    return result && result.placed.length > 0 ? {path, sha256: sha256(bytes), result: sha256(result.bytes), edits: result.placed} : undefined;
  });
  return {
    pages: {items: pages.map(({path, role}) => ({path, role})), gaps},
    origin: await learn('the tree', async () => ports.files.origin),
    repairs: {items: items.filter(item => item !== undefined), gaps: unread},
    left: known({withoutFix: findings.withoutFix, unplaced}),
  };
}
