#!/usr/bin/env bash
# simple-statistics 7.12.1 (npm): cumulativeStdNormalProbability looks its answer up in a printed table
# of four digits and stays at the table's last entry beyond it: 0.999 at 4 and at 100, where the
# truth is 1 to all digits, and 0.001 at -4 and at -100. So a GELU, x*Phi(x), written with it does
# not go to 0 on the left but falls for ever: -0.1 at -100; and on the right it lies below the line
# x by 0.1%. Phi is a staircase with steps of 0.01, its slope 0 nearly everywhere. Its
# errorFunction(1e-9) is -2.9e-8, of the wrong sign.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts simple-statistics@7.12.1
cat > ask.mjs <<'JS'
import assert from "node:assert";
import { cumulativeStdNormalProbability as phi, errorFunction as erf } from "simple-statistics";

const gelu = (x) => x * phi(x);
console.log([-100, -4, -1, 1, 4, 100].map(gelu), phi(0.496), phi(0.504), erf(1e-9));
assert(Math.abs(gelu(1) - 0.8413447460685429) < 1e-4);
assert(Math.abs(erf(0.5) - 0.5204998778130465) < 1e-6);
for (const x of [4, 10, 100]) {
  assert(phi(x) === 0.999 && Math.abs(phi(-x) - 0.001) < 1e-15, "changed: Phi far out");
}
assert(Math.abs(gelu(-100) + 0.1) < 1e-12, "changed: gelu(-100)");
assert(phi(0.496) === phi(0.504), "changed: Phi is no staircase");
assert(erf(1e-9) < -1e-8, "changed: erf(1e-9)");
JS
node ask.mjs
