import {type Configuration, type ContextFacts, type Outcome, type RunRecord, dayOf, digestOfFiles, version} from '#core';
import {createHash} from 'node:crypto';
import {candidateOf} from './identity.ts';
import type {DigestedFile} from './ports/digests.ts';
import type {Reference} from './reference.ts';
import {reproduceLine} from './reproduce.ts';
import type {GithubSurroundings} from './surroundings.ts';

/** What a record tells of the repository beside the outcome; without a configuration where the repository could not be opened. */
export interface Scene {
  readonly root: string;
  readonly context: ContextFacts;
  readonly configuration?: Configuration;
  readonly configurationFiles: ReadonlyMap<string, string>;
  readonly reference?: Reference;
  readonly changed: readonly string[];
  readonly notes: readonly string[];
  readonly filesRead: () => readonly DigestedFile[];
}

/** What a record tells of the call. */
interface Told {
  readonly startedAt: Date;
  readonly correlationId: string;
  /** `preflight`, or action and mode. */
  readonly command: readonly string[];
  readonly config: string | undefined;
  readonly set: readonly string[];
  readonly quick: boolean;
  /** The folder for report files, as the call names it. */
  readonly folder: string;
  /** The run of GitHub Actions, where it is one. */
  readonly github: GithubSurroundings | undefined;
  /** The digest of the bundle that runs. */
  readonly toolDigest: string;
}

/** Why a result cannot be signed off as a release; empty where it can. */
function notEligible({configuration, context, changed, reference}: Scene, outcome: Outcome, {quick, startedAt}: Told): readonly string[] {
  if (!configuration) return ['the repository could not be opened'];
  return [
    ...(configuration.file === undefined ? ['there is no policy file; `shipgate init` writes one'] : []),
    ...(configuration.enforceFrom && configuration.enforceFrom > startedAt ? [`nothing blocks before ${dayOf(configuration.enforceFrom)}`] : []),
    ...(quick ? ['quick mode leaves gates out'] : []),
    ...(context.commit === undefined ? ['there is no commit'] : []),
    ...(changed.length > 0 ? ['the work tree differs from the commit'] : []),
    ...(reference ? ['only what is new was judged'] : context.scope === 'change' ? ['it was not judged as a release: name the commit or tag with --ref'] : []),
    ...(outcome.verdict === 'not-run' ? ['nothing was judged'] : []),
  ];
}

function loosenedIn(outcome: Outcome): readonly string[] {
  return [...(outcome.loosened ?? []), ...(outcome.parts ?? []).flatMap(loosenedIn)];
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The record of a run that ends now. In: what was judged, and what is told of the repository and of the call. */
export function recordOf(outcome: Outcome, scene: Scene, told: Told): RunRecord {
  const {startedAt, correlationId, command, config, set, quick, folder, github, toolDigest} = told;
  const {configuration, configurationFiles, context, reference, notes} = scene;
  const filesRead = scene.filesRead();
  const changed = scene.changed.length > 0;
  return {
    outcome, context, startedAt, endedAt: new Date(), filesRead, notes, correlationId, folder,
    subject: {
      name: context.repository ?? scene.root.split('/').at(-1) ?? 'repository', changed: scene.changed, ...(context.commit !== undefined && {commit: context.commit}),
      ...((context.commit === undefined || changed) && {digest: digestOfFiles(filesRead)}),
    },
    candidate: candidateOf(context, changed),
    ...(reference && {reference}),
    ...(github && {run: {
      id: github.runId, attempt: github.runAttempt, url: `${github.serverUrl}/${github.repository}/actions/runs/${github.runId}`, workflow: github.workflow, job: github.job,
    }}),
    tool: {name: 'shipgate', version, sha256: toolDigest},
    configuration: {
      files: [...configurationFiles].map(([path, text]) => ({path, sha256: sha256(text)})), set: configuration?.settings ?? [], loosened: [...configuration?.loosenedBySettings() ?? [], ...loosenedIn(outcome)],
      ...(configuration?.preset !== undefined && {preset: configuration.preset}),
    },
    notEligible: notEligible(scene, outcome, told),
    reproduce: reproduceLine({
      command, context, reference, changed, config, set, quick,
      circumstances: [...configurationFiles.values()].some(text => text.includes('enforcement-by')), fetch: github !== undefined,
    }),
    ...(configuration?.baseline && {baseline: {owner: configuration.baseline.owner, ends: configuration.baseline.ends}}),
    waivers: configuration?.waivers ?? [],
  };
}
