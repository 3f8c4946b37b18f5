#!/usr/bin/env bash
# skulpt 1.2.0 (npm), Python that runs in a browser: math.tanh is NaN from 711 on and left of -711,
# where it is 1 and -1, and tanh(1e-20) is 0, tanh(1e-9) 8e-8 off: a quotient of exponentials. asinh
# is not odd: asinh(-1e9) is -inf, asinh(1e9) right. expm1 and log1p keep their digits, and
# math.exp(711) raises OverflowError, as Python does.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts skulpt@1.2.0
cat > ask.js <<'JS'
const assert = require("assert");
const Sk = require("skulpt");

function answer(expression) {
  let written = "";
  Sk.configure({
    output: (text) => (written += text),
    read: (file) => Sk.builtinFiles.files[file],
    __future__: Sk.python3,
  });
  Sk.importMainWithBody("<stdin>", false, `import math\nprint(repr(math.${expression}))`, false);
  return written.trim() === "-inf" ? -Infinity : Number(written);
}

const near = (a, b) => Math.abs(a / b - 1) < 1e-12;
for (const x of ["0.5", "1e-9", "1e-20", "711.0", "-1e9"]) console.log(x, answer(`tanh(${x})`));
assert(near(answer("tanh(0.5)"), Math.tanh(0.5)));
assert(near(answer("expm1(1e-20)"), 1e-20) && near(answer("log1p(1e-20)"), 1e-20));
assert(near(answer("asinh(1e9)"), Math.asinh(1e9)));
for (const x of ["711.0", "-711.0", "1e9"]) {
  assert(Number.isNaN(answer(`tanh(${x})`)), `changed: tanh(${x})`);
}
assert(answer("tanh(1e-20)") === 0, "changed: tanh(1e-20)");
assert(Math.abs(answer("tanh(1e-9)") / 1e-9 - 1) > 1e-8, "changed: tanh(1e-9)");
assert(answer("asinh(-1e9)") === -Infinity, "changed: asinh(-1e9)");
JS
node ask.js
