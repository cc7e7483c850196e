"""Files that are there whole or as they were before, whatever ends the program that writes them."""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import re
import secrets
from pathlib import Path

_PARTIAL = re.compile(r"\.dreamkit-(?P<host>[0-9a-f]{8})-(?P<pid>\d+)-[0-9a-f]+\.part")


@contextlib.contextmanager
def replacing(target, mode=None):
    """Yield a new binary file, which takes the place of `target` when all went well.

    Until then it lies beside it under a temporary name, which tells whose it is. What programs
    that were killed have left there is removed first.

    Parameters
    ----------
    target : Path
    mode : int, optional
        The permissions of the file; by default those of any new one.
    """
    target = Path(target)
    sweep(target.parent)
    name = f".dreamkit-{_host()}-{os.getpid()}-{secrets.token_hex(4)}.part"
    partial = target.with_name(name)
    private = 0o666 if mode is None else 0o600  # nobody else opens it before its mode is set
    try:
        with open(partial, "xb", opener=lambda *given: os.open(*given, private)) as file:
            if mode is not None:
                os.chmod(partial, mode)
            yield file
        os.replace(partial, target)
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()


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
