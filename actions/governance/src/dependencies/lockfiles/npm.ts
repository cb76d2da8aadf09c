import {type Component, type LockContent, digestOfIntegrity, isTable, member, unreadableLock} from './component.ts';

const scopeOf = (entry: unknown): Component['scope'] => (member(entry, 'dev') === true ? 'dev' : member(entry, 'optional') === true || member(entry, 'devOptional') === true ? 'optional' : member(entry, 'peer') === true ? 'peer' : undefined);

/** package-lock.json and npm-shrinkwrap.json, versions 1 to 3. Source: docs.npmjs.com, "package-lock.json". */
export function readPackageLock(path: string, text: string): LockContent {
  let lock: unknown;
  try {
    lock = JSON.parse(text);
  } catch (thrown) {
    throw unreadableLock(path, `it is not JSON: ${(thrown as Error).message}`);
  }
  const packages = member(lock, 'packages');
  if (isTable(packages)) return ofPackages(packages);
  const dependencies = member(lock, 'dependencies');
  if (isTable(dependencies) || member(lock, 'lockfileVersion') === 1) return ofDependencies(isTable(dependencies) ? dependencies : {});
  throw unreadableLock(path, 'it lists no packages');
}

function ofPackages(packages: Readonly<Record<string, unknown>>): LockContent {
  const entries = Object.entries(packages).filter(([key]) => key !== '');
  const components = entries.flatMap(([node, entry]): readonly Component[] => {
    const at = node.lastIndexOf('node_modules/');
    const version = member(entry, 'version');
    // A link, and a folder outside node_modules, is a package of this repository.
    if (at < 0 || member(entry, 'link') === true || typeof version !== 'string') return [];
    const alias = member(entry, 'name');
    const digest = digestOfIntegrity(member(entry, 'integrity'));
    return [{registry: 'npm', name: typeof alias === 'string' ? alias : node.slice(at + 'node_modules/'.length), version, scope: scopeOf(entry), node, ...(digest && {digest})}];
  });
  return {components, total: entries.length};
}

const deepest = 200;

function ofDependencies(root: Readonly<Record<string, unknown>>): LockContent {
  const components: Component[] = [];
  let total = 0;
  const walk = (dependencies: Readonly<Record<string, unknown>>, parent: string, depth: number): void => {
    for (const [name, entry] of Object.entries(dependencies)) {
      const node = `${parent}node_modules/${name}`;
      const version = member(entry, 'version');
      total++;
      if (typeof version === 'string') {
        const [, alias, aliased] = /^npm:(.+)@([^@]+)$/.exec(version) ?? [];
        const digest = digestOfIntegrity(member(entry, 'integrity'));
        if (!/^file:/.test(version)) components.push({registry: 'npm', name: alias ?? name, version: aliased ?? version, scope: scopeOf(entry), node, ...(digest && {digest})});
      }
      const inner = member(entry, 'dependencies');
      if (isTable(inner) && depth < deepest) walk(inner, `${node}/`, depth + 1);
    }
  };
  walk(root, '', 0);
  return {components, total};
}

/** The name and the range of `@scope/name@^1.0.0`. */
function splitSpec(spec: string): {readonly name: string; readonly range: string} | undefined {
  const at = spec.indexOf('@', 1);
  return at < 0 ? undefined : {name: spec.slice(0, at), range: spec.slice(at + 1)};
}

const unquoted = (text: string): string => text.trim().replace(/^(["'])(.*)\1$/, '$2');

/** yarn.lock of Yarn 1 and of its successors; both are lines, the second YAML. Sources: classic.yarnpkg.com/docs/yarn-lock; yarnpkg.com, "resolution". */
export function readYarnLock(path: string, text: string): LockContent {
  const components: Component[] = [];
  let total = 0;
  let header: string | undefined;
  let fields = new Map<string, string>();
  const finish = (): void => {
    if (header === undefined || header === '__metadata') return;
    total++;
    const version = fields.get('version');
    if (version === undefined) throw unreadableLock(path, `${header} has no version`);
    const resolution = fields.get('resolution');
    const [first = ''] = header.split(/,\s*/, 1);
    const spec = splitSpec(resolution ?? unquoted(first));
    if (!spec) throw unreadableLock(path, `${header} names no package`);
    // A package of this repository, or one that is linked.
    if (/^(?:workspace|link|portal|file):/.test(spec.range) || version === '0.0.0-use.local') return;
    const alias = resolution === undefined && spec.range.startsWith('npm:') ? splitSpec(spec.range.slice(4)) : undefined;
    const digest = digestOfIntegrity(fields.get('integrity'));
    components.push({registry: 'npm', name: alias?.name ?? spec.name, version, scope: undefined, ...(digest && {digest})});
  };
  for (const line of text.split(/\r?\n/)) {
    if (line === '' || line.startsWith('#')) continue;
    if (/^\S/.test(line)) {
      finish();
      if (!line.endsWith(':')) throw unreadableLock(path, `"${line.slice(0, 80)}" is no line of a yarn.lock`);
      header = unquoted(line.slice(0, -1));
      fields = new Map();
    } else {
      const [, key, value] = /^ {2}([\w-]+):? +(\S.*)$/.exec(line) ?? [];
      if (key !== undefined && value !== undefined) fields.set(key, unquoted(value));
    }
  }
  finish();
  if (header === undefined && !text.includes('yarn lockfile')) throw unreadableLock(path, 'it lists no packages');
  return {components, total};
}

/** pnpm-lock.yaml, versions 5 to 9: the keys of `packages` name what is installed. Source: github.com/pnpm/spec, "lockfile". */
export function readPnpmLock(path: string, text: string): LockContent {
  if (!/^lockfileVersion:/m.test(text)) throw unreadableLock(path, 'it has no lockfileVersion');
  const components: Component[] = [];
  let total = 0;
  let inPackages = false;
  for (const line of text.split(/\r?\n/)) {
    if (/^\S/.test(line)) inPackages = line.startsWith('packages:');
    if (!inPackages) continue;
    const key = /^ {2}(\S.*):$/.exec(line)?.[1];
    if (key !== undefined) {
      total++;
      const found = pnpmKey(unquoted(key));
      if (found) components.push({registry: 'npm', ...found, scope: undefined});
      continue;
    }
    const last = components.at(-1);
    if (!last) continue;
    const integrity = /^ {4,}(?:resolution: \{.*)?integrity: ([^,}\s]+)/.exec(line)?.[1];
    const digest = digestOfIntegrity(integrity);
    if (digest) components[components.length - 1] = {...last, digest};
    else if (/^ {4}dev: true$/.test(line)) components[components.length - 1] = {...last, scope: 'dev'};
    else if (/^ {4}optional: true$/.test(line)) components[components.length - 1] = {...last, scope: last.scope ?? 'optional'};
  }
  return {components, total};
}

/** `/a/1.2.3_peer@1`, `/@s/a@1.2.3(peer@1)`, `a@1.2.3`; nothing for what comes from no registry. */
function pnpmKey(key: string): {readonly name: string; readonly version: string} | undefined {
  const [plain = ''] = key.replace(/^\//, '').split('(', 1);
  const [, name, version] = /^((?:@[^/@]+\/)?[^/@]+)[/@](\d[^/_]*)(?:_|$)/.exec(plain) ?? [];
  return name === undefined || version === undefined ? undefined : {name, version};
}
