import type {AnchorFault, CaseFault, PathFault, ReferenceFault} from '../links/survey.ts';
import {missingPathsOf} from './budgets.ts';
import {placeIn, relativeTo, rule, rulingOn, rulingWithin} from './rule.ts';

const at = ({document, at: place}: {document: string; at: {line: number; column: number}}) => placeIn(document, place);

export const linkPath = rule({
  id: 'link.path',
  about: 'Links and images lead to files that exist.',
  help: `A link that leads nowhere costs every reader a search, and often marks a page that was forgotten when a file moved.

    See [the guide](docs/setup.md).        docs/setup.md was renamed to docs/install.md

Checked are relative links, links from the root, links to this repository's own pages on GitHub, and the addresses of Docusaurus, Hugo, VitePress, MkDocs, Jekyll, Astro, mdBook and Sphinx sites. What a build makes (ignored by git), a template fills in or only the site can know is counted as not told, and never fails.

**To fix it**, write the path that the message names, or remove the link. Page left on purpose as it was? Add it to \`exclude\`.`,
  on: ['pages', 'links', 'codePaths'],
  check: ({links, codePaths}, policy) => rulingWithin(links.paths, missingPathsOf(links, codePaths), {name: 'max-missing-paths', size: policy['max-missing-paths']}, (fault: PathFault) => ({
    key: fault.written, at: at(fault),
    message: `The link to ${fault.written} leads nowhere: ${fault.path} does not exist.`,
    fix: fault.near === undefined ? 'Correct the path, or remove the link.' : `Did you mean ${relativeTo(fault.document, fault.near)} (${fault.near})?`,
    observed: fault.written, ...(fault.near !== undefined && {expected: relativeTo(fault.document, fault.near)}),
  })),
});

export const linkCase = rule({
  id: 'link.case',
  about: 'Links are written in the case of the files that they lead to.',
  help: `The link works on Windows and macOS, whose file systems take \`Setup.md\` and \`setup.md\` for the same, and is a 404 on GitHub and on Linux servers.

    [Setup](docs/Setup.md)        the file is docs/setup.md

**To fix it**, write the name as the file has it. \`shipgate docs-reality repair\` does so.`,
  on: ['pages', 'links'],
  check: ({links}) => rulingOn(links.cases, (fault: CaseFault) => ({
    key: fault.written, at: at(fault), message: `The link to ${fault.written} differs from the file's name in upper and lower case: it is ${fault.real}.`,
    fix: `Write ${relativeTo(fault.document, fault.real)}.`, observed: fault.written, expected: relativeTo(fault.document, fault.real),
  })),
});

export const linkAnchor = rule({
  id: 'link.anchor',
  about: 'The part of a link behind # names a heading, an identifier or a line that exists.',
  help: `A heading that was reworded silently breaks every link to it: the reader lands at the top of the page.

    [Install](setup.md#installing)        the heading is now "Installation": #installation

Headings count as GitHub and the site's generator number and spell them; identifiers in HTML and \`{#id}\` count too, and so do lines of code (\`#L10-L20\`). A page that includes text from elsewhere is open: an anchor that is not found there is counted as not told.

**To fix it**, link to the heading as it is now, or give it a fixed identifier.`,
  on: ['pages', 'links'],
  check: ({links}) => rulingOn(links.anchors, (fault: AnchorFault) => ({
    key: fault.written, at: at(fault),
    message: fault.lines === undefined ? `The link to ${fault.written} names no heading of ${fault.page}.` : `The link to ${fault.written} names a line that ${fault.page} does not have: it has ${fault.lines}.`,
    fix: fault.near === undefined ? 'Link to a heading that is there.' : `Did you mean #${fault.near}?`,
    observed: `#${fault.fragment}`, ...(fault.near !== undefined && {expected: `#${fault.near}`}),
  })),
});

export const linkReference = rule({
  id: 'link.reference',
  about: 'References such as [text][label] have a definition.',
  enforcement: 'warn',
  help: `Without its definition a reference is no link: the reader sees the brackets.

    See [the guide][guide].        no line says [guide]: docs/guide.md

Full references (\`[text][label]\`) and collapsed ones (\`[label][]\`) are judged; brackets alone are not, since most of them are just brackets. Definitions that a template completes, pages that include text from elsewhere, symbols that a tool for the documentation of code resolves (\`[Page][site.pages.Page]\`), numbers and changelogs are counted as not told.

**To fix it**, add the definition, or correct the label.`,
  on: ['pages', 'links'],
  check: ({links}) => rulingOn(links.references, (fault: ReferenceFault) => ({
    key: fault.label, at: at(fault), message: `Nothing on the page defines the reference [${fault.label}].`,
    fix: fault.near === undefined ? `Add [${fault.label}]: with where it leads, or remove the brackets.` : `Did you mean [${fault.near}]?`,
    observed: fault.label, ...(fault.near !== undefined && {expected: fault.near}),
  })),
});
