"""Phrases that no native speaker would write do not come back in help, pictures or docs."""

from __future__ import annotations

import re

from tests.rooms import PACKAGE

ROOT = PACKAGE.parent
PHRASES = (
    r"factors? a layer", r"\{.*\} weights\" if", r"[Ww]hat was learned of",
    r"[Ww]hat \w+ learned of",
    r"gain by which weights make up", r"[Nn]o paper behind", r"help=\"The letters", r"not so good",
    r"what mended it", r"0\.1(th|st) percentile", r"belong into", r"worked off",
    r"\bdear(er|est)\b",
    r"points a binade,", r"What is made small", r"What goes in\.", r"What is to come out",
    r"How gradients become steps", r"is none\. Nothing", r"stand in the table alone",
)  # fmt: skip
WHERE = ("actviz/**/*.py", "actviz/**/*.toml", "docs/*.md", "README.md", "CONTRIBUTING.md",
         "CHANGELOG.md", "gallery/*.md", "gallery/*.toml")  # fmt: skip


def test_what_was_put_right_stays_right() -> None:
    wrong = []
    for pattern in WHERE:
        for path in sorted(ROOT.glob(pattern)):
            text = path.read_text(encoding="utf-8")
            wrong += [
                f"{path.relative_to(ROOT)}: {hit[0]!r}"
                for phrase in PHRASES
                for hit in [re.search(phrase, text)]
                if hit
            ]
    assert not wrong, wrong


def test_every_help_sentence_begins_like_one() -> None:
    """Option texts begin with a capital letter or a sign, and end with a full stop or a bracket."""
    from actviz.cli.app import everything

    odd = []
    for name, command in everything().commands.items():
        for option in command.params:
            text = (getattr(option, "help", "") or "").split("  [default")[0]
            if text and not (
                re.match(r"[A-Z(\d|-]|(png|digits|float64|f\(|f )", text) and text[-1] in ".)]…"
            ):
                odd.append(f"{name} {option.opts[-1]}: {text}")
    assert not [line for line in odd if not line.endswith("...")], odd


def test_names_say_what_a_function_gives() -> None:
    """What is told of what? A name says what it gives."""
    for path in PACKAGE.rglob("*.py"):
        lines = re.findall(r"def (_\w*told|_deaf)\(", path.read_text(encoding="utf-8"))
        assert not lines, f"{path.relative_to(ROOT)}: {lines}"
