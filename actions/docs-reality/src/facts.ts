import type {Change, Fact, FactList, Place} from '#core';
import type {ActionFault} from './action-files/survey.ts';
import type {CommandSurvey} from './command-claims/survey.ts';
import type {Role} from './documents.ts';
import type {EnvironmentSurvey} from './environment/survey.ts';
import type {FreshnessFacts} from './freshness/facts.ts';
import type {LinkSurvey} from './links/survey.ts';
import type {Position} from './markdown/index.ts';
import type {FileEncoding} from './page/page.ts';
import type {Survey} from './survey.ts';
import type {VersionFault} from './versions/survey.ts';

/** A document or another text file that was read. Its gaps are the files that could not be. */
export interface ReadFile {
  readonly path: string;
  readonly role: Role;
}

export interface DocumentFacts {
  readonly count: number;
  /** Policy says where documents are, so that finding none is wrong. */
  readonly expected: boolean;
  readonly required: readonly {readonly path: string; readonly state: 'present' | 'empty' | 'missing'; readonly near?: string}[];
}

/** A path in code that is missing, alone or as the argument of a command. */
export interface CodePathFault {
  readonly document: string;
  readonly at: Position;
  readonly written: string;
  readonly near?: string;
  readonly otherCase: boolean;
  readonly command?: string;
}

/** Whether allow-listed commands were run, and which of them no document has. */
export interface HelpMode {
  readonly state: 'off' | 'untrusted' | 'other-commit' | 'ran';
  readonly undocumented: readonly string[];
}

export interface HelpRun {
  readonly command: string;
  readonly at: Place;
  /** Nothing when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly lastLine: string;
}

export interface EncodedFile extends FileEncoding {
  readonly path: string;
}

/** All encodings: the number of files, and those with something to say. */
export interface EncodingFacts {
  readonly files: number;
  readonly remarkable: readonly EncodedFile[];
}

export interface StatementFacts {
  /** By place in the policy's list: whether the document says it, or that there is no such document. */
  readonly mentions: readonly {readonly index: number; readonly state: 'said' | 'unsaid' | 'no-document'}[];
  /** The number of documents looked at for each forbidden statement, and where it stands. */
  readonly forbidden: readonly {readonly index: number; readonly looked: number; readonly found: readonly Place[]}[];
}

/** What changed since the commit that the change is judged against; nothing where there is none. */
export interface CoChangeFacts {
  readonly changes: readonly Change[] | undefined;
}

export interface Orphan {
  readonly path: string;
}

/** Everything that the rules of `check` judge. */
export interface Facts {
  readonly pages: FactList<ReadFile>;
  readonly documents: Fact<DocumentFacts>;
  readonly links: Fact<LinkSurvey>;
  readonly codePaths: Fact<Survey<CodePathFault>>;
  readonly commands: Fact<CommandSurvey>;
  readonly helpMode: Fact<HelpMode>;
  readonly helpRuns: FactList<HelpRun>;
  readonly environment: Fact<EnvironmentSurvey | 'off'>;
  readonly actionUse: Fact<Survey<ActionFault>>;
  readonly versions: Fact<Survey<VersionFault>>;
  readonly encoding: Fact<EncodingFacts>;
  readonly freshness: Fact<FreshnessFacts | 'off'>;
  readonly statements: Fact<StatementFacts>;
  readonly coChange: Fact<CoChangeFacts>;
  readonly orphans: Fact<Survey<Orphan>>;
}
