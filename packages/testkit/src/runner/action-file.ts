import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {isMap, isScalar, parseDocument, type YAMLMap} from 'yaml';

export interface ActionInput {
  /** As text, whatever its YAML type; it may hold `${{ }}`. An input without a default has the empty one. */
  readonly default: string;
  readonly required: boolean;
  readonly deprecationMessage?: string;
}

/** What the runner reads in the `action.yml` of a JavaScript action. */
export interface ActionFile {
  readonly path: string;
  readonly name: string;
  readonly inputs: ReadonlyMap<string, ActionInput>;
  readonly outputs: readonly string[];
  readonly runs: {readonly using: string; readonly main: string; readonly pre?: string; readonly post?: string};
}

/** A value that must be a scalar, as the text that .NET makes of it: `true`, `1.5` for `1.50`, nothing for null. */
function text(path: string, key: string, map: YAMLMap, name: string): string | undefined {
  const node = map.get(name, true);
  if (node === undefined) return undefined;
  if (!isScalar(node)) throw new Error(`${path}: ${key}.${name} must be one value, not a list or a mapping.`);
  return node.value === null ? '' : String(node.value);
}

function mapping(path: string, key: string, value: unknown): YAMLMap | undefined {
  if (value === undefined || value === null || (isScalar(value) && value.value === null)) return undefined;
  if (!isMap(value)) throw new Error(`${path}: ${key} must be a mapping.`);
  return value;
}

async function readEither(folder: string): Promise<readonly [path: string, content: string]> {
  for (const name of ['action.yml', 'action.yaml']) {
    const path = join(folder, name);
    const content = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (content !== undefined) return [path, content];
  }
  throw new Error(`${folder} holds no action.yml and no action.yaml: it is not an action.`);
}

/**
 * Reads an action's definition. In: the folder. Throws an Error that names file and key when it is missing, is not YAML, or is not a JavaScript action.
 * Source: actions/runner 2.336.0, src/Runner.Worker/ActionManifestManager.cs and action_yaml.json.
 */
export async function readActionFile(folder: string): Promise<ActionFile> {
  const [path, content] = await readEither(folder);
  const document = parseDocument(content, {version: '1.2', schema: 'core', uniqueKeys: true});
  const [fault] = document.errors;
  if (fault !== undefined) throw new Error(`${path}: ${fault.message}`);
  const root = mapping(path, 'the file', document.contents);
  const runs = mapping(path, 'runs', root?.get('runs', true));
  if (root === undefined || runs === undefined) throw new Error(`${path}: 'runs' is missing.`);

  const using = text(path, 'runs', runs, 'using') ?? '';
  const [main, pre, post] = ['main', 'pre', 'post'].map(name => text(path, 'runs', runs, name));
  if (!['node20', 'node24'].includes(using.toLowerCase())) throw new Error(`${path}: runs.using is '${using}'; this stand-in runs JavaScript actions: node20 or node24.`);
  if (main === undefined || main === '') throw new Error(`${path}: runs.main is missing: it names the JavaScript file to run.`);

  const inputs = new Map<string, ActionInput>();
  for (const pair of mapping(path, 'inputs', root.get('inputs', true))?.items ?? []) {
    const name = String(pair.key);
    const input = mapping(path, `inputs.${name}`, pair.value);
    const deprecationMessage = input && text(path, `inputs.${name}`, input, 'deprecationMessage');
    inputs.set(name, {
      default: (input && text(path, `inputs.${name}`, input, 'default')) ?? '',
      required: (input && text(path, `inputs.${name}`, input, 'required')) === 'true',
      ...(deprecationMessage !== undefined && {deprecationMessage}),
    });
  }
  return {
    path,
    name: text(path, 'the file', root, 'name') ?? '',
    inputs,
    outputs: (mapping(path, 'outputs', root.get('outputs', true))?.items ?? []).map(({key}) => String(key)),
    runs: {using, main, ...(pre !== undefined && {pre}), ...(post !== undefined && {post})},
  };
}
