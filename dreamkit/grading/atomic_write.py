"""Files that are there whole, or as they were before."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from dreamkit.errors import FileError
from dreamkit.grading.sanitize import cut


def write(path, text, encoding="utf-8"):
    """Write a file so that it is there whole or, whatever happens, as it was before.

    Raises
    ------
    FileError
        It cannot be written: the disk is full, for example.
    """
    path = Path(path)
    partial = path.with_name(f".{cut(path.name, 100)}.{os.getpid()}.tmp")
    # A single odd character in a name or an answer must not keep the rest from being written.
    content = text.encode(encoding, "replace")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(content)
        os.replace(partial, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise unwritable(path, error) from None


def unwritable(path, error):
    """The error of a path that cannot be written, in a sentence."""
    return FileError(f"'{path}' cannot be written ({error.strerror}); mend that and start again.")
