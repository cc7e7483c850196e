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
TOO_MANY = "the file has too many parts for a notebook."
MOST_TOKENS = 3 * 10**6  # brackets, and strings outside of outputs: some seconds of looking at them
DEEPEST = 500  # brackets in brackets
# What is read of a notebook (at depth 1) and of its cells (at depth 3). Everything else, outputs
# and the states of widgets above all, is made anew by running it, and may be larger than the rest.
_KEPT = {1: {"cells", "worksheets"}, 3: {"cell_type", "id", "metadata", "source"}}
_LONGEST_KEY = 20
_TOKEN = re.compile(r'"[^"]*"(\s*:)?|[\[\]{}]')
_TO_BRACKET = re.compile(r'(?:[^"\[\]{}]++|"[^"]*+")*+[\[\]{}]')
_STRING = re.compile(r'"[^"]*"')


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
    text = without_outputs(_decoded(content))
    if sum(map(_STRING.sub("", _without_escapes(text)).count, "{[,")) > MOST_PARTS:
        raise FileError(TOO_MANY)
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError):
        raise FileError(_what_instead(content)) from None
    if isinstance(notebook, dict) and "worksheets" in notebook:
        raise FileError("the notebook's format is older than 4: save it again in Jupyter.")
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise FileError("the file is not a notebook.")
    if len(cells) > MOST_CELLS:
        raise FileError(f"the notebook has more than {MOST_CELLS} cells.")
    return [_cell(cell) for cell in cells]


def _decoded(content):
    # A single wrong byte, of an editor that writes in another encoding, costs no more than itself.
    text = content.decode(json.detect_encoding(content), "replace")
    return text.removeprefix("\ufeff")


def without_outputs(text):
    """A notebook's JSON without its outputs, found without reading what is in them.

    Raises
    ------
    FileError
        It has too many parts, or too many inside one another.
    """
    plain = _without_escapes(text)
    pieces, begin = [], 0  # of the text: those before `begin`
    key, position, depth, cut, cut_depth = None, 0, 0, None, 0
    for _ in range(MOST_TOKENS):
        look = _TOKEN.search if cut is None else _TO_BRACKET.match
        token = look(plain, position)
        if token is None:
            return "".join([*pieces, text[begin:]])
        between, position = (position, token.start()), token.end()
        if plain[position - 1] in "[{":
            if key is not None and key not in _KEPT[depth] and not plain[slice(*between)].strip():
                cut, cut_depth = position - 1, depth
            key = None
            depth += 1
            if depth > DEEPEST:
                raise FileError("the file is not a notebook.")
        elif plain[position - 1] in "]}":
            key = None
            depth -= 1
            if cut is not None and depth == cut_depth:
                pieces += [text[begin:cut], "null"]
                begin, cut = position, None
        else:
            start = token.start() + 1
            is_key = token[1] and depth in _KEPT
            key = plain[start : start + _LONGEST_KEY].partition('"')[0] if is_key else None
    raise FileError(TOO_MANY)


def _without_escapes(text):
    """JSON of the same length in which each string ends at the next quotation mark."""
    return text.replace("\\\\", "__").replace('\\"', "__")


def _what_instead(content):
    begin = content[:100].lstrip()
    if begin.startswith(b"<<<<<<<"):
        return "the file is not a notebook: it has the marks of a conflict in git."
    if begin.startswith(b"<"):
        return "the file is a web page, not a notebook; download the notebook itself."
    if begin.startswith(b"PK\x03\x04"):
        return "the file is a zip that is damaged or holds no notebook."
    return "the file is not a notebook."


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
