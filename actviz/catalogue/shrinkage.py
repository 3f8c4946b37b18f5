"""Shrinkage: small inputs become 0, or nearly."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.functions.elementwise import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="hard_shrink",
        title="Hard shrinkage",
        aliases=("hard_threshold",),
        formula="where(abs(x) > lambd, x, 0)",
        parameters=(
            Parameter("lambd", 0.5, "lambd >= 0", (0.25, 2.0), "inputs up to this size become 0"),
        ),
        year=1994,
        reference="donoho1994",
        relatives=("soft_shrink",),
        summary="Sets small inputs to 0 and keeps the others as they are. It removes noise from "
        "wavelet coefficients and is the exact step of a penalty on the number of nonzeros.",
        problem="noise spreads over all wavelet coefficients, the signal over few",
        solution="keeps a coefficient that exceeds a threshold and sets all others to 0",
        uses="denoising; sparse coding",
        strengths="odd; sparse; what it keeps is not diminished",
        weaknesses="jumps at -lambd and lambd, so small changes of the input matter much",
        remedy="soft_shrink, which has no jump",
    ),
    dict(
        name="soft_shrink",
        title="Soft shrinkage",
        aliases=("soft_threshold",),
        formula="where(x > lambd, x - lambd, where(x < -lambd, x + lambd, 0))",
        parameters=(
            Parameter("lambd", 0.5, "lambd >= 0", (0.25, 2.0), "how far inputs move towards 0"),
        ),
        year=1994,
        reference="donoho1994",
        relatives=("hard_shrink", "tanh_shrink"),
        summary="Moves every input towards 0 by a fixed amount and stops there. It is the exact "
        "step of an absolute-value penalty (lasso).",
        problem="hard_shrink jumps, so that coefficients near the threshold flicker",
        solution="moves all coefficients towards 0 by the threshold, which makes the result "
        "continuous in its input",
        uses="denoising; sparse coding networks such as LISTA",
        strengths="odd; sparse; no jump; slope 0 or 1",
        weaknesses="large inputs come out too small by lambd; slope 0 in the middle; corners",
        remedy="hard_shrink, which keeps large inputs; tanh_shrink, which is smooth",
    ),
    dict(
        name="shrink",
        title="Shrinkage with a bias",
        formula="where(x < -lambd, x + bias, where(x > lambd, x - bias, 0))",
        parameters=(
            Parameter("lambd", 0.5, "lambd >= 0", (0.25, 2.0), "inputs up to this size become 0"),
            Parameter("bias", 0.0, "", (0.0, 0.5), "how far the others move towards 0"),
        ),
        reference="onnx2026",
        relatives=("hard_shrink",),
        summary="Hard and soft shrinkage in one operator of ONNX. A bias of 0 is hard_shrink, and "
        "a bias equal to lambd is soft_shrink.",
        problem="an exchange format wants few operators, and libraries disagree about what "
        "shrinkage is",
        solution="two numbers, a threshold and a bias, cover the hard and the soft kind and what "
        "lies between",
        uses="models in ONNX format that contain either",
        strengths="odd; sparse; two known functions in one",
        weaknesses="jumps at -lambd and lambd unless the bias equals lambd",
        remedy="a bias equal to lambd, which closes the jump",
    ),
    dict(
        name="tanh_shrink",
        title="Tanh shrinkage",
        formula="x - tanh(x)",
        careful="where(abs(x) < 1, x**3*sech(x)*(1/3 + x**2*(1/30 + x**2*(1/840 + x**2*(1/45360"
        " + x**2*(1/3991680 + x**2*(1/518918400 + x**2*(1/93405312000 + "
        "x**2*(1/22230464256000 + x**2*(1/6758061133824000 + "
        "x**2/2554547108585472000))))))))), x - tanh(x))",
        reference="pytorch2026",
        identities=("tanh(x)**2",),
        relatives=("soft_shrink",),
        summary="What tanh leaves of its input. Small inputs all but vanish, like x**3/3, and "
        "large ones move towards 0 by 1.",
        problem="soft_shrink has corners and is flat in the middle",
        solution="subtracts tanh from the input, which suppresses small inputs smoothly and large "
        "ones by nearly 1",
        uses="a smooth soft_shrink; sparse coding",
        strengths="odd; smooth; increasing",
        weaknesses="slope 0 at 0; small outputs are never exactly 0; the plain formula loses all "
        "digits near 0",
        remedy="soft_shrink where exact zeros are wanted",
    ),
)
