import * as z from 'zod';
import {type Fault, type Ruling, broken, every, held, text} from '#core';
import {type ReportFile, namesOf} from './report-files.ts';

/** The gates without whose reports nothing is signed off. */
export const requiredGates = z.array(text()).default(['preflight']).describe('Gates whose reports must be there: a name from the list of gates, a gate, or an action');

/** Each required gate has a report. `fault` says what is wrong with one that has none. */
export function requireGates(required: readonly string[], reports: readonly ReportFile[], fault: (name: string) => Fault): Ruling {
  const names = new Set(reports.flatMap(namesOf));
  if (reports.length === 0) return broken({key: 'report files', message: 'There is no report file at all.', fix: 'Run `shipgate preflight` for this release first.'},
    ...required.map(fault));
  return required.length === 0 ? held({observed: reports.length}) : every(required, name => (names.has(name) ? held() : broken(fault(name))));
}
