import type {Fact, FactList} from '#core';
import type {Audit} from './audits/read.ts';
import type {Component} from './lockfiles/component.ts';
import type {Baseline} from './policy.ts';
import type {NoSbom, Sbom} from './sboms/sbom.ts';

/** A bill of materials beside the packages that it must list. */
export interface Coverage {
  readonly path: string;
  readonly lockfile: string;
  readonly expected: readonly Component[];
  readonly sbom: Sbom;
}

/** Everything that the rules of `dependencies` judge. */
export interface Facts {
  /** Its gaps are audits that were not made, failed, are stale, or are about another lockfile. */
  readonly audits: FactList<Audit>;
  readonly baseline: Fact<Baseline | 'off'>;
  readonly sboms: FactList<Sbom | NoSbom>;
  /** For each pair of a bill of materials and a lockfile. */
  readonly coverage: FactList<Coverage>;
}
