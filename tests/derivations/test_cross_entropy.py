"""Cross-entropy after softmax: the gradient is p - y, to the last digits."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise

import mpmath as mp
import pytest

from actviz.derivations.cross_entropy import cross_entropy


def derive(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "actviz", "derive", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8")


@pytest.mark.parametrize("scores", [[2.0, 1.0, 0.1], [40.0, 0.0, -3.0], [-700.0, 5.0, 5.0, 1.0]])
def test_the_gradient_is_that_of_mathematics(scores: list[float]) -> None:
    for target in range(len(scores)):
        loss, gradient = cross_entropy(scores, target)

        def by_definition(*x: mp.mpf, target: int = target) -> mp.mpf:
            return mp.log(mp.fsum(map(mp.exp, x))) - x[target]

        with mp.workdps(400):
            x = [mp.mpf(score) for score in scores]
            assert loss == pytest.approx(float(by_definition(*x)), rel=1e-14, abs=1e-300)
            for j, got in enumerate(gradient.tolist()):
                order = tuple(int(k == j) for k in range(len(x)))
                expected = float(mp.diff(by_definition, tuple(x), order))
                assert got == pytest.approx(expected, rel=1e-14, abs=1e-300)


def test_the_page_derives_p_minus_y() -> None:
    page = derive("softmax", "2", "1", "0.1", "--target", "1").stdout
    assert "= p_j - y_j" in page
    data = json.loads(derive("softmax", "2", "1", "0.1", "--target", "1", "-f", "json").stdout)
    loss = data["cross_entropy"]
    assert loss["gradient"][0] == pytest.approx(data["values"][0] - 1)
    assert loss["gradient"][1:] == pytest.approx(data["values"][1:])
    assert sum(loss["gradient"]) == pytest.approx(0)
    steps = [(step["before"].split(" with")[0], step["after"].split(" with")[0])
             for step in loss["steps"]]  # fmt: skip
    assert all(after == before for (_, after), (before, _) in pairwise(steps))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["softmax", "1", "2", "--target", "3"], "needs as many scores"),
        (["sparsemax", "1", "2", "--target", "1"], "is for softmax and log_softmax"),
        (["relu", "--target", "1"], "is for softmax and log_softmax"),
    ],
)
def test_targets_that_make_no_sense(arguments: list[str], said: str) -> None:
    done = derive(*arguments)
    assert (done.returncode, said in done.stderr) == (2, True)
