import {describe, expect, test} from '@jest/globals';
import {docsReality} from '../../actions/docs-reality/src/action.ts';
import {share} from './interval.ts';
import {type Row, measure} from './measure.ts';
import {ownRepository, packageRepositories, sampleRepositories} from './repository.ts';
import {qualityOf} from './table.ts';

/** A rule is held to the bar on its own when it has so many cases. */
const enough = 20;
const bar = {precision: 0.98, recall: 0.95};

const rateOf = ({hits, of}: {readonly hits: number; readonly of: number}): number => (of === 0 ? 1 : hits / of);
const places = (rows: readonly Row[], of: 'missed' | 'falsely'): readonly string[] => rows.flatMap(row => row[of].map(place => `${row.kind} | ${place}`));

describe('docs-reality on defects seeded into real documents', () => {
  test('finds them, and nothing else', async () => {
    const packages = packageRepositories().filter((_, index) => index % 6 === 0);
    const rows = [...await measure(sampleRepositories(), 4), ...await measure([ownRepository(), ...packages], 1)];

    const harmless = rows.filter(({rule}) => rule === 'any');
    expect(harmless.length).toBeGreaterThan(20);
    expect(places(harmless, 'falsely')).toEqual([]);

    const measured = new Set(rows.map(({rule}) => rule));
    const unmeasured = docsReality.modes['check']!.rules.map(({id}) => id.replace('docs-reality/', '')).filter(rule => !measured.has(rule));
    expect(unmeasured).toEqual([]);

    const all = qualityOf(rows);
    expect(all.recall.of).toBeGreaterThan(500);
    expect(rateOf(all.precision)).toBeGreaterThanOrEqual(bar.precision);
    expect(rateOf(all.recall)).toBeGreaterThanOrEqual(bar.recall);

    const rules = [...new Set(rows.map(({rule}) => rule))].filter(rule => rule !== 'any');
    const below = rules.flatMap(rule => {
      const own = rows.filter(row => row.rule === rule);
      const {precision, recall} = qualityOf(own);
      const falls = rateOf(precision) < bar.precision || (recall.of >= enough && rateOf(recall) < bar.recall);
      return falls ? [{rule, falsely: places(own, 'falsely'), missed: places(own, 'missed')}] : [];
    });
    expect(below).toEqual([]);
  }, 600_000);

  test('the interval of a share', () => {
    expect(share(0, 0)).toEqual({hits: 0, of: 0, low: 0, high: 1});
    const {low, high} = share(48, 50);
    expect(low).toBeCloseTo(0.8654, 3);
    expect(high).toBeCloseTo(0.989, 3);
    expect(share(10, 10).high).toBeCloseTo(1, 9);
  });
});
