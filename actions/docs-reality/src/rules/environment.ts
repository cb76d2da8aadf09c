import {notApplicable} from '#core';
import type {VariableFault} from '../environment/survey.ts';
import {rule, rulingOn} from './rule.ts';

const off = 'off: policy has no env';
const near = ({near: other}: VariableFault, otherwise: string): string => (other ? `Did you mean ${other.name} (${other.at.path}${other.at.line === undefined ? '' : `:${other.at.line}`})?` : otherwise);

export const environmentUndocumented = rule({
  id: 'env.undocumented',
  about: 'Environment variables that the code reads are documented.',
  help: `Whoever runs the program has to know what it listens to. Off until \`env\` says where variables are documented and where they are read:

    env:
      documents: [README.md, docs/configuration.md, .env.example]
      sources: ['src/**/*.ts']

Reads are found by the forms of a dozen languages, of shells, compose, Helm and Spring. Variables of systems and runners (\`PATH\`, \`CI\`, \`GITHUB_*\`) are not judged.

**To fix it**, explain the variable in one of the documents, or name it in \`env.ignore\`.`,
  on: ['pages', 'environment'],
  check: ({environment}) => (environment === 'off' ? notApplicable(off) : rulingOn(environment.undocumented, fault => ({
    key: fault.name, at: fault.at, message: `The code reads ${fault.name}, and no document explains it.`, fix: near(fault, 'Document it, or add it to env.ignore.'), observed: fault.name,
  }))),
});

export const environmentUnused = rule({
  id: 'env.unused',
  about: 'Documented environment variables are read by the code.',
  help: `A variable that nothing reads is a setting without effect: often it was renamed in the code alone.

    \`SERVER_PORT\`: the port        the code reads PORT

A variable counts as used when its name stands anywhere in the sources. Where code puts names together (\`process.env[name]\`), one that is not found is counted as not told.

**To fix it**, document the name that the code reads, or remove the entry.`,
  on: ['pages', 'environment'],
  check: ({environment}) => (environment === 'off' ? notApplicable(off) : rulingOn(environment.unused, fault => ({
    key: fault.name, at: fault.at, message: `${fault.name} is documented, and the code does not read it.`, fix: near(fault, 'Correct the name, or remove it.'), observed: fault.name,
  }))),
});
