import {type Family, type Mutation, documentsOf, linesOf, literally, withLine} from '../mutation.ts';
import {textOf} from '../repository.ts';

const dated = /^(\W*Last Verified:\W*)(\d{4}-\d{2}-\d{2})/;

/** The date of a review is old, in the future, ambiguous or gone. */
export const reviewDates: Family = function* (repository) {
  for (const path of documentsOf(repository)) {
    for (const {line, text} of linesOf(repository.files, path)) {
      if (!dated.test(text)) continue;
      const whole = textOf(repository.files, path);
      const policy = {fresh: {documents: [path], 'max-age': '90d'}};
      const dates = [['the review is long ago', 'fresh.stale', '2026-02-03'], ['the review is in the future', 'fresh.future', '2027-01-05'], ['the date can be read in two ways', 'fresh.unparsable', '03/04/2026']] as const;
      for (const [kind, rule, date] of dates) yield {kind, rules: [rule], seeds: [{path, line}], change: {[path]: withLine(whole, line, old => old.replace(dated, `$1${date}`))}, about: 'Last Verified', policy};
      yield {kind: 'the date of the review is gone', rules: ['fresh.missing'], seeds: [{path}], change: {[path]: withLine(whole, line, () => '')}, about: path, policy};
    }
  }
};

/** A document that policy asks for is gone, empty, or says something else; a statement that is no longer true stands there. */
export const statements: Family = function* (repository) {
  const documents = documentsOf(repository);
  for (const path of documents) {
    const text = textOf(repository.files, path);
    const lines = [...linesOf(repository.files, path)];
    const heading = lines.find(({text: own, fence}) => fence === undefined && /^## [\p{L} ]+$/u.test(own) && lines.filter(other => other.text.toLowerCase().replace(/^#+/, '#') === own.toLowerCase().replace('##', '#')).length === 1);
    const blank = lines.find((line, index) => line.fence === undefined && line.text === '' && lines[index - 1]?.text === heading?.text)?.line;
    const required = {docs: {required: [path]}};
    if (documents.length > 1 && !/(?:^|\/)(?:README|index|_index)\.md$/i.test(path)) yield {kind: 'a required document is gone', rules: ['docs.required'], seeds: [{path}], change: {[path]: undefined}, about: path.replace(/^.*\//, ''), policy: required};
    yield {kind: 'a required document is empty', rules: ['docs.required'], seeds: [{path}], change: {[path]: '\n'}, about: path.replace(/^.*\//, ''), policy: required};
    if (!heading || blank === undefined) continue;
    const title = heading.text.slice(3);
    yield {
      kind: 'a heading that must be there was reworded', rules: ['docs.must-mention'], seeds: [{path}], change: {[path]: withLine(text, heading.line, () => '## Zebra')}, about: title.toLowerCase().replaceAll(' ', '-'),
      policy: {docs: {'must-mention': [{doc: path, heading: title}]}},
    };
    yield {
      kind: 'a statement that is forbidden', rules: ['docs.forbidden'], seeds: [{path, line: blank}], change: {[path]: withLine(text, blank, () => 'Authentication is optional.')}, about: '\0',
      policy: {docs: {forbidden: [{id: 'auth', text: 'authentication is optional', why: 'It is not.'}]}},
    };
  }
};

/** Where the gate says what is wrong with the policy. */
const settings = '.github/shipgate.yml';

/** Policy says where documents are, and they are elsewhere. */
export const expected: Family = function* ({files}) {
  const folder = documentsOf({files}).map(path => /^([\w.-]+)\//.exec(path)?.[1]).find(name => name !== undefined);
  if (folder === undefined) return;
  const policy = {include: [`${folder}/**/*.md`, `${folder}/**/*.mdx`]};
  const moved = Object.keys(files).flatMap(path => (path.startsWith(`${folder}/`) ? [[path, undefined] as const, [`former-${path}`, files[path]!] as const] : []));
  yield {kind: 'the folder of the documents was renamed', rules: ['docs.expected'], seeds: [{path: settings}], change: Object.fromEntries(moved), about: '\0', policy};
};

/** A variable that is documented and read was renamed in the code. */
export const environment: Family = function* (repository) {
  const example = Object.keys(repository.files).find(path => path.endsWith('.env.example'));
  if (example === undefined) return;
  const policy = {env: {documents: [example], sources: ['**/*.{ts,js,py}']}};
  for (const [index, written] of textOf(repository.files, example).split('\n').entries()) {
    const name = /^([A-Z][A-Z_]+)=/.exec(written)?.[1];
    const reader = name === undefined ? undefined : Object.keys(repository.files).find(path => /\.(?:ts|js|py)$/.test(path) && textOf(repository.files, path).includes(name));
    if (name === undefined || reader === undefined) continue;
    const code = textOf(repository.files, reader);
    const line = code.split('\n').findIndex(text => text.includes(name)) + 1;
    const becomes = (text: string): Mutation['change'] => ({[reader]: code.replaceAll(new RegExp(literally(name), 'g'), text)});
    yield {kind: 'a variable was renamed in the code alone', rules: ['env.undocumented', 'env.unused'], seeds: [{path: reader, line}, {path: example, line: index + 1}], change: becomes('ZEBRA_CROSSING'), about: name, policy};
    yield {kind: 'a variable is no longer read', rules: ['env.unused'], seeds: [{path: example, line: index + 1}], change: {[reader]: withLine(code, line, () => '')}, about: name, policy};
  }
};

/** The package has a newer version than its documents name. */
export const versions: Family = function* (repository) {
  for (const path of Object.keys(repository.files).filter(one => /^(?:pyproject\.toml|package\.json)$/.test(one))) {
    const text = textOf(repository.files, path);
    const name = /^\s*"?name"?\s*[=:]\s*"([^"]+)"/m.exec(text)?.[1];
    const version = /^\s*"?version"?\s*[=:]\s*"(\d+)\.[^"]*"/m.exec(text);
    if (name === undefined || !version) continue;
    const pin = new RegExp(`(?<![\\w@/-])${literally(name)}(?:==|@)v?${version[1]!}\\.`);
    const seeds = documentsOf(repository).flatMap(one => [...linesOf(repository.files, one)]).filter(({text: line, fence}) => fence !== undefined && pin.test(line)).map(({path: at, line}) => ({path: at, line}));
    const newer = version[0].replace(/\d+\.[^"]*"$/, `${Number(version[1]) + 1}.0.0"`);
    if (seeds.length > 0) yield {kind: 'a new version was released', rules: ['version.drift'], seeds, change: {[path]: text.replace(version[0], newer)}, about: name};
  }
};

/** The one link to a document was taken away. */
export const orphans: Family = function* (repository) {
  const documents = Object.keys(repository.files).filter(path => /\.mdx?$/.test(path));
  // On a site an address links too, and the generator lists the pages.
  if (Object.keys(repository.files).some(path => /(?:^|\/)(?:docusaurus\.config|mkdocs\.yml|hugo\.|astro\.config|_config\.yml|book\.toml|conf\.py)|\.vitepress\//.test(path))) return;
  for (const path of documentsOf(repository).filter(one => /^docs\/[\w-]+\.md$/.test(one))) {
    const name = path.replace(/^.*\//, '');
    const linking = documents.filter(one => one !== path && textOf(repository.files, one).includes(name));
    const defines = new RegExp(`^ {0,3}\\[[^\\]\\n]+\\]:.*${literally(name)}`, 'm');
    if (linking.length === 0 || linking.some(one => defines.test(textOf(repository.files, one)))) continue;
    const change = Object.fromEntries(linking.map(one => [one, textOf(repository.files, one).replaceAll(new RegExp(`\\[([^\\]]*)\\]\\([^)\\s]*${literally(name)}[^)]*\\)`, 'g'), '$1')]));
    yield {kind: 'nothing links to a document any more', rules: ['docs.orphans'], seeds: [{path}], change, about: name, policy: {docs: {orphans: [path]}}};
  }
};
