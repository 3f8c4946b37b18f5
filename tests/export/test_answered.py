"""Answers of trials that are kept: those that would be found now, to no other question."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from actviz.export import answered
from actviz.export.targets import TARGETS
from actviz.export.write import program, text
from actviz.formula.grammar import parse
from actviz.formula.tree import PI, Node, X, name, node, number
from actviz.functions.elementwise import Activation
from actviz.functions.gated import Gate
from actviz.lookup.registry import gate, get, resolve
from actviz.pages import trials
from tests.sample import some

REMAKE = "remake it: python -m actviz.pages.contribution --trials"
KEPT = list(dict.fromkeys(word for word, _, _ in answered.lines()))


def test_the_longest_exports_are_answered() -> None:
    assert set(KEPT) >= {"eis", "uaf", "aria", "rational", "tanhsoft", "hclsh", "geglu_tanh"}, (
        REMAKE
    )


# A third of them: it tells what a change of a trial has made stale, and texts are judged elsewhere.
@pytest.mark.parametrize("word", some(KEPT[::3], every=8))
def test_kept_answers_are_those_that_trials_find_now(word: str) -> None:
    (function,) = resolve(word)
    assert isinstance(function, Activation | Gate)
    found = trials.trials(function)
    kept = {question: row for owner, question, row in answered.lines() if owner == word}
    rows = {question: one.row for question, one in found.items()}
    assert not [question for question, row in kept.items() if rows.get(question) != row], REMAKE


@pytest.mark.parametrize("spec", ["eis", "eis:a=1.25", "geglu_tanh"])
def test_a_text_is_the_same_with_and_without_the_file(
    spec: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, functions = TARGETS["torch"], resolve(spec)
    with_file = text(target, program(functions, target))
    monkeypatch.setattr(answered, "rows", dict)
    same = text(target, program(functions, target)) == with_file
    assert same, REMAKE  # to show where two long texts differ takes minutes


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What a file holds, which is empty at first."""
    rows: dict[str, str] = {"": ""}
    monkeypatch.setattr(answered, "rows", lambda: rows)
    return rows


ANSWERS = {
    "nothing": None, "a number": -0.0, "an infinity": math.inf, "a tuple": (True, None, "_d1", 0.1),
    "what is given": X, "another tree": parse("where(x > 1, 1 + x*pi, -0.5*b)", ("b",)),
    "kinds of numbers": (node("+", number(1), number(1.0)), node("*", PI, number(-0.0))),
}  # fmt: skip


@pytest.mark.parametrize("what", ANSWERS)
def test_what_is_read_is_what_was_found(what: str, kept: dict[str, str]) -> None:
    answer, calls = ANSWERS[what], list[Node]()

    @answered.answered()
    def trial(tree: Node) -> object:
        calls.append(tree)
        return answer

    with answered.noting() as noted:
        assert trial(X) is answer
    kept.update({question: one.row for question, one in noted.items()})
    read = trial(X)
    assert calls == [X]
    assert repr(read) == repr(answer)
    for one, other in zip(
        *(a if isinstance(a, tuple) else (a,) for a in (read, answer)), strict=True
    ):
        assert one is other or not isinstance(other, Node)


def test_an_answer_is_put_together_from_other_trees(kept: dict[str, str]) -> None:
    large = parse("exp(x) + 3*sin(x)")
    made = list[int]()

    @answered.answered(lambda tree, _: iter((tree, node("neg", large))))
    def trial(tree: Node, at: int) -> Node:
        made.append(at)
        return node("where", node("<", X, number(at)), node("neg", large), large)

    with answered.noting() as noted:
        first = trial(X, 1)
    ((question, one),) = noted.items()
    assert "sin" not in one.row
    kept[question] = one.row
    assert trial(X, 1) is first
    assert made == [1]


@pytest.mark.parametrize(
    "given",
    [
        (name("y"), 1.0, {"a": 1.0}, get("elu")), (X, 1, {"a": 1.0}, get("elu")),
        (X, 1.0, {"a": 2.0}, get("elu")), (X, 1.0, {"a": 1.0}, get("elu:alpha=0.5")),
        (X, 1.0, {"a": 1.0}, get("celu")), (X, 1.0, {"a": 1.0}, gate("reglu")),
        (node("neg", X), 1.0, {"a": 1.0}, get("elu")),
    ],
)  # fmt: skip
def test_another_question_is_tried(
    given: tuple[Node, float, dict[str, float], Activation | Gate], kept: dict[str, str]
) -> None:
    calls = list[tuple[object, ...]]()

    @answered.answered()
    def trial(*args: object) -> bool:
        calls.append(args)
        return True

    with answered.noting() as noted:
        trial(X, 1.0, {"a": 1.0}, get("elu"))
    kept.update({question: one.row for question, one in noted.items()})
    trial(X, 1.0, {"a": 1.0}, get("elu"))
    assert len(calls) == 1
    trial(*given)
    assert len(calls) == 2


def test_of_other_arithmetic_nothing_is_kept(kept: dict[str, str]) -> None:
    @answered.answered()
    def trial(evaluate: object) -> int:
        return 3

    with answered.noting() as noted:
        assert trial(lambda: 1) == 3
    assert not noted


def test_trials_of_one_name_in_two_files_are_two(kept: dict[str, str]) -> None:
    def made(file: str) -> Callable[[Node], str]:
        def trial(tree: Node) -> str:
            return file

        trial.__module__ = file
        return answered.answered()(trial)

    both = [made(file) for file in ("next_to_zero", "beside_zeros")]
    with answered.noting() as noted:
        found = [trial(X) for trial in both]
    kept.update({question: one.row for question, one in noted.items()})
    assert [trial(X) for trial in both] == found == ["next_to_zero", "beside_zeros"]
