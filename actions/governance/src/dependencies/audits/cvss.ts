const weights: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  AV: {N: 0.85, A: 0.62, L: 0.55, P: 0.2}, AC: {L: 0.77, H: 0.44}, UI: {N: 0.85, R: 0.62}, C: {H: 0.56, L: 0.22, N: 0}, I: {H: 0.56, L: 0.22, N: 0}, A: {H: 0.56, L: 0.22, N: 0},
};
const privileges: Readonly<Record<'U' | 'C', Readonly<Record<string, number>>>> = {U: {N: 0.85, L: 0.62, H: 0.27}, C: {N: 0.85, L: 0.68, H: 0.5}};

/** Rounds up to one digit without the errors of binary fractions. Source: CVSS 3.1, appendix A. */
function roundUp(value: number): number {
  const whole = Math.round(value * 100_000);
  return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10;
}

/** The base score of a CVSS 3.0 or 3.1 vector; nothing for any other. Source: first.org/cvss/v3.1/specification-document, section 7.1. */
export function cvssScore(vector: string): number | undefined {
  if (!/^CVSS:3\.[01]\//.test(vector) || vector.length > 200) return undefined;
  const metrics = new Map(vector.split('/').slice(1).map(part => part.split(':') as [string, string]));
  const of = (table: Readonly<Record<string, number>> | undefined, metric: string): number | undefined => (table && Object.hasOwn(table, metrics.get(metric) ?? '') ? table[metrics.get(metric)!] : undefined);
  const weight = (metric: string): number | undefined => of(weights[metric], metric);
  const scope = metrics.get('S');
  if (scope !== 'U' && scope !== 'C') return undefined;
  const [av, ac, ui, c, i, a, pr] = [weight('AV'), weight('AC'), weight('UI'), weight('C'), weight('I'), weight('A'), of(privileges[scope], 'PR')];
  if (av === undefined || ac === undefined || ui === undefined || c === undefined || i === undefined || a === undefined || pr === undefined) return undefined;
  const base = 1 - (1 - c) * (1 - i) * (1 - a);
  const impact = scope === 'U' ? 6.42 * base : 7.52 * (base - 0.029) - 3.25 * (base - 0.02) ** 15;
  if (impact <= 0) return 0;
  const exploitability = 8.22 * av * ac * pr * ui;
  return roundUp(Math.min(scope === 'U' ? impact + exploitability : 1.08 * (impact + exploitability), 10));
}
