#!/usr/bin/env bash
# dannjs 2.3.13 (npm): the slope of leakySigmoid, which its training uses, is wrong and grows without
# end. The function is sigmoid(x) + x/100, whose slope is at least 0.01. What is taken is y*(1 - y) of
# the answer y, right for a sigmoid, which stays between 0 and 1: at 3 the slope is 0.017, not 0.055,
# at 20 it is -0.24 and at 800 -72. tanH of 800 is NaN, as is its slope, and softplus(800) infinite;
# silu(-800) is 0 with slope NaN.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts dannjs@2.3.13
cat > ask.js <<'JS'
const assert = require("assert");
const { activations } = require("dannjs");

const step = 1e-5;
const measured = (f, x) => (f(x + step) - f(x - step)) / (2 * step);
const { leakySigmoid, leakySigmoid_d } = activations;
for (const x of [0, 3, 20, 800]) {
  console.log(x, leakySigmoid(x), leakySigmoid_d(x), measured(leakySigmoid, x));
  assert(Math.abs(leakySigmoid(x) - (1 / (1 + Math.exp(-x)) + x / 100)) < 1e-12);
}
for (const name of ["sigmoid", "tanH", "siLU", "softsign", "softplus"]) {
  const [f, slope] = [activations[name], activations[name + "_d"]];
  for (const x of [-3, 0.5, 3]) assert(Math.abs(slope(x) - measured(f, x)) < 1e-6, name);
}
for (const x of [3, 20, -20, 800]) {
  const y = leakySigmoid(x);
  const said = leakySigmoid_d(x);
  assert(Math.abs(said - y * (1 - y)) < 1e-9, `changed: the slope at ${x} is ${said}`);
}
assert(Number.isNaN(activations.tanH(800)), "changed: tanH(800)");
assert(activations.softplus(800) === Infinity, "changed: softplus(800)");
assert(activations.siLU(-800) == 0 && Number.isNaN(activations.siLU_d(-800)), "changed: siLU");
JS
node ask.js
