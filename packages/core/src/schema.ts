import * as z from 'zod';

/** What the JSON Schema of a policy is made of, as far as it is walked. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly description?: string;
  readonly required?: readonly string[];
  readonly [key: string]: unknown;
}

/** The JSON Schema (draft 7, which editors read) of what may be written for a type. */
export function jsonSchemaOf(type: z.ZodType): JsonSchema {
  return z.toJSONSchema(type, {io: 'input', target: 'draft-7', unrepresentable: 'any'}) as JsonSchema;
}

function step(schemas: readonly JsonSchema[], key: string | number): readonly JsonSchema[] {
  return schemas.flatMap(branches).flatMap(schema => {
    if (typeof key === 'number') return schema.items ? [schema.items] : [];
    const property = schema.properties?.[key];
    if (property) return [property];
    return typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [];
  });
}

function branches(schema: JsonSchema): readonly JsonSchema[] {
  const inner = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [schema, ...inner.flatMap(branches)];
}

/** The keys that a type knows at a path of keys. */
export function keysAt(type: z.ZodType, path: readonly (string | number)[]): readonly string[] {
  const schemas = path.reduce<readonly JsonSchema[]>(step, [jsonSchemaOf(type)]);
  return [...new Set(schemas.flatMap(branches).flatMap(schema => [...Object.keys(schema.properties ?? {}), ...(schema.propertyNames?.enum ?? []).map(String)]))];
}

/** Whether a type takes names of the user's own at a path of keys, beside those that it knows. */
export function isOpenAt(type: z.ZodType, path: readonly (string | number)[]): boolean {
  const schemas = path.reduce<readonly JsonSchema[]>(step, [jsonSchemaOf(type)]);
  return schemas.flatMap(branches).some(schema => typeof schema.additionalProperties === 'object' && schema.propertyNames?.enum === undefined);
}
