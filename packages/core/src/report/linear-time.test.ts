import {expect, test} from '@jest/globals';
import {inLinearTime} from '#testkit';
import {evidenceText, statementOf} from '../evidence.ts';
import type {RunRecord} from '../record.ts';
import {huge} from './fixtures/records.ts';
import {junitOf} from './junit.ts';
import {sarifOf} from './sarif.ts';
import {summaryOf} from './summary.ts';

test.each<[string, (record: RunRecord) => string]>([
  ['the summary', record => summaryOf(record).text], ['SARIF', sarifOf], ['JUnit', junitOf], ['the evidence', record => evidenceText(statementOf(record))],
])('%s of 15,000 problems is drawn in linear time', (_, draw) => inLinearTime(5000, huge, record => expect(draw(record).length).toBeGreaterThan(100_000)));
