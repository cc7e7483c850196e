"""kill -9 at moments chosen by chance: of a dream, of a gallery, of a class being graded."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import small_course as course
from machine import running
from PIL import Image

from dreamkit import whole_file
from dreamkit.grading import kernel

from .result import Result, dreamkit, environment, start

# A process that leaves its group, and would outlive everything.
LEAVES = "import subprocess\nsubprocess.Popen(['sleep', '900'], start_new_session=True)\ntotal = 15"
GALLERY = """
import sys
import dreamkit as dk
grid = dk.gallery(None, "mixed1", range(40), size=32, steps=1, folder=sys.argv[1])
dk.save_image(sys.argv[2], grid)
"""


def run(folder, full):
    """Kill each 50 times, or a few times."""
    moments = 50 if full else 6
    for kind in (a_dream, a_gallery, a_grader):
        place = folder / kind.__name__
        place.mkdir(parents=True)
        yield kind(place, moments)


def a_dream(folder, moments):
    """One of three is killed when the file is being written, the others at any moment."""
    out, env, faults = folder / "out.png", environment(folder), []
    noise = np.random.default_rng(0).integers(0, 256, (1000, 1000, 3), np.uint8)
    Image.fromarray(noise).save(folder / "noise.png")  # takes long to write
    words = ["dream", folder / "noise.png", "-o", out, "--layer", "conv1"]
    words += ["--steps", 1, "--octaves", 1]
    whole = _seconds(dreamkit(*words), env)
    new, old = _pixels(out), np.zeros((8, 8, 3), np.uint8)
    ended, left, most = {"old": 0, "new": 0}, 0, 0
    for number, moment in enumerate(_moments(moments, whole)):
        Image.fromarray(old).save(out)
        process = start(dreamkit(*words), env)
        _kill(process, moment, folder if number % 3 == 0 else None)
        found = _pixels(out)
        for name, pixels in (("old", old), ("new", new)):
            ended[name] += found is not None and np.array_equal(found, pixels)
        left += bool(_partials(folder))
        most = max(most, len(_partials(folder)))
    if sum(ended.values()) < moments:
        faults.append(f"{moments - sum(ended.values())} times the file was neither old nor new")
    subprocess.run(dreamkit(*words), env=env, check=True, capture_output=True)
    if _partials(folder) or most > 1:
        faults.append("temporary files are left")
    seen = (
        f"the old file was there {ended['old']} times, the new one {ended['new']} times, each "
        f"whole; {left} times a temporary file was left beside it, until the next run"
    )
    return Result("`kill -9` of `dreamkit dream`", moments, seen, faults)


def a_gallery(folder, moments):
    """After each kill the next call goes on; what comes in the end is compared."""
    env, kept, out, faults = environment(folder), folder / "kept", folder / "grid.png", []
    words = [sys.executable, "-c", GALLERY, kept, out]
    whole = _seconds(words, env, lambda: shutil.rmtree(kept, ignore_errors=True))
    expected, once = _digests(kept), out.read_bytes()
    finished = damaged = 0
    shutil.rmtree(kept)
    for moment in _moments(moments, whole):
        process = start(words, env)
        _kill(process, moment)
        damaged += any(_pixels(path) is None for path in kept.glob("[!.]*"))
        if process.returncode == 0 or len(list(kept.glob("[!.]*"))) == len(expected):
            subprocess.run(list(map(str, words)), env=env, check=True, capture_output=True)
            faults += _differences(expected, _digests(kept), once, out.read_bytes())
            finished += 1
            shutil.rmtree(kept)
    subprocess.run(list(map(str, words)), env=env, check=True, capture_output=True)
    faults += _differences(expected, _digests(kept), once, out.read_bytes())
    if damaged:
        faults.append(f"{damaged} times a picture was damaged")
    if _partials(kept) or _partials(folder):
        faults.append("temporary files are left")
    seen = f"{finished + 1} galleries came to their end, byte by byte the one without a kill"
    return Result("`kill -9` of a gallery with `folder=`", moments, seen, faults)


def a_grader(folder, moments):
    """Killed with kernels running; the same call goes on, and gives the same grades."""
    solutions, faults = course.write_course(folder / "solutions"), set()
    for name in ("ada", "bo", "cy"):
        student = folder / "in" / name
        student.mkdir(parents=True)
        made = course.text(course.solved(a=f"{LEAVES}  # {name}"))
        (student / "x.ipynb").write_text(made)
        (student / "photo.bin").write_bytes(bytes(10**6))
    grades, pages, env = folder / "g.csv", folder / "g", environment(folder)
    words = dreamkit("grade", folder / "in", "-o", grades, "--solutions", solutions)
    whole = _seconds(words, env, lambda: shutil.rmtree(pages, ignore_errors=True))
    expected, killed = grades.read_bytes(), 0
    if expected.count(b'"10"') < 3:
        faults.add("the grades are wrong before anything was killed")
    for moment in _moments(moments, whole):
        if grades.exists():  # from the beginning; otherwise it goes on where it was
            shutil.rmtree(pages, ignore_errors=True)
            grades.unlink(missing_ok=True)
        process = start(words, env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _kill(process, moment)
        killed += process.returncode != 0
        if not _ends(lambda pid=process.pid: not running(pid)):
            faults.add("kernels go on without their grader")
        faults |= set(_half_written(pages))
        if grades.exists() and grades.read_bytes() != expected:
            faults.add("the grades are others")
    subprocess.run(words, env=env, check=True, capture_output=True)
    if grades.read_bytes() != expected:
        faults.add("the grades are others in the end")
    if list(pages.rglob(".*")) or list(Path("/tmp").glob(f"{kernel.PREFIX}{process.pid}-*")):
        faults.add("temporary files are left")
    seen = f"{killed} were killed before their end; the grades were the same, no kernel went on"
    return Result("`kill -9` of `dreamkit grade`", moments, seen, sorted(faults))


def _moments(count, whole):
    """Seconds from the start, by a seed."""
    picked = random.Random(0)
    return [picked.uniform(0, whole) for _ in range(count)]


def _seconds(words, env, before=lambda: None):
    """How long a command takes, once all that is cached is."""
    for _ in range(2):
        before()
        began = time.monotonic()
        subprocess.run(list(map(str, words)), env=env, check=True, capture_output=True)
    return time.monotonic() - began


def _kill(process, moment, folder=None):
    """Kill after some seconds; or, given a folder, as soon as something is written there."""
    try:
        if folder is None:
            process.wait(moment)
        while folder is not None and process.poll() is None and not _partials(folder):
            pass
    except subprocess.TimeoutExpired:
        pass
    process.send_signal(signal.SIGKILL)
    process.communicate()


def _partials(folder):
    return [name for name in os.listdir(folder) if whole_file.is_partial(name)]


def _pixels(path):
    """The picture in a file, or None where it is not whole."""
    try:
        with Image.open(path) as image:
            image.load()
            return np.asarray(image)
    except (OSError, SyntaxError):
        return None


def _digests(folder):
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.glob("[!.]*")}


def _differences(expected, found, once, grid):
    if found != expected:
        yield "pictures are missing or others"
    if once != grid:
        yield "the grid is another"


def _half_written(folder):
    for path in folder.rglob("[!.]*.json"):
        try:
            json.loads(path.read_text("utf-8"))
        except ValueError:
            yield f"{path.name} is half written"
    for path in folder.rglob("[!.]*.html"):
        if not path.read_text("utf-8").endswith("</html>\n"):
            yield f"{path.name} is half written"


def _ends(is_so, seconds=15):
    """Whether something becomes so."""
    until = time.monotonic() + seconds
    while not is_so() and time.monotonic() < until:
        time.sleep(0.05)
    return is_so()
