import {ownRepository, packageRepositories, repositoryAt, sampleRepositories} from './repository.ts';
import {measure} from './measure.ts';
import {qualityOf, tableOf} from './table.ts';

/**
 * Measures docs-reality and prints the table. In: folders of repositories, or none for everything that comes with this one; a number, the most changes of a kind
 * in one repository; `--misses` names each place that was missed or falsely named.
 */
const most = Number(process.argv.find(argument => /^\d+$/.test(argument)) ?? 25);
const folders = process.argv.slice(2).filter(argument => !/^\d+$|^--/.test(argument));
const repositories = folders.length > 0 ? folders.map(repositoryAt) : [...sampleRepositories(), ownRepository(), ...packageRepositories()];
const rows = await measure(repositories, most);
console.log(`${repositories.length} repositories, at most ${most} changes of a kind in each\n`);
console.log(tableOf(rows));
if (process.argv.includes('--misses')) {
  for (const {kind, missed, falsely} of rows) {
    for (const place of missed) console.log(`missed   ${kind} | ${place}`);
    for (const place of falsely) console.log(`falsely  ${kind} | ${place}`);
  }
}
const {precision, recall} = qualityOf(rows);
if (precision.hits < 0.98 * precision.of || recall.hits < 0.95 * recall.of) process.exitCode = 1;
