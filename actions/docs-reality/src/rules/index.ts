import {actionDefault, actionInputs, actionRequired} from './action-files.ts';
import {codePath} from './code-path.ts';
import {commandHelp, commandRules} from './commands.ts';
import {documentsCoChange, documentsExpected, documentsForbidden, documentsMention, documentsOrphans, documentsRequired} from './documents.ts';
import {bidi, byteOrderMark, invalidUtf8, mojibake, replacementCharacter, suspectedMojibake, utf16, zeroWidth} from './encoding.ts';
import {environmentUndocumented, environmentUnused} from './environment.ts';
import {freshFuture, freshMissing, freshSources, freshStale, freshUnparsable} from './freshness.ts';
import {linkAnchor, linkCase, linkPath, linkReference} from './links.ts';
import {versionDrift} from './versions.ts';

/** Every rule of `check`, in the order in which a report shows them. */
export const rules = [
  linkPath, linkCase, linkAnchor, linkReference,
  codePath,
  ...commandRules, commandHelp,
  actionInputs, actionRequired, actionDefault,
  environmentUndocumented, environmentUnused,
  versionDrift,
  invalidUtf8, utf16, byteOrderMark, replacementCharacter, bidi, zeroWidth, mojibake, suspectedMojibake,
  freshMissing, freshUnparsable, freshFuture, freshStale, freshSources,
  documentsExpected, documentsRequired, documentsMention, documentsForbidden, documentsCoChange, documentsOrphans,
] as const;
