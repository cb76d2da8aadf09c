/** Words by which a text says that what it names is an example, belongs to the reader, or is not there (yet, or any more). */

const example = /\be\.g\.|\b(?:for (?:example|instance)|such as|suppose|imagine|let['’]s say|say you|hypothetical|something like|might (?:be|look|have|run|contain)|would (?:be|look|have|run|contain|become|give|create)|could (?:be|look|have)|assum(?:e|es|ing)|an? example|placeholder|sample)\b/i;
const readers = /\b(?:your|their|the (?:user|reader|consumer|caller|target|host|downstream|client)['’]s|users['’]?) (?:(?:own|new|local|existing|current|root|main|\w+ing|\w+['’]s) )?(?:\w+[ -])?(?:project|app|application|package|repo|repository|workflow|codebase|monorepo|site|website|workspace|plugin|extension|module|theme|crate|library|config|configuration|folder|directory|package\.json|file|root|home|machine|fork's)s?\b/i;
/** `in Contrib root directory`: a folder named for a project is that project's. Case matters, so that `in the root directory` is none. */
const projects = /\bin (?:the )?[A-Z][\w-]+(?:['’]s)? (?:root )?(?:directory|folder|repo)\b/;
const absent = /\b(?:there(?: is|['’]s| are) no|creat(?:e|es|ed|ing)|generat(?:e|es|ed|ing)|produc(?:e|es|ed|ing)|writ(?:es|ten|e) (?:to|out|into)|output(?:s|ted)?|emit(?:s|ted)?|renam(?:e|ed|es|ing)|remov(?:e|ed|es|ing|al)|delet(?:e|ed|es|ing)|deprecat(?:e|ed|es|ing)|moved?|moving|previously|formerly|no longer|used to|old|legacy|obsolete|gone|replaced|new (?=[`"']|(?:files?|folders?|director(?:y|ies)|scripts?|pages?|modules?|packages?|projects?|components?|tests?|commands?|targets?|workflows?|entr(?:y|ies)|one)\b)|add(?:s|ed|ing)? (?:a|an|the|new|your)|will|planned|future|proposed|todo|tbd|upcoming|should live|not yet|doesn['’]t exist|does not exist|missing|if (?:it|they|present|there)|optional(?:ly)?|download(?:s|ed)?|install(?:s|ed)? (?:to|in|into)|built?|build|compiled?|stored|saved?|cached?|copied|copy|symlink\w*|untracked|ignored|git-?ignored|uncommitted|private)\b/i;
const heading = /\b(?:migrat(?:e|ing|ion)|upgrad(?:e|ing)|release notes|history|changelog|roadmap|future|proposal|todo|in your|your (?:own )?(?:project|app|package|plugin)|usage in|hypothetical|history|deprecated|removed|template)\b/i;

/** Whether a line says that what it names is an example or is the reader's own. */
export const isHypothetical = (line: string): boolean => example.test(line) || readers.test(line) || projects.test(line);

/**
 * A text up to the end of the sentence that a part stands in: what comes later is about something else, unless it goes on with "It" or "This". In: the text
 * and the part. Out: the text as it is where the part or the end is not found.
 */
export function upToSentence(text: string, part: string): string {
  const at = text.indexOf(part);
  if (at < 0) return text;
  const from = at + part.length;
  const end = /[.!?](?=\s+(?!(?:It|This|That|They|These|Those|Both|If|Otherwise|Note)\b)["'*_[(`]?[A-Z`])|[。！？]/.exec(text.slice(from, from + 400));
  return end ? text.slice(0, from + end.index) : text;
}

const denial = /\b(?:there(?: is|['’]s| are) no|no longer|does(?:n['’]t| not) exist|do(?:n['’]t| not) exist|removed|deprecated|replaced (?:by|with)|renamed|instead of|used to|formerly|previously|not yet)\b/i;

/** Whether a sentence says that what it names is not there: `there is no "pnpm bootstrap"`. */
export const denies = (line: string): boolean => denial.test(line);

/** The same as words of absence in other languages, which have no word boundaries that could be asked for. */
const absentElsewhere = /生成|输出|輸出|创建|新建|建立|写入|删除|移除|不存在|例如|比如|作成|出力|削除|例えば|생성|만들|출력|삭제|예를 들어|созда|сгенер|удал[её]н|например|crea(?:r|rá|do|da)|genera(?:r|do|da)|por ejemplo|par exemple|cré[eé]|généré|zum Beispiel|erstell|erzeug|por exemplo|criar|gerad/i;

/** Whether a line tells of a thing that need not be in the tree now: made later, made by a program, removed. */
export const tellsOfAbsence = (line: string): boolean => absent.test(line) || absentElsewhere.test(line);

/** Whether a section is about other projects or other times. */
export const isAboutOthers = (title: string): boolean => heading.test(title);
