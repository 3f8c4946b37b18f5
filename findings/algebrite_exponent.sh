#!/usr/bin/env bash
# Algebrite 1.4.0 (npm), computer algebra in JavaScript, does not know numbers with an exponent: 1e-9
# is read as 1*e - 9 with Euler's e, without a word. JavaScript itself writes every number below
# 1e-6, and those from 1e21 on, in that way, so a small number put into an expression turns into
# another: tanh(1e-9) becomes tanh(-6.28) = -0.999993, and the left side of
# a leaky ReLU, 1e-7*x, becomes e - 7*x, 9.7 at -1. Written as 10^(-9) the number is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts algebrite@1.4.0
cat > ask.cjs <<'JS'
const assert = require("node:assert");
const { run } = require("algebrite");

const number = (text) => Number(run(`float(${text})`).replace("...", ""));
const near = (a, b) => assert(Math.abs(a - b) < 2e-6, `changed: ${a}, not ${b}`);
console.log(run("1e-9"), number(`tanh(${1e-9})`), number(`${1e-7}*(-1)`));
near(number("tanh(0.5)"), Math.tanh(0.5));
near(number("tanh(10^(-9))"), 0);
near(number(`tanh(${1e-6})`), 1e-6);
near(number(`tanh(${1e-9})`), Math.tanh(Math.E - 9));
near(number(`${1e-7}*(-1)`), Math.E + 7);
near(number(`${1e21}`), Math.E + 21);
JS
node ask.cjs
