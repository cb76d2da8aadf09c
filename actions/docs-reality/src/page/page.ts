import type {DocumentedName} from '../action-files/table.ts';
import type {Use} from '../action-files/uses.ts';
import type {PathJudgement} from '../code-paths/judge.ts';
import type {Command} from '../commands/index.ts';
import type {Role} from '../documents.ts';
import type {EncodingDefect} from '../encoding/examine.ts';
import type {Mojibake} from '../encoding/mojibake.ts';
import type {Suspicion} from '../encoding/suspicion.ts';
import type {NamedVariable} from '../environment/names.ts';
import type {Marker} from '../freshness/marker.ts';
import type {Anchored} from '../links/anchor.ts';
import type {Target} from '../links/target.ts';
import type {Position} from '../markdown/index.ts';
import type {Metadata} from '../site/site.ts';
import type {Pin} from '../versions/pins.ts';

/** A link that may lead into the repository. */
export interface PageLink {
  readonly target: Exclude<Target, {kind: 'elsewhere'} | {kind: 'unclear'}>;
  /** As it stands in the document. */
  readonly written: string;
  /** Where the destination begins, or the link where that was not found. */
  readonly at: Position;
  /** The destination stands there letter by letter, so that it can be replaced. */
  readonly exact: boolean;
}

export interface Unclear {
  readonly why: string;
  readonly subject: string;
  readonly at: Position;
}

export interface PathMiss {
  readonly written: string;
  readonly at: Position;
  readonly miss: Extract<PathJudgement, {state: 'missing'}>;
}

/** A reference to a definition that is not there. */
export interface MissingReference {
  readonly text: string;
  readonly label: string;
  readonly at: Position;
  readonly near?: string;
}

/** The references of a page: how many have their definition, those that have none, and those of which nobody can tell. */
export interface PageReferences {
  readonly right: number;
  readonly wrong: readonly MissingReference[];
  readonly unclear: readonly Unclear[];
}

/** The encoding of one file. Lists are empty for a clean one. */
export interface FileEncoding {
  /** `shown`: it stands in code or in a text about encodings, which show such characters on purpose. */
  readonly defects: readonly (EncodingDefect & {readonly shown: boolean})[];
  readonly mojibake: readonly Mojibake[];
  readonly suspicion: Suspicion;
}

/** What is kept of a document once it was read: the claims that have to be compared with the world, and no text. */
export interface Page {
  readonly path: string;
  readonly role: Role;
  readonly empty: boolean;
  readonly encoding: FileEncoding;
  readonly metadata: Metadata;
  readonly anchored: Anchored;
  readonly links: readonly PageLink[];
  readonly unclearLinks: readonly Unclear[];
  /** Other pages that it takes up into itself, as they are written. */
  readonly included: readonly string[];
  readonly references: PageReferences;
  readonly paths: {readonly right: number; readonly misses: readonly PathMiss[]; readonly unclear: readonly Unclear[]};
  readonly commands: readonly Command[];
  /** Scripts and targets that examples in the document define. */
  readonly defined: ReadonlySet<string>;
  readonly uses: readonly Use[];
  readonly documentedNames: readonly DocumentedName[];
  readonly pins: readonly Pin[];
  readonly variables: readonly NamedVariable[];
  readonly marker?: Marker;
  /** Files that the document says it describes, as globs. */
  readonly sources: readonly string[];
  /** By the place in the policy's lists: whether it says what it must, and where it says what it must not. */
  readonly mentions: ReadonlyMap<number, boolean>;
  readonly forbidden: ReadonlyMap<number, readonly Position[]>;
}
