#!/usr/bin/env bash
# TensorFlow.js 4.22.0 (npm): the slope of abs at 0 is -1, that from the left, where TensorFlow has 0,
# and maximum(x, 0) has slope 1 there, where its own relu has 0. So a penalty on sizes, sum(abs(w)),
# moves weights that are exactly 0, which such a penalty is there to bring about.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts @tensorflow/tfjs@4.22.0
cat > ask.js <<'JS'
const assert = require("assert");
const tf = require("@tensorflow/tfjs");

const x = [-2, 0, 2];
const slopes = (f) => Array.from(tf.grad((t) => f(t).sum())(tf.tensor1d(x)).dataSync());
tf.setBackend("cpu");
const [abs, relu, most] = [tf.abs, tf.relu, (t) => tf.maximum(t, 0)].map(slopes);
console.log(abs, relu, most);
assert.deepStrictEqual([abs[0], abs[2]], [-1, 1]);
assert.deepStrictEqual(relu.map((s) => s + 0), [0, 0, 1]);
assert(abs[1] === -1, `changed: the slope of abs at 0 is ${abs[1]}`);
assert(most[1] === 1, `changed: the slope of maximum(x, 0) at 0 is ${most[1]}`);
JS
node ask.js
