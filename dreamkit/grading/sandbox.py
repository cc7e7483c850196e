"""What a kernel can see: with bubblewrap, Python, its own folder, and nothing else."""

from __future__ import annotations

import functools
import os
import shutil
import site
import subprocess
import sys
from pathlib import Path

import dreamkit

PACKAGE = Path(dreamkit.__file__).resolve().parent
SYSTEM_LINKS = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
# Programs look these up to find libraries, fonts and the time; they say nothing about anybody.
SYSTEM_FILES = (
    "/etc/ld.so.cache",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/localtime",
    "/etc/mime.types",
)
# Where root may write settings of the whole computer. bubblewrap covers only those of these folders
# that are writable themselves, not the writable files in the others.
SETTINGS = ("sys", "sysrq-trigger", "irq", "bus", "fs", "acpi", "driver", "mtrr", "pressure")
SCRATCH = 64 * 2**20  # bytes of /tmp and /dev/shm, which are memory


def command(folder, words):
    """Return the command that runs `words` with nothing but `folder` to write to.

    Parameters
    ----------
    folder : Path
        Is bound at its own place, for the sockets in it.
    words : list of str
        The program and its arguments.

    Returns
    -------
    list of str
        Where there is no bubblewrap, `words` themselves, on Linux under a subreaper.
    """
    if not works():
        return [*_subreaper(), *words]
    return [
        *_walls(),
        "--bind",
        str(folder),
        str(folder),
        "--chdir",
        str(folder),
        "--remount-ro",
        "/",
        "--",
        *words,
    ]


def readable():
    """The folders of this computer that a contained kernel can read."""
    return [Path("/usr"), *_environment(), PACKAGE]


@functools.cache
def works():
    """Whether bubblewrap is here and can build such a sandbox."""
    return trouble() is None


@functools.cache
def trouble():
    """Why there is no sandbox: None where there is one."""
    if sys.platform != "linux":
        return "bubblewrap exists for Linux only"
    if shutil.which("bwrap") is None:
        return "bubblewrap is not installed"
    tried = subprocess.run(
        [*_walls(), "--remount-ro", "/", "--", sys.executable, "-c", "import dreamkit"],
        env={"PYTHONPATH": str(PACKAGE.parent)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    if tried.returncode == 0:
        return None
    lines = tried.stderr.strip().splitlines() or ["no reason given"]
    return f"bubblewrap does not work here ({lines[-1]})"


@functools.cache
def _walls():
    """bubblewrap's options, without the folder of a submission."""
    words = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    words += ["--ro-bind", "/usr", "/usr"]
    for link in SYSTEM_LINKS:
        if os.path.islink(link):
            words += ["--symlink", os.readlink(link), link]
        elif os.path.isdir(link):
            words += ["--ro-bind", link, link]
    for file in SYSTEM_FILES:
        words += ["--ro-bind-try", file, file]
    words += ["--proc", "/proc"]
    for name in SETTINGS:
        words += ["--ro-bind-try", f"/proc/{name}", f"/proc/{name}"]
    # /dev is memory as well, without a limit.
    words += ["--dev", "/dev", *_scratch("/tmp"), *_scratch("/dev/shm"), "--remount-ro", "/dev"]
    folders = _environment()
    for folder in [*folders, PACKAGE]:
        words += ["--ro-bind", str(folder), str(folder)]
    for link in _links(sys.executable):
        if not _under(link, ["/usr", *folders]):
            words += ["--symlink", os.readlink(link), link]
    return words


def _subreaper():
    """What runs a kernel that has no process namespace, so that nothing it starts gets lost."""
    if sys.platform != "linux":
        return []
    return [sys.executable, "-I", "-S", str(Path(__file__).with_name("subreaper.py"))]


def _scratch(place):
    told = subprocess.run(["bwrap", "--help"], capture_output=True, text=True).stdout
    size = ["--size", str(SCRATCH)] if "--size" in told else []  # since bubblewrap 0.7
    return [*size, "--tmpfs", place]


@functools.cache
def _environment():
    """The folders of Python and of what is installed for it, none inside another."""
    places = [sys.prefix, sys.base_prefix, Path(os.path.realpath(sys.executable)).parents[1]]
    if site.ENABLE_USER_SITE and os.path.isdir(site.getusersitepackages()):
        places.append(site.getusersitepackages())
    folders = []
    for folder in sorted({Path(place) for place in places}, key=lambda place: len(place.parts)):
        if not _under(folder, ["/usr", *folders]):
            folders.append(folder)
    return folders


def _links(path):
    """Each link on the way from a name to the file itself."""
    while os.path.islink(path):
        yield path
        path = os.path.normpath(os.path.join(os.path.dirname(path), os.readlink(path)))


def _under(path, folders):
    return any(Path(path).is_relative_to(folder) for folder in folders)
