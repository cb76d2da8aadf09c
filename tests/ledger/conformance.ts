import {attacks, found, foundOfProof, proofAttacks} from './attacks.ts';
import {honestHistories} from './honest.ts';

/** `npm run conformance`: every attack, and ten thousand random honest histories. Ends with 1 when an attack is missed or an honest log is said to be damaged. */
const missed: string[] = [];
for (const attack of attacks) {
  const [first] = (await found(attack)).problems;
  if (first?.code !== attack.code) missed.push(`${attack.group}. ${attack.name}: ${first?.code ?? 'not found'}`);
}
for (const attack of proofAttacks) {
  const code = await foundOfProof(attack);
  if (code !== attack.code) missed.push(`10. ${attack.name}: ${code ?? 'not found'}`);
}
process.stdout.write(`${attacks.length + proofAttacks.length} attacks, ${missed.length} missed\n`);
for (const line of missed) process.stderr.write(`${line}\n`);

const {alarms, ...counts} = await honestHistories(10_000, 1);
process.stdout.write(`${Object.entries(counts).map(([what, count]) => `${count} ${what}`).join(', ')}; ${alarms.length} false alarms\n`);
for (const line of alarms) process.stderr.write(`${line}\n`);
if (missed.length + alarms.length > 0) process.exitCode = 1;
