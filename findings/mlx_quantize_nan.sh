#!/usr/bin/env bash
# MLX 0.32.4 on an x86-64 processor: what one NaN or infinity among numbers that are quantised turns
# into hangs on the mode. In mxfp8 all 32 numbers of its block, 0.5 and 0 too, come back as 896 or -896,
# twice the largest that E4M3 holds; in mxfp4 and nvfp4 all are 0; in affine, the default, NaN becomes
# the largest of the others and infinity makes its block NaN. Nothing is raised. to_fp8, of whose 256
# numbers two are NaN, makes NaN 448. Finite numbers do not all survive either: 3e38 is infinite in
# mxfp4 and 0 in nvfp4, where ones come back as 1.03125.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet 'mlx[cpu]==0.32.4'
cat > ask.py <<'PYTHON'
import math

import mlx.core as mx

mx.set_default_device(mx.cpu)


def back(mode, *first):
    """Numbers, with 0 and 0.5 behind them, as they come back from one block of the mode."""
    size, bits = {"affine": (32, 4), "mxfp8": (32, 8), "mxfp4": (32, 4), "nvfp4": (16, 4)}[mode]
    row = [*first, 0.0, *[0.5] * 32][:32]
    options = {"group_size": size, "bits": bits, "mode": mode}
    stored = mx.quantize(mx.array([row]), **options)
    numbers = mx.dequantize(*stored, **options).astype(mx.float32).tolist()[0][:size]
    print(mode, first, numbers[:4])
    return numbers


inf, nan = math.inf, math.nan
for mode in ("affine", "mxfp8", "mxfp4"):
    assert math.isclose(back(mode, 1.0)[0], 1, rel_tol=1e-5), mode
for number in (nan, inf):
    assert set(map(abs, back("mxfp8", 1.0, number))) == {896}, "changed: mxfp8"
    for mode in ("mxfp4", "nvfp4"):
        assert set(back(mode, 1.0, number)) == {0}, f"changed: {mode}"
assert math.isclose(back("affine", 1.0, nan)[1], 1, rel_tol=1e-5), "changed: NaN in affine"
assert all(map(math.isnan, back("affine", 1.0, inf))), "changed: infinity in affine"
assert back("mxfp4", 3e38)[0] == inf and back("nvfp4", 3e38)[0] == 0, "changed: 3e38"
assert back("nvfp4", *[1.0] * 16) == [1.03125] * 16, "changed: ones in nvfp4"
small = mx.from_fp8(mx.to_fp8(mx.array([nan, 1.0, 448.0])), dtype=mx.float32).tolist()
every = mx.from_fp8(mx.arange(256).astype(mx.uint8), dtype=mx.float32)
print(small, mx.isnan(every).sum())
assert small == [448, 1, 448], f"changed: {small}"
assert mx.isnan(every).sum().item() == 2, every
PYTHON
venv/bin/python ask.py
