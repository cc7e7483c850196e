"""Whose file it is, by what learning platforms put around a student's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

# Moodle    Ada Lovelace_12345_assignsubmission_file_/03.ipynb, or the same as one file name
# Canvas    lovelaceada_LATE_1234_56789_03.ipynb, with -1, -2 ... when handed in again
# Gradescope  submission_123456/03.ipynb, and names in submission_metadata.yml
_MOODLE = re.compile(
    r"(?P<student>.+?)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)(?:_|$)", re.DOTALL
)
_CANVAS = re.compile(r"(?P<student>[^_]+)_(?:LATE_)?(?P<id>\d{3,})_(?P<file>\d{3,})_.+$", re.DOTALL)
_GRADESCOPE = re.compile(r"submission_\d+$")
METADATA = "submission_metadata.yml"
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


def depth(places):
    """How many folders stand around everything: platforms, and who packs a folder, add one."""
    tops = {parts[0] for parts in places}
    if len(tops) != 1 or any(len(parts) < 2 for parts in places) or _MOODLE.match(*tops):
        return 0
    seconds = {parts[1] for parts in places}
    flat = [parts[1] for parts in places if len(parts) == 2]
    exported = METADATA in flat and any(map(_GRADESCOPE.match, seconds))
    if exported or is_canvas(flat) or any(map(_MOODLE.match, seconds)):
        return 1
    several = sum(parts[-1].lower().endswith(".ipynb") for parts in places) > 1
    return int(several and len(seconds) > 1)


def is_canvas(names):
    """Whether there are file names of Canvas among these: it gives no two files one number."""
    numbers = [match["file"] for match in map(_CANVAS.match, names) if match]
    return 0 < len(numbers) == len(set(numbers))


def owner(parts, canvas, known):
    """Whose file this is.

    Parameters
    ----------
    parts : tuple of str
        Its place.
    canvas : bool
        Whether the files are named by Canvas.
    known : dict
        {folder: names} of a Gradescope export.
    """
    first, flat = parts[0], len(parts) == 1
    match = _MOODLE.match(first) or (_CANVAS.match(first) if canvas and flat else None)
    if match:
        return Owner(match["student"].strip(), match["id"])
    if first in known and not flat:
        return Owner(known[first], first)
    return Owner(PurePosixPath(first).stem if flat else first)


def version(name, canvas):
    """The number that Canvas gives what is handed in again; others' numbers mean nothing."""
    again = _AGAIN.search(PurePosixPath(name).stem) if canvas and _CANVAS.match(name) else None
    return int(again[1][:9]) if again else 0


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
