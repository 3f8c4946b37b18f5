"""Texts in files of their own: parts by name, and a word for each mark."""

from __future__ import annotations

from pathlib import Path

import pytest

from actviz.readings.languages.marked_texts import filled, parts, whole


def test_marks_get_words_which_are_not_looked_at_again() -> None:
    assert filled("@@{a}b[@@c] {} $c @c", a=1, c="@@a") == "1b[@@a] {} $c @c"


def test_a_mark_without_a_word_is_an_error() -> None:
    with pytest.raises(KeyError, match="c"):
        filled("@@a @@c", a=1)


def test_a_file_stands_beside_its_module_and_has_named_parts(tmp_path: Path) -> None:
    (tmp_path / "texts.c").write_text("/* a remark */\n@@@ one\n\nx\n\n@@@ two words\ny\n")
    module = str(tmp_path / "module.py")
    assert whole(module, "texts.c").startswith("/*")
    assert parts(module, "texts.c") == {"one": "\nx", "two words": "y"}
