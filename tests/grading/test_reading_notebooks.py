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
        (b"<!DOCTYPE html><html>", "a web page, not a notebook"),
        (b"PK\x03\x04rest", "is a zip"),
        (b"<<<<<<< HEAD\n{}", "conflict in git"),
        (b'{"cells": [{"outputs": [', "not a notebook"),
        (b'{"cells": [' + b'"x",' * 3, "not a notebook"),
        pytest.param(b"[" * 400 + b"]" * 400, "not a notebook", id="deep"),
        pytest.param(b'"' * 3_000_001, "not a notebook", id="quotes"),
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


def cell_with(**more):
    return {"cell_type": "code", "source": "a = 1", "metadata": {}, "id": "x"} | more


@pytest.mark.parametrize(
    "outputs",
    [
        [{"text": ["0.25, 0.5\n"] * 300_000}],
        [{"text": "0.25, " * 10**6}],
        [{"data": {"text/html": 'a "quoted" \\ {[,]} ' * 10_000}}],
        [{"data": {"application/json": [{}] * 300_000}}],
        [{"text": '"}]}'}, {"text": "\\"}, {"text": '\\"'}],
        "no list",
        7,
        None,
        {},
    ],
)
def test_outputs_are_not_read(outputs):
    cells = [cell_with(outputs=outputs), cell_with(source=["b = '}'\n", 'c = "\\\\]"'])]
    notebook = {"metadata": {"widgets": {"a": [{}] * 300_000}}, "cells": cells, "nbformat": 4}
    for content in (json.dumps(notebook), json.dumps(notebook, indent=1)):
        first, second = notebooks.read(content.encode())
        assert (first.source, first.id) == ("a = 1", "x")
        assert second.source == "b = '}'\nc = \"\\\\]\""


def test_what_is_cut_out_is_nothing_else():
    cells = [
        cell_with(outputs=[{"metadata": 1}], metadata={"outputs": [1], "nbgrader": {"a": [2]}})
    ]
    text = json.dumps({"cells": cells, "outputs": [1], "nbformat": 4})
    kept = json.loads(notebooks.without_outputs(text))
    assert kept["outputs"] is None and kept["nbformat"] == 4
    assert kept["cells"] == [cells[0] | {"outputs": None}]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
        ("utf-32", b""),
        ("latin-1", b""),
    ],
)
def test_encodings(encoding, mark):
    text = json.dumps({"cells": [cell_with(source="x = 'é'")]}, ensure_ascii=False)
    [cell] = notebooks.read(mark + text.encode(encoding))
    assert cell.source == ("x = '\ufffd'" if encoding == "latin-1" else "x = 'é'")
