"""Whose file it is, by what learning platforms put around a student's name."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

# Moodle    Ada Lovelace_12345_assignsubmission_file_/03.ipynb, or the same as one file name
# Canvas    lovelaceada_LATE_1234_56789_03.ipynb, with -1, -2 ... when handed in again
# Gradescope  submission_123456/03.ipynb, and names in submission_metadata.yml
# Blackboard  Sheet 3_ada01_attempt_2026-01-31-10-15-30_03.ipynb, and a .txt of each attempt
# Brightspace  39786-640693 - Ada Lovelace - Jan 31, 2026 1015 AM/03.ipynb, or as one file name
_MOODLE = re.compile(
    r"(?P<student>.+?)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)(?:_|$)(?P<file>.*)",
    re.DOTALL,
)
_CANVAS = re.compile(
    r"(?P<student>[^_]+)_(?:LATE_)?(?P<id>\d{3,})_(?P<number>\d{3,})_(?P<file>.+)$", re.DOTALL
)
_BLACKBOARD = re.compile(
    r"(?P<work>.+)_(?P<student>[^_]+)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_|\.txt$)(?P<file>.*)",
    re.DOTALL,
)
_BRIGHTSPACE = re.compile(
    r"(?P<id>\d+-\d+) - (?P<student>.+?) - (?P<time>\w{3,} \d{1,2}, \d{4} \d{3,4} [AP]M)"
    r"(?: - |$)(?P<file>.*)",
    re.DOTALL,
)
_GRADESCOPE = re.compile(r"submission_\d+$")
METADATA = "submission_metadata.yml"
_ENDING = re.compile(r"\.ipynb(?![a-z0-9])", re.IGNORECASE)  # also in x.ipynb.txt, x.ipynb (1)
_AGAIN = re.compile(r"-(\d+)$")


@dataclass(frozen=True, order=True)
class Owner:
    """A student, as a file's place tells.

    Attributes
    ----------
    name : str
        What a person reads.
    id : str
        The platform's number of the student or the submission; "" where there is no platform.
    """

    name: str
    id: str = ""


def is_platforms(files, folders):
    """Whether a learning platform named these files and folders, which lie side by side."""
    if METADATA in files and any(map(_GRADESCOPE.match, folders)):
        return True
    return is_canvas(files) or any(_by_platform(name) for name in (*files, *folders))


def is_canvas(names):
    """Whether there are file names of Canvas among these: it gives no two files one number."""
    numbers = [match["number"] for match in map(_CANVAS.match, names) if match]
    return 0 < len(numbers) == len(set(numbers))


def owner(place, canvas, known):
    """Whose file this is.

    Parameters
    ----------
    place : tuple of str
        Where it is, from the folder of all students on.
    canvas : bool
        Whether the files are named by Canvas.
    known : dict
        {folder: names} of a Gradescope export.
    """
    first, is_flat = place[0], len(place) == 1
    match = _match(first, canvas, is_flat)
    if match:
        return Owner(match["student"].strip(), _id(match))
    if first in known and not is_flat:
        return Owner(known[first], first)
    return Owner(stem(first) if is_flat or is_zip(first) else first)


def _match(first, canvas, is_flat):
    by_canvas = _CANVAS.match(first) if canvas and (is_flat or is_zip(first)) else None
    return _by_platform(first) or by_canvas


def _by_platform(name):
    """The match of a name that is plainly a platform's, wherever it stands."""
    return _MOODLE.match(name) or _BLACKBOARD.match(name) or _BRIGHTSPACE.match(name)


def _id(match):
    """The platform's number of a student; Brightspace has one for each attempt, too."""
    if match.re is _BLACKBOARD:  # which names students by what they log in with, no two the same
        return match["student"]
    return match["id"].split("-")[0] if match.re is _BRIGHTSPACE else match["id"]


def own_place(place, canvas):
    """A file's place in what the student handed in: without what a platform put before it."""
    if len(place) > 1:
        return place[1:]
    match = _match(place[0], canvas, True)
    return (place[0][match.start("file") :] or place[0],) if match else place


def stem(name):
    """A file's name without its ending; `x.ipynb.txt` and `x.ipynb (1)` are x."""
    notebook = _ENDING.search(name)
    return name[: notebook.start()] if notebook else PurePosixPath(name).stem


def is_notebook(name):
    """Whether a file's name is that of a notebook, whatever a browser put behind it."""
    return _ENDING.search(name) is not None


def is_zip(name):
    """Whether a file's name is that of a zip."""
    return name.lower().endswith(".zip")


def version(name, canvas):
    """A number that grows with each time that something is handed in again, as a platform tells.

    Canvas counts, Blackboard and Brightspace name the time; others' numbers mean nothing.
    """
    timed = _BLACKBOARD.match(name) or _BRIGHTSPACE.match(name)
    if timed:
        return _moment(timed["time"])
    again = _AGAIN.search(PurePosixPath(name).stem) if canvas and _CANVAS.match(name) else None
    return int(again[1][:9]) if again else 0


def _moment(text):
    """A number that grows with the time in a name: 2026-01-31-10-15-30, Jan 31, 2026 1015 AM."""
    for form in ("%Y-%m-%d-%H-%M-%S", "%b %d, %Y %I%M %p", "%B %d, %Y %I%M %p"):
        padded = re.sub(r" (\d{3}) (?=[AP]M)", r" 0\1 ", text)
        with contextlib.suppress(ValueError):
            return int(datetime.strptime(padded, form).strftime("%Y%m%d%H%M%S"))
    return 0


def first(name):
    """The name that Canvas gave the first version of a file, without what it put before it."""
    path = PurePosixPath(_CANVAS.match(name)["file"])
    return _AGAIN.sub("", path.stem) + path.suffix


def gradescope_names(text):
    """{folder: names} from Gradescope's metadata; the names of a group stand together."""
    names, folder = {}, None
    for line in text.splitlines():
        content = line.strip()
        if line[:1].strip():
            top = content.removesuffix(":").strip("\"'")
            folder = top if content.endswith(":") and _GRADESCOPE.match(top) else None
            continue
        key, _, value = content.removeprefix("-").strip().partition(":name:")
        name = value.strip().strip("\"'")
        if folder is not None and not key and name:
            names[folder] = f"{names[folder]}, {name}" if folder in names else name
    return names
