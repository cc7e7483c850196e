"""Ways round the walls and limits of a kernel: each is tried in a real one."""

import os
import sys

import pytest

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
