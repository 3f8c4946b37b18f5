#!/usr/bin/env bash
# neataptic 1.4.7 (npm): the slope of SOFTSIGN, which its training uses, is that of another function.
# Softsign is x/(1 + |x|) with slope 1/(1 + |x|)**2, 1 at 0; neataptic returns x/(1 + |x|)**2: 0 at
# 0, negative on the left, and twice as much as it should be at 2.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts neataptic@1.4.7
cat > ask.js <<'JS'
const assert = require("assert");
const { SOFTSIGN, TANH } = require("neataptic").methods.activation;

const x = [-0.5, 0, 2];
const step = 1e-6;
const measured = (f) => x.map((t) => (f(t + step) - f(t - step)) / (2 * step));
const said = x.map((t) => SOFTSIGN(t, true));
console.log(said, measured(SOFTSIGN));
x.forEach((t, i) => assert(Math.abs(TANH(t, true) - measured(TANH)[i]) < 1e-6));
x.forEach((t) => assert(Math.abs(SOFTSIGN(t) - t / (1 + Math.abs(t))) < 1e-12));
x.forEach((t, i) => {
  const other = t / (1 + Math.abs(t)) ** 2;
  assert(Math.abs(said[i] - other) < 1e-12, `changed: the slope at ${t} is ${said[i]}`);
});
JS
node ask.js
