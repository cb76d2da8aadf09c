import {createHash} from 'node:crypto';

/** A log as a Python script writes it: numbers keep their form, and characters outside ASCII are escaped for the hash. */
export function plainLog(entries: number, tamper: (line: string, i: number) => string = line => line): string {
  let prev = '';
  const lines: string[] = [];
  for (let i = 0; i < entries; i++) {
    const rest = `"action":"promote","actor":"jos\\u00e9","context":{"b":1.0,"a":[1e-05,null]},"prev_hash":"${prev}","schema_version":"1.0","seq":${i + 1},"source":"ci","status":"ok","ts":${1_700_000_000 + i}.5`;
    const sorted = `{${rest.replace('{"b":1.0,"a":[1e-05,null]}', '{"a":[1e-05,null],"b":1.0}')}}`;
    prev = createHash('sha256').update(sorted).digest('hex');
    lines.push(tamper(`{"entry_hash": "${prev}", ${rest.replace('jos\\u00e9', 'josé')}}`, i));
  }
  return `${lines.join('\n')}\n`;
}
