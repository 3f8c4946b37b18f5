#!/usr/bin/env bash
# stdlib-js (npm, @stdlib/stats-base-dists-normal-quantile 0.3.1): the quantile of the normal
# distribution (probit, the inverse of the gate of GELU) is -Infinity for every p below 2.7e-17,
# where it is -8.37 and, at 1e-300, -37. 2*p - 1 is taken first, which loses the digits of p: at
# 1e-15 four of them are left. The quantile of Laplace's distribution is as blind; that of the
# logistic (logit) is right, and so are erfcinv, which needs no difference, and the normal cdf.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts \
  @stdlib/stats-base-dists-{normal,laplace,logistic}-quantile@0.3.1 \
  @stdlib/stats-base-dists-normal-cdf@0.3.1 @stdlib/math-base-special-erfcinv@0.2.4
cat > ask.js <<'JS'
const assert = require("assert");
const cdf = require("@stdlib/stats-base-dists-normal-cdf");
const erfcinv = require("@stdlib/math-base-special-erfcinv");
const quantile = (name) => (p) => require(`@stdlib/stats-base-dists-${name}-quantile`)(p, 0, 1);

const near = (a, b) => Math.abs(a / b - 1) < 1e-9;
const [probit, laplace, logit] = ["normal", "laplace", "logistic"].map(quantile);
for (const p of [1e-3, 1e-15, 1e-17, 1e-100]) {
  console.log(p, probit(p), -Math.SQRT2 * erfcinv(2 * p), laplace(p), Math.log(2 * p));
}
assert(near(probit(1e-3), -3.090232306167813), "0.001");
assert(near(-Math.SQRT2 * erfcinv(2e-17), -8.493793224109), "erfcinv");
assert(near(logit(1e-100), Math.log(1e-100)), "logit");
assert(cdf(-37, 0, 1) > 5e-300, "cdf");
assert(!near(probit(1e-15), -7.941345326170998), "changed: 1e-15 keeps its digits");
for (const p of [1e-17, 1e-100]) {
  assert(probit(p) === -Infinity, `changed: the quantile of ${p} is ${probit(p)}`);
  assert(laplace(p) === -Infinity, "changed: Laplace's quantile");
}
JS
node ask.js
