"""How much memory and disk a notebook uses, also where it does not show."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path

PROC = Path("/proc")
DEEPEST = 50  # folders inside one another; each costs the grader an open file while it counts
# Mapped memory that belongs to no file: memfd_create, anonymous memory that is shared, System V's.
_MEMORY = (b"/memfd:", b"/dev/zero (deleted)", b"/SYSV")
_MAPPED = re.compile(
    rb"^(\w+)-(\w+) \S+ (\w+) (\w+):(\w+) ([1-9]\d*) +(/SYSV.*|/.* \(deleted\))$", re.MULTILINE
)


class Hidden(Exception):
    """A folder cannot be looked into, though its owner asks."""


def resident(pid):
    """Bytes of memory that a process has, shared ones counted in full; 0 if it is gone."""
    try:
        return int((PROC / str(pid) / "statm").read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def proportional(pid):
    """(bytes of memory, those among them that are shared memory), each page shared out evenly."""
    try:
        text = (PROC / str(pid) / "smaps_rollup").read_bytes()
    except OSError:
        return resident(pid), 0
    sizes = dict(re.findall(rb"^(Pss|Pss_Shmem):\s+(\d+) kB", text, re.MULTILINE))
    return int(sizes.get(b"Pss", 0)) * 1024, int(sizes.get(b"Pss_Shmem", 0)) * 1024


def memory(pids, held, most):
    """Return the bytes of memory that processes use together, exactly only if above `most`.

    Parameters
    ----------
    pids : list of int
        The processes.
    held : int
        Bytes of memory objects that they have, see `held`.
    most : int
        What they may use.
    """
    roughly = sum(map(resident, pids)) + held
    if roughly <= most:
        return roughly
    # Pages that processes share count once in the proportional size, which is dear to ask.
    pairs = [proportional(pid) for pid in pids]
    shared = sum(part for _, part in pairs)
    return sum(whole for whole, _ in pairs) - shared + max(shared, held)


def held(pids):
    """(bytes of memory, bytes on disk) that processes keep where no folder shows it.

    These are memory objects (memfd, shared memory) and files that were deleted while open or
    mapped. Each counts once, however many processes have it.
    """
    in_memory, on_disk = {}, {}
    for pid in pids:
        for kind, key, size in _mapped(pid):
            sizes = in_memory if kind else on_disk
            sizes[key] = max(size, sizes.get(key, 0))
    for pid in pids:
        for kind, key, size in _open(pid):  # says what is filled, not only how long it is
            (in_memory if kind else on_disk)[key] = size
    return sum(in_memory.values()), sum(on_disk.values())


def _open(pid):
    """(whether it is memory, which file, bytes) for each deleted file that a process has open."""
    folder = f"{PROC}/{pid}/fd"
    with contextlib.suppress(OSError):
        for number in os.listdir(folder):
            with contextlib.suppress(OSError):
                status = os.stat(f"{folder}/{number}")
                if status.st_nlink == 0 and stat.S_ISREG(status.st_mode):
                    in_memory = os.readlink(f"{folder}/{number}").startswith("/memfd:")
                    yield in_memory, (status.st_dev, status.st_ino), status.st_blocks * 512


def _mapped(pid):
    """The same for those that it has mapped; bytes are up to where."""
    try:
        lines = (PROC / str(pid) / "maps").read_bytes()
    except OSError:
        return
    for begin, end, offset, major, minor, inode, name in _MAPPED.findall(lines):
        size = int(offset, 16) + int(end, 16) - int(begin, 16)
        device = os.makedev(int(major, 16), int(minor, 16))
        yield name.startswith(_MEMORY), (device, int(inode)), size


@dataclass
class Weight:
    """What lies below a folder: `files`, `space` in bytes, and `depth` of folders in folders."""

    files: int = 0
    space: int = 0
    depth: int = 0
    most: int = field(default=0, repr=False)


def weigh(folder, most):
    """Return the Weight of a folder; it stops counting above `most` files and DEEPEST folders.

    Folders that were locked are unlocked.

    Raises
    ------
    Hidden
        One is locked again at once.
    """
    weight = Weight(most=most)
    try:
        _add(os.fspath(folder), None, 1, weight)
    except PermissionError:
        raise Hidden from None
    except OSError:  # it is just going
        pass
    return weight


def _add(name, parent, depth, weight):
    # Names relative to an open folder: a whole path may be longer than the system takes.
    weight.depth = max(weight.depth, depth)
    folder = _opened(name, parent)
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in itertools.islice(entries, weight.most + 1)]
        for inner in names:
            with _unless_gone():
                status = os.stat(inner, dir_fd=folder, follow_symlinks=False)
                weight.files += 1
                weight.space += status.st_blocks * 512
                fine = weight.files <= weight.most and weight.depth <= DEEPEST
                if fine and stat.S_ISDIR(status.st_mode):
                    _add(inner, folder, depth + 1, weight)
    finally:
        os.close(folder)


@contextlib.contextmanager
def _unless_gone():
    try:
        yield
    except PermissionError:
        raise
    except OSError:
        pass


def _opened(name, parent):
    """Open a folder, unlocked if it was locked."""
    kind = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
    same = os.open(name, os.O_PATH | kind, dir_fd=parent)
    try:
        place = f"{PROC}/self/fd/{same}"  # by its name it might be another by now
        if stat.S_IMODE(os.fstat(same).st_mode) & 0o500 != 0o500:
            os.chmod(place, 0o700)
        return os.open(place, kind & ~os.O_NOFOLLOW)
    finally:
        os.close(same)
