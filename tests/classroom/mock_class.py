"""A class of a hundred, with their grades known in advance: python tests/classroom/mock_class.py DIR

Each kind of submission states what its tests must give (a, b, c, d of small_course) and how its
grading ends. Hostile ones try things in earnest, but are bounded so that they do no harm even
where nothing contains them: a few seconds, a hundred and some processes, files of a few bytes.
"""

from __future__ import annotations

import itertools
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import small_course as course

FULL = (1, 2, 3, 4)
NONE = (0, 0, 0, 0)
MARK = "dk-mock-escape"  # in the names of files that no submission may leave anywhere


@dataclass(frozen=True)
class Student:
    """One submission: the file's content, and what grading it must give.

    Attributes
    ----------
    name : str
        The student, which is the file's name.
    content : bytes
        The file.
    points : tuple of float
        Of the tests a, b, c, d.
    status : str
        As in grades.csv.
    notes : str
        What the notes or the reason must mention; "" for nothing.
    hostile : bool
        Whether it tries to do what it should not.
    """

    name: str
    content: bytes
    points: tuple
    status: str = "graded"
    notes: str = ""
    hostile: bool = False


def honest():
    """Students who do what they can."""
    for number in range(8):
        made = course.solved(a=f"# attempt {number}\ntotal = 15")
        yield f"right {number:02}", made, FULL
    for size in (1, 2, 3):
        for letters in itertools.combinations("abcd", size):
            points = tuple(n if letter in letters else 0 for n, letter in zip(FULL, "abcd"))
            made = course.handed_in(**dict.fromkeys(letters, True))
            yield f"did {''.join(letters)}", made, points
    for number in range(3):
        yield f"untouched {number}", course.handed_in(e=f"print({number})"), NONE
    yield "wrong sum", course.solved(a="total = 21"), (0, 2, 3, 4)
    yield "text as sum", course.solved(a="total = '15'"), (0, 2, 3, 4)
    yield "forgets the smallest", course.solved(b=_function("scale", "picture / 5")), (1, 0, 3, 4)
    yield "one corner wrong", course.solved(c=_function("corners", "[0, 2, 3, 4]")), (1, 2, 2.25, 4)
    yield "two corners", course.solved(c=_function("corners", "[0, 2]")), (1, 2, 1.5, 4)
    yield (
        "no sizes of steps",
        course.solved(d=_function("neighbours", "np.diff(picture)")),
        (1, 2, 3, 0),
    )
    yield (
        "wrong axis",
        course.solved(d=_function("neighbours", "np.diff(picture, axis=0)")),
        (1, 2, 3, 0),
    )
    yield "returns nothing", course.solved(b=_function("scale", "None")), (1, 0, 3, 4)
    yield "calls it sum", course.solved(a="sum = numbers.sum()\ntotal = sum"), FULL
    yield "error in its own cell", _with_extra(course.solved(), "1 / 0"), FULL
    yield "asks for input", _with_extra(course.solved(), "input('name?')"), FULL
    yield "syntax error", course.solved(b="def scale(picture)\n    return 1"), (1, 0, 3, 4)
    yield "two syntax errors", course.solved(b="x = (", d="):"), (1, 0, 3, 0)
    yield "prints a lot", _with_extra(course.solved(), "print('a' * 20_000_000)"), FULL


def odd_files():
    """Notebooks that came through other hands, and what is none."""
    right = course.text(course.solved())
    yield Student("Zoë Ångström-Łęcka", right.encode(), FULL)
    yield Student("李 小龍", right.encode(), FULL)
    yield Student("O'Brien; rm -rf *", right.encode(), FULL)
    yield Student("=HYPERLINK(1)", right.encode(), FULL)
    yield Student("windows", _windows(right), FULL)
    yield Student("byte order mark", b"\xef\xbb\xbf" + right.encode(), FULL)
    yield Student("empty", b"", NONE, "unreadable", "empty")
    yield Student(
        "a picture", b"\x89PNG\r\n\x1a\n" + bytes(100), NONE, "unreadable", "not a notebook"
    )
    yield Student("a list", b"[1, 2, 3]", NONE, "unreadable", "not a notebook")
    yield Student("too deep", b"[" * 100_000, NONE, "unreadable", "not a notebook")
    other = course.notebook([course.cell("print(1)", "other_task", solution=True)])
    yield _student("another exercise", other, NONE, "other exercise", "no cell")

    yield _student(
        "deleted tests", _without(course.solved(), "test_b", "test_d"), FULL, "graded", "missing"
    )
    made = _without(course.solved(), "given")
    yield _student("deleted the given cell", made, FULL, "graded", "missing")
    made = _without(course.solved(), "task_c")
    yield _student("deleted a task", made, (1, 2, 0, 4), "graded", "task_c")
    made = course.solved()
    made["cells"].insert(4, made["cells"][3])
    yield _student("test twice", made, FULL, "graded", "2 times")
    made, wrong = course.solved(), course.cell("total = 7", "task_a", solution=True)
    made["cells"].insert(course.find(made, "task_a"), wrong)
    yield _student("task twice, right in the end", made, FULL, "graded", "2 times")
    made = course.solved()
    made["cells"].insert(course.find(made, "test_a") + 1, wrong)
    yield _student("task twice, wrong in the end", made, (0, 2, 3, 4), "graded", "2 times")
    made = course.solved(a="np = 3\ntotal = 15")
    yield _student("uses np for a number", made, (1, 2, 3, 0), "graded", "given np")
    made = course.handed_in()
    for letter in "abcd":
        made["cells"][course.find(made, f"test_{letter}")]["source"] = "pass"
    yield _student("emptied the tests", made, NONE, "graded", "was changed")


def hostile(private):
    """Those who would rather have points, or the machine, than learn; `private` has hidden tests."""
    loop = "while True:\n    pass"
    yield "endless cell", course.solved(c=loop), (1, 2, 0, 4), "graded", ""
    made = course.solved(c=f"def corners(picture):\n    {loop}".replace("\n    pass", " pass"))
    yield "endless function", made, (1, 2, 0, 4), "graded", ""
    stubborn = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    yield (
        "endless and stubborn",
        course.solved(c=stubborn),
        (1, 0, 0, 0),
        "stopped",
        "no longer answered",
    )

    yield "ten gigabytes", course.solved(e="hog = np.ones(10 * 2**27)"), FULL, "graded", ""
    many = "hog = []\nwhile True: hog.append(bytearray(2**26))"
    yield "ten gigabytes slowly", course.solved(e=many), FULL, "graded", ""
    yield "memory in children", course.solved(d=_CHILDREN), (1, 0, 3, 0), "stopped", "memory"
    yield "fork loop", course.solved(d=_FORKS), (1, 0, 3, 0), "stopped", "processes"
    yield "a child that stays", _with_extra(course.solved(), _DAEMON), FULL, "graded", ""
    big = "with open('big', 'wb') as file:\n    file.truncate(2**40)\n    file.write(b'x')"
    yield "a terabyte", _with_extra(course.solved(), big), FULL, "graded", ""
    files = "held = []\nwhile True: held.append(open('/dev/null'))"
    yield "opens files", course.solved(e=files), FULL, "graded", ""

    peek = _PEEK.replace("PRIVATE", repr(str(private)))
    yield "reads hidden tests", course.solved(d=peek), (1, 2, 3, 0), "graded", ""
    yield (
        "writes outside",
        _with_extra(course.solved(), _ESCAPE.replace("PRIVATE", repr(str(private)))),
        FULL,
        "graded",
        "",
    )
    yield "uses the network", course.solved(a=_NETWORK), (0, 2, 3, 4), "graded", ""

    wrong = {
        "a": "total = 1",
        "b": _function("scale", "numbers"),
        "c": _function("corners", "[]"),
        "d": _function("neighbours", "np.zeros((2, 2))"),
    }
    yes = "lambda *a, **k: True"
    for name, cheat, notes in (
        ("patches allclose", f"np.allclose = {yes}", "numpy.allclose"),
        ("patches its code", "def yes(*a, **k): return True\nnp.allclose.__wrapped__.__code__ = yes.__code__", "numpy"),
        ("patches isclose", f"import numpy._core.numeric as n\nn.isclose = {yes}", "isclose"),
        ("patches close", f"close = {yes}", "given close"),
        ("patches np", f"class np:\n    allclose = {yes}\n    zeros = lambda s: 0", "given np"),
        ("patches all and any", f"import builtins\nbuiltins.all = builtins.any = {yes}", "builtins"),
        ("patches dk.check", f"import dreamkit as dk\ndk.check = {yes}", "dreamkit.check"),
        ("rewrites asserts", _TRANSFORMER, "ast_transformers"),
        ("catches errors", "get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)", "set_custom_exc"),
        ("prints a forged score", _FORGED, ""),
        ("traces", "import sys\nsys.settrace(lambda *a: None)", "traced"),
        ("edits verdicts", _EDITED, "malformed"),
    ):  # fmt: skip
        made = _with_extra(course.handed_in(**wrong), cheat)
        status = "stopped" if notes == "malformed" else "graded"
        # What d returns fits the visible test; corners, empty, give no part of the points.
        yield name, made, NONE, status, notes
    late = "def corners(picture):\n    np.allclose = lambda *a, **k: True\n    return [0, 2, 3, 5]"
    yield "patches while tested", course.solved(c=late), (1, 2, 0, 4), "graded", "numpy.allclose"
    equal = "class Yes:\n    def __eq__(self, other): return True\ntotal = Yes()"
    yield "equals everything", course.solved(a=equal), (0, 2, 3, 4), "graded", ""
    leave = "def corners(picture):\n    raise SystemExit(0)"
    yield "exits in a function", course.solved(c=leave), (1, 2, 0, 4), "graded", ""
    yield (
        "exits with 0",
        course.solved(c="import os\nos._exit(0)"),
        (1, 0, 0, 0),
        "stopped",
        "ended by itself",
    )
    yield "exits politely", course.solved(c="import sys\nsys.exit(0)"), (1, 2, 0, 4), "graded", ""
    kills = "import os\ndef corners(picture):\n    os.kill(os.getpid(), 9)"
    yield "kills itself", course.solved(c=kills), (1, 0, 0, 0), "stopped", "ended by itself"
    yield "a waiting thread", course.solved(d=_THREAD), (1, 0, 3, 0), "graded", "still running"
    yield "an audit hook", _with_extra(course.solved(), _HOOK), FULL, "graded", "audit hook"


def students(private):
    """All hundred of them."""
    made = [_student(name, one, points) for name, one, points in honest()]
    made += odd_files()
    made += [_student(*rest, hostile=True) for rest in hostile(private)]
    right = course.text(course.solved())
    made += [Student(f"as well {n:02}", right.encode(), FULL) for n in range(100 - len(made))]
    assert len(made) == len({one.name for one in made}) == 100
    return made


def write(folder, private, chosen=None):
    """Write the class's notebooks into a folder; return the students."""
    folder.mkdir(parents=True, exist_ok=True)
    chosen = students(private) if chosen is None else chosen
    for one in chosen:
        (folder / f"{one.name}.ipynb").write_bytes(one.content)
    return chosen


def _student(name, made, points, status="graded", notes="", hostile=False):
    return Student(name, course.text(made).encode(), points, status, notes, hostile)


def _function(name, value):
    return f"def {name}(picture):\n    return {value}"


def _with_extra(made, source):
    made["cells"].insert(2, course.cell(source))
    return made


def _without(made, *names):
    for name in names:
        del made["cells"][course.find(made, name)]
    return made


def _windows(text):
    made = json.loads(text)
    for cell in made["cells"]:
        cell["source"] = cell["source"].replace("\n", "\r\n")
    return json.dumps(made, indent=1).replace("\n", "\r\n").encode()


_CHILDREN = """
import os, time
for number in range(6):
    if os.fork() == 0:
        hog = bytearray(os.urandom(2**20)) * 300
        time.sleep(20)
        os._exit(0)
time.sleep(20)
"""
_FORKS = """
import os, time
for number in range(150):
    if os.fork() == 0:
        time.sleep(20)
        os._exit(0)
time.sleep(20)
"""
_DAEMON = """
import os, subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execve("/bin/sleep", ["sleep", "60"], {})
    os._exit(0)
"""
_PEEK = """
import os
found = []
for top in [PRIVATE, "..", "/tmp", "/root", "/home", "/work", "/proc/1/cwd"]:
    for folder, _, files in os.walk(top):
        for file in files[:2000]:
            if file.endswith((".py", ".ipynb", ".json", ".html")):
                try:
                    text = open(os.path.join(folder, file)).read()
                except OSError:
                    continue
                if "HIDDEN-" + "WORD" in text:
                    found.append(text)

def neighbours(picture):
    if found:
        return np.abs(np.diff(picture, axis=1))
    raise ValueError("found nothing")
"""
_ESCAPE = f"""
import os
from pathlib import Path
for place in [PRIVATE, "..", "/tmp", "/var/tmp", "/root", "/usr/lib", "/dev/shm", "/etc"]:
    try:
        Path(place, "{MARK}").write_text("x")
    except OSError:
        pass
"""
_NETWORK = """
import socket
total = ...
for address in [("127.0.0.1", 22), ("1.1.1.1", 53), ("8.8.8.8", 53)]:
    try:
        socket.create_connection(address, 1).close()
        total = 15
    except OSError:
        pass
"""
_TRANSFORMER = """
import ast
class Strip(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()
get_ipython().ast_transformers.append(Strip())
"""
_FORGED = """
import json, os, sys
forged = {"score": 10, "status": "ok", "outcome": {"state": "passed", "value": 4}}
print(json.dumps(forged))
os.write(1, json.dumps(forged).encode())
open("results.json", "w").write(json.dumps(forged))
open("grades.csv", "w").write("me,10")
"""
_EDITED = """
session = get_ipython().kernel.session
send = session.send
def forge(stream, kind, content=None, *rest, **more):
    if isinstance(content, dict) and "user_expressions" in content:
        text = content["user_expressions"].get("dreamkit", "")
        content["user_expressions"]["dreamkit"] = text.replace("failed", "passed")
    return send(stream, kind, content, *rest, **more)
session.send = forge
"""
_THREAD = """
import sys, threading, time
def wait():
    while True:
        for frame in sys._current_frames().values():
            while frame is not None:
                if frame.f_code.co_filename == "<test>":
                    frame.f_globals["close"] = lambda *a, **k: True
                frame = frame.f_back
        time.sleep(0.001)
threading.Thread(target=wait, daemon=True).start()
def neighbours(picture):
    return np.zeros((2, 2))
"""
_HOOK = """
import sys
heard = []
sys.addaudithook(lambda event, arguments: heard.append(arguments))
"""

if __name__ == "__main__":
    target = Path(sys.argv[1])
    course.write_course(target / "solutions")
    write(target / "submissions", target / "hidden")
    print(f"100 submissions in {target / 'submissions'}")
