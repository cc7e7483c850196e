"""Files handed in beside a notebook: which of them lie beside it again while it runs."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path

from dreamkit.errors import FileError
from dreamkit.grading.private_files import unwritable

MOST_FILES = 1000
MOST_BYTES = 200 * 2**20  # of all of them together
DEEPEST = 20  # folders inside one another
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.EIO)


@dataclass(frozen=True)
class SupportingFiles:
    """The files of a student, as far as they go beside a notebook.

    Attributes
    ----------
    folder : tuple of str
        The notebook's folder in what the student handed in.
    files : list of File
        Those that fit the limits.
    digest : str
        Of their places and contents.
    left_out : list of File
        The others.
    """

    folder: tuple = ()
    files: list = field(default_factory=list)
    digest: str = ""
    left_out: list = field(default_factory=list)

    @property
    def notes(self):
        """A sentence for the instructor about what was left out."""
        if not self.left_out:
            return []
        names = ", ".join(f"'{file.name}'" for file in self.left_out[:3])
        more = f" and {len(self.left_out) - 3} more" if len(self.left_out) > 3 else ""
        return [
            f"not beside it when it ran: {names}{more} (unreadable, or beyond {MOST_FILES} files "
            f"and {MOST_BYTES // 2**20} MB)"
        ]

    def write(self, folder):
        """Write them into an empty folder, and return the one in it in which the notebook lay.

        Raises
        ------
        FileError
            The disk is full.
        """
        inside = Path(folder, *self.folder)
        with _disk_errors(inside):
            inside.mkdir(parents=True, exist_ok=True)
        for file in self.files:
            path = Path(folder, *file.place)
            with _disk_errors(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("wb") as copy:
                    for chunk in file.chunks():
                        copy.write(chunk)
        return inside


def beside(notebook, submission):
    """Return the SupportingFiles of a notebook: what the student handed in besides.

    Nearest first: the notebook's own folder, those in it, all others.

    Parameters
    ----------
    notebook : File
        The one that is graded.
    submission : Submission
        All of the student's files.
    """
    # In folders too deep, which the kernel's watch would take for an attack, it runs outside.
    folder, room = notebook.place[:-1] if _is_plain(notebook.place) else (), MOST_BYTES
    digest = hashlib.sha256(repr(folder).encode("utf-8", "backslashreplace"))
    chosen, left_out = {notebook.place: None}, []
    files = [*submission.others, *submission.notebooks]
    files.sort(key=lambda file: file.order, reverse=True)  # of one name, the newest
    for file in sorted(files, key=lambda file: _distance(file, folder)):
        if file.place in chosen:
            continue
        fits = len(chosen) <= MOST_FILES and _is_plain(file.place)
        measured = _measured(file, room) if fits else None
        if measured is None:
            left_out.append(file)
            continue
        size, content = measured
        room -= size
        chosen[file.place] = file
        digest.update(repr((file.place, content)).encode("utf-8", "backslashreplace"))
    del chosen[notebook.place]
    return SupportingFiles(folder, list(chosen.values()), digest.hexdigest(), left_out)


def _measured(file, room):
    """(bytes, SHA-256) of a file; None if it cannot be read, or has more bytes than there is room.

    It is read to know that: what a zip says about sizes may not be true.
    """
    size, digest = 0, hashlib.sha256()
    try:
        for chunk in file.chunks():
            size += len(chunk)
            digest.update(chunk)
            if size > room:
                return None
    except FileError:
        return None
    return size, digest.hexdigest()


def _distance(file, folder):
    is_below = file.place[: len(folder)] == folder
    return not is_below, len(file.place), file.place


def _is_plain(place):
    """Whether a file system takes the names."""
    if len(place) > DEEPEST:
        return False
    try:
        return all(0 < len(os.fsencode(name)) <= 255 and "\0" not in name for name in place)
    except UnicodeEncodeError:  # half a character
        return False


@contextlib.contextmanager
def _disk_errors(path):
    """Say that nothing can be written; pass over what a student's names alone make impossible."""
    try:
        yield
    except FileError:
        pass  # it has changed since
    except OSError as error:
        if error.errno in _FULL:
            raise unwritable(path.parent, error) from None
