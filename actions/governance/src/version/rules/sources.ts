import {type Fault, type Ruling, broken, every, held, none, notApplicable} from '#core';
import type {JudgedSource} from '../facts.ts';
import {isPythonVersion, isSemver, sameVersion, versionNumber} from '../number.ts';
import {folderOf, plainName} from '../sources/source.ts';
import {rule} from './rule.ts';

/** What a version of an ecosystem must look like for its own tools to take it; where they take anything, two numbers at least. */
export function formOf({ecosystem, path}: JudgedSource): {readonly name: string; readonly fits: (version: string) => boolean; readonly example: string} {
  if (ecosystem === 'npm' || ecosystem === 'cargo' || ecosystem === 'lerna') return {name: 'a semantic version', fits: isSemver, example: '1.2.3'};
  if (ecosystem === 'python' && !path.endsWith('.py')) return {name: 'a version of Python packages (PEP 440)', fits: isPythonVersion, example: '1.2.3'};
  return {name: 'a version', fits: text => versionNumber(text) !== undefined || isPythonVersion(text), example: '1.2.3'};
}

export const versionForm = rule({
  id: 'version.form',
  about: 'Every version has the form that its ecosystem takes.',
  help: `npm and Cargo publish nothing whose version is not a semantic version; Python's tools take what PEP 440 allows. A version of another form fails late, while publishing.

    "version": "1.2"        npm: it is 1.2.0
    version = "1.2.3-final" PyPI: no such suffix

A version that is not published (\`"private": true\`, \`publish = false\`) or is filled in by a tool when it is released (\`0.0.0-development\`, \`dynamic = ["version"]\`, \`\${revision}\`) is counted and not judged.

**To fix it**, write the version in that form.`,
  on: ['sources'],
  check: ({sources}) => every(sources, (source): Ruling | {readonly count: string} => {
    if (source.version === undefined || source.standing === 'elsewhere') return {count: 'set when it is released'};
    const {name, fits, example} = formOf(source);
    if (fits(source.version)) return held();
    if (source.standing === 'private') return {count: 'not published'};
    return broken({
      key: `${source.name ?? source.path} ${source.version}`, at: source.at, message: `${source.path} gives ${JSON.stringify(source.version)}, which is not ${name}.`,
      fix: `Write it like ${example}.`, observed: source.version,
    });
  }),
});

/** Which sources belong together: those of one list of policy; without one, those of one package in one folder, and twins. */
export function groupsOf(sources: readonly JudgedSource[]): readonly (readonly JudgedSource[])[] {
  const groups = new Map<string, JudgedSource[]>();
  for (const source of sources) {
    if (source.version === undefined || source.standing !== 'released') continue;
    const key = source.group !== undefined ? `list ${source.group}` : source.twin ?? (source.name === undefined ? undefined : `${folderOf(source.path)} ${plainName(source.name)}`);
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), source]);
  }
  return [...groups.values()].filter(group => group.length > 1);
}

/** The version that most of a group give; of several, that of the first. */
function common(group: readonly JudgedSource[]): JudgedSource {
  const votes = (source: JudgedSource): number => group.filter(other => sameVersion(other.version!, source.version!)).length;
  return group.reduce((best, source) => (votes(source) > votes(best) ? source : best));
}

export const versionAgree = rule({
  id: 'version.agree',
  about: 'Files that give one and the same version agree.',
  help: `A version that stands in several places is raised in one of them and forgotten in the other. What is published then says something else than what it reports about itself.

Compared without any setting: the manifests of one package in one folder (package.json and Cargo.toml of the same name), \`__version__\` of a Python package and its pyproject.toml, the export presets of a Godot project. Packages of a monorepo may differ. Anything else is named:

    governance:
      version:
        sources: [package.json, src-tauri/Cargo.toml, {file: src/version.h, pattern: '#define VERSION "(.+)"'}, tag]

**To fix it**, write the same version everywhere, or derive it in one place from the other.`,
  on: ['sources'],
  check: ({sources}) => {
    const groups = groupsOf(sources);
    if (groups.length === 0) {
      const judged = sources.filter(({version, standing}) => version !== undefined && standing !== 'elsewhere');
      return notApplicable(judged.length === 1 ? `${judged[0]!.path} alone gives a version: there is nothing to compare` : 'no two files give the version of one thing');
    }
    return every(groups, group => {
      const right = common(group);
      const wrong = group.filter(({version}) => !sameVersion(version!, right.version!));
      return none(wrong, group.length, (source): Fault => ({
        key: `${source.path} ${source.name ?? ''}`.trim(), at: source.at, message: `${source.path} says ${source.version}; ${right.path} says ${right.version}.`, fix: `Write ${right.version}, or correct ${right.path}.`,
        observed: source.version!, expected: right.version!,
      }));
    });
  },
});

export const versionExpected = rule({
  id: 'version.expected',
  about: 'The version is the one that policy was written for.',
  help: `Off until policy has \`app-version\`. Policy that speaks of a version (limits, schemas, compatibility) has to be looked over when the version changes: this rule makes the change fail that forgets it.

    governance:
      version:
        app-version: 1.8.0

**To fix it**, look the policy over and write the new version into it, in the same pull request that raises it.`,
  baseline: false,
  on: ['sources'],
  check: ({sources}, {'app-version': expected}) => {
    if (expected === undefined) return notApplicable('off: policy has no app-version');
    const explicit = sources.some(({group}) => group !== undefined);
    const judged = sources.filter(({version, standing, level}) => version !== undefined && standing !== 'elsewhere' && (explicit || level === 'root'));
    if (judged.length === 0) return broken({
      key: 'app-version', message: `Policy was written for ${expected}, and no file gives a version.`, fix: 'Name the files in version.sources.', expected,
    });
    return none(judged.filter(({version}) => !sameVersion(version!, expected)), judged.length, source => ({
      key: source.path, at: source.at, message: `${source.path} says ${source.version}; policy was written for ${expected}.`, fix: `Look the policy over and write app-version: ${source.version}.`, observed: source.version!, expected,
    }));
  },
});
