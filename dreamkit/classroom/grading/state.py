"""What was graded before: each result in a file of its own, found again by all that decides it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path

from dreamkit.classroom.grading.score import Result
from dreamkit.classroom.grading.text import cut

FORMAT = 1  # raise it when the same notebook would get other points, or another page


def key(*parts):
    """A name for a result that changes with everything it depends on."""
    digest = hashlib.sha256(str(FORMAT).encode())
    for part in parts:
        part = part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass")
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:40]


class Store:
    """Results in a folder. Each is written at once and whole, so that a kill loses only itself."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)

    def get(self, name):
        """Return the Result of this key, or None."""
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            return Result.from_dict(json.loads((self.folder / f"{name}.json").read_text("utf-8")))
        return None

    def put(self, name, result):
        """Keep a Result."""
        write(self.folder / f"{name}.json", json.dumps(result.to_dict(), ensure_ascii=False))


def write(path, text, encoding="utf-8"):
    """Write a file so that it is there whole or, whatever happens, as it was before."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{cut(path.name, 100)}.{os.getpid()}.tmp")
    # A single odd character in a name or an answer must not keep the rest from being written.
    partial.write_bytes(text.encode(encoding, "replace"))
    os.replace(partial, path)
