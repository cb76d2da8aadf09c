import type {Json} from '#core';
import type {BranchPolicy} from './policy.ts';
import {type RequiredCheck, type Settings, type Source, strictest, switchNames, switches, wanted} from './settings.ts';

/** One setting that GitHub has otherwise than policy. */
export interface Difference {
  /** Names the setting, with the check or rule it is about: `required-checks ci`. */
  readonly setting: string;
  /** `missing`: GitHub is less strict than policy. `added`: stricter, or more. */
  readonly direction: 'missing' | 'added';
  /** What that means, as a sentence about the branch without its end. */
  readonly means: string;
  readonly wanted: Json;
  readonly found: Json;
}

const sayCheck = ({name, app}: RequiredCheck): string => (app === undefined ? name : `${name} (app ${app})`);
const meets = (found: RequiredCheck, asked: RequiredCheck): boolean => found.name === asked.name && (asked.app === undefined || found.app === asked.app);

function compare(asked: Settings, found: Settings): readonly Difference[] {
  const onOff = switchNames.filter(name => asked.on.has(name) !== found.on.has(name)).map((name): Difference => {
    const missing = asked.on.has(name);
    return {setting: name, direction: missing ? 'missing' : 'added', means: missing ? `it is not so that ${switches[name]}` : switches[name], wanted: missing, found: !missing};
  });
  const reviews: readonly Difference[] = asked.reviews === found.reviews ? [] : [{
    setting: 'reviews', direction: asked.reviews > found.reviews ? 'missing' : 'added', means: `${found.reviews} approving reviews are required, not ${asked.reviews}`,
    wanted: asked.reviews, found: found.reviews,
  }];
  const missing = asked.checks.filter(check => !found.checks.some(one => meets(one, check))).map((check): Difference => {
    const loose = found.checks.some(({name}) => name === check.name);
    return {
      setting: `required-checks ${sayCheck(check)}`, direction: 'missing',
      means: loose ? `another app than ${check.app} may report the check ${check.name}` : `the check ${sayCheck(check)} is not required`, wanted: true, found: false,
    };
  });
  const extra = [...new Set(found.checks.filter(({name}) => !asked.checks.some(check => check.name === name)).map(({name}) => name))];
  const added = extra.map((name): Difference => ({setting: `required-checks ${name}`, direction: 'added', means: `the check ${name} is required`, wanted: false, found: true}));
  const others = found.others.filter(name => !asked.others.includes(name)).map(
    (name): Difference => ({setting: `other-rules ${name}`, direction: 'added', means: `the rule ${name} is in force`, wanted: false, found: true})
  );
  const lacking = asked.others.filter(name => !found.others.includes(name)).map(
    (name): Difference => ({setting: `other-rules ${name}`, direction: 'missing', means: `the rule ${name} is not in force`, wanted: true, found: false})
  );
  return [...onOff, ...reviews, ...missing, ...added, ...lacking, ...others];
}

/**
 * How what protects a branch differs from policy, both ways. Administrators count as bound where what binds them already comes to what all sources come
 * to, as far as policy wants it.
 */
export function differencesOf(policy: BranchPolicy, sources: readonly Source[]): readonly Difference[] {
  const asked = wanted(policy);
  const all = compare(asked, strictest(sources));
  const missing = new Set(all.filter(({direction}) => direction === 'missing').map(({setting}) => setting));
  const skippable = compare(asked, strictest(sources.filter(({bindsAdmins}) => bindsAdmins))).filter(({direction, setting}) => direction === 'missing' && !missing.has(setting));
  const differing = policy.admins ? skippable.length > 0 : sources.some(({name, bindsAdmins}) => name === 'classic protection' && bindsAdmins);
  if (!differing) return all;
  const means = policy.admins ? `administrators are not bound by ${skippable.map(({setting}) => setting).join(', ')}` : 'administrators are bound';
  return [...all, {setting: 'admins', direction: policy.admins ? 'missing' : 'added', means, wanted: policy.admins, found: !policy.admins}];
}
