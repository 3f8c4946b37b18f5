"""A real notebook shows a figure, without %matplotlib inline and once with it."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec

import pytest

CELLS = {
    "import actviz\nactviz.plot('relu')": 1,
    "figure = actviz.plot('relu')": 0,
    "%matplotlib inline": 0,
    "actviz.plot('gelu')": 1,
    "import matplotlib.pyplot as plt\nactviz.plot('gelu')": 1,
    "_, axes = plt.subplots()\nactviz.plot('gelu', ax=axes)": 1,
}
RUN = """
import json, sys
import nbformat
from nbclient import NotebookClient
cells = [nbformat.v4.new_code_cell(cell) for cell in json.load(sys.stdin)]
notebook = nbformat.v4.new_notebook(cells=cells)
NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
pictures = lambda cell: sum("image/png" in one.get("data", {}) for one in cell.outputs)
print(json.dumps([pictures(cell) for cell in notebook.cells]))
"""


@pytest.mark.skipif(
    find_spec("nbclient") is None or find_spec("ipykernel") is None,
    reason="nbclient and ipykernel are not installed",
)
def test_a_notebook_shows_each_figure_once() -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN], input=json.dumps([*CELLS]), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == list(CELLS.values())
