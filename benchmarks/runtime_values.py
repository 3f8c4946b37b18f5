"""What a runtime computes, asked in its own environment: ``python runtime_values.py FOLDER``.

The folder has ``asked.json``, packages, a list of ``[key, path, options, dtype, name of the
inputs]``, and another of ``[function, path, options]``; and ``inputs.npz``.
Written after each answer are the results as ``NAME.npy``, and ``said.json``: versions, what was
refused, and for the second list a digest of the results at every 1024th float32. What is answered
there already is not asked again, so that a run that was stopped goes on; each path is asked in
turn, and one that dies costs its own results alone.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Final

import numpy as np

from actviz.measure.callables import Foreign, values
from actviz.measure.homes import Refused
from actviz.measure.reach import filled_in, reach
from actviz.readings.number_formats import rounded

Said = dict[str, dict[str, str]]

_EVERY: Final = 1024  # bit patterns of float32 from one that goes into a digest to the next


def main(folder: Path) -> None:
    """Ask for everything, and write after each answer what there is."""
    said: Said = {"version": {}, "refused": {}, "vector": {}, "digest": {}}
    if (folder / "said.json").exists():
        said = json.loads((folder / "said.json").read_text())
    _, wanted, digests = json.loads((folder / "asked.json").read_text())
    _values(folder, wanted, said)
    for word, path, options in digests:
        if word not in said["digest"]:
            foreign = reach(filled_in(path, word), dict(options))
            said["digest"][word], said["version"][word] = digest(foreign), foreign.version
            _close(foreign)
            (folder / "said.json").write_text(json.dumps(said))


def digest(foreign: Foreign) -> str:
    """The SHA-256 of the results at every 1024th bit pattern of float32, all NaN taken as one."""
    with np.errstate(invalid="ignore"):  # half of the NaNs are signalling ones
        x = np.arange(0, 1 << 32, _EVERY, dtype=np.uint32).view(np.float32).astype(np.float64)
    got = values(foreign, x, "float32").values.astype("<f4")
    got[np.isnan(got)] = np.nan
    return hashlib.sha256(got.tobytes()).hexdigest()


def _values(
    folder: Path, wanted: list[tuple[str, str, dict[str, object], str, str]], said: Said
) -> None:
    inputs = np.load(folder / "inputs.npz")
    foreign: Foreign | None = None
    started = None
    for key, path, options, dtype, name in wanted:
        if key in said["version"] or key in said["refused"]:
            continue
        which = (path, key.partition("|")[0], options)
        try:
            if which != started:
                _close(foreign)  # one runtime is open at a time
                foreign = reach(filled_in(path, which[1]), dict(options))
                started = which
            assert foreign is not None
            result = values(foreign, inputs[name], dtype)
            if not np.array_equal(rounded(result.values, dtype), result.values, equal_nan=True):
                raise Refused(f"{path} gave {result.dtype} for {dtype}")
            np.save(folder / f"{name}.npy", result.values)
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
