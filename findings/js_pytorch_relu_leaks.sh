#!/usr/bin/env bash
# js-pytorch 0.7.2 (npm): its layer ReLU is a leaky ReLU. ReLU(-1) is -0.001, where it is 0, and
# ReLU(-1e6) -1000; the slope on the left is 0.001, and at 0 too. Weights that come from PyTorch, or
# go to it, answer otherwise there. Its Softmax of [1000, 0] begins with NaN, where it is 1, for
# the largest is not taken off first; of [3, 2, 1] it is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts js-pytorch@0.7.2
cat > ask.js <<'JS'
const assert = require("assert");
const { torch } = require("js-pytorch");

const x = torch.tensor([[-1e6, -1, 0, 2]], true);
const answer = new torch.nn.ReLU().forward(x);
answer.backward();
const [values, slopes] = [answer.data[0], x.grad[0]];
console.log(values, slopes);
assert(values[3] === 2 && values[2] === 0 && slopes[3] === 1);
assert(values[1] === -0.001 && values[0] === -1000, `changed: on the left ${values}`);
assert(slopes[0] === 0.001 && slopes[1] === 0.001, `changed: the slopes are ${slopes}`);

const softmax = (scores) => new torch.nn.Softmax().forward(torch.tensor([scores]), -1).data[0];
const [near, far] = [softmax([3, 2, 1]), softmax([1000, 0])];
console.log(near, far);
assert(Math.abs(near[0] - 0.66524096) < 1e-6, near);
assert(Number.isNaN(far[0]), `changed: softmax([1000, 0]) is ${far}`);
JS
node ask.js
