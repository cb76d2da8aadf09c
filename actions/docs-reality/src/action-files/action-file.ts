import {LineCounter, type Pair, type YAMLMap, isMap, isScalar, parseDocument} from 'yaml';

export interface Input {
  readonly name: string;
  readonly required: boolean;
  readonly default?: string;
  readonly line: number;
}

/** What an action.yml or a reusable workflow takes and gives. Names are compared in lower case, as the runner does. */
export interface ActionFile {
  readonly path: string;
  readonly kind: 'action' | 'workflow';
  readonly inputs: ReadonlyMap<string, Input>;
  readonly outputs: ReadonlyMap<string, {readonly name: string; readonly line: number}>;
}

const actionName = /(?:^|\/)action\.ya?ml$/;
const workflowName = /^\.github\/workflows\/[^/]+\.ya?ml$/;
const elsewhere = /(?:^|\/)(?:node_modules|vendor|third_party|fixtures|__fixtures__|testdata|__tests__)\//;

/** The files of a tree that may be actions or reusable workflows. */
export function actionFilesIn(files: readonly string[]): readonly string[] {
  return files.filter(path => (actionName.test(path) || workflowName.test(path)) && !elsewhere.test(path));
}

const memberOf = (map: unknown, name: string): unknown => (isMap(map) ? map.get(name, true) : undefined);
const scalarOf = (node: unknown): unknown => (isScalar(node) ? node.value : undefined);

/**
 * Reads an action.yml, or a workflow that others call. In: its path and text. Out: nothing for what is neither, or is not YAML.
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax
 */
export function actionFileOf(path: string, text: string): ActionFile | undefined {
  const counter = new LineCounter();
  const parsed = parseDocument(text, {lineCounter: counter, logLevel: 'silent'});
  if (parsed.errors.length > 0 || !isMap(parsed.contents)) return undefined;
  const root: YAMLMap = parsed.contents;
  const isAction = actionName.test(path);
  const call = isAction ? root : memberOf(memberOf(root, 'on'), 'workflow_call');
  if (isAction ? !root.has('runs') : !isCallable(root)) return undefined;
  const entries = (map: unknown): readonly {name: string; line: number; value: unknown}[] =>
    (isMap(map) ? map.items as Pair[] : []).flatMap(({key, value}) => (isScalar(key) ? [{name: String(key.value), line: counter.linePos(key.range?.[0] ?? 0).line, value}] : []));
  const inputs = entries(memberOf(call, 'inputs')).map(({name, line, value}): Input => {
    const standard = scalarOf(memberOf(value, 'default'));
    return {name, line, required: scalarOf(memberOf(value, 'required')) === true || scalarOf(memberOf(value, 'required')) === 'true', ...(standard !== undefined && standard !== null && {default: String(standard)})};
  });
  const outputs = entries(memberOf(call, 'outputs')).map(({name, line}) => ({name, line}));
  return {
    path, kind: isAction ? 'action' : 'workflow',
    inputs: new Map(inputs.map(input => [input.name.toLowerCase(), input])), outputs: new Map(outputs.map(output => [output.name.toLowerCase(), output])),
  };
}

function isCallable(root: YAMLMap): boolean {
  const on = root.get('on', true) as unknown;
  if (isScalar(on)) return on.value === 'workflow_call';
  if (isMap(on)) return on.has('workflow_call');
  return String(on ?? '').includes('workflow_call');
}
