#!/usr/bin/env bash
# ml-fnn 5.0.0 (npm): the option activation is ignored. Whichever of the fourteen documented names is
# given (relu, softplus, identity and so on), the network has tanh, and so it says when it is saved.
# The name is looked for among the positions of a list, not among its entries.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts ml-fnn@5.0.0
cat > ask.js <<'JS'
const assert = require("assert");
const Network = require("ml-fnn");

const numbers = [[1, 0], [0, 1], [-1, 2], [2, -1]];
for (const activation of ["identity", "logistic", "relu", "softplus", "bent", "sinusoid"]) {
  const network = new Network({ activation, hiddenLayers: [3], iterations: 20 });
  network.train(numbers, ["a", "b", "b", "a"]);
  const { W, b } = network.model[0];
  const sum = numbers[3][0] * W.get(0, 0) + numbers[3][1] * W.get(1, 0) + b.get(0, 0);
  network.predict([numbers[3]]);
  const answer = network.model[0].a.get(0, 0);
  const saved = network.toJSON().layers.map((layer) => layer.activation);
  console.log(activation, sum, answer, Math.tanh(sum), saved);
  assert(Math.abs(answer - Math.tanh(sum)) < 1e-12, `changed: ${activation} answers ${answer}`);
  assert(saved.every((name) => name === "tanh"), `changed: it is saved as ${saved}`);
}
JS
node ask.js
