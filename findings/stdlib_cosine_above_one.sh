#!/usr/bin/env bash
# stdlib-js (npm, @stdlib/math-base-special-cosf 0.1.1): single-precision cosf(3.3e8) is 1.89 and
# cosf(4e8) 141, where a cosine lies between -1 and 1; sinf and tanf are as wrong. Digits are lost
# from 2.7e7 on; from 4.2e8 another way is taken and they are right again, up to 3e38. The quotient
# by pi/2 is rounded to float32, which beyond 2**24 is no longer the number of quarter turns. The
# double-precision sin, cos and tan are right everywhere. Units such as sin(x) and Snake need it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts \
  @stdlib/math-base-special-{cosf,sinf,tanf}@0.1.1 @stdlib/math-base-special-cos@0.3.1
cat > ask.js <<'JS'
const assert = require("assert");
const functions = ["cos", "cosf", "sinf", "tanf"];
const [cos, cosf, sinf, tanf] = functions.map((f) => require(`@stdlib/math-base-special-${f}`));

const numbers = [100, 20000000, 330000000, 400000000, 1e9, 1e20].map(Math.fround);
const [near, below, third, far, beyond, last] = numbers;
console.log(numbers.map((x) => [x, cosf(x), Math.cos(x), sinf(x), Math.sin(x)]));
for (const x of [near, below, beyond, last]) {
  assert(Math.abs(cosf(x) - Math.cos(x)) < 2e-7, x);
  assert(Math.abs(sinf(x) - Math.sin(x)) < 2e-7, x);
}
for (const x of numbers) assert(Math.abs(cos(x) - Math.cos(x)) < 1e-15, x);
assert(Math.abs(cosf(third) - 1.894463) < 1e-5, `changed: cosf(3.3e8) is ${cosf(third)}`);
assert(Math.abs(cosf(far) - 141.26538) < 1e-3, `changed: cosf(4e8) is ${cosf(far)}`);
assert(sinf(far) > 100, `changed: sinf(4e8) is ${sinf(far)}`);
assert(tanf(third) < -9e6 && Math.tan(third) > 5, `changed: tanf(3.3e8) is ${tanf(third)}`);
JS
node ask.js
