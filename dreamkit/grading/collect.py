"""What was handed in: a folder of notebooks or of folders, or the zip of a learning platform."""

from __future__ import annotations

import os
import zipfile
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from unicodedata import normalize

from dreamkit.errors import FileError
from dreamkit.grading import platforms
from dreamkit.grading.notebooks import LARGEST
from dreamkit.grading.sanitize import line

_HIDDEN = (".", "__MACOSX")


@dataclass(frozen=True)
class File:
    """One file of a student.

    Attributes
    ----------
    name : str
        Its place within what was handed in.
    path : Path
        The file itself, or the zip it is in.
    member : str or None
        Its name in the zip.
    order : tuple
        Later versions sort after earlier ones.
    """

    name: str
    path: Path
    member: str | None = None
    order: tuple = ()

    def read(self):
        """Return the content, or a little more than LARGEST bytes of it.

        Raises
        ------
        FileError
            It cannot be read.
        """
        try:
            if self.member is None:
                with self.path.open("rb") as file:
                    return file.read(LARGEST + 1)
            with zipfile.ZipFile(self.path) as packed, packed.open(self.member) as file:
                return file.read(LARGEST + 1)
        except Exception as error:  # zipfile lets through whatever its decoders raise
            raise FileError(f"the file cannot be read: {error}") from None


@dataclass
class Submission:
    """All that one student handed in.

    Attributes
    ----------
    student : str
        The name, as far as file names tell; with the platform's number where two have one name.
    notebooks : list of File
        Files that end with .ipynb, in order of age.
    others : list of File
        All other files.
    """

    student: str
    notebooks: list = field(default_factory=list)
    others: list = field(default_factory=list)


def collect(source):
    """Find the submissions in a folder or a zip. Nothing is unpacked or followed.

    Parameters
    ----------
    source : path
        A folder of notebooks, a folder with a folder for each student, or a zip of either, as
        Moodle, Canvas and Gradescope write them.

    Returns
    -------
    list of Submission
        Sorted by student.

    Raises
    ------
    FileError
        There is no such file or folder, it cannot be read, or nothing was handed in.
    """
    source = Path(source)
    if source.is_dir():
        files = list(_files_of_folder(source))
    elif source.suffix == ".ipynb" and source.is_file():
        files = [_file_of_folder(source.parent, source)]
    else:
        files = list(_files_of_zip(source))
    places = [PurePosixPath(file.name).parts for file in files]
    depth = platforms.depth(places)
    places = [parts[depth:] for parts in places]
    flat = [parts[0] for parts in places if len(parts) == 1]
    canvas, known, submissions = platforms.is_canvas(flat), _gradescope(files, places), {}
    for file, parts in zip(files, places, strict=True):
        owner = platforms.owner(parts, canvas, known)
        is_notebook = file.name.lower().endswith(".ipynb")
        # A file beside the notebooks may be anybody's.
        if is_notebook or owner.id or len(parts) > 1:
            submission = submissions.setdefault(owner, Submission(""))
            order = (platforms.version(parts[0], canvas and len(parts) == 1), *file.order)
            file = replace(file, name=line(file.name), order=order)
            (submission.notebooks if is_notebook else submission.others).append(file)
    if not submissions:
        raise FileError(f"there are no notebooks in '{source}'.")
    for owner, name in _names(submissions):
        submissions[owner].student = name
        submissions[owner].notebooks.sort(key=lambda file: (file.order, file.name))
        submissions[owner].others.sort(key=lambda file: file.name)
    return sorted(submissions.values(), key=lambda submission: submission.student)


def _names(owners):
    """(owner, name) of each, no name twice."""
    # Two ways to write é look the same.
    owners = [
        (owner, normalize("NFC", " ".join(line(owner.name).split()))) for owner in sorted(owners)
    ]
    counts, taken = Counter(name for _, name in owners), set()
    for owner, name in owners:
        if counts[name] > 1 and owner.id:
            name = f"{name} ({owner.id})"
        several, number = name, 1
        while name in taken:
            number += 1
            name = f"{several} ({number})"
        taken.add(name)
        yield owner, name


def _gradescope(files, places):
    """{folder: names}, from the file that Gradescope puts beside the folders. Not a student's."""
    for file, parts in zip(files, places, strict=True):
        if parts == (platforms.METADATA,):
            return platforms.gradescope_names(file.read().decode("utf-8", "replace"))
    return {}


def _files_of_folder(folder):
    waiting = [folder]  # no recursion: folders may lie in each other a thousand deep
    while waiting:
        place = waiting.pop()
        try:
            paths = [place / name for name in os.listdir(place) if not name.startswith(_HIDDEN)]
            # A link may lead anywhere, to the solutions for example.
            paths = [path for path in paths if not path.is_symlink()]
            waiting += [path for path in paths if path.is_dir()]
            files = [_file_of_folder(folder, path) for path in paths if path.is_file()]
        except OSError as error:
            raise FileError(
                f"'{line(str(place))}' cannot be read ({error.strerror}); "
                "mend that, or move it out of the submissions."
            ) from None
        yield from files


def _file_of_folder(folder, path):
    return File(path.relative_to(folder).as_posix(), path, None, (path.stat().st_mtime_ns,))


def _files_of_zip(source):
    try:
        with zipfile.ZipFile(source) as packed:
            members = packed.infolist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        reason = "is no zip file" if source.exists() else "does not exist"
        raise FileError(f"'{source}' {reason}; give a folder or a zip of submissions.") from None
    for member in members:
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        parts = tuple(part for part in parts if part not in ("/", ".."))
        hidden = any(part.startswith(_HIDDEN) for part in parts)
        if parts and not member.is_dir() and not hidden:
            yield File("/".join(parts), source, member.filename, member.date_time)
