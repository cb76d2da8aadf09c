import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {Ajv, type ValidateFunction} from 'ajv';
import formats from 'ajv-formats';

/** A JSON Schema; the description holds no boolean ones but as `additionalProperties`. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly minimum?: number;
}

interface DescribedOperation {
  readonly operationId: string;
  readonly query: Readonly<Record<string, Schema>>;
  readonly body?: Schema;
  readonly bodyRequired?: boolean;
  /** By status; `null` for an answer without a JSON body. */
  readonly responses: Readonly<Record<string, Schema | null>>;
}

interface Description {
  readonly source: string;
  readonly operations: Readonly<Record<string, DescribedOperation>>;
  readonly schemas: Readonly<Record<string, Schema>>;
}

/** GitHub's own description of the operations that the stand-in knows, by `GET /repos/{owner}/{repo}`. */
export const description = JSON.parse(readFileSync(join(import.meta.dirname, 'description/github.json'), 'utf8')) as Description;

const ajv = new Ajv({strict: false, allErrors: true, coerceTypes: false});
formats.default(ajv);
ajv.addSchema(description, 'github.json');

const compiled = new WeakMap<Schema, ValidateFunction>();

function validator(schema: Schema): ValidateFunction {
  const known = compiled.get(schema);
  if (known) return known;
  const made = ajv.compile(schema);
  compiled.set(schema, made);
  return made;
}

function resolved(schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  return resolved(description.schemas[schema.$ref.replace('github.json#/schemas/', '')]!);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
const variantsOf = (schema: Schema): readonly Schema[] | undefined => schema.anyOf ?? schema.oneOf;
const typesOf = ({type}: Schema): readonly string[] => (type === undefined ? [] : typeof type === 'string' ? [type] : type);

/** A schema's own members together with those of the schemas that it is made of. */
function membersOf(schema: Schema): {readonly properties: Readonly<Record<string, Schema>>; readonly required: readonly string[]; readonly others: boolean | Schema | undefined} {
  const parts = (schema.allOf ?? []).map(part => membersOf(resolved(part)));
  return {
    properties: Object.assign({}, schema.properties, ...parts.map(part => part.properties)) as Record<string, Schema>,
    required: [...(schema.required ?? []), ...parts.flatMap(part => part.required)],
    others: schema.additionalProperties ?? parts.find(part => part.others !== undefined)?.others,
  };
}

/** Members that the description does not know. JSON Schema allows them; here each is a mistake, most likely in spelling. */
function strangers(given: Schema, value: unknown, place: string): readonly string[] {
  const schema = resolved(given);
  const variants = variantsOf(schema);
  if (variants) return variants.map(variant => strangers(variant, value, place)).reduce((fewest, found) => (found.length < fewest.length ? found : fewest));
  if (Array.isArray(value)) return schema.items ? value.flatMap((item, i) => strangers(schema.items!, item, `${place}/${i}`)) : [];
  if (!isObject(value)) return [];
  const {properties, others} = membersOf(schema);
  if (Object.keys(properties).length === 0) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    if (Object.hasOwn(properties, name)) return strangers(properties[name]!, member, `${place}/${name}`);
    if (isObject(others)) return strangers(others, member, `${place}/${name}`);
    return others === true ? [] : [`${place}/${name} is not described`];
  });
}

/** What is wrong with a value by its schema: nothing, or lines that name the place. */
export function wrongIn(schema: Schema, value: unknown): readonly string[] {
  const validate = validator(schema);
  const invalid = validate(value) ? [] : (validate.errors ?? []).map(error => `${error.instancePath} ${error.message ?? ''} ${JSON.stringify(error.params)}`);
  return [...invalid, ...strangers(schema, value, '')];
}

const placeholders: Readonly<Record<string, string>> = {'date-time': '2026-01-01T00:00:00Z', date: '2026-01-01', uri: 'https://github.example/', email: 'nobody@github.example'};

function placeholder(schema: Schema): unknown {
  const types = typesOf(schema);
  if (types.includes('null')) return null;
  if (schema.enum) return schema.enum[0];
  if (types.includes('array')) return [];
  if (types.includes('boolean')) return false;
  if (types.includes('integer') || types.includes('number')) return schema.minimum ?? 0;
  return placeholders[schema.format ?? ''] ?? '';
}

/**
 * A body as GitHub would send it, from the part that matters: members that the description requires and that are not given are filled with values that
 * mean nothing. Out of several forms the first that fits what is given is taken.
 */
export function complete(given: Schema, value: unknown): unknown {
  const schema = resolved(given);
  const variants = variantsOf(schema);
  if (variants) {
    const completed = variants.map(variant => ({variant, body: complete(variant, value)}));
    const fitting = completed.filter(({variant, body}) => wrongIn(variant, body).length === 0);
    return value === undefined && fitting.some(({body}) => body === null) ? null : (fitting[0] ?? completed[0]!).body;
  }
  if (Array.isArray(value)) return schema.items ? value.map(item => complete(schema.items!, item)) : value;
  const {properties, required} = membersOf(schema);
  if (value === undefined && (Object.keys(properties).length === 0 || typesOf(schema).includes('null'))) return placeholder(schema);
  if (value !== undefined && !isObject(value)) return value;
  const members = value ?? {};
  const absent = required.filter(name => members[name] === undefined && properties[name] !== undefined);
  const present = Object.entries(members).filter(([, member]) => member !== undefined);
  return {
    ...Object.fromEntries(absent.map(name => [name, complete(properties[name]!, undefined)])),
    ...Object.fromEntries(present.map(([name, member]) => [name, Object.hasOwn(properties, name) ? complete(properties[name]!, member) : member])),
  };
}

/** What is wrong with the query of a request. */
export function wrongInQuery(operation: DescribedOperation, query: URLSearchParams): readonly string[] {
  return [...query].flatMap(([name, text]) => {
    const schema = operation.query[name];
    if (!schema) return [`the query parameter ${name} is not described`];
    const types = typesOf(resolved(schema));
    const value = types.includes('integer') && /^\d+$/.test(text) ? Number(text) : types.includes('boolean') && /^(?:true|false)$/.test(text) ? text === 'true' : text;
    return wrongIn(schema, value).map(fault => `the query parameter ${name}: ${fault}`);
  });
}
