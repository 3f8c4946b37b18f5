"""What ``actviz train`` says on stderr of what will happen, and of what did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from actviz.arrays import np
from actviz.cli.budget import bounded
from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.functions.entry import Entry
    from actviz.networks.training import Run, Setup


def foretell(functions: Sequence[Entry], setup: Setup) -> None:
    """Say before it runs which functions let no gradient through, and why."""
    from actviz.functions.elementwise import Activation
    from actviz.networks.gain import gain
    from actviz.networks.training import trainable

    for function in functions:
        if not isinstance(function, Activation):
            continue
        with bounded([function]):
            moments = gain(function).moments
        if moments is not None and moments.slope_second_moment == 0:
            learned = "" if setup.fixed or not trainable(function) else " and its own parameters"
            terminal.note(
                f"{function.display}: its slope is 0 wherever it exists, so no gradient gets "
                f"through it: the last layer{learned} will learn, the weights before stay as drawn"
            )
        for name in () if setup.fixed else trainable(function):
            if not np.any(function.derivative(np.linspace(-3, 3, 61), wrt=name)):
                terminal.note(
                    f"{function.display}: at {name} = {function.values[name]:g} its slope in "
                    f"{name} is 0 at every x, so {name} is not learned from there"
                )


def tell_ends(functions: Sequence[Entry], runs: Sequence[Run], setup: Setup) -> None:
    """Say which functions had runs that diverged, and when, and which went unused."""
    for place, function in enumerate(functions):
        own = [run for run in runs if run.function == place]
        if own and setup.module and not own[0].last.layers:
            terminal.note(
                f"{setup.module}: the network never calls its activation, so {function.display} "
                "makes no difference to it"
            )
        epochs = [run.diverged for run in own if run.diverged is not None]
        if epochs:
            terminal.note(
                f"{function.display}: {len(epochs)} of {len(own)} runs diverged (the first in "
                f"epoch {min(epochs)}): numbers in the network were no longer finite; a smaller "
                "--rate or --init std=0.01 may help"
            )
        worse = [run for run in own if run.diverged is None and _worse(run)]
        if worse:
            terminal.note(
                f"{function.display}: {len(worse)} of {len(own)} runs end with a training loss far "
                f"above that before training ({worse[0].last.train_loss:.3g}, was "
                f"{worse[0].epochs[0].train_loss:.3g}): they diverge; a smaller --rate may help"
            )


def _worse(run: Run) -> bool:
    """Whether training made a network twice as bad as it began; less may be chance of batches."""
    return run.last.train_loss > 2 * run.epochs[0].train_loss
