import {type Action, type Mode, baselineFile, configurationSchema, jsonSchemaOf, sectionSchema, waiverFile} from '#core';
import type {z} from 'zod';

function file(name: string, title: string, type: z.ZodType): readonly [string, string] {
  const {$schema, ...schema} = jsonSchemaOf(type);
  return [`policies/schema/${name}.schema.json`, `${JSON.stringify({$schema, title, ...schema}, null, 2)}\n`];
}

/** The JSON Schemas that editors use. */
export function schemas(actions: readonly Action<Mode>[]): readonly (readonly [string, string])[] {
  return [
    file('shipgate', 'Shipgate: .github/shipgate.yml', configurationSchema(actions)),
    file('waivers', 'Shipgate: .github/shipgate/waivers.yml', waiverFile()),
    file('baseline', 'Shipgate: .github/shipgate/baseline.json', baselineFile()),
    ...actions.filter(action => action.id !== 'preflight').map(action => file(action.id, `Shipgate: .github/shipgate/${action.id}.yml`, sectionSchema(action))),
  ];
}
