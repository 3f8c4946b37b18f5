#!/usr/bin/env bash
# mathjs 15.2.0 (npm): the symbolic derivative of acoth has the wrong sign. acoth falls, with slope
# 1/(1 - x**2), -1/3 at 2; math.derivative writes -(1/(1 - x**2)). That of cbrt, x**(-2/3)/3, is a
# complex number for negative x, where cbrt itself is real: 0.53 is meant at -0.5. Those of atanh
# and asinh are right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts mathjs@15.2.0
cat > ask.js <<'JS'
const assert = require("assert");
const math = require("mathjs");

const said = (name, x) => math.derivative(`${name}(x)`, "x").evaluate({ x });
const measured = (name, x) => (math[name](x + 1e-6) - math[name](x - 1e-6)) / 2e-6;
console.log(math.derivative("acoth(x)", "x").toString(), said("acoth", 2), measured("acoth", 2));
console.log(String(said("cbrt", -0.5)), measured("cbrt", -0.5));
for (const name of ["atanh", "asinh", "tanh"]) {
  assert(Math.abs(said(name, 0.5) - measured(name, 0.5)) < 1e-6, name);
}
assert(Math.abs(measured("acoth", 2) + 1 / 3) < 1e-6);
assert(Math.abs(said("acoth", 2) - 1 / 3) < 1e-9, `changed: it is ${said("acoth", 2)}`);
assert(Math.abs(said("cbrt", 0.5) - measured("cbrt", 0.5)) < 1e-6);
assert(math.typeOf(said("cbrt", -0.5)) === "Complex", `changed: it is ${said("cbrt", -0.5)}`);
JS
node ask.js
