import type {Fact, FactList, Place} from '#core';
import type {ChangelogEntry} from './changelog.ts';
import type {BumpKind, VersionNumber} from './number.ts';
import type {ReleaseTool} from './release-tool.ts';
import type {VersionSource} from './sources/source.ts';
import type {VersionTag} from './tag.ts';

/** A source, and the list of policy that names it; none where it was found. */
export type JudgedSource = VersionSource & {readonly group?: string};

/** What is being released, if anything. */
export interface Release {
  /** The tag that is judged. */
  readonly tag?: string;
  /** What it says; absent where it names no version. */
  readonly says?: VersionTag;
  readonly tools: readonly ReleaseTool[];
  /** Policy names what is looked at, so that finding nothing is no reason to rest. */
  readonly asked: boolean;
}

/** The tag itself, as the repository has it. */
export interface TagObject {
  readonly tag: string;
  readonly commit: string;
  readonly judged: string;
  readonly annotated: boolean;
  readonly message?: string;
}

export interface ChangelogFacts {
  readonly path: string;
  readonly version: string;
  readonly entries: readonly ChangelogEntry[];
}
/** Why no changelog is judged. */
export interface NoChangelog {
  readonly none: string;
}

export interface SchemaFacts {
  readonly value: string;
  readonly at: Place;
}

/** A policy file or a data file, and what is wrong with it. */
export interface HeldFile {
  readonly path: string;
  readonly state: 'right' | 'absent' | 'wrong';
  readonly why?: string;
  readonly required: boolean;
}

/** What changed since the reference of what may only change together with its policy. */
export interface ChangeFacts {
  readonly changed: readonly {readonly what: string; readonly before: string; readonly after: string; readonly at: Place}[];
  /** The files of policy that must change too, and which of them did. */
  readonly policies: readonly string[];
  readonly policiesChanged: readonly string[];
}

/** A commit since the last release, and the least that it raises; nothing where that cannot be told. */
export interface WeighedCommit {
  readonly sha: string;
  readonly subject: string;
  readonly raises: BumpKind | undefined;
}

export interface BumpFacts {
  readonly baseline: VersionTag;
  readonly current: VersionNumber;
  readonly commits: readonly WeighedCommit[];
  /** The schema of the last release, where this version does not read it any more. */
  readonly unreadSchema?: string;
}
/** Why no bump is judged. */
export interface NoBump {
  readonly none: string;
}

/** Everything that the rules of `version` judge. */
export interface Facts {
  readonly sources: FactList<JudgedSource>;
  readonly release: Fact<Release>;
  readonly tagObject: Fact<TagObject | 'not judged'>;
  readonly changelog: Fact<ChangelogFacts | NoChangelog>;
  readonly schema: Fact<SchemaFacts | 'off'>;
  readonly policyFiles: FactList<HeldFile>;
  readonly dataFiles: FactList<HeldFile>;
  readonly changes: Fact<ChangeFacts | 'off'>;
  readonly bump: Fact<BumpFacts | NoBump>;
}
