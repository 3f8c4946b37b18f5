#!/usr/bin/env bash
# nerdamer 1.1.13 (npm): after one evaluation that ends in an error, here the base-ten logarithm of
# a negative number, every later answer with e in it is worse: exp(2) is 7.3798 and not 7.3891,
# sigmoid(2) 0.88075 and not 0.88080. exp(x) is then written as a power of a fraction near e, and
# numbers of few digits are used for it; the switch that the evaluation set is never set back.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts nerdamer@1.1.13
cat > ask.js <<'JS'
const assert = require("assert");
const nerdamer = require("nerdamer/all.min");

const at = (formula, x) => Number(nerdamer(formula).evaluate({ x }).text("decimals"));
const answers = () => [at("exp(x)", "2"), at("1/(1 + exp(-x))", "2")];
const meant = [Math.exp(2), 1 / (1 + Math.exp(-2))];
const before = answers();
assert.throws(() => at("log10(x)", "-2"));
const after = answers();
console.log(before, after, nerdamer("exp(x)").text());
meant.forEach((y, i) => assert(Math.abs(before[i] - y) < 1e-12, `before: ${before}`));
assert(Math.abs(after[0] - 7.379808492758949) < 1e-9, `changed: exp(2) is ${after[0]}`);
assert(Math.abs(after[1] - meant[1]) > 4e-5, `changed: sigmoid(2) is ${after[1]}`);
JS
node ask.js
