"""What a runtime computes, asked in its own environment: ``python runtime_values.py FOLDER``.

The folder has ``asked.json``, a list of ``[key, path, options, dtype, name of the inputs]``, and
``inputs.npz``.
Written are ``values.npz``, the results by key, and ``said.json``: versions, and what was refused.
Each path is asked in turn, so that one which dies costs its own results alone.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from actviz.measure.callables import Foreign, values
from actviz.measure.reach import filled_in, reach


def main(folder: Path) -> None:
    """Ask for everything, and write after each answer what there is."""
    inputs = np.load(folder / "inputs.npz")
    found: dict[str, Any] = {}
    said: dict[str, dict[str, str]] = {"version": {}, "refused": {}, "vector": {}}
    started: dict[str, Foreign] = {}
    for key, path, options, dtype, name in json.loads((folder / "asked.json").read_text()):
        which = f"{path} {key.partition('|')[0]} {options}"
        try:
            if which not in started:
                started[which] = reach(filled_in(path, key.partition("|")[0]), options)
            foreign = started[which]
            said["version"][key] = foreign.version
            found[key] = values(foreign, inputs[name], dtype).values
        except ValueError as error:
            said["refused"][key] = str(error)
            if ended := started.pop(which, None):
                ended.close()  # one that died is started anew for the next
    for foreign in started.values():
        foreign.close()
    if (torch := sys.modules.get("torch")) is not None:
        said["vector"]["torch"] = torch.backends.cpu.get_cpu_capability()
    np.savez_compressed(folder / "values.npz", **found)
    (folder / "said.json").write_text(json.dumps(said))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
