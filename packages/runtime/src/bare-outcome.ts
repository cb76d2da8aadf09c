import type {Check, Finding, Outcome, StepRecord} from '#core';

const bareFinding = ({rule, key, message, fix, state, fingerprint, gap, waivedBy, existing, at}: Finding): Finding => ({
  rule, key, message, fix, state, fingerprint, ...(gap !== undefined && {gap}), ...(waivedBy !== undefined && {waivedBy}), ...(existing && {existing}), ...(at && {at}),
});
const bareCheck = ({rule, about, enforcement, state, examined, findings}: Check): Check => ({rule, about, enforcement, state, examined, findings: findings.map(bareFinding)});
const bareStep = ({id, about, state, already}: StepRecord): StepRecord => ({id, about, state, already});

/** An outcome without everything that a gate makes itself: what is left can be drawn even where the rest made the drawing crash. */
export function bareOutcome({gate, as, title, verdict, effect, enforcement, checks, steps, waiversUsed, parts}: Outcome): Outcome {
  return {gate, as, title, verdict, effect, enforcement, checks: checks.map(bareCheck), steps: steps.map(bareStep), waiversUsed, ...(parts && {parts: parts.map(bareOutcome)})};
}
