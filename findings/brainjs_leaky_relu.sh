#!/usr/bin/env bash
# brain.js 1.6.1 (npm): its leaky-relu is 0 on the left and 0.01*x on the right. Leaky ReLU, to
# whose definition its README points, is 0.01*x on the left and x on the right. The function that
# toFunction writes does the same; relu, tanh and sigmoid are right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts brain.js@1.6.1
cat > ask.js <<'JS'
const assert = require("assert");
const { NeuralNetwork } = require("brain.js");

// A network of one unit with weight 1 and no bias: what it answers is its activation function.
const layers = [{ 0: {} }, { 0: { bias: 0, weights: { 0: 1 } } }];
const x = [-2, -0.5, 0.5, 3];
function answers(activation) {
  const network = new NeuralNetwork({ activation });
  network.fromJSON({ activation, sizes: [1, 1], layers, inputLookup: false, outputLookup: false });
  return [(t) => network.run([t])[0], (t) => network.toFunction()([t])[0]].map((f) => x.map(f));
}
const same = (found, meant) => found.every((y, i) => Math.abs(y - meant[i]) < 1e-6);
for (const [run, written] of [answers("relu"), answers("tanh")]) console.log(run, written);
assert(answers("relu").every((found) => same(found, [0, 0, 0.5, 3])));
assert(answers("tanh").every((found) => same(found, x.map(Math.tanh))));
for (const found of answers("leaky-relu")) {
  console.log(found, "for", [-0.02, -0.005, 0.5, 3]);
  assert(same(found, [0, 0, 0.005, 0.03]), `changed: leaky-relu is ${found}`);
}
JS
node ask.js
