#!/usr/bin/env bash
# TensorFlow.js 4.22.0 (npm), its WebAssembly backend: sign(1e-8) is 0, as is that of every number
# up to 1.1e-7; log1p(1e-8) is 0, and sin(-1e-9) is +1.7e-7, of the other sign. selu(-1e-9) is 0.
# The CPU backend of the same version is right in all of them, and elu, expm1 and tanh are right in
# both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts @tensorflow/tfjs-core@4.22.0 \
  @tensorflow/tfjs-backend-cpu@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
cat > ask.js <<'JS'
const assert = require("assert");
const path = require("path");
const tf = require("@tensorflow/tfjs-core");
require("@tensorflow/tfjs-backend-cpu");
const wasm = require("@tensorflow/tfjs-backend-wasm");
wasm.setWasmPaths(path.dirname(require.resolve("@tensorflow/tfjs-backend-wasm")) + path.sep);

const names = ["sign", "log1p", "sin", "selu", "elu", "expm1", "tanh"];
async function answers(backend) {
  await tf.setBackend(backend);
  const found = {};
  for (const name of names) found[name] = await tf[name](tf.tensor1d([1e-8, -1e-9, 0.5])).data();
  return found;
}
(async () => {
  const cpu = await answers("cpu");
  const found = await answers("wasm");
  console.log(found);
  const close = (a, b) => Math.abs(a / b - 1) < 1e-4;
  for (const name of names) assert(close(found[name][2], cpu[name][2]), name);
  for (const name of ["elu", "expm1", "tanh"]) assert(close(found[name][0], 1e-8), name);
  assert(cpu.sign[0] === 1 && close(cpu.log1p[0], 1e-8) && close(cpu.sin[1], -1e-9));
  assert(found.sign[0] === 0, `changed: sign(1e-8) is ${found.sign[0]}`);
  assert(found.log1p[0] === 0, `changed: log1p(1e-8) is ${found.log1p[0]}`);
  assert(found.sin[1] > 1e-7, `changed: sin(-1e-9) is ${found.sin[1]}`);
  assert(found.selu[1] === 0, `changed: selu(-1e-9) is ${found.selu[1]}`);
})();
JS
node ask.js
