"""Files that are there whole or, whatever happens, as they were before.

What is written goes under a temporary name into the folder of the file, and is then moved into
place: nobody ever reads half of it, and a failure leaves what was there.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from pathlib import Path

ENDING = ".part"


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
    part = target.with_name(f".{os.getpid()}.{secrets.token_hex(8)}{ENDING}")
    if mode is None and before is not None:
        mode = stat.S_IMODE(before.st_mode)
    try:
        # Never more than the mode allows; a mask may have taken away from it.
        how = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with open(os.open(part, how, 0o666 if mode is None else mode), "wb") as file:
            if mode is not None:
                os.chmod(part, mode)
            yield file
        os.replace(part, target)
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def sweep(folder):
    """Remove what writers that were killed had only begun to write, in all folders below."""
    for part in Path(folder).rglob(f".*{ENDING}"):
        pid = part.name.split(".")[1]
        if pid.isdigit() and not _is_alive(int(pid)):
            with contextlib.suppress(OSError):
                part.unlink()


def _is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        pass
    return True
