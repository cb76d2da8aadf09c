const units: Readonly<Record<string, number>> = {ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000};

/**
 * A duration in milliseconds from `90s`, `30m`, `12h`, `90d`, `1h30m` or ISO-8601 (`PT30M`, `P90D`, `P2W`); years and months are refused, since their
 * length depends on the calendar. Out: nothing when the text is not a duration. Source: ISO 8601-1:2019, 5.5.2.
 */
export function parseDuration(text: string): number | undefined {
  const short = /^(?:\d+(?:ms|[smhdw]))+$/.test(text) ? text.matchAll(/(\d+)(ms|[smhdw])/g) : undefined;
  const iso = /^P(?=.)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text);
  let total: number;
  if (short) total = [...short].reduce((sum, [, count, unit]) => sum + Number(count) * units[unit!]!, 0);
  else if (iso) total = ['w', 'd', 'h', 'm', 's'].reduce((sum, unit, i) => sum + Number(iso[i + 1] ?? 0) * units[unit]!, 0);
  else return undefined;
  return Number.isSafeInteger(total) ? total : undefined;
}

/** A duration for people: `45 s`, `30 min`, `12 h`, `90 days`; two units at most. In: milliseconds. */
export function sayDuration(ms: number): string {
  const parts: [string, number][] = [['days', 86_400_000], ['h', 3_600_000], ['min', 60_000], ['s', 1000]];
  const first = parts.findIndex(([, length]) => Math.abs(ms) >= length);
  if (first === -1) return `${Math.round(ms)} ms`;
  const [unit, length] = parts[first]!;
  const count = Math.trunc(ms / length);
  const next = parts[first + 1];
  const rest = next ? Math.trunc(Math.abs(ms % length) / next[1]) : 0;
  const said = (value: number, name: string): string => `${value} ${name === 'days' && Math.abs(value) === 1 ? 'day' : name}`;
  return rest > 0 && next && unit !== 'days' ? `${said(count, unit)} ${said(rest, next[0])}` : said(count, unit);
}
