#!/usr/bin/env bash
# jstat 1.9.6 (npm), statistics in JavaScript: the inverse of the normal distribution (probit)
# answers -141.4 for 0 and 141.4 for 1, which are -infinity and infinity, so that a saturated gate
# comes back as a number like others. From 1e-16 on to the left it is wrong in the third digit:
# -9.147 for 1e-20, where it is -9.262. Forwards the left tail ends: normal.cdf(-9) and erfc(6),
# 1.1e-19 and 2.2e-17, are 0, and erf is not odd: erf(0) is 1.1e-16. @formulajs/formulajs 4.6.1,
# spreadsheet functions, has its NORM.S.INV from it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts jstat@1.9.6 @formulajs/formulajs@4.6.1
cat > ask.js <<'JS'
const assert = require("assert");
const { jStat } = require("jstat");
const { NORM } = require("@formulajs/formulajs");

const near = (x, meant, part) => Math.abs(x / meant - 1) < part;
const probit = (p) => jStat.normal.inv(p, 0, 1);
const phi = (x) => jStat.normal.cdf(x, 0, 1);
console.log([0, 1, 1e-20, 0.3].map(probit), [-9, -5, 1].map(phi), jStat.erfc(6), jStat.erf(0));
assert(near(probit(0.3), -0.5244005127080407, 1e-9) && near(probit(1e-10), -6.361340902404, 1e-8));
assert(near(phi(1), 0.8413447460685429, 1e-12) && near(phi(-5), 2.866515718791939e-7, 1e-7));
assert(near(-probit(0), 141.4213562, 1e-8) && near(probit(1), 141.4213562, 1e-8),
  `changed: the ends are ${probit(0)} and ${probit(1)}`);
assert(NORM.S.INV(0) === probit(0), `changed: NORM.S.INV(0) is ${NORM.S.INV(0)}`);
assert(near(probit(1e-20), -9.147, 1e-3), `changed: ${probit(1e-20)} for 1e-20`);
assert(phi(-9) === 0 && jStat.erfc(6) === 0, `changed: the tails are ${phi(-9)}, ${jStat.erfc(6)}`);
assert(jStat.erf(0) > 0, `changed: erf(0) is ${jStat.erf(0)}`);
JS
node ask.js
