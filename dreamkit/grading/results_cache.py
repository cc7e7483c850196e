"""What was graded before: each result in a file of its own, found again by all that decides it."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path

from dreamkit import whole_file
from dreamkit.grading.private_files import make_folder, unwritable, write
from dreamkit.grading.score import Result

FORMAT = 3  # raise it when the same notebook would get other points, or another page


def key(*inputs):
    """A name for a result that changes with everything it depends on."""
    digest = hashlib.sha256(str(FORMAT).encode())
    for value in inputs:
        content = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()[:40]


class ResultsCache:
    """Results in a folder. Each is written at once and whole, so that a kill loses only itself."""

    def __init__(self, folder):
        self.folder = Path(folder)
        try:
            make_folder(self.folder)
            whole_file.sweep(self.folder.parent)
        except OSError as error:
            raise unwritable(self.folder, error) from None

    def get(self, name):
        """Return the Result of this key, or None if there is none or it is damaged."""
        try:
            text = (self.folder / f"{name}.json").read_text("utf-8")
            result = Result.from_dict(json.loads(text))
            return result if _is_sound(result) else None
        except (OSError, ValueError, LookupError, TypeError, ArithmeticError, RecursionError):
            return None

    def put(self, name, result):
        """Keep a Result."""
        write(self.folder / f"{name}.json", json.dumps(result.to_dict(), ensure_ascii=False))


def _is_sound(result):
    """Whether everything has the type it was written with."""
    texts = [result.student, result.exercise, result.file, result.status, result.reason]
    texts += [result.page, *result.notes]
    numbers = [result.by_hand]
    for mark in result.marks:
        texts += [mark.name, mark.state, mark.reason, mark.private]
        numbers += [mark.points, mark.most]
    return (
        isinstance(result.notes, list)
        and all(isinstance(text, str) for text in texts)
        and all(isinstance(number, int | float) and math.isfinite(number) for number in numbers)
    )
