import {type Component, type Registry, canonicalName, identity} from '../lockfiles/component.ts';

const registries: readonly Registry[] = ['npm', 'pypi', 'cargo', 'golang'];

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The package that a package URL names: `pkg:npm/%40scope/name@1.2.3?x=y#z`; its version may stand beside it instead. Nothing for other kinds. Source:
 * github.com/package-url/purl-spec.
 */
export function packageOf(purl: string, versionBeside?: string): Pick<Component, 'registry' | 'name' | 'version'> | undefined {
  const [plain = ''] = purl.split(/[?#]/, 1);
  const at = plain.lastIndexOf('@') > plain.lastIndexOf('/') ? plain.lastIndexOf('@') : -1;
  const version = at < 0 ? versionBeside : decoded(plain.slice(at + 1));
  const [, type, path] = /^pkg:\/*([A-Za-z][A-Za-z0-9.+-]*)\/(.+)$/.exec(at < 0 ? plain : plain.slice(0, at)) ?? [];
  const registry = registries.find(one => one === type?.toLowerCase());
  if (registry === undefined || path === undefined || version === undefined) return undefined;
  return {registry, name: canonicalName(registry, path.split('/').map(decoded).join('/')), version};
}

/** The keys under which a listed package may be looked for: its package URL, or without one its name and version in any registry. */
export function keysOf({purl, name, version}: {readonly purl: string | undefined; readonly name: string; readonly version: string | undefined}): readonly string[] {
  const found = purl === undefined ? undefined : packageOf(purl, version);
  if (found) return [identity(found)];
  if (purl !== undefined || version === undefined) return [];
  return registries.map(registry => identity({registry, name, version}));
}
