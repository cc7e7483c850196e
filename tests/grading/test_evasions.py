"""Ways round the walls and limits of a kernel: each is tried in a real one."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from machine import running

from dreamkit.grading import kernel, limits, sandbox, usage
from dreamkit.grading.cells_to_run import Step
from dreamkit.grading.guest import message_limits
from dreamkit.grading.run import run

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="grading needs Linux or macOS"),
    pytest.mark.usefixtures("leaves_nothing"),
]
linux = pytest.mark.skipif(sys.platform != "linux", reason="counted on Linux only")


# Walls: only with bubblewrap


def test_settings_of_the_computer_cannot_be_written(contained, in_kernel):
    code = """
import os
seen, writable = 0, []
for top in {tops}:
    for folder, _, names in [("/proc", [], [top])] + list(os.walk(f"/proc/{top}")):
        for name in names:
            path = os.path.join(folder, name)
            seen += os.path.exists(path)
            if not os.path.isdir(path):
                try:
                    os.close(os.open(path, os.O_WRONLY))
                    writable.append(path)
                except OSError:
                    pass
print(seen > 100, writable)
"""
    tops = [name for name in os.listdir("/proc") if not name.isdigit()]
    tops = [name for name in tops if not os.path.islink(f"/proc/{name}")]
    _, said = in_kernel(code.replace("{tops}", repr(tops)))
    assert said == "True []\n"


def test_devices_still_work(contained, in_kernel):
    code = """
import os, pty
open("/dev/null", "w").write("x")
open("/dev/shm/x", "w").write("x")
print(len(os.urandom(4)), len(open("/dev/urandom", "rb").read(4)), bool(pty.openpty()))
"""
    _, said = in_kernel(code)
    assert said == "4 4 True\n"


# Limits: with and without


MEMORY = {
    "memfd": "fd = os.memfd_create('x')\n    os.write(fd, chunk)\n    held.append(fd)",
    "mapped": """fd = os.memfd_create('x')
    os.write(fd, chunk)
    held.append(mmap.mmap(fd, len(chunk)))
    os.close(fd)
    held[-1].madvise(mmap.MADV_DONTNEED)""",
    "shared": """held.append(mmap.mmap(-1, len(chunk)))
    held[-1].write(chunk)
    held[-1].madvise(mmap.MADV_DONTNEED)""",
}


@linux
@pytest.mark.parametrize("way", MEMORY)
def test_memory_that_no_process_shows(level, in_kernel, way):
    code = f"""
import mmap, os, time
held, chunk = [], bytes(50 * 2**20)
for _ in range(12):
    {MEMORY[way]}
time.sleep(20)
"""
    with pytest.raises(kernel.Ended, match="more than 400 MB of memory"):
        in_kernel(code, memory=400 * 2**20)


@linux
def test_shared_memory_counts_once(level, in_kernel):
    code = """
import mmap, os, time
fd = os.memfd_create("x")
os.write(fd, bytes(200 * 2**20))
kept = mmap.mmap(fd, 200 * 2**20)
sum(kept[::4096])
for _ in range(4):
    if os.fork() == 0:
        sum(kept[::4096])
        time.sleep(1.5)
        os._exit(0)
for _ in range(4):
    os.wait()
print("done")
"""
    _, said = in_kernel(code, memory=512 * 2**20)
    assert said == "done\n"


DISK = {
    "deleted while open": """
    held.append(open("x", "wb"))
    os.unlink("x")
    held[-1].write(chunk)
    held[-1].flush()""",
    "deleted while mapped": """
    with open("x", "w+b") as file:
        file.write(chunk)
        file.flush()
        held.append(mmap.mmap(file.fileno(), len(chunk)))
    os.unlink("x")""",
    "in folders whose path is too long": """
    for _ in range(25):
        os.mkdir("d" * 250)
        os.chdir("d" * 250)
    with open("x", "wb") as file:
        file.write(chunk * 10)
    break""",
    "in a folder that cannot be read": """
    os.makedirs("locked", exist_ok=True)
    with open(f"locked/{number}", "wb") as file:
        file.write(chunk)
    os.chmod("locked", 0o300)""",
    "in a folder that cannot be entered": """
    os.makedirs("locked", 0o700, exist_ok=True)
    os.chmod("locked", 0o700)
    with open(f"locked/{number}", "wb") as file:
        file.write(chunk)
    os.chmod("locked", 0o600)""",
}
FILL = """
import mmap, os, time
held, chunk = [], bytes(5 * 2**20)
for number in range(8):
    {way}
time.sleep(20)
"""


@linux
@pytest.mark.parametrize("way", DISK)
def test_files_that_are_hard_to_find(level, in_kernel, way):
    with pytest.raises(kernel.Ended, match="more than 20 MB to disk"):
        in_kernel(FILL.format(way=DISK[way]), disk_bytes=20 * 2**20)


ORDINARY = """
from dreamkit.grading import kernel, limits, sandbox
sandbox.works = lambda: {contained}
limits = limits.Limits(seconds=30, disk_bytes=20 * 2**20)
try:
    with kernel.Kernel(limits) as one:
        one.execute({code!r})
except kernel.Ended as error:
    print(error)
print(one.folder.exists())
"""


@linux
@pytest.mark.parametrize("way", list(DISK)[-2:])
def test_an_ordinary_user_finds_locked_folders_and_removes_them(level, way):
    nobody = {"user": 65534, "group": 65534, "extra_groups": []} if os.getuid() == 0 else {}
    code = ORDINARY.format(contained=level == "contained", code=FILL.format(way=DISK[way]))
    environment = os.environ | {"HOME": "/tmp", "PYTHONDONTWRITEBYTECODE": "1"}
    words = [sys.executable, "-c", code]
    try:
        told = subprocess.run(words, env=environment, capture_output=True, text=True, **nobody)
    except PermissionError:
        pytest.skip("ordinary users may not run this Python")
    assert told.stdout == "it wrote more than 20 MB to disk\nFalse\n", told.stderr


@linux
def test_folders_in_folders_without_end(level, in_kernel):
    code = "import os, time\nfor _ in range(2000):\n    os.mkdir('d')\n    os.chdir('d')\n"
    with pytest.raises(kernel.Ended, match="more than 50 folders inside one another"):
        in_kernel(code + "time.sleep(20)")


@linux
def test_a_folder_that_is_locked_again_at_once(monkeypatch, tmp_path):
    def refused(*_):
        raise PermissionError

    monkeypatch.setattr(usage, "_opened", refused)
    with pytest.raises(usage.Hidden):
        usage.weigh(tmp_path, 10)


# What it answers


@pytest.mark.parametrize(
    "code",
    [
        "raise ValueError('x' * 9_000_000)",
        "raise type('E' * 9_000_000, (Exception,), {})('x')",
        "raise ExceptionGroup('many', [ValueError('x' * 1_000_000)] * 12)",
    ],
)
def test_an_error_with_a_long_text_is_an_error_like_any_other(level, in_kernel, code):
    with kernel.Kernel(limits.Limits(seconds=60)) as one:
        reply = one.execute(code)
        assert reply["status"] == "error" and reply["ename"][:5] in ("Value", "EEEEE", "Excep")
        assert len(reply["evalue"]) <= message_limits.LONGEST
        assert one.execute("1 + 1")["status"] == "ok"


def test_what_a_notebook_shows_does_not_fill_the_grader(level):
    code = """
import time
for _ in range(20):
    display({"text/plain": "x" * 3_000_000, "application/json": [{}] * 300_000}, raw=True)
    time.sleep(0.05)
"""
    with kernel.Kernel(limits.Limits(seconds=60)) as one:
        first, second = [], []
        assert one.execute("import tqdm.notebook as t\nt.tqdm(total=3)\nprint('before')", first)
        assert not one.dropped
        assert one.execute(code, second) and one.dropped
    assert [content["text"] for _, content in first] == ["before\n"]
    assert all(content["data"].keys() == {"text/plain"} for _, content in second)
    assert 0 < len(second) < 20 and sum(map(len, map(str, second))) < kernel.LARGEST_OUTPUTS


def test_that_it_showed_too_much_is_told(assignment, monkeypatch):
    monkeypatch.setattr(kernel, "LARGEST_OUTPUTS", 1000)
    loud = Step("student", next(iter(assignment.by_hand)), "print('x' * 2000)")
    record = run([loud], assignment, limits.Limits(seconds=60))
    assert record.notes == ["it showed too much, and the rest was left out"]


# Processes


HIDDEN = """
import os
end, begin = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.chdir("/")
        os.execve("/bin/sleep", ["sleep", "77.{number}"], {{}})
    os._exit(0)
os.wait()
os.close(begin)
os.read(end, 1)  # until it has become another program
"""


def hidden(number):
    """Whether a process that HIDDEN started is there."""
    words = "\0".join(["sleep", f"77.{number}", ""]).encode()
    for pid in limits._pids():
        with contextlib.suppress(OSError):
            if Path(f"/proc/{pid}/cmdline").read_bytes() == words:
                return True
    return False


@linux
@pytest.mark.parametrize("means", ["subreaper", "group"])
@pytest.mark.parametrize("end", ["pass", "os._exit(0)", "os.kill(os.getpid(), 9)"])
def test_an_orphan_without_a_trace_is_killed(monkeypatch, means, end):
    monkeypatch.setattr(sandbox, "works", lambda: False)
    if means == "subreaper":
        monkeypatch.setattr(limits, "make_cgroup", lambda _: None)
    else:
        monkeypatch.setattr(sandbox, "_subreaper", list)
        group = limits.make_cgroup(100)
        if group is None:
            pytest.skip("no control group can be made here")
        limits.remove_cgroup(group)
    number = os.getpid()
    with kernel.Kernel(limits.Limits(seconds=30)) as one:
        one.execute(HIDDEN.format(number=number))
        assert hidden(number)
        with contextlib.suppress(kernel.Ended):
            one.execute(HIDDEN.format(number=number) + end)
    assert not hidden(number)


KILLED = """
from dreamkit.grading import kernel, limits, sandbox
sandbox.works = lambda: False
limits.make_cgroup = lambda _: None
with kernel.Kernel(limits.Limits(seconds=100)) as one:
    one.execute({code!r})
    print(one.folder, flush=True)
    one.execute("import time; time.sleep(90)")
"""


@linux
def test_an_orphan_without_a_trace_dies_with_a_grader_that_is_killed():
    code = KILLED.format(code=HIDDEN.format(number=os.getpid()))
    words = [sys.executable, "-c", code]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as grader:
        assert grader.stdout.readline().startswith("/tmp/dk-grade-")
        assert hidden(os.getpid())
        grader.send_signal(signal.SIGKILL)
    gone = threading.Event()
    for _ in range(100):
        if not hidden(os.getpid()) and not running(grader.pid):
            break
        gone.wait(0.1)
    assert not hidden(os.getpid()) and not running(grader.pid)
    kernel.sweep()
