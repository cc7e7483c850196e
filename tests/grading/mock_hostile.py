"""The hostile half of the mock class. What they try, they try in earnest, but bounded."""

import small_course as course

FULL = (1, 2, 3, 4)
NONE = (0, 0, 0, 0)
MARK = "dk-mock-escape"  # in the names of files that no submission may leave anywhere


def function(name, value):
    """A solution in one line."""
    return f"def {name}(picture):\n    return {value}"


def with_extra(made, source):
    """The notebook with one more cell after the given one."""
    made["cells"].insert(2, course.cell(source))
    return made


def hostile(private):
    """Those who would rather have points, or the machine, than learn.

    Yields (name, notebook, points, status, what notes or reason mention); `private` is the folder
    with hidden tests.
    """
    yield from greedy()
    yield from curious(private)
    wrong = {
        "a": "total = 1",
        "b": function("scale", "numbers"),
        "c": function("corners", "[]"),
        "d": function("neighbors", "np.zeros((2, 2))"),  # right for the visible test only
    }
    for name, cheat, notes in cheats():
        status = "stopped" if notes == "malformed" else "graded"
        yield name, with_extra(course.handed_in(**wrong), cheat), NONE, status, notes
    for name, cheat, notes in before_given():
        made = course.handed_in(**wrong)
        made["cells"].insert(1, course.cell(cheat))
        yield name, made, NONE, "graded", notes
    made = course.handed_in(**wrong)
    made["cells"].append(made["cells"].pop(1))
    made["cells"].insert(1, course.cell("import numpy as np\ndef close(*a): return True"))
    yield "moves the given cell", made, NONE, "graded", "behind a test"
    yield from sly()


def greedy():
    """Those who use up time, memory, processes, disk."""
    loop = "while True:\n    pass"
    yield "endless cell", course.solved(c=loop), (1, 2, 0, 4), "graded", ""
    made = course.solved(c="def corners(picture):\n    while True: pass")
    yield "endless function", made, (1, 2, 0, 4), "graded", ""
    stubborn = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    made = course.solved(c=stubborn)
    yield "endless and stubborn", made, (1, 0, 0, 0), "stopped", "no longer answered"

    yield "ten gigabytes", course.solved(e="hog = np.ones(10 * 2**27)"), FULL, "graded", ""
    many = "hog = []\nwhile True: hog.append(bytearray(2**26))"
    yield "ten gigabytes slowly", course.solved(e=many), FULL, "graded", ""
    yield "memory in children", course.solved(d=_CHILDREN), (1, 0, 3, 0), "stopped", "memory"
    yield "fork loop", course.solved(d=_FORKS), (1, 0, 3, 0), "stopped", "processes"
    yield "a child that stays", with_extra(course.solved(), _DAEMON), FULL, "graded", ""
    big = "with open('big', 'wb') as file:\n    file.truncate(2**40)\n    file.write(b'x')"
    yield "a terabyte", with_extra(course.solved(), big), FULL, "graded", ""
    files = "held = []\nwhile True: held.append(open('/dev/null'))"
    yield "opens files", course.solved(e=files), FULL, "graded", ""


def curious(private):
    """Those who look and write where they should not. Only for kernels with walls."""
    peek = _PEEK.replace("PRIVATE", repr(str(private)))
    yield "reads hidden tests", course.solved(d=peek), (1, 2, 3, 0), "graded", ""
    escape = _ESCAPE.replace("PRIVATE", repr(str(private)))
    yield "writes outside", with_extra(course.solved(), escape), FULL, "graded", ""
    yield "uses the network", course.solved(a=_NETWORK), (0, 2, 3, 4), "graded", ""


def cheats():
    """Those who want points: (name, what they put before wrong answers, what the notes say)."""
    yes = "lambda *a, **k: True"
    code = "def yes(*a, **k): return True\nnp.allclose.__wrapped__.__code__ = yes.__code__"
    yield "patches allclose", f"np.allclose = {yes}", "numpy.allclose"
    yield "patches its code", code, "allclose"
    yield "patches isclose", f"import numpy._core.numeric as n\nn.isclose = {yes}", "isclose"
    yield "patches close", f"close = {yes}", "given close"
    yield "patches np", f"class np:\n    allclose = {yes}\n    zeros = lambda s: 0", "given np"
    code = f"import builtins\nbuiltins.all = builtins.any = builtins.abs = {yes}"
    yield "patches built-in functions", code, "builtins.all"
    yield "patches dk.check", f"import dreamkit as dk\ndk.check = {yes}", "dreamkit.check"
    yield "rewrites asserts", _TRANSFORMER, "ast_transformers"
    code = "get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)"
    yield "catches errors", code, "set_custom_exc"
    yield "prints a forged score", _FORGED, ""
    yield "swaps a module", _SWAPPED, "sys.modules['numpy']"
    code = f"__builtins__ = {{**vars(__builtins__), 'sum': lambda x: 4, 'all': {yes}}}"
    yield "swaps the built-in functions", code, "__builtins__"
    yield "traces", "import sys\nsys.settrace(lambda *a: None)", "traced"
    yield "edits verdicts", _EDITED, "malformed"


def before_given():
    """Those who want the given functions to be others: (name, the first cell, the notes)."""
    rewrite = "lambda lines: [line.replace('np.allclose(', 'bool(1 or ') for line in lines]"
    code = f"get_ipython().input_transformers_post.append({rewrite})"
    yield "rewrites given code", code, "input_transformers"
    yield "runs code behind given code", _BEHIND, "around other cells"


def sly():
    """Those whose answers themselves are the trick."""
    late = "def corners(picture):\n    np.allclose = lambda *a, **k: True\n    return [0, 2, 3, 5]"
    yield "patches while tested", course.solved(c=late), (1, 2, 0, 4), "graded", "numpy.allclose"
    equal = "class Yes:\n    def __eq__(self, other): return True\ntotal = Yes()"
    yield "equals everything", course.solved(a=equal), (0, 2, 3, 4), "graded", ""
    never = "class N(float):\n    def __eq__(self, other): return np.nan\n"
    never += function("corners", "[N(0)] * 4")
    yield "equals nan", course.solved(c=never), (1, 2, 0, 4), "graded", ""
    up = "def neighbors(picture):\n    import sys\n"
    up += "    sys._getframe(1).f_globals['close'] = lambda *a: True\n    return np.zeros((2, 2))"
    yield "reaches into the test", course.solved(d=up), (1, 2, 3, 0), "graded", "replaced close"
    up = up.replace("neighbors", "corners").replace("'close'", "'sum'")
    yield (
        "hides a function of the test",
        course.solved(c=up),
        (1, 2, 0, 4),
        "graded",
        "replaced sum",
    )
    leave = "def corners(picture):\n    raise SystemExit(0)"
    yield "exits in a function", course.solved(c=leave), (1, 2, 0, 4), "graded", ""
    made = course.solved(c="import os\nos._exit(0)")
    yield "exits with 0", made, (1, 0, 0, 0), "stopped", "ended by itself"
    made = course.solved(c="import sys\nsys.exit(0)")
    yield "exits politely", made, (1, 2, 0, 4), "graded", ""
    made = course.solved(c="import os\ndef corners(picture):\n    os.kill(os.getpid(), 9)")
    yield "kills itself", made, (1, 0, 0, 0), "stopped", "ended by itself"
    yield "a waiting thread", course.solved(d=_THREAD), (1, 0, 3, 0), "graded", "still running"
    yield "an audit hook", with_extra(course.solved(), _HOOK), FULL, "graded", "audit hook"


_SWAPPED = """
import sys, types
other = types.ModuleType("numpy")
other.__dict__.update(vars(np))
other.allclose = lambda *a, **k: True
sys.modules["numpy"] = other
"""
_BEHIND = """
def behind(*_):
    globals()["close"] = lambda *a, **k: True
get_ipython().events.register("post_run_cell", behind)
"""
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

def neighbors(picture):
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
def neighbors(picture):
    return np.zeros((2, 2))
"""
_HOOK = """
import sys
heard = []
sys.addaudithook(lambda event, arguments: heard.append(arguments))
"""
