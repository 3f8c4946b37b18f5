#!/usr/bin/env bash
# master-neat 1.0.11 (npm): two slopes that its training uses are those of no activation. MISH's is
# 3.75 at 0, where it is 0.6, and grows like exp(2*x): 5e8 at 10, where it is 1. A denominator is
# not squared, and it is not the right one. SOFT_CLIPPING's, of 2*tanh(x/2), is negative from 1.1
# on and goes to -3, where it is above 0: a unit is pushed the wrong way. The two functions are
# right, and so are the slopes of SWISH and ELISH.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts master-neat@1.0.11
cat > ask.js <<'JS'
const assert = require("assert");
const { activation } = require("master-neat").methods;

const x = [0, 2, 10];
const answers = (name) => [false, true].map((slope) => x.map((t) => activation[name](t, slope)));
const same = (found, meant) =>
  found.every((y, i) => Math.abs(y - meant[i]) < 1e-6 * (1 + Math.abs(meant[i])));
const step = 1e-5;
const slope = (f) => x.map((t) => (f(t + step) - f(t - step)) / (2 * step));
const mish = (t) => t * Math.tanh(Math.log1p(Math.exp(t)));
const soft = (t) => 2 * Math.tanh(t / 2);
for (const name of ["SWISH", "ELISH"]) {
  assert(same(answers(name)[1], slope(activation[name])), name);
}
const [values, slopes] = answers("MISH");
const [softValues, softSlopes] = answers("SOFT_CLIPPING");
console.log(slopes, slope(mish), softSlopes, slope(soft));
assert(same(values, x.map(mish)) && same(softValues, x.map(soft)));
assert(slope(mish).every((y, i) => Math.abs(y - [0.6, 1.069318, 1][i]) < 1e-5));
assert(slopes[0] === 3.75 && slopes[2] > 4e8, `changed: the slopes of MISH are ${slopes}`);
assert(same(softSlopes, x.map((t) => 1 - soft(t) ** 2)) && softSlopes[2] < -2.99,
  `changed: the slopes of SOFT_CLIPPING are ${softSlopes}`);
JS
node ask.js
