#!/usr/bin/env bash
# @jax-js/jax 0.1.25 (npm), JAX for JavaScript, on its backends cpu and wasm: softplus of [89, 1] begins
# with infinity, where it is 89, and logSigmoid of [-100, 1] with -infinity, where it is -100, with
# slope NaN: log(1 + exp(x)) is taken as it stands. softplus(-20) is 0 there. Where the array holds
# one number, the answer is right: 89, 2.1e-9 and -100. On wasm tanh of [1e-8, 0.5] begins with 0,
# and sinh, arcsinh, arctanh and erf as well. JAX itself is right in all of them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts @jax-js/jax@0.1.25
cat > ask.mjs <<'JS'
import assert from "node:assert";
globalThis.navigator ??= {}; // older Node has none; the library looks for WebGPU in it
const jax = await import("@jax-js/jax");
await jax.init();
const { grad, nn, numpy: np, scipySpecial } = jax;

const first = async (f, ...numbers) => (await f(np.array(numbers)).jsAsync())[0];
const slope = (f) => grad((t) => np.sum(f(t)));
const near = (a, b, off) => assert(Math.abs(a / b - 1) < off, `${a}, not ${b}`);
for (const backend of ["cpu", "wasm"]) {
  jax.defaultDevice(backend);
  console.log(backend, await first(nn.softplus, 89, 1), await first(nn.softplus, 89));
  near(await first(nn.softplus, 20, 1), 20, 1e-5);
  near(await first(nn.logSigmoid, -20, 1), -20, 1e-5);
  near(await first(np.tanh, 0.5, 1), Math.tanh(0.5), 1e-5);
  near(await first(nn.softplus, 89), 89, 1e-5);
  near(await first(nn.softplus, -20), 2.0611536e-9, 1e-5);
  near(await first(nn.logSigmoid, -100), -100, 1e-5);
  assert((await first(nn.softplus, 89, 1)) === Infinity, "changed: softplus(89)");
  assert((await first(nn.softplus, -20, 1)) === 0, "changed: softplus(-20)");
  assert((await first(nn.logSigmoid, -100, 1)) === -Infinity, "changed: logSigmoid(-100)");
  assert(Number.isNaN(await first(slope(nn.logSigmoid), -100, 1)), "changed: its slope");
}
for (const f of [np.tanh, np.sinh, np.arcsinh, np.arctanh, scipySpecial.erf]) {
  assert((await first(f, 1e-8, 0.5)) == 0, "changed: a function of 1e-8 on wasm");
}
process.exit();
JS
node ask.mjs
