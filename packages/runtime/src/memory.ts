import {setFlagsFromString} from 'node:v8';

/**
 * Keeps what V8 sets aside for young objects as small as it is at the start. It would double three times while documents are read, for 90 MB of memory
 * on a large repository and no measurable gain of time. The flag is looked at whenever that space could grow.
 * Source: V8, `semi_space_growth_factor` in src/flags/flag-definitions.h; https://nodejs.org/api/v8.html#v8setflagsfromstringflags
 */
export function keepMemorySmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
