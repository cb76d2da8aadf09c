import {glob, nearest} from '#core';
import {folderOf, joined} from '../tree.ts';
import {argumentsOf, has, valueOf} from './arguments.ts';
import type {Command} from './commands.ts';
import {fileIn, isTable, jsonAt, lineOf, nearestFile, stringsOf, tableAt, tomlAt, yamlAt} from './manifests.ts';
import {fileFound, fromLikelyFolders, pathsIn} from './paths.ts';
import {scriptsOf} from './packages.ts';
import {exists, missing, unknown} from './resolution.ts';
import type {Found, Project, Resolution} from './resolution.ts';
import {judged, siteOf} from './site.ts';

const TASKFILES = ['Taskfile.yml', 'taskfile.yml', 'Taskfile.yaml', 'taskfile.yaml', 'Taskfile.dist.yml', 'taskfile.dist.yml', 'Taskfile.dist.yaml', 'taskfile.dist.yaml'];
const COMPOSE_FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const COMPOSER_COMMANDS = new Set(`about archive audit browse home bump check-platform-reqs clear-cache clearcache cc completion config create-project depends why diagnose
  dump-autoload dumpautoload exec fund global help init install i licenses list outdated prohibits why-not reinstall remove rm uninstall repository repo require r
  run-script run search self-update selfupdate show info status suggests update u upgrade validate`.split(/\s+/));
const SERVICE_VERBS = new Set(['up', 'run', 'exec', 'logs', 'build', 'restart', 'stop', 'start', 'pull', 'create', 'kill', 'rm']);
const ONE_SERVICE = new Set(['run', 'exec']);

/** `task NAME…` against the Taskfile and its includes. Source: https://taskfile.dev/docs/reference/schema */
export function task(command: Command, project: Project, document: string): readonly Resolution[] {
  const given = argumentsOf(command.words, new Set(['-t', '--taskfile', '-d', '--dir', '-o', '--output', '-C', '--concurrency', '-I', '--interval', '--sort', '--temp-dir',
    '--output-group-begin', '--output-group-end', '--timeout', '--expiry', '--remote-cache-dir', '--cacert', '--cert', '--cert-key']));
  if (has(given, '-l', '--list', '-a', '--list-all', '--init', '-i', '--version', '--help', '-h', '-g', '--global', '--completion', '--experiments')) return [];
  const site = siteOf(command, project, document, valueOf(given, '-d', '--dir'));
  const file = valueOf(given, '-t', '--taskfile');
  return given.rest.filter(({text}) => !/^\w+=/.test(text)).map(name => judged(site, 'cmd.task', name, folder => {
    if (file?.doubt) return unknown('computed');
    const path = file ? joined(folder, file.text) : nearestFile(project, folder, TASKFILES);
    return path === undefined || project.tree.kind(path) !== 'file' ? undefined : taskIn(project, path, name.text, 0);
  }));
}

function taskIn(project: Project, path: string, name: string, depth: number): Found {
  const {content} = yamlAt(project, path);
  if (!content || depth > 8) return unknown('manifest unreadable');
  const tasks = tableAt(content, 'tasks');
  const aliases = Object.values(tasks).flatMap(entry => isTable(entry) ? stringsOf(entry['aliases']) : []);
  const names = [...Object.keys(tasks), ...aliases];
  if (names.includes(name.replace(/^:/, '')) || names.some(known => known.includes('*') && glob(known)(name))) return exists;
  let doubtful = false;
  for (const [space, entry] of Object.entries(tableAt(content, 'includes'))) {
    const spaces = [space, ...isTable(entry) ? stringsOf(entry['aliases']) : []];
    const prefix = spaces.find(known => name === known || name.startsWith(`${known}:`));
    const flat = isTable(entry) && entry['flatten'] === true;
    if (prefix === undefined && !flat) continue;
    const stated = isTable(entry) ? entry['taskfile'] : entry;
    const included = typeof stated === 'string' && !stated.includes('{{') ? taskfileAt(project, folderOf(path), stated) : undefined;
    const inner = flat ? name : name.slice(prefix!.length + 1) || 'default';
    const found = included === undefined ? unknown('manifest unreadable') : taskIn(project, included, inner, depth + 1);
    if (found.state === 'exists') return found;
    doubtful ||= found.state === 'unknown';
  }
  if (doubtful) return unknown('manifest unreadable');
  return absent(project, `task "${name}"`, path, name, names);
}

function taskfileAt(project: Project, folder: string, stated: string): string | undefined {
  const at = joined(folder, stated);
  return at === undefined ? undefined : project.tree.kind(at) === 'file' ? at : fileIn(project, at, TASKFILES);
}

function absent(project: Project, what: string, path: string, name: string, names: Iterable<string>): Found {
  const near = nearest(name, names);
  const line = near === undefined ? undefined : lineOf(project.text(path), near);
  return missing(what, path, near === undefined ? undefined : {name: near, path, ...(line && {line})});
}

/** `composer run X` and `composer X`: the scripts of composer.json. */
export function composer(command: Command, project: Project, document: string): readonly Resolution[] {
  const given = argumentsOf(command.words, new Set(['-d', '--working-dir', '--timeout']));
  const [verb, name] = given.rest;
  const isRun = verb?.text === 'run' || verb?.text === 'run-script';
  const script = isRun ? name : verb;
  if (!script || (!isRun && COMPOSER_COMMANDS.has(script.text))) return [];
  return [judged(siteOf(command, project, document, valueOf(given, '-d', '--working-dir')), 'cmd.task', script, folder => {
    const path = fileIn(project, folder, ['composer.json']);
    if (path === undefined) return undefined;
    const {content} = jsonAt(project, path);
    if (!content) return unknown('manifest unreadable');
    const names = Object.keys(tableAt(content, 'scripts'));
    if (names.includes(script.text) || stringsOf(Object.values(tableAt(content, 'scripts-aliases')).flat()).includes(script.text)) return exists;
    return isRun ? absent(project, `composer script "${script.text}"`, path, script.text, names) : unknown('maybe installed');
  })];
}

/** `deno task X`: the tasks of deno.json, and the scripts of package.json. */
export function denoTask(command: Command, project: Project, document: string): readonly Resolution[] {
  const given = argumentsOf(command.words, new Set(['--cwd', '-c', '--config', '-f', '--filter']), false);
  const [verb, name] = given.rest;
  if (verb?.text !== 'task' || !name || has(given, '-r', '--recursive', '-f', '--filter', '--eval')) return [];
  return [judged(siteOf(command, project, document, valueOf(given, '--cwd')), 'cmd.task', name, folder => {
    const path = nearestFile(project, folder, ['deno.json', 'deno.jsonc']);
    const own = nearestFile(project, folder, ['package.json']);
    const root = fileIn(project, '', ['deno.json', 'deno.jsonc']);
    if (path === undefined && own === undefined) return undefined;
    const names = [path, root].flatMap(at => at === undefined ? [] : Object.keys(tableAt(jsonAt(project, at).content, 'tasks')));
    const scripts = own === undefined ? [] : scriptsOf(project, own) ?? [];
    if (names.includes(name.text) || scripts.includes(name.text)) return exists;
    if ([path, root, own].some(at => at !== undefined && !jsonAt(project, at).content)) return unknown('manifest unreadable');
    if (/[*]/.test(name.text)) return unknown('computed');
    return absent(project, `deno task "${name.text}"`, path ?? own!, name.text, [...names, ...scripts]);
  })];
}

/** `poetry run X`, `pdm run X`, `rye run X` and `pixi run X`: known when pyproject.toml or pixi.toml has it; otherwise a dependency may bring it. */
export function projectRun(command: Command, project: Project, document: string): readonly Resolution[] {
  const [verb, name] = argumentsOf(command.words, new Set(['-e', '--environment', '--manifest-path', '-C', '--directory', '-p', '--project'])).rest;
  if (verb?.text !== 'run' || !name) return [];
  return [judged(siteOf(command, project, document), 'cmd.task', name, folder => {
    const paths = ['pyproject.toml', 'pixi.toml'].map(file => nearestFile(project, folder, [file])).filter(path => path !== undefined);
    if (paths.length === 0) return undefined;
    const defined = paths.some(path => {
      const {content} = tomlAt(project, path);
      const tables = [['project', 'scripts'], ['tool', 'poetry', 'scripts'], ['tool', 'pdm', 'scripts'], ['tool', 'rye', 'scripts'], ['tool', 'pixi', 'tasks'], ['tasks']];
      return tables.some(names => Object.hasOwn(tableAt(content, ...names), name.text));
    });
    return defined ? exists : unknown('maybe installed');
  })];
}

/** `docker compose -f FILE up SERVICE`: the file and its services. Source: https://docs.docker.com/reference/compose-file/ */
export function compose(command: Command, project: Project, document: string): readonly Resolution[] {
  const words = command.program === 'docker-compose' ? command.words : command.words.slice(1);
  if (command.program !== 'docker-compose' && command.words[0]?.text !== 'compose') return [];
  const given = argumentsOf(words, new Set(['-f', '--file', '-p', '--project-name', '--profile', '--env-file', '--project-directory', '--ansi', '--parallel', '--progress']), true);
  const site = siteOf(command, project, document);
  const files = given.options.flatMap(({name, value}) => value && (name === '-f' || name === '--file') ? [value] : []);
  const found = files.map(file => judged(site, 'cmd.task', file, folder => fileFound(project, folder, file)));
  if (files.some(({doubt}) => doubt) || found.some(({state}) => state !== 'exists') || has(given, '--project-directory')) return found;
  const [verb, ...after] = given.rest;
  if (!verb || !SERVICE_VERBS.has(verb.text)) return found;
  const own = new Set(['-e', '--env', '-u', '--user', '-w', '--workdir', '--name', '-p', '--publish', '-v', '--volume', '--entrypoint', '--scale', '-t', '--timeout', '--tail',
    '-n', '--since', '--until',
    '--exit-code-from', '--attach', '--no-attach', '--pull', '--wait-timeout', '-s', '--signal', '--build-arg', '--ssh', '-m', '--memory', '--progress', '--index', '-l',
    '--label', '--policy']);
  if (after.some(({text}) => text === '-f') && verb.text !== 'logs' && verb.text !== 'rm') return found;
  const services = argumentsOf(after, own, ONE_SERVICE.has(verb.text)).rest;
  for (const service of ONE_SERVICE.has(verb.text) ? services.slice(0, 1) : services) {
    found.push(judged(site, 'cmd.task', service, folder => {
      const others = files.length > 0 ? [] : project.tree.children(folder).filter(name => /compose[^/]*\.ya?ml$/.test(name)).map(name => joined(folder, name)!);
      const stated = files.map(({text}) => joined(folder, text)).filter(path => path !== undefined && project.tree.kind(path) === 'file');
      const paths = files.length > 0 ? stated : COMPOSE_FILES.map(file => fileIn(project, folder, [file]));
      const answer = serviceIn(project, paths.filter(path => path !== undefined), service.text);
      // COMPOSE_FILE in the environment or in .env may name any of them.
      const inOther = others.some(path => Object.hasOwn(tableAt(yamlAt(project, path).content, 'services'), service.text));
      return answer?.state === 'missing' && inOther ? unknown('in another folder') : answer;
    }));
  }
  return found;
}

function serviceIn(project: Project, paths: readonly string[], service: string): Found | undefined {
  if (paths.length === 0) return undefined;
  const files = paths.map(path => yamlAt(project, path).content);
  const names = files.flatMap(content => Object.keys(tableAt(content, 'services')));
  if (names.includes(service)) return exists;
  if (files.some(content => !content)) return unknown('manifest unreadable');
  if (files.some(content => content && 'include' in content)) return unknown('computed');
  return absent(project, `compose service "${service}"`, paths[0]!, service, names);
}

/** `./scripts/x.sh`, `bash scripts/x.sh`, `node scripts/x.js`, `dotnet run --project X`: the file that the command runs. */
export function script(command: Command, project: Project, document: string): readonly Resolution[] {
  const site = siteOf(command, project, document);
  return pathsIn(command).slice(0, 1).map(word => [word, fromLikelyFolders(site, word)] as const).map(([word, site]) => judged(site, 'cmd.task', word, folder => fileFound(project, folder, word, site.stated)));
}
