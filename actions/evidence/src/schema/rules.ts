import {type Fault, broken, every, held, none, notApplicable, ruleFor} from '#core';
import type {Facts} from './collect.ts';
import type {OwnEntry, Policy} from './policy.ts';

const rule = ruleFor<Facts, Policy>();
const help = `    evidence:
      schema:
        covers: ["reports/**"]
        page: docs/reports.md
        catalog:
          - id: load-report
            pattern: reports/load_*.json
            versions: ["2", "1"]
            producer: npm run load
            consumers: [capacity]
            sensitivity: internal
            fields: {summary.p95: number, profile: text}`;

const catalogued = rule({
  id: 'schema.catalogued',
  about: 'Every file fits an entry of the catalog.',
  help: `A report that nobody has described is a report that nobody checks, keeps or protects. Files in the folder for report files must be Shipgate's own; files that \`covers\`
names must fit
an entry.

${help}

**To fix it**, describe the file in the catalog, or remove it.`,
  on: ['files'],
  check: ({files}) => none(files.filter(({entry}) => entry === undefined), files.length, ({path}): Fault =>
    ({key: path, message: `${path} fits no entry of the catalog.`, fix: 'Describe it in evidence.schema.catalog, or remove it.'})),
});

const valid = rule({
  id: 'schema.valid',
  about: 'Every file has the form that the catalog says.',
  help: `Shipgate's own files are read by the same code that reads them later, and what that code does not write is refused. Files of other tools must be of a version that is
read, and have the
fields that their entry names.

${help}

**To fix it**, run again what writes the file, or correct its entry.`,
  baseline: false,
  on: ['files'],
  check: ({files}) => every(files.filter(({entry}) => entry !== undefined), ({path, entry, problem}) =>
    (problem === undefined ? held() : broken({key: path, message: `${path} is no ${entry}: ${problem}.`, fix: 'Run again what writes it.'}))),
});

const present = rule({
  id: 'schema.present',
  about: 'Every file that the catalog promises is there.',
  help: `An entry without a file is a report that was never written. Entries of other tools with \`optional: true\` may be without one; of Shipgate's own kinds, those in
\`require\` must be there.

${help}

**To fix it**, run what writes the file, or mark the entry \`optional\`.`,
  baseline: false,
  on: ['files'],
  check: ({files}, {require, catalog}) => {
    const there = new Set(files.flatMap(({entry}) => entry ?? []));
    const needed = [...require.map(id => ({id, how: 'Run `shipgate preflight`.'})), ...catalog.filter(({optional}) => !optional).map(({id, producer}) =>
      ({id, how: `Run ${producer}.`}))];
    return every(needed, ({id, how}) => (there.has(id) ? held() : broken({key: id, message: `There is no ${id}: the catalog promises one.`, fix: how})));
  },
});

/** What the page does not say of an entry, by the table row that names it. */
function unsaid(entry: OwnEntry, rows: readonly string[]): readonly string[] {
  const row = rows.find(line => line.includes(entry.pattern));
  if (row === undefined) return ['its pattern'];
  const words = new Set(row.split(/[^A-Za-z0-9._-]+/));
  return [
    ...(words.has(entry.id) ? [] : ['its id']),
    ...(row.includes(entry.producer) ? [] : ['its producer']),
    ...entry.consumers.filter(name => !row.includes(name)).map(name => `the consumer ${name}`),
    ...entry.versions.filter(version => !words.has(version)).map(version => `the version ${version}`),
    ...(words.has(entry.sensitivity) ? [] : ['its sensitivity']),
  ];
}

const page = rule({
  id: 'schema.page',
  about: 'The page that describes the files says what the catalog says.',
  help: `\`page\` is a Markdown page with a row for each entry: id, pattern, versions, producer, consumers and sensitivity. What stands in policy and not on the page is
described to nobody.

**To fix it**, correct the page or the catalog.`,
  on: ['page'],
  check: ({page: text}, policy) => {
    if (text === undefined) return notApplicable('policy names no page');
    const rows = text.split(/\r?\n/).map(line => line.replaceAll('\\|', '|').replaceAll('\\*', '*'));
    return every(policy.catalog, entry => {
      const left = unsaid(entry, rows);
      return left.length === 0 ? held() : broken({key: entry.id, message: `${policy.page} does not say of ${entry.id}: ${left.join(', ')}.`,
        fix: 'Correct the page or the catalog.', at: {path: policy.page!}});
    });
  },
});

export const rules = [catalogued, valid, present, page];
