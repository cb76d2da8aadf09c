import {createHash} from 'node:crypto';
import * as z from 'zod';
import {type FilesRead, parseInstant} from '#core';
import {type Digest, isTable} from '../lockfiles/component.ts';
import {keysOf} from './purl.ts';

/** A bill of materials that was read, and what is wrong with its form. */
export interface Sbom {
  readonly path: string;
  readonly format: string;
  readonly sha256: string;
  readonly problems: readonly string[];
  /** The digests of every package that it lists, by identity. */
  readonly packages: ReadonlyMap<string, readonly Digest[]>;
}
/** There is none. */
export interface NoSbom {
  readonly path: string;
  readonly absent: true;
}

const hash = z.object({alg: z.string(), content: z.string().regex(/^[0-9a-fA-F]{32,128}$/, 'a digest that is not hexadecimal')});
const componentTypes = ['application', 'framework', 'library', 'container', 'platform', 'operating-system', 'device', 'device-driver', 'firmware', 'file', 'machine-learning-model', 'data', 'cryptographic-asset'] as const;

interface CycloneComponent {
  readonly type: string;
  readonly name: string;
  readonly group?: string | undefined;
  readonly version?: string | undefined;
  readonly purl?: string | undefined;
  readonly 'bom-ref'?: string | undefined;
  readonly hashes?: readonly z.output<typeof hash>[] | undefined;
  readonly components?: readonly CycloneComponent[] | undefined;
}
const cycloneComponent: z.ZodType<CycloneComponent> = z.object({
  type: z.enum(componentTypes), name: z.string().min(1), group: z.string().optional(), version: z.string().optional(), purl: z.string().startsWith('pkg:').optional(), 'bom-ref': z.string().min(1).optional(), hashes: z.array(hash).optional(),
  get components() {
    return z.array(cycloneComponent).optional();
  },
});
/** Source: cyclonedx.org/docs, JSON reference 1.2 to 1.7. */
const cyclone = z.object({
  bomFormat: z.literal('CycloneDX'), specVersion: z.string().regex(/^1\.[2-7]$/, 'a specVersion that is none of 1.2 to 1.7'), version: z.int().min(1).optional(),
  serialNumber: z.string().regex(/^urn:uuid:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/, 'a serialNumber that is no urn:uuid').optional(),
  components: z.array(cycloneComponent),
});

/** The specification allows letters, digits, `.` and `-`; `npm sbom` writes `_` as well. */
const spdxId = z.string().regex(/^SPDXRef-[\w.-]+$/, 'an SPDXID of another form');
/** Source: spdx.github.io/spdx-spec/v2.3, document creation and package information. */
const spdx = z.object({
  spdxVersion: z.string().regex(/^SPDX-2\.[23]$/, 'an spdxVersion that is none of SPDX-2.2, SPDX-2.3'), dataLicense: z.literal('CC0-1.0'), SPDXID: z.literal('SPDXRef-DOCUMENT'), name: z.string().min(1),
  documentNamespace: z.string().regex(/^[a-z][a-z0-9+.-]*:[^\s#]+$/i, 'a documentNamespace that is no URI'),
  creationInfo: z.object({
    created: z.string().refine(value => parseInstant(value) !== undefined, 'a time of creation that is none'),
    creators: z.array(z.string().regex(/^(?:Tool|Person|Organization): ?\S/)).min(1),
  }),
  packages: z.array(z.object({
    SPDXID: spdxId, name: z.string().min(1), versionInfo: z.string().optional(), downloadLocation: z.string().min(1),
    externalRefs: z.array(z.object({referenceType: z.string(), referenceLocator: z.string()})).optional(), checksums: z.array(z.object({algorithm: z.string(), checksumValue: z.string()})).optional(),
  })),
});

const largest = 128 * 1024 * 1024;
/** Deeper than any tool nests; a file made to exhaust the stack is none. */
const deepest = 50;

function digestOf(algorithm: string, value: string): readonly Digest[] {
  const plain = algorithm.toLowerCase().replace('-', '');
  return plain === 'sha512' || plain === 'sha256' || plain === 'sha1' ? [{algorithm: plain, hex: value.toLowerCase()}] : [];
}

const say = (error: z.ZodError): readonly string[] => error.issues.slice(0, 10).map(({path, message}) => `${path.join('.')}: ${message}`);

const holds = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Whether objects and lists stand in each other more than so many times. Not recursive, so that depth cannot crash it. */
function isDeeper(value: unknown, levels: number): boolean {
  let level = [value];
  for (let left = levels; left > 0; left--) level = level.filter(holds).flatMap((one): unknown[] => Object.values(one));
  return level.some(holds);
}

/** Reads a bill of materials. Throws a Refusal when it cannot be read as a file at all. */
export async function readSbom(files: FilesRead, path: string): Promise<Sbom | NoSbom> {
  const bytes = await files.bytes(path, {limit: largest});
  if (!bytes) return {path, absent: true};
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const text = new TextDecoder().decode(bytes);
  const invalid = (format: string, problems: readonly string[]): Sbom => ({path, format, sha256, problems, packages: new Map()});
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    return invalid('', [/^\s*</.test(text) ? 'it is XML; JSON is read' : `it is not JSON: ${(thrown as Error).message}`]);
  }
  // Components stand in lists: each of their levels is two of the document.
  if (isDeeper(value, deepest * 2)) return invalid('', [`it is deeper than ${deepest} levels`]);
  if (isTable(value) && 'bomFormat' in value) return {path, sha256, ...readCyclone(value)};
  if (isTable(value) && 'spdxVersion' in value) return {path, sha256, ...readSpdx(value)};
  if (isTable(value) && /\bspdx\b.*\/3\./.test(JSON.stringify(value['@context'] ?? ''))) return invalid('SPDX 3', ['SPDX 2.2 and 2.3 are read, and CycloneDX']);
  return invalid('', ['it is neither CycloneDX nor SPDX']);
}

type Read = Pick<Sbom, 'format' | 'problems' | 'packages'>;

function readCyclone(value: unknown): Read {
  const read = cyclone.safeParse(value);
  if (!read.success) return {format: 'CycloneDX', problems: say(read.error), packages: new Map()};
  const all = flattened(read.data.components);
  return {
    format: `CycloneDX ${read.data.specVersion}`,
    problems: repeated(all.flatMap(({'bom-ref': reference}) => reference ?? [])).map(reference => `two components have the bom-ref ${reference}`),
    packages: byIdentity(all.map(({name, group, version, purl, hashes = []}) => ({
      purl, name: group ? `${group}/${name}` : name, version, digests: hashes.flatMap(({alg, content}) => digestOf(alg, content)),
    }))),
  };
}

function flattened(components: readonly CycloneComponent[]): readonly CycloneComponent[] {
  return components.flatMap(one => [one, ...flattened(one.components ?? [])]);
}

function readSpdx(value: unknown): Read {
  const read = spdx.safeParse(value);
  if (!read.success) return {format: 'SPDX', problems: say(read.error), packages: new Map()};
  const {spdxVersion, packages: all} = read.data;
  return {
    format: spdxVersion.replace('-', ' '),
    problems: repeated(all.map(({SPDXID: id}) => id)).map(id => `two packages have the SPDXID ${id}`),
    packages: byIdentity(all.flatMap(({name, versionInfo: version, externalRefs = [], checksums = []}) => {
      const purls = externalRefs.filter(({referenceType}) => referenceType === 'purl').map(({referenceLocator}) => referenceLocator);
      const digests = checksums.flatMap(({algorithm, checksumValue}) => digestOf(algorithm, checksumValue));
      return (purls.length === 0 ? [undefined] : purls).map(purl => ({purl, name, version, digests}));
    })),
  };
}

function repeated(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return names.filter(name => seen.size === seen.add(name).size);
}

function byIdentity(listed: readonly (Parameters<typeof keysOf>[0] & {readonly digests: readonly Digest[]})[]): Sbom['packages'] {
  const found = new Map<string, readonly Digest[]>();
  for (const one of listed) {
    for (const key of keysOf(one)) found.set(key, [...(found.get(key) ?? []), ...one.digests]);
  }
  return found;
}
