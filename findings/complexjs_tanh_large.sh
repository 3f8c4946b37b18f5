#!/usr/bin/env bash
# complex.js 2.4.3 (npm), the complex numbers of mathjs: tanh is NaN from a real part of 356 on, where
# it is 1, and so are coth and, from 711 on, sech and expm1. It is a quotient with sinh(2*x) and
# cosh(2*x), which are both infinite. mathjs 15.2.0 answers NaN for tanh of complex(400, 1), and
# tanh(400) = 1 for the real number. Its sigmoid, 1/(1 + exp(-z)), is right there.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts complex.js@2.4.3 mathjs@15.2.0
cat > ask.js <<'JS'
const assert = require("assert");
const Complex = require("complex.js");
const math = require("mathjs");

const NAN = (z) => Number.isNaN(z.re) || Number.isNaN(z.im);
for (const x of [1, 355, 356, 400, -400]) console.log(x, Complex(x, 1).tanh(), Complex(x).coth());
assert(Math.abs(Complex(1).tanh().re - Math.tanh(1)) < 1e-15);
assert(Complex(355, 1).tanh().re === 1 && Complex(-355, 1).tanh().re === -1);
assert(Complex(1).div(Complex(1).add(Complex(-400, 1).exp())).re === 1);
assert(math.tanh(400) === 1);
for (const x of [356, 400, -400, 1e9]) {
  assert(NAN(Complex(x, 1).tanh()), `changed: tanh(${x} + i) is ${Complex(x, 1).tanh()}`);
  assert(NAN(Complex(x).coth()), `changed: coth(${x}) is ${Complex(x).coth()}`);
}
assert(NAN(Complex(711).sech()) && NAN(Complex(711, 0).expm1()), "changed: sech or expm1");
assert(NAN(math.tanh(math.complex(400, 1))), "changed: mathjs");
JS
node ask.js
