#!/usr/bin/env bash
# synaptic 1.1.4 (npm): a network with TANH is NaN for sums above 710 or below -710, where its
# neuron alone is 1 or -1. activate of a network runs code that is written for it, in which tanh is
# a quotient of exponentials; a neuron, and a network with setOptimize(false), take Math.tanh. Near 0
# the quotient loses digits too: tanh(1e-17) is 0. convnetjs 0.3.0 has the same NaN, from 355 on.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts synaptic@1.1.4 convnetjs@0.3.0
cat > ask.js <<'JS'
const assert = require("assert");
const { Layer, Network, Neuron } = require("synaptic");
const convnet = require("convnetjs");

function answers(optimized, x) {
  const input = new Layer(1);
  const output = new Layer(1);
  input.project(output);
  const [unit] = output.list;
  unit.squash = Neuron.squash.TANH;
  unit.bias = 0;
  for (const id in unit.connections.inputs) unit.connections.inputs[id].weight = 1;
  const network = new Network({ input, hidden: [], output });
  network.setOptimize(optimized);
  return network.activate([x])[0];
}
function convolved(x) {
  const layer = new convnet.TanhLayer({ in_sx: 1, in_sy: 1, in_depth: 1 });
  return layer.forward(new convnet.Vol([x]), false).w[0];
}
const x = [-800, -2, 1e-17, 0.5, 700, 800];
const [plain, compiled] = [false, true].map((optimized) => x.map((t) => answers(optimized, t)));
console.log(plain, compiled, [354, 355].map(convolved));
x.forEach((t, i) => assert(Math.abs(plain[i] - Math.tanh(t)) < 1e-15, plain));
for (const i of [1, 3, 4]) assert(Math.abs(compiled[i] - plain[i]) < 1e-15, compiled);
for (const i of [0, 5]) assert(Number.isNaN(compiled[i]), `changed: it is ${compiled[i]}`);
assert(plain[2] === 1e-17 && compiled[2] === 0, `changed: tanh(1e-17) is ${compiled[2]}`);
assert(convolved(354) === 1 && Number.isNaN(convolved(355)), "changed: convnetjs");
JS
node ask.js
