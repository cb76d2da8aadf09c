import type {ActionFault} from '../action-files/survey.ts';
import {placeIn, rule, rulingOn} from './rule.ts';

const near = ({near: other}: ActionFault, otherwise: string): string => (other ? `Did you mean ${other.name}${other.path === other.name ? '' : ` (${other.path}:${other.line})`}?` : otherwise);

export const actionInputs = rule({
  id: 'action.inputs',
  about: 'Documented inputs and outputs of this repository\'s actions and reusable workflows exist.',
  help: `GitHub only warns of an input that an action does not have, so a misspelt one in an example is copied and does nothing.

    with:
      node-verison: 24        action.yml has "node-version"

Compared are examples in YAML that use this repository (\`uses: ./…\` and \`uses: owner/name@…\`) and the tables under "Inputs" and "Outputs" of the README beside an action.yml.

**To fix it**, write the name that action.yml has.`,
  on: ['pages', 'actionUse'],
  check: ({actionUse}) => rulingOn({...actionUse, wrong: actionUse.wrong.filter(({problem}) => problem === 'no-such-action' || problem === 'unknown-input' || problem === 'unknown-output')}, fault => ({
    key: `${fault.action} ${fault.name}`, at: placeIn(fault.document, fault.at),
    message: fault.problem === 'no-such-action' ? `${fault.action} names no action or reusable workflow of this repository.` : `${fault.action} has no ${fault.problem === 'unknown-input' ? 'input' : 'output'} "${fault.name}".`,
    fix: near(fault, 'Correct the name, or remove it.'), observed: fault.name, ...(fault.near && {expected: fault.near.name}),
  })),
});

export const actionRequired = rule({
  id: 'action.required',
  about: 'Examples give every required input.',
  enforcement: 'warn',
  help: `An example is copied as it stands; without a required input it fails at the reader's first run. A warning, because examples may be abbreviated; those with \`...\` or without \`with:\` are not judged.

**To fix it**, add the input, or mark the example as abbreviated with \`# ...\`.`,
  on: ['pages', 'actionUse'],
  check: ({actionUse}) => rulingOn({...actionUse, wrong: actionUse.wrong.filter(({problem}) => problem === 'missing-input')}, fault => ({
    key: `${fault.action} ${fault.name}`, at: placeIn(fault.document, fault.at), message: `The example of ${fault.action} does not give the required input "${fault.name}".`, fix: `Add ${fault.name}.`, expected: fault.name,
  })),
});

export const actionDefault = rule({
  id: 'action.default',
  about: 'Documented defaults are those of action.yml.',
  help: `A table that gives a default is trusted: nobody sets what already is so.

    | \`retries\` | attempts | \`3\` |        action.yml: default: 5

Only plain values are compared; expressions, and inputs whose default the code sets, are counted as not told.

**To fix it**, write the default of action.yml.`,
  on: ['pages', 'actionUse'],
  check: ({actionUse}) => rulingOn({...actionUse, wrong: actionUse.wrong.filter(({problem}) => problem === 'wrong-default')}, fault => ({
    key: `${fault.action} ${fault.name}`, at: placeIn(fault.document, fault.at), message: `The default of "${fault.name}" is documented as "${fault.documented}"; ${fault.near?.path ?? fault.action} has "${fault.actual}".`,
    fix: `Write ${fault.actual}${fault.near ? ` (${fault.near.path}:${fault.near.line})` : ''}.`, observed: fault.documented ?? '', expected: fault.actual ?? '',
  })),
});
