import {type Place, type Ruling, broken, every, glob, held, none, notApplicable} from '#core';
import type {Orphan} from '../facts.ts';
import {rule, rulingOn} from './rule.ts';

const settings: Place = {path: '.github/shipgate.yml'};

export const documentsExpected = rule({
  id: 'docs.expected',
  about: 'There are documents where policy expects them.',
  help: `A check of documents that finds none checks nothing: a wrong \`include\`, or a folder that moved. Where policy names documents, finding none is a problem.

**To fix it**, correct \`include\`.`,
  on: ['pages', 'documents'],
  check: ({documents}) => {
    if (!documents.expected) return notApplicable('policy names no documents');
    return documents.count > 0 ? held({observed: documents.count}) : broken({key: 'include', at: settings, message: 'No document was found, and policy expects some.', fix: 'Correct include in the section docs-reality.', observed: 0});
  },
});

export const documentsRequired = rule({
  id: 'docs.required',
  about: 'Required documents exist and are not empty.',
  help: `    docs:
      required: [README.md, SECURITY.md, docs/runbook.md]

**To fix it**, write the document, or take it out of \`docs.required\`.`,
  on: ['documents'],
  check: ({documents}) => none(documents.required.filter(({state}) => state !== 'present'), documents.required.length, ({path, state, near}) => ({
    key: path, at: {path}, message: state === 'empty' ? `${path} is required, and it is empty.` : `${path} is required, and it does not exist.`,
    fix: near === undefined ? 'Write it.' : `Write it; or did you mean ${near}?`, observed: state,
  })),
});

export const documentsMention = rule({
  id: 'docs.must-mention',
  about: 'Documents say what policy wants said.',
  help: `    docs:
      must-mention:
        - {doc: docs/release.md, command: shipgate evidence seal}
        - {doc: README.md, heading: Support}

Words count whatever the line breaks; a heading as a whole; a command anywhere in code.

**To fix it**, say it in the document.`,
  on: ['pages', 'statements'],
  check: ({statements}, policy) => every(statements.mentions, ({index, state}): Ruling => {
    const {doc, text, command, heading} = policy.docs['must-mention'][index]!;
    const what = text !== undefined ? `the words "${text}"` : command !== undefined ? `the command "${command}"` : `the heading "${heading}"`;
    if (state === 'said') return held();
    return broken({key: text ?? command ?? heading ?? '', at: {path: doc}, message: state === 'unsaid' ? `${doc} does not have ${what}.` : `${doc} does not exist; it must have ${what}.`, fix: `Add ${what} to ${doc}.`});
  }),
});

export const documentsForbidden = rule({
  id: 'docs.forbidden',
  about: 'Documents do not say what is no longer true.',
  help: `    docs:
      forbidden:
        - {id: auth-optional, text: authentication is optional, why: It is enforced since 2.0.}
        - {id: old-host, pattern: 'http://*.old.example', why: The host is gone.}

\`text\` is looked for whatever its case and line breaks; in \`pattern\` a \`*\` stands for anything within one line.

**To fix it**, write what is true now.`,
  on: ['pages', 'statements'],
  check: ({statements}, policy) => every(statements.forbidden, ({index, looked, found}) => {
    const {id, text, pattern, why} = policy.docs.forbidden[index]!;
    return none(found, looked, at => ({key: id, at, message: `"${text ?? pattern}" is no longer true (${id}).`, fix: why}));
  }),
});

export const documentsCoChange = rule({
  id: 'docs.co-change',
  about: 'Documents change together with what they describe.',
  help: `    docs:
      co-change:
        - {when: ['src/api/**'], then: ['docs/api.md', CHANGELOG.md]}

When a change touches a file of \`when\`, it must touch one of \`then\`. Judged where there is something to compare with: a pull request, a merge queue, a push.

**To fix it**, change the document too.`,
  on: ['coChange'],
  check: ({coChange: {changes}}, policy) => {
    const wanted = policy.docs['co-change'];
    if (wanted.length === 0) return notApplicable('policy has no docs.co-change');
    if (!changes) return notApplicable('there is no earlier commit to compare with');
    return every(wanted, ({when, then}) => {
      const [first, ...more] = changes.filter(({path, from}) => glob(when)(path) || (from !== undefined && glob(when)(from)));
      if (!first) return {count: 'not touched by this change'};
      if (changes.some(({path, kind}) => kind !== 'deleted' && glob(then)(path))) return held();
      return broken({key: `${when.join(' ')} → ${then.join(' ')}`, at: {path: first.path}, message: `${first.path}${more.length > 0 ? ` and ${more.length} more` : ''} changed, and none of ${then.join(', ')} did.`, fix: `Change ${then.join(' or ')} too.`});
    });
  },
});

export const documentsOrphans = rule({
  id: 'docs.orphans',
  about: 'Something links to every document.',
  help: `A page that nothing links to is read by nobody and kept by nobody. Off until \`docs.orphans\` names documents: \`orphans: ['docs/**']\`. READMEs and index pages are entrances; where a site draws its navigation from the folders, it cannot be told.

**To fix it**, link to the page, or delete it.`,
  on: ['pages', 'orphans'],
  check: ({orphans}, policy) => (policy.docs.orphans.length === 0 ? notApplicable('off: policy has no docs.orphans') : rulingOn(orphans, ({path}: Orphan) => ({
    key: path, at: {path}, message: `Nothing links to ${path}.`, fix: 'Link to it, or delete it.',
  }))),
});
