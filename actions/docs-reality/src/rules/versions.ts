import {placeIn, rule, rulingOn} from './rule.ts';

export const versionDrift = rule({
  id: 'version.drift',
  about: 'Versions of this project in its documents are the current ones.',
  enforcement: 'warn',
  help: `Readers copy what they see, and so install what was current when the page was written.

    npm install orderly@1.4.0        package.json says 2.0.1
    uses: owner/action@v1            the newest tag is v3

Compared are pins in code of this very package, uses of this repository's actions, and the Node.js version that a README asks for with \`engines\`. As many numbers count as are written. A warning, because an older version can be meant.

**To fix it**, name the current version, or leave the version out.`,
  on: ['pages', 'versions'],
  check: ({versions}) => rulingOn(versions, ({document, pin, actual, source}) => ({
    key: `${pin.name}@${pin.version}`, at: placeIn(document, pin.at), message: `${pin.name} ${pin.version} is named; ${source} ${source === 'the tags' ? 'say' : 'says'} ${actual}.`,
    fix: `Write ${actual}, or say why the older version is meant.`, observed: pin.version, expected: actual,
  })),
});
