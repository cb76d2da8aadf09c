import {type Fault, type Ruling, broken, every, held, none, notApplicable} from '#core';
import {compiled} from '../../pattern.ts';
import type {HeldFile} from '../facts.ts';
import {rule} from './rule.ts';

const schemaHelp = `Off until policy has \`state-schema\`: the version of the data that the program writes, which is not that of the program.

    governance:
      version:
        state-schema:
          source: {file: src/state.py, pattern: 'schema_version = "(.+)"'}
          current: '1.3'
          backward-compatible: ['1.1', '1.2', '1.3']`;

export const schemaForm = rule({
  id: 'schema.form',
  about: 'The schema version in the code has the form that policy gives.',
  help: `${schemaHelp}\n\n**To fix it**, write it in that form; by default two numbers, \`1.3\`.`,
  on: ['schema'],
  check: ({schema}, {'state-schema': asked}) => {
    if (schema === 'off' || !asked) return notApplicable('off: policy has no state-schema');
    const match = compiled(asked.form).match(schema.value);
    return match ? held({observed: schema.value}) : broken({
      key: 'state-schema', at: schema.at, message: `The schema version ${JSON.stringify(schema.value)} does not have the form ${asked.form}.`, fix: 'Write it like 1.3.',
      observed: schema.value, expected: asked.form,
    });
  },
});

export const schemaCurrent = rule({
  id: 'schema.current',
  about: 'The schema version in the code is the one that policy knows.',
  help: `${schemaHelp}\n\nA schema that changes without its policy was not thought through: who reads the old data, and what happens on a rollback?\n\n**To fix it**, add the new schema to the policy, in the same pull request.`,
  baseline: false,
  on: ['schema'],
  check: ({schema}, {'state-schema': asked}) => {
    if (schema === 'off' || !asked) return notApplicable('off: policy has no state-schema');
    const {current} = asked;
    return schema.value === current ? held({observed: schema.value, expected: current}) : broken({
      key: 'state-schema', at: schema.at, message: `The code writes schema ${schema.value}; policy says ${current}.`,
      fix: `Write current: '${schema.value}' into state-schema, and look over what else it says.`, observed: schema.value, expected: current,
    });
  },
});

export const schemaCompatible = rule({
  id: 'schema.compatible',
  about: 'The list of schemas that can still be read holds the current one, and no schema twice.',
  help: `${schemaHelp}\n\nA program that does not read what it has just written has lost it.\n\n**To fix it**, add the schema to \`backward-compatible\`.`,
  on: ['schema'],
  check: ({schema}, {'state-schema': asked}) => {
    if (schema === 'off' || !asked) return notApplicable('off: policy has no state-schema');
    const list = asked['backward-compatible'];
    const faults: Fault[] = list.includes(schema.value) ? [] : [{
      key: 'backward-compatible', at: schema.at, message: `backward-compatible does not hold ${schema.value}, which the code writes.`,
      fix: `Add '${schema.value}' to it.`, observed: [...list], expected: schema.value,
    }];
    const twice = list.filter((one, i) => list.indexOf(one) !== i);
    faults.push(...twice.map(one => ({key: `twice ${one}`, message: `backward-compatible holds ${one} twice.`, fix: 'Remove one of them.'})));
    const [first, ...rest] = faults;
    return first ? broken(first, ...rest) : held({observed: [...list]});
  },
});

export const changesTogether = rule({
  id: 'version.changes-with',
  about: 'A change of the version or of the schema changes its policy too.',
  help: `Where policy has \`app-version\`, \`state-schema\` or \`changes-with\`: the pull request that raises the version or changes the schema must touch the policy as well, or one of the files in \`changes-with\`. That the two agree is not enough: somebody has to have looked.

    governance:
      version:
        changes-with: [.github/shipgate.yml, docs/compatibility.md]

**To fix it**, look the policy over in the same pull request.`,
  on: ['changes'],
  check: ({changes}) => {
    if (changes === 'off') return notApplicable('off, or there is no change to judge');
    const {changed, policies, policiesChanged} = changes;
    if (changed.length === 0) return notApplicable('neither the version nor the schema changed');
    if (policiesChanged.length > 0) return held({observed: [...policiesChanged]});
    return none(changed, changed.length, ({what, before, after, at}) => ({
      key: `${what} ${at.path}`, at, message: `${what === 'the version' ? 'The version' : 'The schema'} in ${at.path} changed from ${before} to ${after}, and none of the files that change with it did.`, fix: `Change one of: ${policies.join(', ')}.`, observed: after,
    }));
  },
});

function fileRuling(files: readonly HeldFile[], kind: string): Ruling {
  return every(files, ({path, state, why, required}): Ruling | {readonly count: string} => {
    if (state === 'right') return held();
    if (state === 'absent') return required ? broken({
      key: path, message: `${kind} ${path} does not exist.`, fix: 'Add it, or correct its name in the policy.',
    }) : {count: 'absent, and not required'};
    return broken({key: path, at: {path}, message: `${path}: ${why ?? 'it is not in order'}.`, fix: 'Correct the file.'});
  });
}

export const policyFiles = rule({
  id: 'policy.files',
  about: 'Every policy file that is named exists and can be read.',
  help: `Other tools read their policies from files of their own. One that is missing or cannot be read is often taken for "nothing is forbidden".

    governance:
      version:
        policies: [policies/alerts.json, policies/on-call.yml]

**To fix it**, correct the file. Shipgate's own policy is checked before anything runs.`,
  baseline: false,
  on: ['policyFiles'],
  check: ({policyFiles: files}) => (files.length === 0 ? notApplicable('off: policy has no policies') : fileRuling(files, 'The policy')),
});

export const dataFiles = rule({
  id: 'data.files',
  about: 'Data files that the program reads hold what it expects.',
  help: `Off until policy has \`runtime-data.files\`. A file that may be absent is judged when it is there.

    governance:
      version:
        runtime-data:
          files:
            - {path: data/alerts.json, kind: object, required: true}
            - {path: data/events.json, kind: events}

\`object\` and \`array\` are JSON of that form; \`events\` is a list, or an object with a list \`events\`.

**To fix it**, correct the file.`,
  on: ['dataFiles'],
  check: ({dataFiles: files}) => (files.length === 0 ? notApplicable('off: policy has no runtime-data') : fileRuling(files, 'The data file')),
});
