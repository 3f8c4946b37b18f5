"""``actviz export`` of approximations in integers: the same bits in every language."""

from __future__ import annotations

from typing import Any

from actviz import __version__
from actviz.cli.export_file import ExportRequest, must_run, written
from actviz.text import terminal


def run(request: ExportRequest) -> None:
    """Write, or try, what was asked for."""
    from actviz.export import integer_files, targets

    if request.everywhere:
        every = {**targets.TARGETS, **targets.WHOLE}
        words = [word for word in integer_files.MODULES if word != "mem"]
        chosen = [every[word] for word in words if not targets.missing(every[word])]
    else:
        chosen = [targets.target_of(request.to, request.output)]
    accuracy = ""
    if request.verify:
        rows = [row for target in chosen for row in _tried(request, target)]
        wrong = sum(row["wrong"] for row in rows)
        accuracy = f"the bits of the reference at all {rows[0]['tried']} inputs, tried"
        if request.output is None or wrong:
            terminal.table(rows, request.format_)
        if wrong:
            terminal.fail(f"{wrong} results are other bits than those of the reference", 1)
        if request.output is None:
            return
    (target,) = chosen
    pairs = integer_files.programs(request.functions, target, request.name)
    if request.test and target.name != "verilog":
        other = "" if target.name == "mem" else f"; --verify tries {target.name}"
        raise ValueError(f"--test writes a bench for Verilog alone{other}")
    text = integer_files.text(target, [one for _, one in pairs], __version__, accuracy)
    if written(request.output, text) and request.test:
        assert isinstance(text, str)  # Verilog's, see above
        integer_files.write_bench(request.folder, pairs, text)
        bench = f"{pairs[0][1].name}_bench"
        terminal.note(f"{request.folder}: cd there; iverilog -o run module.v {bench}.v && vvp run")


def _tried(request: ExportRequest, target: Any) -> list[dict[str, Any]]:
    from actviz.export import integer_files

    must_run(target)
    pairs = integer_files.programs(request.functions, target, request.name)
    return [
        {"language": target.name, "function": one.name, "tried": tried, "wrong": wrong}
        for one, tried, wrong in integer_files.tried(pairs, target)
    ]
