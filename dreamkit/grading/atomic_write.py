"""Files that are there whole, or as they were before, and that only their owner can read."""

from __future__ import annotations

import contextlib
import itertools
import os
import threading
from pathlib import Path

from dreamkit.errors import FileError, display_name
from dreamkit.grading.sanitize import cut

ENDING = ".tmp"


def write(path, text, encoding="utf-8"):
    """Write a file so that it is there whole or, whatever happens, as it was before.

    The file, and folders made for it, are private: they tell names, marks and hidden tests. Where
    the path is a link, the file that it leads to is written.

    Raises
    ------
    FileError
        It cannot be written: the disk is full, for example.
    """
    path = Path(os.path.realpath(path))
    partial = path.with_name(
        f".{cut(path.name, 100)}.{os.getpid()}.{threading.get_ident()}{ENDING}"
    )
    # A single odd character in a name or an answer must not keep the rest from being written.
    content = text.encode(encoding, "replace")
    try:
        make_folder(path.parent)
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
        os.replace(partial, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise unwritable(path, error) from None


def make_folder(folder):
    """Make a folder, and those around it, for the owner's eyes only."""
    missing = itertools.takewhile(lambda place: not place.exists(), (folder, *folder.parents))
    for place in reversed(list(missing)):
        place.mkdir(mode=0o700, exist_ok=True)


def sweep(folder):
    """Remove what killed graders had only begun to write."""
    for partial in Path(folder).rglob(f".*{ENDING}"):
        pid = partial.name.split(".")[-3]
        if pid.isdigit() and not _is_alive(int(pid)):
            with contextlib.suppress(OSError):
                partial.unlink()


def _is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        pass
    return True


def unwritable(path, error):
    """The error of a path that cannot be written, in a sentence."""
    return FileError(
        f"'{display_name(path)}' cannot be written ({error.strerror}); mend that and start again."
    )
