"""Every lesson also runs with InceptionV3's ImageNet weights; its outputs are not compared."""

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

LESSONS = sorted((Path(__file__).resolve().parents[1] / "lessons").glob("*.ipynb"))
SWITCH = 'NETWORK = "dreamnet"'


@pytest.mark.real_weights
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_it_runs_with_inception_v3(path, inception_weights, monkeypatch):
    monkeypatch.setitem(os.environ, "DREAMKIT_INCEPTION_V3_WEIGHTS", str(inception_weights))
    notebook = nbformat.read(path, as_version=4)
    switched = 0
    for cell in notebook.cells:
        if cell.cell_type == "code" and SWITCH in cell.source:
            cell.source = cell.source.replace(SWITCH, 'NETWORK = "inception_v3"')
            switched += 1
    assert switched == 1
    resources = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=300, resources=resources).execute()  # a failing cell raises
