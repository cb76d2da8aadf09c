import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {type Bench, isMet, tableOf} from './measure.ts';

/** `npm run bench [-- NAME…] [--json]`: runs the benchmarks one after the other. Ends with 1 when a target is missed, with 2 when there is no such benchmark. */
const words = process.argv.slice(2);
const asJson = words.includes('--json');
const wanted = words.filter(word => word !== '--json');
const names = readdirSync(import.meta.dirname).filter(name => existsSync(join(import.meta.dirname, name, 'bench.ts'))).sort();
const unknown = wanted.filter(name => !names.includes(name));

if (unknown.length > 0) {
  console.error(`there is no benchmark ${unknown.join(', ')}; known: ${names.join(', ')}`);
  process.exitCode = 2;
} else {
  const results: object[] = [];
  for (const name of wanted.length > 0 ? wanted : names) {
    const {about, run} = await import(`./${name}/bench.ts`) as Bench;
    const measures = await run();
    if (measures.some(measure => isMet(measure) === false)) process.exitCode = 1;
    if (asJson) results.push({name, about, measures: measures.map(measure => ({...measure, met: isMet(measure) ?? null}))});
    else console.log(`${name}: ${about}\n\n${tableOf(measures)}\n`);
  }
  if (asJson) console.log(JSON.stringify(results, undefined, 2));
}
