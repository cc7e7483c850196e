"""What was handed in: a folder of notebooks or of folders, or the zip of a learning platform."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from dreamkit.classroom.grading.notebooks import LARGEST
from dreamkit.errors import FileError

# What platforms put around a student's name:
# Moodle    Ada Lovelace_12345_assignsubmission_file_/03.ipynb, or the same as one file name
# Canvas    lovelaceada_LATE_1234_56789_03.ipynb, with -1, -2 ... when handed in again
# Gradescope  submission_123456/03.ipynb, and names in submission_metadata.yml
_MOODLE = re.compile(r"(?P<student>.+?)_\d+_assignsubmission_(?:file|onlinetext)(?:_|$)")
_CANVAS = re.compile(r"(?P<student>[^_]+)_(?:LATE_)?\d+_\d+_.+$")
_GRADESCOPE = "submission_metadata.yml"
_AGAIN = re.compile(r"-(\d+)$")


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
        The name, as far as file names tell.
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
        There is no such file or folder, it is no zip, or nothing was handed in.
    """
    source = Path(source)
    if source.is_dir():
        files = list(_files_of_folder(source))
    elif source.suffix == ".ipynb" and source.is_file():
        files = [_file_of_folder(source.parent, source)]
    else:
        files = list(_files_of_zip(source))
    depth = _depth([PurePosixPath(file.name).parts for file in files])
    known = _gradescope_names(files)
    found = {}
    for file in files:
        if _base(file.name) != _GRADESCOPE:
            student, flat = _student(PurePosixPath(*PurePosixPath(file.name).parts[depth:]), known)
            is_notebook = file.name.lower().endswith(".ipynb")
            if is_notebook or not flat:
                one = found.setdefault(student, Submission(student))
                (one.notebooks if is_notebook else one.others).append(file)
    for one in found.values():
        one.notebooks.sort(key=lambda file: (file.order, file.name))
    if not found:
        raise FileError(f"there are no notebooks in '{source}'.")
    return sorted(found.values(), key=lambda one: one.student)


def _depth(places):
    """How many folders stand around everything: platforms, and who packs a folder, add one."""
    if not places or any(len(parts) < 2 for parts in places) or len({p[0] for p in places}) > 1:
        return 0
    seconds = {parts[1] for parts in places}
    if _GRADESCOPE in seconds or any(f.match(name) for f in (_MOODLE, _CANVAS) for name in seconds):
        return 1
    several = sum(parts[-1].lower().endswith(".ipynb") for parts in places) > 1
    return int(several and len(seconds) > 1)


def _student(path, known):
    """(name of the student, whether a file that is no notebook may be anybody's)."""
    first = path.parts[0]
    flat = len(path.parts) == 1
    stem = PurePosixPath(first).stem if flat else first
    for form in (_MOODLE, _CANVAS):
        match = form.match(first)
        if match:
            return match["student"].strip(), False
    return known.get(first, stem), flat


def _files_of_folder(folder):
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        # A link may lead anywhere, to the solutions for example.
        if not path.is_symlink() and path.is_file() and _is_handed_in(relative.parts):
            yield _file_of_folder(folder, path)


def _file_of_folder(folder, path):
    again = _AGAIN.search(path.stem)
    order = (int(again[1]) if again else 0, path.stat().st_mtime_ns)
    return File(path.relative_to(folder).as_posix(), path, None, order)


def _files_of_zip(source):
    try:
        with zipfile.ZipFile(source) as packed:
            members = packed.infolist()
    except (OSError, zipfile.BadZipFile):
        reason = "is no zip file" if source.exists() else "does not exist"
        raise FileError(f"'{source}' {reason}; give a folder or a zip of submissions.") from None
    for member in members:
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        parts = tuple(part for part in parts if part not in ("/", ".."))
        if parts and not member.is_dir() and _is_handed_in(parts):
            again = _AGAIN.search(PurePosixPath(parts[-1]).stem)
            order = (int(again[1]) if again else 0, *member.date_time)
            yield File("/".join(parts), source, member.filename, order)


def _is_handed_in(parts):
    return not any(part.startswith((".", "__MACOSX")) for part in parts)


def _base(name):
    return name.rpartition("/")[2]


def _gradescope_names(files):
    """{folder: student} from Gradescope's metadata; names of a group stand together."""
    names = {}
    for file in files:
        if _base(file.name) != _GRADESCOPE:
            continue
        folder = None
        for line in file.read().decode("utf-8", "replace").splitlines():
            top = re.match(r"(\S[^:]*):\s*$", line)
            name = re.match(r"\s+-?\s*:name:\s*(.+?)\s*$", line)
            if top:
                folder = top[1].strip("\"'")
            elif name and folder:
                text = name[1].strip("\"'")
                names[folder] = f"{names[folder]}, {text}" if folder in names else text
    return names
