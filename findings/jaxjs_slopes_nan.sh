#!/usr/bin/env bash
# @jax-js/jax 0.1.25 (npm), JAX for JavaScript, on its backends cpu and wasm: in arrays of two numbers
# or more grad of elu, celu, selu and mish is NaN from x = 89 on, where it is 1 (selu: 1.05), and that
# of sigmoid and silu from -89 to the left, where it is 0. The values are right, and so are the slopes
# of elu and sigmoid where the array holds one number. JAX itself, whose functions these are, is right
# in all of them, as are gelu, relu and leakyRelu here. One large input makes a whole gradient NaN.
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
const { grad, nn, numpy: np } = jax;

async function answer(name, ...numbers) {
  const f = nn[name];
  const [value] = await f(np.array(numbers)).jsAsync();
  const [slope] = await grad((t) => np.sum(f(t)))(np.array(numbers)).jsAsync();
  return [value, slope];
}

const near = (a, b) => Math.abs(a - b) < 1e-4 * Math.max(1, Math.abs(b));
for (const backend of ["cpu", "wasm"]) {
  jax.defaultDevice(backend);
  for (const name of ["elu", "celu", "selu", "mish"]) {
    const scale = name === "selu" ? 1.0507009873554805 : 1;
    const [inside, [value, slope]] = [await answer(name, 20, 1), await answer(name, 100, 1)];
    console.log(backend, name, inside, value, slope);
    assert(near(inside[1], scale) && near(value, 100 * scale), name);
    assert(Number.isNaN(slope), `changed: the slope of ${name} at 100 is ${slope}`);
  }
  for (const name of ["sigmoid", "silu"]) {
    const [inside, [value, slope]] = [await answer(name, -20, 1), await answer(name, -100, 1)];
    console.log(backend, name, inside, value, slope);
    assert(near(inside[1], 0) && near(value, 0), name);
    assert(Number.isNaN(slope), `changed: the slope of ${name} at -100 is ${slope}`);
  }
  for (const name of ["gelu", "relu", "leakyRelu"]) {
    assert(near((await answer(name, 100, 1))[1], 1), name);
  }
  assert(near((await answer("elu", 100))[1], 1), "changed: one number");
  assert(near((await answer("sigmoid", -100))[1], 0), "changed: one number");
}
process.exit();
JS
node ask.mjs
