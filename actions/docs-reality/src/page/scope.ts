import {copied} from '../copied.ts';
import {type MarkdownPage, headingPath} from '../markdown/index.ts';
import {isAboutOthers, isHypothetical, upToSentence} from './hints.ts';
import type {Lines} from './lines.ts';

const named = /(?:`|\[|(?<![\w./-]))((?:[\w.-]{1,80}\/)?[\w.-]{1,80})(`|\](?:\([^)\s]{0,300}\))?|)(?:['’]s?)?\s{1,3}(?:git(?:hub)?\s+)?(?:repo|repository|checkout)\b/gi;
const anyRepository = /[Rr]epo|[Cc]heckout/;
const intro = 10;
const far = 25;

/** What the text around a place says about whose project is meant. */
export class Scope {
  readonly #page: MarkdownPage;
  readonly #lines: Lines;
  readonly #own: ReadonlySet<string>;
  readonly #text: string;
  #speaksOfRepositories: boolean | undefined;
  #introIsOther: boolean | undefined;
  /** Lines and whether they name another repository: neighbours are asked for again and again. */
  readonly #naming = new Map<number, boolean>();

  /** In: the page, its lines and text, and the names of this repository, with and without owner, in lower case. */
  constructor(page: MarkdownPage, lines: Lines, text: string, own: ReadonlySet<string>) {
    this.#page = page;
    this.#lines = lines;
    this.#own = own;
    this.#text = text;
  }

  /** The headings that a line stands under. */
  titles(line: number): readonly string[] {
    return headingPath(this.#page, line).map(({text}) => text);
  }

  /** Whether what stands in a line, or in the block behind it, is an example or is about another project. In: the line that introduces it, and the part of it that is meant. */
  isHypothetical(line: number, part = ''): boolean {
    return isHypothetical(part === '' ? this.#lines.text(line) : upToSentence(this.#lines.text(line), part)) || this.titles(line).some(isAboutOthers) || this.isElsewhere(line);
  }

  /** Whether the section up to the line, or the beginning of the document, names another repository: "in the `owner/other` repository". */
  isElsewhere(line: number): boolean {
    this.#speaksOfRepositories ??= anyRepository.test(this.#text);
    if (!this.#speaksOfRepositories) return false;
    this.#introIsOther ??= this.#namesOther(1, Math.min(intro, this.#lines.count));
    const top = headingPath(this.#page, line).at(-1)?.line ?? 1;
    return this.#introIsOther || this.#namesOther(Math.max(top, line - far), line);
  }

  #namesOther(from: number, to: number): boolean {
    for (let line = from; line <= to; line++) if (this.#lineNamesOther(line)) return true;
    return false;
  }

  #lineNamesOther(line: number): boolean {
    const known = this.#naming.get(line);
    if (known !== undefined) return known;
    const text = this.#lines.text(line);
    const names = anyRepository.test(text)
      && [...text.matchAll(named)].some(([, name, mark]) => (mark !== '' || name!.includes('/')) && !this.#own.has(name!.toLowerCase()));
    this.#naming.set(line, names);
    return names;
  }
}

const scriptKey = /"([\w:./@-]+)"\s*:\s*"/g;
const target = /^([\w.-]{1,80})[\w=" \t]{0,200}:(?!=)/;

/** The scripts, targets and recipes that the document's own examples define: `"scripts": {"app:dir": …}`, `build:` in a Makefile. */
export function definedIn(page: MarkdownPage): ReadonlySet<string> {
  const names = new Set<string>();
  for (const fence of page.fences) {
    const {language} = fence;
    if (/^jsonc?5?$/.test(language) && /"(?:scripts|tasks)"/.test(fence.source)) {
      for (const {text} of fence.lines) for (const match of text.matchAll(scriptKey)) names.add(copied(match[1]!));
    } else if (/^(?:make|makefile|just|justfile|ya?ml)$/.test(language)) {
      for (const {text} of fence.lines) {
        const name = target.exec(text.replace(/^ {2,4}(?=\S)/, language.startsWith('y') ? '' : ' '))?.[1];
        if (name !== undefined) names.add(copied(name));
      }
    }
  }
  return names;
}
