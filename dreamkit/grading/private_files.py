"""Files and folders that only their owner can read: they tell names, marks and hidden tests."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

from dreamkit import whole_file
from dreamkit.errors import FileError, display_name


def write(path, text, encoding="utf-8"):
    """Write a file so that it is there whole or, whatever happens, as it was before.

    The file, and folders made for it, are private. Where the path is a link, the file that it
    leads to is written.

    Raises
    ------
    FileError
        It cannot be written: the disk is full, for example.
    """
    path = Path(os.path.realpath(path))
    # A single odd character in a name or an answer must not keep the rest from being written.
    content = text.encode(encoding, "replace")
    try:
        make_folder(path.parent)
        whole_file.write(path, content, mode=0o600)
    except OSError as error:
        raise unwritable(path, error) from None


def make_folder(folder):
    """Make a folder, and those around it, for the owner's eyes only."""
    missing = itertools.takewhile(lambda place: not place.exists(), (folder, *folder.parents))
    for place in reversed(list(missing)):
        place.mkdir(mode=0o700, exist_ok=True)


def unwritable(path, error):
    """The error of a path that cannot be written, in a sentence."""
    return FileError(
        f"'{display_name(path)}' cannot be written ({error.strerror}); mend that and start again."
    )
