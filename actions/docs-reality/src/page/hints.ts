/** Words by which a text says that what it names is an example, belongs to the reader, or is not there (yet, or any more). */

const announced = /\be\.g\.|(?:^|[-*>|.:;(]\s{1,3})[*_]{0,2}examples?[*_]{0,2}:|\b(?:for (?:example|instance)|such as|something like|an? example|sample)\b/i;
const supposed = /\b(?:suppose|imagine|let['’]s say|say you|hypothetical|might (?:be|look|have|run|contain)|would (?:be|look|have|run|contain|become|give|create)|could (?:be|look|have)|assum(?:e|es|ing)|placeholder|you(?:['’]d)? want (?:it|them|the (?:agent|model)) to)\b/i;
const readers = /\b(?:your|their|the (?:user|reader|consumer|caller|target|host|downstream|client)['’]s|users['’]?) (?:(?:own|new|local|existing|current|root|main|\w+ing|\w+['’]s) )?(?:\w+[ -])?(?:project|app|application|package|repo|repository|workflow|codebase|monorepo|site|website|workspace|plugin|extension|module|theme|crate|library|config|configuration|folder|directory|package\.json|file|root|home|fork's)s?\b/i;
/** The reader's own, in other languages. */
const readersElsewhere = /\b(?:tus?|sus?|votre|vos|ton|tes|seu|teu|dein(?:e[mnrs]?)?|ihre?[mnrs]?|il tuo|vostr[oa]) (?:\p{L}+ )?(?:repositori|proyecto|projet|progetto|projekt|dépôt|aplicaci|aplica[cç]|anwendung|sitio|site\b)|[你您](?:自己)?的(?:项目|仓库|应用|站点|网站|專案)|あなたの|自分の|ваш(?:е[йм]|его|ему)? (?:проект|репозитор|приложени|сайт)|(?:당신|여러분|사용자)의/iu;
/** `in Contrib root directory`, `into the docs repo`: a folder or repository named for a project is that project's. Case matters, so that `in the root directory` is none. */
const projects = /\bin (?:the )?[A-Z][\w-]+(?:['’]s)? (?:root )?(?:directory|folder|repo)\b|\b(?:in|into|to|of|from|[Ss]ee) the (?!(?:same|this|main|current|root|git|github|GitHub|Git|whole|entire|local|cloned|project|source|parent|public)\b)[\w.-]+ (?:repo|repository)\b/;
/** `at commit 1a2b3c4`: what stands there then. */
const checkedOut = /\bcommit [`'"]?(?=[a-f]*\d)[0-9a-f]{7,40}\b/;
/** `your X`: the thing itself is the reader's. */
const possessed = /\b(?:your|their)(?: (?:own|local|existing))?\s[`"'(*_[]*$/i;
const heading = /\b(?:migrat(?:e|ing|ion)|upgrad(?:e|ing)|release notes|history|changelog|roadmap|future|proposal|todo|in your|your (?:own )?(?:project|app|package|plugin)|usage in|hypothetical|where to (?:add|put) new|history|deprecated|removed|template)\b/i;

/** Whether a line says that what it names is an example or is the reader's own. */
export const isHypothetical = (line: string): boolean => announced.test(line) || supposed.test(line) || readers.test(line) || readersElsewhere.test(line) || projects.test(line) || checkedOut.test(line);

/** What is in brackets and holds no part that matters. */
const withoutBrackets = (text: string): string => text.replace(/\([^()]*\)/g, ' ');

/** The same of one part of a text: an example is announced before it, and not in brackets that were closed by then. */
export function isHypotheticalAt(text: string, part: string): boolean {
  const before = text.slice(0, Math.max(0, text.indexOf(part)));
  return announced.test(withoutBrackets(before)) || possessed.test(before) || supposed.test(text) || readers.test(text) || readersElsewhere.test(text) || projects.test(text);
}

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

const denial = /\b(?:there(?: is|['’]s| are) no|no longer|does(?:n['’]t| not) exist|do(?:n['’]t| not) exist|removed|deprecated|replaced (?:by|with)|renamed|instead of|used to|formerly|previously|not yet)\b|\b(?:remove|delete|drop) (?:the )?[`"](?:npm|pnpm|yarn|bun|deno|make|just|task|python\d?|cargo) /i;

/** Whether a sentence says that what it names is not there: `there is no "pnpm bootstrap"`. */
export const denies = (line: string): boolean => denial.test(line);

/** The same as words of absence in other languages, which have no word boundaries that could be asked for. */
const absentElsewhere = /生成|输出|輸出|创建|新建|建立|写入|删除|移除|不存在|例如|比如|作成|出力|削除|例えば|생성|만들|출력|삭제|예를 들어|созда|сгенер|удал[её]н|например|\bcrea(?:r|rá|do|da)?\b|genera(?:r|do|da)|por ejemplo|par exemple|cré[eé]|gén[eéè]r|zum Beispiel|erstell|erzeug|por exemplo|criar|gerad/i;

/** A dot may stand in a word, as in the name of a file, and not at its end. */
const nextWords = '(?:\\s+[^\\s;]{0,60}[^\\s.;]){0,9}\\s*[`"\'(*_[]*$';
/** `creates the file X`, `writes a report to X`: X is the result. */
const results = new RegExp(`\\b(?:creat|generat|produc|writ|wrote|output|emit|renam|mov(?:e|es|ed|ing)\\b|copy|copie|sav(?:e|es|ed|ing)\\b|stor(?:e|es|ed|ing)\\b|cach|download|install|buil[dt]|compil|symlink|scaffold)\\w*${nextWords}`, 'i');
/** `add X`, `remove X`: X itself comes or goes, but not in `add a line to X`. */
const edited = new RegExp(`\\b(?:add|remov|delet|deprecat|replac)\\w*${nextWords}`, 'i');
const into = /\b(?:to|in|into|inside|within|under|at|on)(?:\s+[^\s.;]{1,40}){0,3}\s*[`"'(*_[]*$/i;
/** `generated from X`, `with X`: X is where it comes from. */
const source = /\b(?:from|of|by|with|via|using|through|against|per|see|run(?:s|ning)?|calls?|uses?|reads?)(?:\s+(?:the|its|this|our|a))?(?:\s+[\w-]{1,30})?\s*[`"'(*_[]*$/i;
/** `the old X`. */
const bygone = /\b(?:old|former|previous|legacy|obsolete|deprecated|new|missing|optional|private|planned|future|proposed|upcoming|untracked|ignored|no)(?:\s+[\w-]{1,30}){0,2}[\s:`"'(*_[]*$/i;
/** `X is generated`, `X (optional)`, `X, if it exists`. */
const stated = new RegExp(`^[^\\s.;]{0,3}(?:[\\s,:()–—-]+[\\w'’]{1,30}){0,4}?[\\s,:()–—-]+(?:${[
  'auto-?generated|generated|created|produced|built|compiled|emitted|written|rewritten|removed|deleted|deprecated|renamed|moved|replaced|ignored|git-?ignored|untracked|uncommitted|private',
  'optional(?:ly)?|missing|gone|obsolete|legacy|copied|saved|stored|cached|downloaded|symlink\\w*|planned|proposed|future|todo|tbd|upcoming|new|if (?:it|they|present|there|you|one)|when present',
  'will (?:be|contain|hold|look|appear|have|now)|should (?:live|look|contain|be|have)|not yet|no longer|does(?:n[\'’]t| not) exist|with the following|containing|and (?:add|paste)',
].join('|')})\\b`, 'i');
const told = /\b(?:there(?: is|['’]s| are) no|previously|formerly|no longer|used to|not yet|does(?:n['’]t| not) exist|do(?:n['’]t| not) exist|should live|would live|git-?ignored|untracked|uncommitted)\b/i;

/** `add the following to X`: what is added is shown, and X is the file of whoever reads it. */
const addition = /\b(?:add|put|paste|insert|includ|plac|writ|set|us)(?:e|ing)? (?:the following|this|these)\b[^.;]{0,60}\b(?:to|in|into|inside) (?:the |a )?[`"'(*_[]*$/i;

/** Whether a sentence tells its reader to add something to what it names. */
export const tellsToAdd = (text: string, part: string): boolean => addition.test(text.slice(0, Math.max(0, text.indexOf(part))).slice(-200));

/** `Create these files:`: what is listed is made by whoever reads it. */
const making = /^[\s\d.)>*_+-]*(?:(?:then|next|now|first|finally|also|please),? )?(?:you (?:need to|have to|must|should|can) )?(?:create|add|make|generate|scaffold)\b[^.!?]{0,200}:[\s*_]*$/i;
/** `Add a line to these files:`. */
const makingInside = /\b(?:to|in|into|of)\b(?:\s+[^\s:]{1,40}){1,4}:[\s*_]*$/i;

/** Whether the line that introduces a list tells its reader to make what is listed. */
export const asksToMake = (introduction: string): boolean => making.test(introduction) && !makingInside.test(introduction);

/** The sentence before a part of it. */
function beforeIn(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - 400), at);
  const ends = [...before.matchAll(/(?<!\b(?:e\.g|i\.e|etc|vs|cf))[.!?;]\s+(?=["'*_[(`]?[\p{Lu}`])|[。！？；]/gu)].at(-1);
  return withoutBrackets(ends ? before.slice(ends.index + 1) : before);
}

/**
 * Whether a sentence tells of a thing that need not be in the tree now: made later, made by a program, removed. What counts stands close to the thing and is
 * about it: "creates X" and "X is generated", but neither "add a line to X" nor "X creates a folder". In: the text up to the sentence's end, and the part.
 */
export function tellsOfAbsence(text: string, part: string): boolean {
  const at = text.indexOf(part);
  if (at < 0) return true;
  const before = beforeIn(text, at);
  const after = withoutBrackets(text.slice(at + part.length, at + part.length + 400));
  if (told.test(before) || told.test(after) || absentElsewhere.test(text)) return true;
  if (stated.test(text.slice(at + part.length, at + part.length + 200)) || bygone.test(before)) return true;
  if (source.test(before)) return false;
  return results.test(before) || (edited.test(before) && !into.test(before));
}

/** Whether a section is about other projects or other times. */
export const isAboutOthers = (title: string): boolean => heading.test(title);
