"""Notebooks, read without trusting them."""

import json

import pytest

from dreamkit.errors import FileError
from dreamkit.grading import notebooks


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"not json", "not a notebook"),
        (b"{}", "not a notebook"),
        (b'{"cells": [1]}', "not a notebook"),
        (b'{"cells": 3}', "not a notebook"),
        (b"\xff\xfe\x00", "not a notebook"),
        (b"[" * 100_000, "not a notebook"),
        (b'{"worksheets": []}', "older than 4"),
        pytest.param(b"[" + b"{}," * 600_000 + b"{}]", "too many parts", id="parts"),
        pytest.param(b'{"cells": [' + b"{}," * 2000 + b"{}]}", "more than 2000", id="cells"),
    ],
)
def test_what_is_no_notebook(content, words):
    with pytest.raises(FileError, match=words):
        notebooks.read(content)


def test_cells_are_read_whatever_is_in_them():
    cells = [
        {"cell_type": "code", "source": ["a\r\n", "b", 3], "metadata": None, "id": 4},
        {"cell_type": ["x"], "source": None, "metadata": {"nbgrader": "x"}},
        {"cell_type": "markdown", "metadata": {"nbgrader": {"grade_id": 7}}, "source": "t"},
    ]
    cells.append({"cell_type": "code", "source": "'\ud800'", "metadata": {}})
    one, two, three, four = notebooks.read(json.dumps({"cells": cells}).encode("utf-16"))
    assert four.source == "'\ufffd'"
    assert (one.kind, one.source, one.id) == ("code", "a\nb", "")
    assert (two.kind, two.source, two.nbgrader) == ("raw", "", {})
    assert three.grade_id is None
