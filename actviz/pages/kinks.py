"""What frameworks take as the slope at a function's joints, as a page."""

from __future__ import annotations

from typing import Any

from actviz.derivations.derivation import Derivation
from actviz.functions.elementwise import Activation
from actviz.libraries.kink_slopes import answers
from actviz.text import rows
from actviz.text.table_cells import in_markdown


def page(activation: Activation, kind: str) -> str:
    """The joints with their one-sided slopes, then each framework's answer, as text, md or latex.

    ``json`` gives an object with the lists ``joints`` and ``conventions``.
    """
    derivation = Derivation(activation)
    joints: list[rows.Row] = [
        {
            "x": joint.x,
            "kind": joint.kind,
            "from the left": joint.slope_left,
            "from the right": joint.slope_right,
            "actviz takes": joint.slope,
        }
        for joint in derivation.joints
    ]
    stated: list[rows.Row] = [
        {
            "framework": answer.framework,
            "x": answer.x,
            "states": answer.stated,
            "installed here": answer.installed,
            "where it says so": answer.source,
        }
        for answer in answers(activation, derivation.joints)
    ]
    if kind == "json":
        return rows.json_text({"name": activation.display, "joints": joints, "conventions": stated})
    heading = f"{activation.display}: slopes where pieces meet"
    if kind == "md":
        heading = in_markdown(heading, heading)
    if not joints:
        return f"{heading}\n\n  none: it is smooth everywhere\n"
    return (
        "\n".join([_title(heading, kind), "", *_table(joints, kind), *_stated(stated, kind)]) + "\n"
    )


def _stated(stated: list[dict[str, Any]], kind: str) -> list[str]:
    if not stated:
        return ["", "No framework is known to state a slope there."]
    shown = [{key: _said(key, value) for key, value in row.items()} for row in stated]
    return ["", _title("What frameworks take there", kind), "", *_table(shown, kind)]


def _said(key: str, value: Any) -> Any:
    if value is None:
        return "nothing" if key == "states" else "-"
    return value


def _title(text: str, kind: str) -> str:
    return {"md": f"## {text}", "latex": f"% {text}"}.get(kind, text)


def _table(data: list[rows.Row], kind: str) -> list[str]:
    lines = rows.to_text(data, "table" if kind == "text" else kind).splitlines()
    return [f"  {line}" for line in lines] if kind == "text" else lines
