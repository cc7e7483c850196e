"""What was handed in: a folder of notebooks or of folders, or the zip of a learning platform."""

from __future__ import annotations

import contextlib
import os
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from unicodedata import normalize

from dreamkit.errors import FileError, display_name
from dreamkit.grading import archives, layout, platforms
from dreamkit.grading.notebooks import LARGEST
from dreamkit.grading.sanitize import line

# What systems and programs leave behind.
_LEFTOVERS = {"__macosx", "__pycache__", "thumbs.db", "ehthumbs.db", "desktop.ini"}
_PERHAPS = ("", ".json", ".txt", ".ipyn", ".ipnb", ".ipynbx")  # what is in them decides
_HEAD = 64 * 1024
_CHUNK = 2**20
_NUMBERED = re.compile(r" ?\((\d+)\)$")  # a browser's "x (1).ipynb"


@dataclass(frozen=True)
class File:
    """One file of a student.

    Attributes
    ----------
    name : str
        Its place within what was handed in.
    path : Path
        The file itself, or the zip it is in.
    stamp : int
        Time of change of `path`, in nanoseconds.
    members : tuple of int
        Where `path` is a zip: the file's number in it, or that of a zip and its number in that.
    order : tuple
        Later versions sort after earlier ones.
    place : tuple of str
        Its place in what the student handed in, as it was named there.
    """

    name: str
    path: Path
    stamp: int = 0
    members: tuple = ()
    order: tuple = ()
    place: tuple = ()

    @contextlib.contextmanager
    def open(self):
        """Open it for reading bytes.

        Raises
        ------
        FileError
            It cannot be read, which may also be found out later, while it is read.
        """
        try:
            if not self.members:
                with self.path.open("rb") as file:
                    yield file
            else:
                *inner, number = self.members
                packed = archives.archive(self.path, self.stamp, *inner)
                with packed.open(packed.infolist()[number]) as file:
                    yield file
        except FileError:
            raise
        except Exception as error:  # zipfile lets through whatever its decoders raise
            raise FileError(f"the file cannot be read: {error}") from None

    def read(self, most=None):
        """Return the first `most` bytes, by default a little more than LARGEST of them."""
        with self.open() as file:
            return file.read(LARGEST + 1 if most is None else most)

    def chunks(self):
        """Yield the content in pieces of a megabyte."""
        with self.open() as file:
            while chunk := file.read(_CHUNK):
                yield chunk


@dataclass
class Submission:
    """All that one student handed in.

    Attributes
    ----------
    student : str
        The name, as far as file names tell; with the platform's number where two have one name.
    notebooks : list of File
        Files that are named or made like notebooks, in order of age.
    others : list of File
        All other files.
    """

    student: str
    notebooks: list = field(default_factory=list)
    others: list = field(default_factory=list)


def collect(source, exercises=(), told=None):
    """Find the submissions in a folder or a zip. Nothing is unpacked, and no link followed.

    Parameters
    ----------
    source : path
        A folder of notebooks, a folder with a folder for each student, or a zip of either, as
        Moodle, Canvas, Gradescope, Blackboard and Brightspace write them. Zips in it are looked
        into, once.
    exercises : list of str, optional
        The exercises' names, which no student has.
    told : callable, optional
        Takes a line about files that are nobody's.

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
    files = [(file, _is_notebook(file)) for file in _files(source)]
    places = [(file.place, is_notebook) for file, is_notebook in files]
    roots = layout.roots(places, list(exercises))
    submissions, strays = {}, []
    if roots is None:
        owner = platforms.Owner(platforms.stem(source.resolve().name))
        for file, is_notebook in files:
            _hand_in(submissions, owner, file, is_notebook)
    for root in roots or ():
        under = [pair for pair in files if pair[0].place[: len(root)] == root]
        group = root[-1] if len(roots) > 1 and root[-1] not in exercises else ""
        strays += _share_out(under, len(root), group, submissions)
    if not any(submission.notebooks or submission.others for submission in submissions.values()):
        raise FileError(f"there are no notebooks in '{display_name(source)}'.")
    for owner, name in _names(submissions):
        submissions[owner].student = name
        submissions[owner].notebooks.sort(key=_age)
        submissions[owner].others.sort(key=lambda file: file.name)
    if strays and told is not None:
        names = ", ".join(file.name for file in strays[:5]) + (", ..." if strays[5:] else "")
        told(f"In no student's folder, and passed over: {names}.")
    return sorted(submissions.values(), key=lambda submission: submission.student)


def _age(file):
    stem = platforms.stem(file.name)
    again = _NUMBERED.search(stem)
    return file.order, int(again[1][:9]) if again else 0, file.name


def _share_out(files, depth, group, submissions):
    """Add files below a root to their owners' submissions; return those that are nobody's."""
    places = [file.place[depth:] for file, _ in files]
    flat = [place[0] for place in places if len(place) == 1 or platforms.is_zip(place[0])]
    canvas = platforms.is_canvas(dict.fromkeys(flat))
    known, unclear = _gradescope(files, depth), []
    for (file, is_notebook), place in zip(files, places, strict=True):
        owner = platforms.owner(place, canvas, known)
        is_flat = len(place) == 1
        version = platforms.version(place[0], canvas and is_flat)
        file = replace(file, order=(version, *file.order), place=platforms.own_place(place, canvas))
        # A file beside the notebooks may be anybody's.
        if not (is_notebook or owner.id) and is_flat:
            unclear.append((file, owner))
            continue
        if group and not owner.id:
            owner = replace(owner, id=group)
        _hand_in(submissions, owner, file, is_notebook)
        if version and not is_notebook and canvas and is_flat:
            # Handed in again: under its own name as well.
            _hand_in(submissions, owner, replace(file, place=(platforms.first(place[0]),)), False)
    strays = []
    for file, owner in unclear:
        mine = next((each for each in submissions if each.name == owner.name), None)
        alone = next(iter(submissions)) if len(submissions) == 1 else None
        if mine or alone:
            _hand_in(submissions, mine or alone, file, False)
        else:
            strays.append(file)
    return strays


def _hand_in(submissions, owner, file, is_notebook):
    submission = submissions.setdefault(owner, Submission(""))
    (submission.notebooks if is_notebook else submission.others).append(file)


def _is_notebook(file):
    """Whether a file is named like a notebook or, with an ending that tells nothing, made so."""
    if platforms.is_notebook(file.place[-1]):
        return True
    if Path(file.place[-1]).suffix.lower() not in _PERHAPS:
        return False
    try:
        head = file.read(_HEAD)
    except FileError:
        return False
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and b'"cells"' in head


def _names(owners):
    """(owner, name) of each, no name twice."""
    # Two ways to write é look the same.
    owners = [
        (owner, normalize("NFC", " ".join(line(owner.name).split())) or "unnamed")
        for owner in sorted(owners)
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


def _gradescope(files, depth):
    """{folder: names}, from the file that Gradescope puts beside the folders. Not a student's."""
    for file, _ in files:
        if file.place[depth:] == (platforms.METADATA,):
            return platforms.gradescope_names(file.read().decode("utf-8", "replace"))
    return {}


def _files(source):
    """All files, those in zips among them."""
    if os.path.isdir(source):
        files = list(_files_of_folder(source))
        places = {file.place for file in files}
        for file in files:
            yield from _files_within(file, places)
    elif platforms.is_notebook(source.name) and os.path.isfile(source):
        yield _file_of_folder(source.parent, source)
    else:
        for file in _files_of_zip(source):
            yield from _files_within(file, ())


def _files_of_folder(folder):
    waiting = [folder]  # no recursion: folders may lie in each other a thousand deep
    while waiting:
        place = waiting.pop()
        try:
            paths = [place / name for name in os.listdir(place) if not _is_leftover(name)]
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


def _is_leftover(name):
    """Whether a name is one that systems and editors give, rather than a student."""
    if name.lower().endswith(".ipynb") and not name.startswith(("._", ".~", "~$")):
        return False  # such as "....ipynb"
    return name.startswith((".", "~$")) or name.lower() in _LEFTOVERS


def _file_of_folder(folder, path):
    relative, changed = path.relative_to(folder), path.stat().st_mtime_ns
    return File(line(relative.as_posix()), path, changed, (), (changed,), relative.parts)


def _files_of_zip(source):
    try:
        stamp = source.stat().st_mtime_ns
        members = archives.members(source, stamp)
    except FileError:
        raise
    except PermissionError as error:
        raise FileError(
            f"'{display_name(source)}' cannot be read ({error.strerror}); mend that first."
        ) from None
    except Exception:  # zipfile lets through whatever its decoders raise
        reason = "is no zip file" if os.path.exists(source) else "does not exist"
        raise FileError(
            f"'{display_name(source)}' {reason}; give a folder or a zip of submissions."
        ) from None
    for number, place, changed in members:
        if not any(map(_is_leftover, place)):
            yield File(line("/".join(place)), source, stamp, (number,), (changed,), place)


def _files_within(file, places):
    """The files of a zip that was handed in, or the file itself if it is none that helps.

    Parameters
    ----------
    places : set
        Where files are. A zip that lies beside what was unpacked from it is passed over.
    """
    if not platforms.is_zip(file.place[-1]) or len(file.members) > 1:
        return [file]
    *around, name = file.place
    beside = [tuple(around), (*around, name[: -len(".zip")])]
    try:
        members = archives.members(file.path, file.stamp, *file.members)
    except Exception:  # it is none, or damaged: a file like others
        return [file]
    files = []
    for number, place, changed in members:
        if any(map(_is_leftover, place)):
            continue
        if platforms.is_notebook(place[-1]) and any(
            (*folder, *place) in places for folder in beside
        ):
            return [file]
        shown = line("/".join(place))
        inner = (*file.members, number)
        files.append(
            File(
                f"{file.name}/{shown}",
                file.path,
                file.stamp,
                inner,
                (changed,),
                (*file.place, *place),
            )
        )
    return files if any(map(_is_notebook, files)) else [file]
