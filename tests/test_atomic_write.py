"""Files that are there whole or as they were before; what killed programs left goes."""

import os
import subprocess
import sys

import pytest

from dreamkit import atomic_write


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_old_file_stays_until_the_new_one_is_whole(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    with atomic_write.replacing(path, 0o640) as file:
        file.write(b"new")
        assert path.read_bytes() == b"old"
        assert len(names(tmp_path)) == 2
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640
    with pytest.raises(RuntimeError), atomic_write.replacing(path) as file:
        file.write(b"half")
        raise RuntimeError
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["a.txt"]


def test_a_new_file_has_the_usual_permissions(tmp_path):
    (tmp_path / "usual").write_bytes(b"")
    with atomic_write.replacing(tmp_path / "mine"):
        pass
    assert (tmp_path / "mine").stat().st_mode == (tmp_path / "usual").stat().st_mode


KILLED = """
import os, signal, sys
from dreamkit import atomic_write
with atomic_write.replacing(sys.argv[1]) as file:
    file.write(b"half")
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name != "posix", reason="Windows tells nobody which programs run")
def test_what_a_killed_program_left_goes_with_the_next_file(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    subprocess.run([sys.executable, "-c", KILLED, path], check=False)
    [left] = [name for name in names(tmp_path) if name != "a.txt"]
    assert path.read_bytes() == b"old" and (tmp_path / left).read_bytes() == b"half"
    mark, host, pid, number = left.removesuffix(".part").split("-")
    others = [  # of a program that runs, of another computer, of somebody else
        f"{mark}-{host}-{os.getpid()}-{number}.part",
        f"{mark}-{int(host, 16) ^ 1:08x}-{pid}-{number}.part",
        ".mine.part",
    ]
    for name in others:
        (tmp_path / name).write_bytes(b"")
    with atomic_write.replacing(path) as file:
        file.write(b"new")
    assert names(tmp_path) == sorted([*others, "a.txt"])
