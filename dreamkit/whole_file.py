"""Files that are there whole or, whatever happens, as they were before.

What is written goes under a temporary name into the folder of the file, and is then moved into
place: nobody ever reads half of it, and a failure leaves what was there. A program that is killed
leaves the temporary file; the next one that writes into that folder removes it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import re
import secrets
import stat
from pathlib import Path

_PARTIAL = re.compile(r"\.dreamkit-(?P<host>[0-9a-f]{8})-(?P<pid>\d+)-[0-9a-f]+\.part")


def write(path, content, mode=None):
    """Write bytes to a file; see `replacing`."""
    with replacing(path, mode) as file:
        file.write(content)


@contextlib.contextmanager
def replacing(path, mode=None):
    """Give a binary file to write to, which takes the place of `path` when all went well.

    Where the path is a link, the file that it leads to is written. What is no file, such as
    /dev/null, is written to directly.

    Parameters
    ----------
    path : str or Path
    mode : int, optional
        The file's permissions. Default those of the file that was there, or else the usual ones.

    Raises
    ------
    OSError
        It cannot be written. The temporary file is gone.
    """
    target = Path(os.path.realpath(path))
    before = target.stat() if target.exists() else None
    if before is not None and not stat.S_ISREG(before.st_mode):
        with open(target, "wb") as file:
            yield file
        return
    part = beside(target)
    if mode is None and before is not None:
        mode = stat.S_IMODE(before.st_mode)
    try:
        # Never more than the mode allows; a mask may have taken away from it.
        how = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        allowed = 0o666 if mode is None else mode
        # An opener, since a file that is opened by its number has that for a name.
        with open(part, "wb", opener=lambda name, _: os.open(name, how, allowed)) as file:
            if mode is not None:
                os.chmod(part, mode)
            yield file
        os.replace(part, target)
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def beside(target):
    """A temporary name in the folder of a file; what killed programs left there is removed."""
    sweep(target.parent)
    return target.with_name(f".dreamkit-{_host()}-{os.getpid()}-{secrets.token_hex(8)}.part")


def sha256(path):
    """The fingerprint of a file's content, hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sweep(folder):
    """Remove what killed programs of this computer had only begun to write into a folder."""
    if os.name != "posix":  # nobody can be asked there whether a program still runs
        return
    try:
        names = os.listdir(folder)
    except OSError:
        return
    for name in names:
        made = _PARTIAL.fullmatch(name)
        if made and made["host"] == _host() and not _is_alive(int(made["pid"])):
            with contextlib.suppress(OSError):
                os.unlink(Path(folder, name))


def is_partial(name):
    """Whether a file of this name was only begun to be written."""
    return _PARTIAL.fullmatch(name) is not None


def _host():
    """A folder may be shared by computers, each with process ids of its own."""
    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]


def _is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        pass
    return True
