import {nearest} from '#core';
import {argumentsOf, has, partsOf, valueOf} from './arguments.ts';
import type {Arguments} from './arguments.ts';
import type {Command} from './commands.ts';
import {fileIn, nearestFile} from './manifests.ts';
import {bringsProgram, packageFiles, packageNamed, scriptAnywhere, scriptIn, scriptsOf} from './packages.ts';
import type {Telling} from './packages.ts';
import {exists, missing, unknown} from './resolution.ts';
import type {CommandRule, Found, Project, Resolution} from './resolution.ts';
import {judged, siteOf} from './site.ts';
import type {Site} from './site.ts';
import type {Word} from './words.ts';
import {folderOf, joined} from '../tree.ts';

const list = (names: string): ReadonlySet<string> => new Set(names.split(/\s+/));

/** https://docs.npmjs.com/cli/v11/commands, with the aliases of npm's lib/utils/cmd-list.js. */
const NPM_COMMANDS = list(`access adduser audit bugs cache ci completion config dedupe deprecate diff dist-tag docs doctor edit exec explain explore
  find-dupes fund get help help-search init install install-ci-test install-test link ll login logout ls org outdated owner pack ping pkg prefix profile
  prune publish query rebuild repo restart root run sbom search set shrinkwrap star stars start stop team test token trust undeprecate uninstall
  unpublish unstar update version view whoami author home issues info show find add unlink remove rm r un rum urn ddp v run-script clean-install
  clean-install-test x why la list la verison ic innit in ins inst insta instal isnt isnta isntal isntall install-clean isntall-clean it cit c s se t tst u up
  upgrade udpate rb ln i dist-tags hlep create i18n sit undeprecate bin tag audit-signatures stage install-scripts`);
/** https://pnpm.io/cli: what pnpm answers itself. */
const PNPM_COMMANDS = list(`add install i update up upgrade remove rm uninstall un link ln unlink dislink import rebuild rb prune fetch install-test it patch
  patch-commit patch-remove dedupe audit list ls ll la outdated why licenses exec dlx create init publish pack recursive multi m server store root bin setup config c
  get set env deploy doctor cache self-update approve-builds ignored-builds cat-file cat-index find-hash help completion login logout version view info show
  search whoami dist-tag access owner ping profile team token repo bugs docs edit adduser deprecate unpublish star stars xmas ci clean-install ic install-clean
  catalog with runtime rt sbom pkg prefix stage undeprecate clean purge`);
/** https://yarnpkg.com/cli and https://classic.yarnpkg.com/en/docs/cli: both generations. */
const YARN_COMMANDS = list(`access add audit autoclean bin cache check config constraints create dedupe dlx exec explain generate-lock-entry generateLockEntry global
  help import info init install licenses link list login logout node npm outdated owner pack patch patch-commit plugin policies prune publish rebuild remove
  search self-update set stage tag team test-install unlink unplug up upgrade upgrade-interactive version versions why whoami workspace workspaces run
  unpublish v set-version dist`);
/** https://bun.com/docs: what bun answers itself. */
const BUN_COMMANDS = list(`add a install i remove rm uninstall update outdated link unlink pm x create c init build test upgrade repl exec patch patch-commit publish
  info why audit completions discord help feedback getcompletes ci`);

const LIFECYCLE = new Map([['test', 'test'], ['t', 'test'], ['tst', 'test'], ['start', 'start'], ['stop', 'stop'], ['restart', 'restart']]);
const RUN = new Set(['run', 'run-script', 'rum', 'urn']);

const NPM_VALUES = list('--prefix -C -w --workspace --registry --loglevel --cache --userconfig --globalconfig --tag --otp --access --script-shell --node-options --omit --include');
const PNPM_VALUES = list(`-C --dir -F --filter --filter-prod --workspace-concurrency --reporter --loglevel --store-dir --registry --config --test-pattern
  --changed-files-ignore-pattern --resume-from`);
const YARN_VALUES = list('--cwd --registry --cache-folder --modules-folder --network-timeout --mutex --use-yarnrc --from --include --exclude -j --jobs --since --require');
const BUN_VALUES = list('--cwd --filter -F --config -c --env-file --preload -r --port --conditions');

/** `npm run X`, `npm test`, and npm commands that do not exist, such as `npm bootstrap`. */
export function npm(command: Command, project: Project, document: string): readonly Resolution[] {
  const given = argumentsOf(command.words.map(word => word.text === '-ws' ? {...word, text: '--workspaces'} : word), NPM_VALUES);
  const [verb, name] = given.rest;
  if (!verb) return [];
  const script = RUN.has(verb.text) ? name : LIFECYCLE.has(verb.text) ? verb : undefined;
  if ((RUN.has(verb.text) && !name) || (!script && isNpmCommand(verb))) return [];
  const site = siteOf(command, project, document, valueOf(given, '--prefix', '-C'));
  if (!script) return [judged(site, 'cmd.npm', verb, folder => noNpmCommand(project, folder, verb.text, site.sure))];
  const asked = script === verb ? LIFECYCLE.get(verb.text)! : script.text;
  if (has(given, '--if-present')) return [];
  const look = (path: string, telling: Telling): Found => lifecycle(project, path, asked, verb !== script) ?? scriptIn(project, path, asked, telling);
  return inPackages({site, rule: 'cmd.npm', script, given, names: ['-w', '--workspace'], everywhere: has(given, '--workspaces', '--ws'), look});
}

/** What npm prints begins like a command: `npm notice`, `npm warn`. */
const NPM_OUTPUT = list('notice warn error info http verb verbose sill silly timing err');

function isNpmCommand({text, doubt}: Word): boolean {
  if (doubt !== undefined || !/^[a-z][a-z-]*$/.test(text) || NPM_COMMANDS.has(text) || NPM_OUTPUT.has(text)) return true;
  return text.length > 1 && [...NPM_COMMANDS].some(known => known.startsWith(text));
}

/** In a sentence, `npm downloads` need not be a command: only one that is a script's name is. */
function noNpmCommand(project: Project, folder: string, name: string, sure: boolean): Found | undefined {
  const path = nearestFile(project, folder, ['package.json']);
  if (path === undefined) return undefined;
  const isScript = scriptsOf(project, path)?.includes(name) ?? false;
  if (!sure && !isScript) return unknown('hypothetical');
  const near = isScript ? `run ${name}` : nearest(name, NPM_COMMANDS);
  return missing(`npm command "${name}"`, path, near === undefined ? undefined : {name: near, path});
}

/** npm starts server.js where there is no script, and restarts by stopping and starting. https://docs.npmjs.com/cli/v11/using-npm/scripts */
function lifecycle(project: Project, path: string, name: string, isRun: boolean): Found | undefined {
  if (!isRun && name === 'start' && fileIn(project, folderOf(path), ['server.js']) !== undefined) return exists;
  return name === 'restart' && scriptsOf(project, path)?.some(script => script === 'start' || script === 'stop') ? exists : undefined;
}

/** `pnpm run X` and `pnpm X`, with filters, `-r` and `-w`. */
export function pnpm(command: Command, project: Project, document: string): readonly Resolution[] {
  const given = argumentsOf(command.words, PNPM_VALUES);
  const [verb, ...others] = given.rest[0]?.text === 'recursive' || given.rest[0]?.text === 'm' ? given.rest.slice(1) : given.rest;
  const site = siteOf(command, project, document, valueOf(given, '-C', '--dir'));
  const everywhere = has(given, '-r', '--recursive') || given.rest[0] !== verb;
  return runOrBare('cmd.pnpm', {site, verb, name: others[0], given, everywhere, names: ['-F', '--filter', '--filter-prod'], own: PNPM_COMMANDS, atRoot: has(given, '-w',
    '--workspace-root')});
}

/** `yarn run X`, `yarn X`, `yarn workspace NAME X` and `yarn workspaces run X` or `foreach`, of both generations. */
export function yarn(command: Command, project: Project, document: string): readonly Resolution[] {
  const given = argumentsOf(command.words, YARN_VALUES);
  const site = siteOf(command, project, document, valueOf(given, '--cwd'));
  let [verb, name, ...others] = given.rest;
  let everywhere = false;
  let named: Word | undefined;
  if (verb?.text === 'workspaces') {
    if (name?.text !== 'run' && name?.text !== 'foreach') return [];
    everywhere = true;
    const run = others[0]?.text === 'run' ? others[1] : name.text === 'run' ? others[0] : undefined;
    [verb, name] = [others[0], run];
    if (!run) return [];
    return [judged(site, 'cmd.yarn', run, () => scriptAnywhere(project, run.text))];
  }
  if (verb?.text === 'workspace') {
    named = name;
    [verb, name] = others;
    if (!named) return [];
  }
  return runOrBare('cmd.yarn', {site, verb, name, given, everywhere, names: [], ...(named && {named}), own: YARN_COMMANDS, atRoot: has(given, '-T', '--top-level')});
}

/** `bun run X` and `bun X`: a script, a file, or a program of a dependency. */
export function bun(command: Command, project: Project, document: string): readonly Resolution[] {
  const given = argumentsOf(command.words, BUN_VALUES, true);
  const [verb, ...after] = given.rest;
  const inner = argumentsOf(after, BUN_VALUES, true);
  const all = {...given, options: [...given.options, ...inner.options]};
  const site = siteOf(command, project, document, valueOf(all, '--cwd'));
  const name = inner.rest[0];
  const asked = verb?.text === 'run' ? name : verb;
  if (!asked || /[./\\]/.test(asked.text)) return [];
  return runOrBare('cmd.bun', {site, verb, name, given: all, everywhere: false, names: ['--filter', '-F'], own: BUN_COMMANDS, atRoot: false});
}

interface Asked {
  readonly site: Site;
  readonly verb: Word | undefined;
  readonly name: Word | undefined;
  readonly given: Arguments;
  readonly everywhere: boolean;
  readonly names: readonly string[];
  readonly named?: Word;
  readonly own: ReadonlySet<string>;
  readonly atRoot: boolean;
}

/** What these clients share: `run X` asks for a script, a command that is not the client's own for a script or a dependency's program. */
function runOrBare(rule: CommandRule, {site, verb, name, given, everywhere, names, named, own, atRoot}: Asked): readonly Resolution[] {
  if (!verb) return [];
  const isRun = RUN.has(verb.text);
  const script = isRun ? name : verb;
  if (!script || (!isRun && own.has(verb.text)) || has(given, '--if-present')) return [];
  if (!isRun && !/^[\w@][\w@:./-]*$/.test(script.text)) return [];
  const asked = isRun ? script.text : LIFECYCLE.get(script.text) ?? script.text;
  const {project} = site;
  const look = (path: string, telling: Telling): Found => {
    const at = atRoot ? nearestFile(project, '', ['package.json']) ?? path : path;
    const found = scriptIn(project, at, asked, telling);
    if (rule === 'cmd.yarn' && asked.includes(':') && scriptAnywhere(project, asked).state === 'exists') return exists;
    if (found.state !== 'missing' || LIFECYCLE.has(asked)) return found;
    // A colon is no part of a program's name.
    if ((rule === 'cmd.pnpm' && isRun) || asked.includes(':')) return found;
    const brought = bringsProgram(project, at, asked);
    return brought === undefined ? unknown('maybe installed') : brought ? exists : found;
  };
  return inPackages({site, rule, script, given, names, everywhere, look, ...(named && {named})});
}

interface InPackages {
  readonly site: Site;
  readonly rule: CommandRule;
  readonly script: Word;
  readonly given: Arguments;
  readonly names: readonly string[];
  readonly named?: Word;
  readonly everywhere: boolean;
  readonly look: (path: string, telling: Telling) => Found;
}

/** Looks a script up in the packages that the command selects: by name or folder, all of them, or the nearest one. */
function inPackages({site, rule, script, given, names, named, everywhere, look}: InPackages): readonly Resolution[] {
  const {project} = site;
  if (everywhere) return [judged(site, rule, script, () => scriptAnywhere(project, script.text))];
  const selected = [...named ? [named] : [], ...given.options.flatMap(({name, value}) => value && names.includes(name) ? [value] : [])];
  if (selected.length === 0) {
    return [judged(site, rule, script, folder => {
      const path = nearestFile(project, folder, ['package.json']);
      return path === undefined ? undefined : look(path, site);
    })];
  }
  return selected.map(selector => {
    if (/\.\.\.|[\^!*{}[\]]/.test(selector.text)) return judged(site, rule, script, () => scriptAnywhere(project, script.text).state === 'exists' ? exists : unknown('computed'));
    const name = selector.text.replace(/^\.\//, '') || '.';
    const among = (folder: string): string | Found => {
      const found = packageNamed(project, folder, name);
      if (typeof found === 'string' || found.state !== 'missing') return found;
      return packageFiles(project).some(path => joined(folder, name) === folderOf(path)) ? exists : found;
    };
    const chosen = judged(site, rule, selector, folder => {
      const found = among(folder);
      return typeof found === 'string' ? exists : found;
    });
    return chosen.state !== 'exists' ? chosen : judged(site, rule, script, folder => {
      const found = among(folder);
      return typeof found === 'string' ? look(found, {stated: true}) : undefined;
    });
  });
}

/** `lerna run X`, `turbo run X` and `turbo X`. */
export function monorepoRunner(command: Command, project: Project, document: string): readonly Resolution[] {
  const given = argumentsOf(command.words, list('--scope --ignore --since --concurrency --filter -F --cwd --cache-dir --log-order --output-logs --stream'));
  const [verb, ...names] = given.rest;
  const site = siteOf(command, project, document, valueOf(given, '--cwd'));
  if (verb?.text !== 'run') return [];
  if (command.program === 'lerna') {
    return names.slice(0, 1).flatMap(partsOf).map(name => judged(site, 'cmd.npm', name, () => scriptAnywhere(project, name.text)));
  }
  return names.map(name => judged(site, 'cmd.npm', name, folder => {
    const path = nearestFile(project, folder, ['turbo.json', 'turbo.jsonc']);
    const text = path === undefined ? undefined : project.text(path);
    if (path === undefined || text === undefined) return undefined;
    const task = name.text.slice(name.text.indexOf('#') + 1);
    if (text.includes(`"${task}"`) || text.includes(`#${task}"`)) return exists;
    return scriptAnywhere(project, task).state === 'exists' ? exists : missing(`turbo task "${name.text}"`, path);
  }));
}
