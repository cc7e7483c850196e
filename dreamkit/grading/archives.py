"""Zip files, read without unpacking them: what is in them, and one file of it."""

from __future__ import annotations

import functools
import io
import stat
import time
import zipfile
from pathlib import PurePosixPath

from dreamkit.errors import FileError, display_name

LARGEST_INNER = 100 * 2**20  # bytes of a zip inside another, which is read into memory
MOST_MEMBERS = 50_000


@functools.lru_cache(maxsize=8)
def archive(path, stamp, inner=None):
    """Open a zip file, or keep it open: reading its directory takes longer than a file of it.

    Parameters
    ----------
    path : Path
        The file.
    stamp : int
        Its time of change, so that another file of that name is opened anew.
    inner : int, optional
        The number of the zip in it that is meant.

    Returns
    -------
    zipfile.ZipFile
    """
    outer = zipfile.ZipFile(path)
    if inner is None:
        return outer
    with outer.open(outer.infolist()[inner]) as file:
        content = file.read(LARGEST_INNER + 1)
    if len(content) > LARGEST_INNER:
        raise FileError(f"a zip inside the zip has more than {LARGEST_INNER // 2**20} MB.")
    return zipfile.ZipFile(io.BytesIO(content))


def members(path, stamp, inner=None):
    """Return (number, place, time) of each file in a zip.

    Links, and what has no name, are left out. A place is a tuple of names that leads nowhere else.

    Raises
    ------
    FileError
        There are too many.
    """
    every = archive(path, stamp, inner).infolist()
    if len(every) > MOST_MEMBERS:
        raise FileError(f"'{display_name(path)}' holds more than {MOST_MEMBERS} files.")
    listed = []
    for number, member in enumerate(every):
        name = member.filename.replace("\\", "/")  # as some programs on Windows write them
        place = tuple(part for part in PurePosixPath(name).parts if part not in ("/", ".."))
        is_link = stat.S_ISLNK(member.external_attr >> 16)
        if place and not name.endswith("/") and not is_link:
            listed.append((number, place, _nanoseconds(member.date_time)))
    return listed


def _nanoseconds(date_time):
    """A zip's time, that of a clock on a wall, as a file's time of change."""
    try:
        return int(time.mktime((*date_time, 0, 0, -1))) * 10**9
    except (OverflowError, ValueError):  # there is no month 0
        return 0
