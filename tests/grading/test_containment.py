"""What notebooks cannot do while they are graded: each thing is tried in a real kernel."""

import os
import signal
import socket
import subprocess
import sys
import threading

import pytest
from machine import running

from dreamkit.grading import kernel, limits, sandbox, usage

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="grading needs Linux or macOS"),
    pytest.mark.usefixtures("leaves_nothing"),
]
linux = pytest.mark.skipif(sys.platform != "linux", reason="counted on Linux only")


# Walls: only with bubblewrap


def test_no_network(contained, in_kernel):
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1]
        code = f"import socket\nsocket.create_connection(('127.0.0.1', {number}), 2)"
        reply, _ = in_kernel(code)
    assert reply["status"] == "error" and reply["ename"] in ("ConnectionRefusedError", "OSError")
    _, said = in_kernel("import socket; print([name for _, name in socket.if_nameindex()])")
    assert said == "['lo']\n"


@pytest.mark.parametrize("where", ["file", "home", "passwd", "tmp", "tests"])
def test_nothing_to_read(contained, in_kernel, tmp_path, where):
    secret = tmp_path / "hidden.py"
    secret.write_text("assert answer == 42")
    path = {
        "file": secret,
        "home": os.path.expanduser("~/.bashrc"),
        "passwd": "/etc/passwd",
        "tmp": tmp_path.parent,
        "tests": __file__,
    }[where]
    _, said = in_kernel(f"import os; print(os.path.exists({str(path)!r}))")
    assert said == "False\n"


def test_only_its_own_folder_can_be_written(contained, in_kernel):
    code = """
import os
places = {places}
for place in places:
    try:
        open(os.path.join(place, "dk-written"), "w").close()
        print(place)
    except OSError:
        pass
open("mine", "w").close()
print(os.listdir())
"""
    places = ["/", "/usr", "/usr/lib", "/etc", "/root", "/home", "/work", "/proc", sys.prefix]
    places += [str(sandbox.PACKAGE), str(sandbox.PACKAGE.parent), "/dev", "/dev/pts", os.getcwd()]
    _, said = in_kernel(code.replace("{places}", repr(places)))
    lines = said.splitlines()
    assert len(lines) == 1 and "'mine'" in lines[0]


def test_scratch_memory_is_small(contained, in_kernel):
    if "--size" not in sandbox._walls():
        pytest.skip("this bubblewrap knows no --size")
    for place in ("/tmp", "/dev/shm"):
        code = f"with open('{place}/big', 'wb') as file:\n    file.write(bytes(100 * 2**20))"
        reply, _ = in_kernel(code)
        assert reply["ename"] == "OSError" and "No space left" in reply["evalue"]


def test_other_processes_cannot_be_seen_or_signaled(contained, in_kernel):
    code = f"""
import os
print(len([name for name in os.listdir('/proc') if name.isdigit()]) < 5)
os.kill({os.getpid()}, 0)
"""
    reply, said = in_kernel(code)
    assert said == "True\n"
    assert reply["ename"] == "ProcessLookupError" or os.getpid() < 5


def test_it_has_no_privileges(contained, in_kernel):
    code = "print([line for line in open('/proc/self/status') if line.startswith('Cap')])"
    _, said = in_kernel(code)
    for name in ("CapPrm", "CapEff", "CapBnd"):
        assert f"{name}:\\t0000000000000000" in said


def test_the_graders_environment_is_not_handed_on(level, in_kernel, monkeypatch):
    monkeypatch.setenv("COURSE_PASSWORD", "open sesame")
    _, said = in_kernel("import os; print('COURSE_PASSWORD' in os.environ)")
    assert said == "False\n"


def test_hidden_tests_may_not_lie_where_kernels_read(contained):
    from dreamkit.errors import InputError
    from dreamkit.grading import grade

    with pytest.raises(InputError, match="which notebooks can read"):
        grade._check_walls([sandbox.PACKAGE / "exercises"])


# Limits: with and without


@linux
def test_ten_gigabytes(level, in_kernel):
    reply, _ = in_kernel("import numpy; numpy.ones(10 * 2**27)")
    assert reply["status"] == "error" and "MemoryError" in reply["ename"]


@linux
def test_memory_of_all_processes_together(level, in_kernel):
    code = """
import os, time
for _ in range(4):
    if os.fork() == 0:
        hog = os.urandom(2**20) * 200
        time.sleep(30)
        os._exit(0)
time.sleep(30)
"""
    with pytest.raises(kernel.Ended, match="more than 512 MB of memory"):
        in_kernel(code, memory=512 * 2**20)


@linux
def test_memory_that_processes_share_counts_once(level, in_kernel):
    code = """
import os, time
hog = os.urandom(2**20) * 200
children = []
for _ in range(4):
    children.append(os.fork())
    if children[-1] == 0:
        time.sleep(1)
        os._exit(0)
for child in children:
    os.waitpid(child, 0)
print("done")
"""
    _, said = in_kernel(code, memory=512 * 2**20)
    assert said == "done\n"


@linux
def test_a_fork_loop_is_killed(level, in_kernel):
    code = """
import os, time
for _ in range(100):
    if os.fork() == 0:
        time.sleep(30)
        os._exit(0)
time.sleep(30)
"""
    with pytest.raises(kernel.Ended, match="more than 20 processes"):
        in_kernel(code, processes=20)


@linux
def test_a_control_group_stops_forks_and_threads_at_once(level, in_kernel):
    group = limits.make_cgroup(10)
    if group is None:
        pytest.skip("no control group can be made here")
    limits.remove_cgroup(group)
    code = """
import threading, time
for number in range(200):
    threading.Thread(target=time.sleep, args=(5,), daemon=True).start()
"""
    reply, _ = in_kernel(code, tasks=60)
    assert reply["ename"] == "RuntimeError" and "thread" in reply["evalue"]


@pytest.mark.parametrize("code", ["os.setsid()", "pass"])
def test_a_child_that_goes_its_own_way_is_killed(level, in_kernel, code):
    start = f"""
import os, subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(120)"], start_new_session=True)
if os.fork() == 0:
    {code}
    if os.fork() == 0:
        import time
        time.sleep(120)
    os._exit(0)
print("started")
"""
    _, said = in_kernel(start)
    assert said == "started\n"  # leaves_nothing looks for them


def test_a_large_file(level, in_kernel):
    code = "with open('big', 'wb') as file:\n    file.write(bytes(2 * 2**20))"
    reply, _ = in_kernel(code, file_bytes=2**20)
    assert reply["ename"] == "OSError" and "too large" in reply["evalue"]


@linux
def test_many_files_on_disk(level, in_kernel):
    code = "for n in range(3000): open(str(n), 'w').close()\nimport time; time.sleep(30)"
    with pytest.raises(kernel.Ended, match="more than 1000 files"):
        in_kernel(code, files=1000)
    code = "for n in range(30): open(str(n), 'wb').write(bytes(2**20))\nimport time; time.sleep(30)"
    with pytest.raises(kernel.Ended, match="more than 20 MB to disk"):
        in_kernel(code, disk_bytes=20 * 2**20)


def test_many_open_files(level, in_kernel):
    reply, _ = in_kernel("held = [open('/dev/null') for _ in range(500)]", files=200)
    assert reply["ename"] == "OSError" and "Too many open files" in reply["evalue"]


def test_limits_cannot_be_raised(contained, in_kernel):
    code = """
import resource
unlimited = resource.RLIM_INFINITY
resource.setrlimit(resource.RLIMIT_DATA, (unlimited, unlimited))
"""
    reply, _ = in_kernel(code)
    assert reply["status"] == "error" and reply["ename"] in ("ValueError", "PermissionError")


def test_an_endless_cell_is_stopped_and_the_next_one_runs(level, in_kernel):
    with kernel.Kernel(limits.Limits(seconds=6)) as one:
        reply = one.execute("while True:\n    pass")
        assert reply["status"] == "error" and reply["ename"] == "Timeout"
        assert one.execute("1 + 1")["status"] == "ok"


def test_a_cell_that_ignores_ctrl_c_ends_the_kernel(level, in_kernel):
    code = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass"
    with pytest.raises(kernel.Ended, match="no longer answered"):
        in_kernel(code, seconds=9)


def test_the_notebook_as_a_whole_is_stopped(level, in_kernel):
    cell = "import time; time.sleep(0.6)"
    with pytest.raises(kernel.Ended, match="more than 2 seconds"):
        in_kernel(*[cell] * 8, seconds=2)


def test_floods_of_output_do_not_fill_the_grader(level, in_kernel):
    before = usage.resident(os.getpid())
    in_kernel("for _ in range(60): print('x' * 5_000_000)")
    assert usage.resident(os.getpid()) - before < 400 * 2**20


def test_a_kernel_that_answers_nonsense(level, in_kernel):
    code = """
kernel = get_ipython().kernel
send = kernel.session.send
def nonsense(stream, *rest, **more):
    if "execute_reply" in rest:
        return stream.send_multipart([b"nonsense"]) or send(stream, *rest, **more)
    return send(stream, *rest, **more)
kernel.session.send = nonsense
"""
    reply, _ = in_kernel(code + "None")
    assert reply is not None
    with kernel.Kernel(limits.Limits(seconds=10)) as one:
        one.execute(code)
        with pytest.raises(kernel.Ended):
            one.ask({"do": "verdict", "key": 3})


KILLED = """
import sys
from dreamkit.grading import kernel, limits, sandbox, usage
if {alone}:
    sandbox.works = lambda: False
with kernel.Kernel(limits.Limits(seconds=100)) as one:
    print(one.folder, flush=True)
    one.execute("import time; time.sleep(90)")
"""


@linux
def test_kernels_die_with_a_grader_that_is_killed(level):
    words = [sys.executable, "-c", KILLED.format(alone=level == "open")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as grader:
        folder = grader.stdout.readline().strip()
        assert folder.startswith("/tmp/dk-grade-")
        assert running(grader.pid)
        grader.send_signal(signal.SIGKILL)
    gone = threading.Event()
    for _ in range(100):
        if not running(grader.pid):
            break
        gone.wait(0.1)
    assert not running(grader.pid)
    assert os.path.isdir(folder)
    kernel.sweep()
    assert not os.path.exists(folder)
    for _ in range(100):  # a group is empty a moment after its last process has ended
        left = [g for b in limits._cgroup_bases() for g in b.glob(f"dreamkit-{grader.pid}-*")]
        if not left:
            break
        gone.wait(0.1)
        kernel.sweep()
    assert left == []


def test_without_a_control_group_the_watch_is_enough(level, in_kernel, monkeypatch, tmp_path):
    monkeypatch.setattr(limits, "_cgroup_bases", lambda: [tmp_path / "nothing"])
    assert limits.make_cgroup(10) is None
    code = "import os, time\nfor _ in range(60):\n    os.fork() or time.sleep(20)\ntime.sleep(20)"
    with pytest.raises(kernel.Ended, match="more than 20 processes"):
        in_kernel(code, processes=20)
