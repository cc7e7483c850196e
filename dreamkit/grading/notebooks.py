"""Reading notebooks that strangers wrote: whatever is in the file, cells or one sentence."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from dreamkit.errors import FileError
from dreamkit.grading.sanitize import encodable

LARGEST = 50 * 2**20  # bytes; a notebook full of pictures has a tenth of that
MOST_CELLS = 2000
MOST_PARTS = 10**6  # lists, objects and what is in them: "{}" takes 30 times its size in memory
_ENCODINGS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True)
class Cell:
    """One cell.

    Attributes
    ----------
    kind : str
        "code", "markdown" or "raw".
    source : str
        Its text, with `\\n` at the ends of lines whatever the file had.
    nbgrader : dict
        What nbgrader's metadata say about it; empty for cells without.
    id : str
        The notebook format's own id; "" where there is none.
    """

    kind: str
    source: str
    nbgrader: dict = field(default_factory=dict)
    id: str = ""

    @property
    def grade_id(self):
        """nbgrader's name of the cell, or None."""
        name = self.nbgrader.get("grade_id")
        return encodable(name) if isinstance(name, str) and name else None

    def has(self, mark):
        """Whether nbgrader's `grade`, `solution`, `task` or `locked` is set."""
        return bool(self.nbgrader.get(mark))


def read(content):
    """Return the cells of a notebook.

    Parameters
    ----------
    content : bytes
        The file.

    Returns
    -------
    list of Cell

    Raises
    ------
    FileError
        It is empty, too large, of too many parts, no notebook, or of a format older than 4.
    """
    if not content.strip():
        raise FileError("the file is empty.")
    if len(content) > LARGEST:
        raise FileError(f"the file has more than {LARGEST // 2**20} MB.")
    if sum(map(content.count, (b"{", b"[", b","))) > MOST_PARTS:
        raise FileError("the file has too many parts for a notebook.")
    try:
        notebook = json.loads(content.decode(_encoding(content)))
    except (ValueError, RecursionError):
        raise FileError("the file is not a notebook.") from None
    if isinstance(notebook, dict) and "worksheets" in notebook:
        raise FileError("the notebook's format is older than 4: save it again in Jupyter.")
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise FileError("the file is not a notebook.")
    if len(cells) > MOST_CELLS:
        raise FileError(f"the notebook has more than {MOST_CELLS} cells.")
    return [_cell(cell) for cell in cells]


def _encoding(content):
    return next((name for mark, name in _ENCODINGS if content.startswith(mark)), "utf-8")


def _cell(cell):
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name, kind = cell.get("id"), cell.get("cell_type")
    return Cell(
        kind if kind in ("code", "markdown") else "raw",
        _text(cell.get("source")),
        marks if isinstance(marks, dict) else {},
        name if isinstance(name, str) else "",
    )


def _text(source):
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    return encodable(re.sub("\r\n?", "\n", source)) if isinstance(source, str) else ""
