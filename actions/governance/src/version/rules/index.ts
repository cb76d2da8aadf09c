import {bumpCommits, bumpKind} from './bump.ts';
import {changelogContent, changelogDate, changelogEntry, changelogUndated} from './changelog.ts';
import {changesTogether, dataFiles, policyFiles, schemaCompatible, schemaCurrent, schemaForm} from './policy.ts';
import {versionAgree, versionExpected, versionForm} from './sources.ts';
import {tagAnnotated, tagCommit, tagFormat, tagLikely, tagMessage, tagVersion} from './tag.ts';

/** Every rule of `version`, in the order in which a report shows them. */
export const rules = [
  versionForm, versionAgree, versionExpected, changesTogether,
  tagVersion, tagLikely, tagFormat, tagAnnotated, tagMessage, tagCommit,
  changelogEntry, changelogContent, changelogDate, changelogUndated,
  schemaForm, schemaCurrent, schemaCompatible,
  policyFiles, dataFiles,
  bumpKind, bumpCommits,
] as const;
