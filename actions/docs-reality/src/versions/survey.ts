import {parse as parseToml} from 'smol-toml';
import {tableAt} from '../commands/manifests.ts';
import {type Survey, Tally} from '../survey.ts';
import {folderOf} from '../tree.ts';
import type {OwnNames, Pin} from './pins.ts';

/** The version that a manifest gives, and where. */
export interface OwnVersion {
  readonly name: string;
  readonly version: string;
  readonly path: string;
  /** The oldest Node.js of `engines`. */
  readonly node?: string;
}

export interface VersionFault {
  readonly document: string;
  readonly pin: Pin;
  /** What holds, and the file or tag that says so. */
  readonly actual: string;
  readonly source: string;
}

const numbered = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(.*)$/;
const toolOwned = /^0\.0\.0(?:$|-)|-dev|development|semantic|\$|SNAPSHOT/i;

/** The names and versions of this repository's packages. In: manifests by path. A version that a tool fills in when it publishes is none. */
export function ownVersions(manifests: ReadonlyMap<string, string>): readonly OwnVersion[] {
  const found: OwnVersion[] = [];
  for (const [path, text] of manifests) {
    const table = manifestAt(path, text);
    const main = path.endsWith('Cargo.toml') ? tableAt(table, 'package') : path.endsWith('pyproject.toml') ? {...tableAt(table, 'tool', 'poetry'), ...tableAt(table, 'project')} : table;
    const {name, version} = main as {name?: unknown; version?: unknown};
    const engines = tableAt(table, 'engines')['node'];
    const node = typeof engines === 'string' ? /^\s*(?:>=|\^|~)?\s*v?(\d{1,2})/.exec(engines)?.[1] : undefined;
    if (typeof name === 'string' && name !== '') {
      found.push({name: path.endsWith('pyproject.toml') ? name.toLowerCase().replaceAll('_', '-') : name.toLowerCase(), version: typeof version === 'string' && !toolOwned.test(version) ? version : '', path, ...(node !== undefined && {node})});
    } else if (node !== undefined) found.push({name: '', version: '', path, node});
  }
  return found;
}

function manifestAt(path: string, text: string): Readonly<Record<string, unknown>> {
  try {
    return path.endsWith('.json') ? tableAt(JSON.parse(text)) : parseToml(text);
  } catch {
    return {};
  }
}

export function ownNames(versions: readonly OwnVersion[], repositories: ReadonlySet<string>): OwnNames {
  return {packages: new Set(versions.map(({name}) => name).filter(name => name !== '')), repositories};
}

/** How a version as written compares with the current one: only as many numbers count as were written. */
function compared(written: string, actual: string): 'same' | 'older' | 'newer' | undefined {
  const [, ...a] = numbered.exec(written) ?? [];
  const [, ...b] = numbered.exec(actual) ?? [];
  if (a.length === 0 || b.length === 0) return undefined;
  for (let at = 0; at < 3 && a[at] !== undefined; at++) {
    const difference = Number(a[at]) - Number(b[at] ?? '0');
    if (difference !== 0) return difference < 0 ? 'older' : 'newer';
  }
  return 'same';
}

const unreleased = /-|(?:\.dev|a|b|rc)\d*$/;

/** Compares pins with the manifests and the tags. An older version can be meant: that is why the rule only warns. */
export function surveyVersions(pins: readonly {readonly document: string; readonly pin: Pin}[], versions: readonly OwnVersion[], tags: readonly string[]): Survey<VersionFault> {
  const tally = new Tally<VersionFault>();
  const newest = tags.map(tag => numbered.exec(tag)).filter(match => match !== null && match[4] === '').map(match => Number(match![1])).sort((a, b) => b - a)[0];
  for (const {document, pin} of pins) {
    const at = {path: document, ...pin.at};
    if (pin.way === 'engine') {
      const own = versions.find(({path, node}) => node !== undefined && folderOf(path) === folderOf(document));
      if (own?.node === undefined) continue;
      if (own.node === pin.version) tally.right();
      else tally.wrong({document, pin, actual: own.node, source: own.path});
    } else if (pin.way === 'package') {
      const own = versions.find(({name}) => name === pin.name.toLowerCase().replaceAll('_', '-') || name === pin.name.toLowerCase());
      const order = own && own.version !== '' ? compared(pin.version, own.version) : undefined;
      if (!own || order === undefined) tally.doubt('no manifest says which version this is', `${pin.name}@${pin.version}`, at);
      else if (order === 'newer') tally.doubt('it is later than the current version', `${pin.name}@${pin.version}`, at);
      else if (order === 'same') tally.right();
      else if (unreleased.test(own.version)) tally.doubt('the manifest names a version that is not released yet', `${pin.name}@${pin.version}`, at);
      else tally.wrong({document, pin, actual: own.version, source: own.path});
    } else if (newest === undefined) tally.doubt('there are no tags to compare with', `${pin.name}@${pin.version}`, at);
    else {
      const written = numbered.exec(pin.version);
      const exists = tags.includes(pin.version) || tags.some(tag => tag.replace(/^v/, '').startsWith(`${pin.version.replace(/^v/, '')}.`));
      if (written && Number(written[1]) === newest && exists) tally.right();
      else if (/^[0-9a-f]{7,40}$/.test(pin.version)) tally.doubt('it is pinned to a commit', `${pin.name}@${pin.version}`, at);
      else tally.wrong({document, pin, actual: `v${newest}`, source: 'the tags'});
    }
  }
  return tally.survey;
}
