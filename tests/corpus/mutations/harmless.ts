import {type Family, type Mutation, documentsOf} from '../mutation.ts';
import {textOf} from '../repository.ts';

/** Text that names what is not there, and is right to do so. */
const additions: Readonly<Record<string, string>> = {
  'an example is announced': 'For example, if your project has a script in `src/does/not-exist.ts`, then `npm run does-not-exist` starts it.',
  'a pattern': 'Everything in `src/**/*.nothere.ts` and `docs/{a,b}/*.md` counts.',
  'a placeholder': 'Edit `src/<name>/config.ts`, then run `npm run <script>` and `make <target>`, or see [your page](<path/to/your-page.md>).',
  'a template': 'See [the page]({{ site.baseurl }}/nowhere/page.md) and [that one](${base}/nowhere.md).',
  'build output': 'The build writes `dist/nothing/here.js` and `build/output/there.css`.',
  'something was removed': 'The file `src/legacy/removed.ts` was removed in version 2 and no longer exists.',
  'another repository': 'Clone the other project first:\n\n```sh\ngit clone https://github.com/another/project-entirely.git\ncd project-entirely\nnpm run nothing-like-it\nmake nothing-like-it\n```',
  'a project of the reader': 'Start from nothing:\n\n```sh\nmkdir my-app && cd my-app\nnpm init -y\nnpm run hello-world\n```',
  'another folder': '```sh\ncd /opt/somewhere/else\nmake nothing-like-it\n./run-something.sh\n```',
  'commands of a client itself': 'Run `npm ci`, `npm audit`, `npm outdated`, `pnpm install`, `pnpm why left-pad`, `yarn install`, `yarn why left-pad` or `cargo build --release`.',
  'an address on a site': 'More at [the site](https://example.com/docs/nowhere.md#nothing), [mail](mailto:a@b.example) and [a search](/search?q=nowhere).',
  'links on GitHub': 'See [the issues](../../issues) and [the releases](../../releases/latest).',
  'routes and media types': 'It answers `GET /api/v1/nothing`, `application/json` and `text/html`; `and/or`, `TCP/IP`, `@scope/package`.',
  'links in code': '`[a](nowhere/at-all.md)` is a link, and so is this:\n\n```md\n[b](nowhere/at-all.md#nothing)\n![c](nothing.png)\n```\n\n    [d](nowhere/at-all.md)',
  'a comment': '<!-- [old](nowhere/at-all.md) `src/does/not-exist.ts` -->',
  'an anchor of HTML': '<a id="own-place"></a>\n\nSee [the place](#own-place) and [the top](#top).',
  'right-to-left text': 'العربية: استخدم الأمر\u200f npm install \u200fثم تابع. עברית: הריצו את הפקודה. فارسی: می\u200cخواهم.',
  'many languages': 'Größe, naïve café, „Straße“, L’été, ¿Qué?, São João, Łódź, İstanbul, Ελλάδα, Россия, 日本語の文章、中文网站的站点、한국어 문서, ไทย, हिन्दी, 👩\u200d👧 ✅ → ≤ ± µ…',
  'damage that is explained': 'When UTF-8 is read as windows-1252, `é` becomes `Ã©` and “it’s” becomes “itâ€™s”: that is called mojibake.',
};

/** What may be added to any living document. */
export const harmlessText: Family = function* (repository) {
  const path = documentsOf(repository).find(one => /(?:^|\/)readme\.md$/i.test(one)) ?? documentsOf(repository)[0];
  if (path === undefined) return;
  for (const [kind, text] of Object.entries(additions)) {
    yield {kind: `harmless: ${kind}`, rules: ['any'], seeds: [], change: {[path]: `${textOf(repository.files, path).replace(/\n*$/, '')}\n\n## Further notes\n\n${text}\n`}, about: '\0'};
  }
};

const dead = 'The script `scripts/gone/for-good.sh` was called by `npm run gone-for-good` and `make gone-for-good`.\n\n```sh\nnpm run gone-for-good\nmake gone-for-good\n```\n';

/** What documents of the past and of plans may say. */
export const harmlessDocuments: Family = function* ({files}) {
  const added = (kind: string, path: string, text: string): Mutation => ({kind: `harmless: ${kind}`, rules: ['any'], seeds: [], change: {[path]: files[path] === undefined ? text : `${textOf(files, path)}\n${text}`}, about: '\0'});
  const folder = Object.keys(files).some(path => path.startsWith('docs/')) ? 'docs/' : '';
  yield added('a changelog', 'CHANGELOG.md', `## 0.0.1\n\n${dead}`);
  yield added('a decision record', `${folder}adr/0001-a-decision.md`, `# A decision\n\n${dead}\n[the plan](../../nowhere.md)\n`);
  yield added('a plan', `${folder}plans/next-year.md`, `# Next year\n\n${dead}`);
  yield added('a post', 'blog/2020-01-01-begin.md', `# Begin\n\n${dead}`);
  yield added('a fixture', 'fixtures/page.md', `# Page\n\n${dead}\n[gone](gone.md#nothing)\n`);
  yield added('a dependency', 'vendor/thing/README.md', `# Thing\n\n${dead}\n[gone](gone.md#nothing)\n`);
  yield added('a template', '.github/PULL_REQUEST_TEMPLATE.md', `${dead}\n[gone](gone.md#nothing)\n`);
};
