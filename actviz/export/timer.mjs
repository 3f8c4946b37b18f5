import * as exported from './exported.mjs';

const x = Float64Array.from({ length: @@size }, (_, i) => -4 + 8 * i / @@size);
const y = new Float64Array(@@size);
for (const f of [@@pairs]) {
  let found = Infinity;
  for (let k = 0; k < 9; k++) {
    const begun = process.hrtime.bigint();
    for (let i = 0; i < @@size; i++) y[i] = f(x[i]);
    found = Math.min(found, Number(process.hrtime.bigint() - begun));
    x[k] += y[k] * 1e-9;
  }
  console.log(found / @@size);
}
