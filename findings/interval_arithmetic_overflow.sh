#!/usr/bin/env bash
# interval-arithmetic 1.1.3 (npm), whose intervals are meant to hold the true value: where a number
# overflows they do not. exp(800) is the interval from infinity to infinity, so that softplus,
# log(1 + exp(x)), is proved to be infinite at 800, where it is 800, and 1e200 times 1e200 too. The
# largest number would be its lower bound. Where 800 is one end, [0, 800], the bounds are right, and
# so is tanh: what is wrong of a network at one point is right of the box around it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts interval-arithmetic@1.1.3
cat > ask.js <<'JS'
const assert = require("assert");
const Interval = require("interval-arithmetic").default;

const softplus = (x) => Interval.log(Interval.add(Interval(1), Interval.exp(x)));
const show = (name, { lo, hi }) => console.log(name, lo, hi);
const [near, far, box] = [Interval(3), Interval(800), Interval(0, 800)].map(softplus);
show("softplus(3)", near);
show("softplus(800)", far);
show("softplus([0, 800])", box);
const meant = Math.log1p(Math.exp(3));
assert(near.lo < meant && meant < near.hi && near.hi - near.lo < 1e-13);
assert(box.lo < Math.LN2 && box.lo > 0.69 && box.hi === Infinity);
const flat = Interval.tanh(Interval(800));
assert(flat.lo <= 1 && flat.lo > 0.999 && flat.hi >= 1);
assert(far.lo === Infinity, `changed: softplus(800) begins at ${far.lo}`);
const square = Interval.mul(Interval(1e200), Interval(1e200));
assert(square.lo === Infinity, `changed: 1e200 times itself begins at ${square.lo}`);
JS
node ask.js
