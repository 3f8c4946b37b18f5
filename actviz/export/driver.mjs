import { readFileSync } from 'node:fs';
import * as exported from './@@file';

const named = { inf: Infinity, '-inf': -Infinity, nan: NaN };
const number = word => word in named ? named[word] : Number(word);
let passed = 0, failed = 0, told = [];
for (const line of readFileSync(process.argv[2], 'utf8').split('\n')) {
  if (!line) continue;
  const [name, ...parts] = line.split('|');
  const [expected, off, ...rows] = parts.map(part => part.split(' ').map(number));
  const got = @@got;
  const fits = (y, i) => (isNaN(y) && isNaN(expected[i])) || y === expected[i]
    || Math.abs(y - expected[i]) <= off[i];
  if (process.argv.length > 3) told.push(...got.map(y => Object.is(y, -0) ? '-0' : String(y)));
  else if (got.length === expected.length && got.every(fits)) passed++;
  else {
    failed++;
    told.push(`${name}(${rows.join('; ')}): ${got}, not ${expected}`);
  }
}
if (process.argv.length < 4) told.push(`${passed} passed, ${failed} failed`);
process.stdout.write(told.join('\n') + '\n');
process.exitCode = failed ? 1 : 0;
