"""Places that go while something is written there: a full disk, a locked or a deleted folder."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass

import small_course as course
from PIL import Image

from dreamkit import whole_file

from . import server
from .result import Result, dreamkit, environment, start

LONG = 180  # seconds after which something hangs
GALLERY = """
import sys
import dreamkit as dk
def tell(step):
    if step.index == 4:  # the first of several batches is done, and kept
        print("half way", flush=True)
        sys.stdin.readline()
try:
    grid = dk.gallery(
        None, "mixed1", range(40), size=48, steps=2, folder=sys.argv[1], on_step=tell
    )
    dk.save_image("grid.png", grid)
except dk.FileError as error:
    print("error:", error, file=sys.stderr)
    sys.exit(1)
"""


@dataclass(frozen=True)
class Trouble:
    """What happens to a folder half way, and how it is undone."""

    name: str
    begin: object
    end: object


def run(folder, full):
    """Each trouble with each thing that writes."""
    full_disk = Trouble("a full disk", _fill, _empty)
    with _small_disk(folder / "disk") as reason:
        for work in WORKS:
            what = f"a full disk: {WORKS[work]}"
            own, place = folder / f"full {work.__name__}", folder / "disk" / work.__name__
            yield Result(what, 0, reason) if reason else work(what, own, place, full_disk)
    lost = Trouble("permissions lost", _lock, _unlock)
    for trouble in (lost, Trouble("the folder deleted", _delete, _make)):
        for work in WORKS:
            own = folder / f"{trouble.name} {work.__name__}"
            what = f"{trouble.name} half way: {WORKS[work]}"
            reason = _no_ordinary_user() if trouble.begin is _lock else None
            yield Result(what, 0, reason) if reason else work(what, own, own / "place", trouble)


def a_dream(what, own, place, trouble):
    """It goes elsewhere as a PNG; what was there stays, unless all of it was deleted."""
    place.mkdir(parents=True)
    own.mkdir(exist_ok=True)
    out, faults = place / "out.jpg", []
    Image.new("RGB", (8, 8)).save(out)
    before = out.read_bytes()
    words = ["dream", "sample:cat", "-o", out, "--layer", "mixed1", "--steps", 30, "--octaves", 1]
    process = _start(dreamkit(*words), own)
    _wait_for(process, b"dreaming:")
    trouble.begin(place)
    code, told = _end(process)
    trouble.end(place)
    notes = [line for line in told.splitlines() if "note: " in line]
    elsewhere = [p for p in own.rglob("*.png") if Image.open(p).size == (451, 300)]
    if code != 1 or len(notes) != 1 or "was saved as" not in notes[0] or not elsewhere:
        faults.append(f"exit code {code} and {told[-200:]!r}")
    if trouble.begin is not _delete and out.read_bytes() != before:
        faults.append("the old file is gone")
    return Result(what, 1, "one sentence; the dream is a PNG elsewhere", faults + _left(own, place))


def a_gallery(what, own, place, trouble):
    """It goes on without the folder, and says so; the same call later finds what was kept."""
    place.mkdir(parents=True)
    own.mkdir(exist_ok=True)
    faults = []
    process = _start([sys.executable, "-c", GALLERY, place], own, stdin=subprocess.PIPE)
    _wait_for(process, b"half way", process.stdout)
    trouble.begin(place)
    code, told = _end(process)
    trouble.end(place)
    sentences = [line for line in told.splitlines() if "goes on without the folder" in line]
    if code or len(sentences) != 1 or not (own / "grid.png").is_file():
        faults.append(f"exit code {code} and {told[-300:]!r}")
    kept = {path: path.read_bytes() for path in place.glob("[!.]*")}
    for path in kept:
        Image.open(path).load()
    if trouble.begin is not _delete and len(kept) < 16:
        faults.append(f"only {len(kept)} pictures were kept")
    grid = (own / "grid.png").read_bytes() if (own / "grid.png").is_file() else b""
    process = _start([sys.executable, "-c", GALLERY, place], own, stdin=subprocess.DEVNULL)
    code, told = _end(process)
    if code or len(list(place.glob("[!.]*"))) != 40 or (own / "grid.png").read_bytes() != grid:
        faults.append(f"later: exit code {code} and {told[-200:]!r}")
    if any(path.read_bytes() != content for path, content in kept.items()):
        faults.append("a picture that was kept is another")
    seen = f"one sentence, and the whole grid; {len(kept)} of 40 pictures were kept"
    return Result(what, 1, seen, faults + _left(own, place))


def a_grader(what, own, place, trouble):
    """It ends in a sentence or can go on; the same call later gives the grades."""
    place.mkdir(parents=True)
    own.mkdir(exist_ok=True)
    solutions, faults = course.write_course(own / "solutions"), []
    for name in ("ada", "bo", "cy", "dee"):
        student = own / "in" / name
        student.mkdir(parents=True)
        (student / "x.ipynb").write_text(course.text(course.solved(a=f"total = 15  # {name}")))
    grades = place / "g.csv"
    words = dreamkit("grade", own / "in", "-o", grades, "--solutions", solutions)
    process = _start(words, own)
    until = time.monotonic() + LONG
    while not list(place.rglob("*.html")) and process.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    trouble.begin(place)
    code, told = _end(process)
    trouble.end(place)
    errors = [line for line in told.splitlines() if line.startswith("error: ")]
    refused = code == 1 and len(errors) == 1 and "cannot be written" in errors[0]
    if not refused and not (code == 0 and grades.is_file()):
        faults.append(f"exit code {code} and {told[-300:]!r}")
    code, told = _end(_start(words, own))
    if code or grades.read_text("utf-8-sig").count('"10"') < 4:
        faults.append(f"later: exit code {code} and {told[-200:]!r}")
    came = "one sentence" if refused else "it made the folder anew and went on"
    seen = f"{came}; the same call later gave all grades"
    return Result(what, 1, seen, faults + _left(own, place))


def a_download(what, own, place, trouble):
    """One sentence, no half file; the same call later gets the weights."""
    place.mkdir(parents=True)
    own.mkdir(exist_ok=True)
    content, faults = server.weights(own), []
    with server.Server(content, "hold") as served:
        process = _start(served.command(content), own, KERAS_HOME=place)
        if not served.held.wait(LONG):
            faults.append("nothing was asked for")
        trouble.begin(place)
        served.free.set()
        code, told = _end(process)
        trouble.end(place)
        kept = [path for path in place.rglob("*.h5")]
        # A file that is open may still be written to where permissions are gone: then all is well.
        is_there = code == 0 and [path.read_bytes() for path in kept] == [content]
        is_told = code == 1 and told.count("could not be downloaded") == 1
        if not (is_there or is_told) or "Traceback" in told:
            faults.append(f"exit code {code} and {told[-300:]!r}")
        served.behaves = "well"
        again, told = _end(_start(served.command(content), own, KERAS_HOME=place))
        if again or [path.read_bytes() for path in place.rglob("*.h5")] != [content]:
            faults.append(f"later: exit code {again} and {told[-200:]!r}")
    return Result(what, 1, "one sentence; the same call later worked", faults + _left(own, place))


WORKS = {
    a_dream: "`dreamkit dream`",
    a_gallery: "a gallery with `folder=`",
    a_grader: "`dreamkit grade`",
    a_download: "the download of weights",
}


def _start(words, own, **options):
    """Start as somebody whom permissions bind, which as root takes a power away."""
    more = {key: str(options.pop(key)) for key in ("KERAS_HOME",) if key in options}
    bound = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if _is_root() else []
    env = environment(own, **more)
    return start([*bound, *words], env, cwd=own, text=False, **options)


def _is_root():
    return os.geteuid() == 0


def _no_ordinary_user():
    if _is_root() and shutil.which("setpriv") is None:
        return "root ignores permissions, and there is no setpriv to give that up"
    return None


def _wait_for(process, words, pipe=None):
    """Read what a process says until it says this."""
    seen, pipe = b"", pipe or process.stderr
    while words not in seen and process.poll() is None:
        seen += os.read(pipe.fileno(), 4096)


def _end(process):
    """(exit code, all it said) of a process; one without an end is killed, code None."""
    try:
        given = b"\n" if process.stdin else None
        out, err = process.communicate(given, timeout=LONG)
        code = process.returncode
    except subprocess.TimeoutExpired:
        process.kill()
        (out, err), code = process.communicate(), None
    return code, (out + err).decode("utf-8", "replace")


def _left(*folders):
    """Temporary files that are still there."""
    names = {path.name for folder in folders for path in folder.rglob(".*")}
    return ["temporary files are left"] if any(map(whole_file.is_partial, names)) else []


@contextlib.contextmanager
def _small_disk(folder):
    """A file system of a few megabytes; yields None, or why there is none."""
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=24m", "none", str(folder)]
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode:
        yield "a small disk cannot be mounted here"
        return
    try:
        yield None
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def _fill(folder):
    """Leave a page or two."""
    with open(_filling(folder), "wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(1 << 14))


def _empty(folder):
    _filling(folder).unlink()


def _filling(folder):
    return folder.parent / "filling.bin"


def _lock(folder):
    for path in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        path.chmod(0o500)


def _unlock(folder):
    for path in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        path.chmod(0o700)


def _delete(folder):
    shutil.rmtree(folder)


def _make(folder):
    folder.mkdir(exist_ok=True)
