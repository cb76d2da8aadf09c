import {expect, test} from '@jest/globals';
import {evidenceText, statementOf} from '../evidence.ts';
import {huge} from './fixtures/records.ts';
import {junitOf} from './junit.ts';
import {sarifOf} from './sarif.ts';
import {summaryOf} from './summary.ts';

test('15,000 problems are drawn, in four ways, in well under a second of CPU', () => {
  const record = huge();
  const draw = (): number => {
    const before = process.cpuUsage();
    for (const text of [summaryOf(record).text, sarifOf(record), junitOf(record), evidenceText(statementOf(record))]) expect(text.length).toBeGreaterThan(1_000_000);
    const {user, system} = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const times = [draw(), draw(), draw()];
  expect(Math.min(...times)).toBeLessThan(900);
});
