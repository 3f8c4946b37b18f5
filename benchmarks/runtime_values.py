"""What a runtime computes, asked in its own environment: ``python runtime_values.py FOLDER``.

The folder has ``asked.json``, packages and a list of ``[key, path, options, dtype, name of the
inputs]``, and ``inputs.npz``.
Written after each answer are the results as ``NAME.npy``, and ``said.json``: versions, and what was
refused. What is answered there already is not asked again, so that a run that was stopped goes on;
each path is asked in turn, and one that dies costs its own results alone.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from actviz.measure.callables import Foreign, values
from actviz.measure.reach import filled_in, reach


def main(folder: Path) -> None:
    """Ask for everything, and write after each answer what there is."""
    inputs = np.load(folder / "inputs.npz")
    said: dict[str, dict[str, str]] = {"version": {}, "refused": {}, "vector": {}}
    if (folder / "said.json").exists():
        said = json.loads((folder / "said.json").read_text())
    foreign: Foreign | None = None
    started = None
    for key, path, options, dtype, name in json.loads((folder / "asked.json").read_text())[1]:
        if key in said["version"] or key in said["refused"]:
            continue
        which = (path, key.partition("|")[0], options)
        try:
            if which != started:
                _close(foreign)  # one runtime is open at a time
                foreign = reach(filled_in(path, which[1]), dict(options))
                started = which
            assert foreign is not None
            np.save(folder / f"{name}.npy", values(foreign, inputs[name], dtype).values)
            said["version"][key] = foreign.version
        except ValueError as error:
            said["refused"][key] = str(error)
            _close(foreign)
            foreign = started = None  # one that refused has ended: it is started anew for the next
        if (torch := sys.modules.get("torch")) is not None:
            said["vector"]["torch"] = torch.backends.cpu.get_cpu_capability()
        (folder / "said.json").write_text(json.dumps(said))
    _close(foreign)


def _close(foreign: Foreign | None) -> None:
    if foreign is not None:
        foreign.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
