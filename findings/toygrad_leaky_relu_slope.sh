#!/usr/bin/env bash
# toygrad 2.6.0 (npm): the layer LeakyRelu answers 0.01*x on the left, but the slope that its
# training uses there is 0, ReLU's. A unit that is below 0 for every sample learns nothing any
# more, which a leaky ReLU is there to prevent. The slopes of Tanh are right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true, "type": "module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts toygrad@2.6.0
cat > ask.js <<'JS'
import assert from "node:assert";
import { Layers, Tensor } from "toygrad";

const x = [-3, -0.5, 0.5, 3];
// What a layer answers, and what comes back through it when 1 comes in from behind.
function answers(type) {
  const input = new Tensor(1, 1, x.length, x);
  const layer = new Layers[type]({}, { osx: 1, osy: 1, osz: x.length });
  const output = layer.forward(input, true);
  output.dw.fill(1);
  layer.backward();
  return [Array.from(output.w), Array.from(input.dw)];
}
const same = (found, meant) => found.every((y, i) => Math.abs(y - meant[i]) < 1e-6);
const [tanh, tanhSlopes] = answers("Tanh");
const [leaky, slopes] = answers("LeakyRelu");
console.log(leaky, slopes);
assert(same(tanh, x.map(Math.tanh)) && same(tanhSlopes, x.map((t) => 1 - Math.tanh(t) ** 2)));
assert(same(leaky, [-0.03, -0.005, 0.5, 3]), `${leaky}`);
assert(same(slopes, [0, 0, 1, 1]), `changed: the slopes of LeakyRelu are ${slopes}`);
JS
node ask.js
