// The least that a check of documents can do: read every file of a list, and look through it with one regular expression. Prints how much it found.
import {readFileSync} from 'node:fs';

let found = 0;
for (const path of readFileSync(process.argv[2], 'utf8').split('\n')) {
  if (path !== '') for (const _ of readFileSync(path, 'utf8').matchAll(/\[[^\]\n]*\]\(([^)\s]+)\)/g)) found++;
}
console.log(found);
