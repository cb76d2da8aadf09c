import type {FactList, Known} from '#core';
import type {Workflow, Written} from './workflow.ts';

export interface Facts {
  /** Every workflow file, with what it calls in this repository. */
  readonly workflows: FactList<Workflow>;
  readonly surroundings: Known<Surroundings>;
}

export interface Surroundings {
  /** Local actions that are not in the repository: another step puts them there. */
  readonly notFollowed: readonly Written[];
  /** The owners of this repository by its remotes, lower case. */
  readonly owners: readonly string[];
}
