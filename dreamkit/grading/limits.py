"""What a kernel may use up: the processes that belong to it, counted, measured and killed."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from dreamkit.errors import InputError
from dreamkit.grading import usage
from dreamkit.grading.usage import PROC

GROUP = "dreamkit-"  # control groups are named so, then the grader's process id
MARK = "DREAMKIT_GRADED"  # in the environment of a kernel and of all that it starts
MOST_MEMORY = 16 * 2**40  # bytes; no computer has more, and larger numbers overflow
_counter = itertools.count()


@dataclass(frozen=True)
class Limits:
    """What one notebook may use.

    Attributes
    ----------
    seconds : float
        By the clock, for the whole notebook; a single cell may have a third.
    memory : int
        Bytes, of all its processes together.
    processes : int
        How many at a time.
    tasks : int
        How many processes and threads at a time, held by a cgroup where one can be made.
    file_bytes, disk_bytes : int
        Size of one file, and of all files.
    files : int
        How many files: on disk, and open in one process.
    """

    seconds: float = 300
    memory: int = 4 * 2**30
    processes: int = 64
    tasks: int = 1024
    file_bytes: int = 256 * 2**20
    disk_bytes: int = 1024 * 2**20
    files: int = 4096

    @property
    def cell_seconds(self):
        """What one cell may take."""
        return self.seconds / 3


class Exceeded(Exception):
    """A notebook used more than it may; the text says what."""


def size(text):
    """Return the bytes that a text such as "4G" or "512M" means.

    Raises
    ------
    InputError
        It means none, less than the 256 MB that Python and NumPy need, or more than MOST_MEMORY.
    """
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([MG])i?B?\s*", str(text), re.IGNORECASE)
    number = float(match[1]) * (2**30 if match[2] in "gG" else 2**20) if match else 0
    if number < 256 * 2**20:
        raise InputError(f"memory is at least 256M, such as 4G or 512M, not '{text}'.")
    if number > MOST_MEMORY:
        raise InputError(f"memory is at most {MOST_MEMORY // 2**30}G, not '{text}'.")
    return int(number)


class Watch:
    """All processes of one kernel, whoever their parents are by now.

    On Linux a process belongs to it if it descends from one that does, is in its process group or
    its control group, or has its mark in the environment. Elsewhere the process group is all that
    is known.
    """

    def __init__(self, process, mark, folder, limits, cgroup=None):
        self.process, self.mark, self.folder, self.limits = process, mark, folder, limits
        self.cgroup = cgroup
        self.members = {process.pid: _start(process.pid)}
        self.strangers = {}
        self.next_look = self.next_weighing = 0.0
        self.held = 0  # bytes of memory that no process shows as its own

    def check(self):
        """Look at the processes ten times a second, and twice at what they keep elsewhere.

        Raises
        ------
        Exceeded
            They use more than they may.
        """
        now = time.monotonic()
        if now < self.next_look or not PROC.is_dir():
            return
        self.next_look = now + 0.1
        alive = self.find()
        if len(alive) > self.limits.processes:
            raise Exceeded(f"it started more than {self.limits.processes} processes")
        if now >= self.next_weighing:
            self.next_weighing = now + 0.5
            self._weigh(alive)
        if usage.memory(alive, self.held, self.limits.memory) > self.limits.memory:
            raise Exceeded(f"it used more than {_words(self.limits.memory)} of memory")

    def _weigh(self, alive):
        self.held, deleted = usage.held(alive)
        try:
            weight = usage.weigh(self.folder, self.limits.files)
        except usage.Hidden:
            raise Exceeded("it locked a folder so that its files cannot be counted") from None
        if weight.space + deleted > self.limits.disk_bytes:
            raise Exceeded(f"it wrote more than {_words(self.limits.disk_bytes)} to disk")
        if weight.files > self.limits.files:
            raise Exceeded(f"it made more than {self.limits.files} files")
        if weight.depth > usage.DEEPEST:
            raise Exceeded(f"it made more than {usage.DEEPEST} folders inside one another")

    def find(self):
        """Return the process ids that belong to it and are alive."""
        grouped = _in_cgroup(self.cgroup)
        stats = {pid: line for pid in _pids() if (line := _stat(pid)) is not None}
        grown = True
        while grown:
            grown = False
            for pid, (_, parent, group, started) in stats.items():
                if self.members.get(pid) == started or self.strangers.get(pid) == started:
                    # A stranger may still turn out to be a descendant, but not by its mark.
                    marked = False
                    if pid in self.members:
                        continue
                else:
                    marked = _has_mark(pid, self.mark)
                    self.strangers[pid] = started
                marked = marked or pid in grouped or group == self.process.pid
                if marked or self._is_member(parent, stats):
                    self.members[pid] = started
                    grown = True
        self.strangers = {pid: start for pid, start in self.strangers.items() if pid in stats}
        return [pid for pid in stats if self._is_member(pid, stats) and stats[pid][0] not in "ZX"]

    def _is_member(self, pid, stats):
        return pid in stats and self.members.get(pid) == stats[pid][3]

    def kill(self):
        """End them all, and wait until they are gone."""
        for attempt in range(200):
            alive = self.find() if PROC.is_dir() else []
            others = [pid for pid in alive if pid != self.process.pid]
            for pid in others:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
            # The first process goes last: as long as it is there, orphans come to it.
            if not others or attempt >= 20:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(self.process.pid, signal.SIGKILL)
            if self.process.poll() is not None and not alive:
                return
            time.sleep(min(0.1, 0.002 * (attempt + 1)))


def _pids():
    return [int(entry) for entry in os.listdir(PROC) if entry.isdigit()]


def _stat(pid):
    """(state, parent, group, start time) of a process, or None if it is gone."""
    try:
        fields = (PROC / str(pid) / "stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return None
    return fields[0].decode(), int(fields[1]), int(fields[2]), int(fields[19])


def _start(pid):
    line = _stat(pid)
    return None if line is None else line[3]


def _has_mark(pid, mark):
    try:
        return f"{MARK}={mark}".encode() in (PROC / str(pid) / "environ").read_bytes()
    except OSError:
        return False


def _words(number):
    return f"{number / 2**30:.3g} GB" if number >= 2**30 else f"{number / 2**20:.3g} MB"


def make_cgroup(tasks):
    """Make a control group that lets in so many processes and threads; None where none can be."""
    for base in _cgroup_bases():
        folder = base / f"{GROUP}{os.getpid()}-{next(_counter)}"
        try:
            folder.mkdir()
        except OSError:
            continue
        try:
            (folder / "pids.max").write_text(str(tasks))
            return folder
        except OSError:
            remove_cgroup(folder)
    return None


def _cgroup_bases():
    """Where this process's own control groups are: version 1 and version 2."""
    try:
        lines = Path("/proc/self/cgroup").read_text().splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if "pids" in controllers.split(","):
            yield Path("/sys/fs/cgroup/pids") / path.lstrip("/")
        elif not controllers:
            base = Path("/sys/fs/cgroup") / path.lstrip("/")
            with contextlib.suppress(OSError):
                if "pids" not in (base / "cgroup.subtree_control").read_text().split():
                    (base / "cgroup.subtree_control").write_text("+pids")
                yield base


def _in_cgroup(folder):
    try:
        return {int(pid) for pid in (folder / "cgroup.procs").read_text().split()} if folder else ()
    except OSError:
        return ()


def remove_cgroup(folder):
    """Remove a control group whose processes are gone, or are just going."""
    for _ in range(50):
        try:
            folder.rmdir()
            return
        except FileNotFoundError:
            return
        except OSError:
            time.sleep(0.02)


def sweep_cgroups():
    """Remove control groups that killed graders left behind."""
    for base in _cgroup_bases():
        for folder in base.glob(f"{GROUP}*-*"):
            pid = folder.name.removeprefix(GROUP).partition("-")[0]
            if pid.isdigit() and not (PROC / pid).exists():
                with contextlib.suppress(OSError):  # not empty, or not ours
                    folder.rmdir()
