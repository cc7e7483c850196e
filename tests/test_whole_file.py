"""Files are there whole or as they were: failures, links, devices, permissions, killed writers."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from dreamkit import whole_file

posix = pytest.mark.skipif(sys.platform == "win32", reason="links and permissions of POSIX")


def test_what_was_there_is_replaced_and_nothing_else_is_left(tmp_path):
    path = tmp_path / "a.txt"
    for content in (b"old", b"new"):
        whole_file.write(path, content)
        assert path.read_bytes() == content and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("trouble", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("there", [True, False])
def test_a_failure_leaves_what_was_there(tmp_path, trouble, there):
    path = tmp_path / "a.txt"
    if there:
        path.write_bytes(b"old")
    with pytest.raises(type(trouble)), whole_file.replacing(path) as file:
        file.write(b"half")
        raise trouble
    assert [(one, one.read_bytes()) for one in tmp_path.iterdir()] == [(path, b"old")] * there


def test_a_move_that_fails_leaves_what_was_there(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    monkeypatch.setattr(whole_file.os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        whole_file.write(path, b"new")
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def test_until_the_end_the_old_file_is_read(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    with whole_file.replacing(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"
        [part] = set(tmp_path.iterdir()) - {path}  # in the same folder, or it could not be moved
        assert whole_file.is_partial(part.name)
    assert path.read_bytes() == b"new"


@posix
@pytest.mark.parametrize(("mask", "fresh"), [(0o022, 0o644), (0o077, 0o600)])
def test_permissions(tmp_path, mask, fresh):
    def mode(name):
        return stat.S_IMODE((tmp_path / name).stat().st_mode)

    before = os.umask(mask)
    try:
        whole_file.write(tmp_path / "fresh", b"")
        whole_file.write(tmp_path / "private", b"", mode=0o600)
        for name in ("kept", "changed"):
            (tmp_path / name).touch()
            (tmp_path / name).chmod(0o664)
        whole_file.write(tmp_path / "kept", b"")
        whole_file.write(tmp_path / "changed", b"", mode=0o600)
    finally:
        os.umask(before)
    assert mode("fresh") == fresh and mode("kept") == 0o664
    assert mode("private") == mode("changed") == 0o600


@posix
def test_a_private_file_is_private_from_its_first_byte(tmp_path):
    with whole_file.replacing(tmp_path / "a", mode=0o600):
        [part] = tmp_path.iterdir()
        assert stat.S_IMODE(part.stat().st_mode) == 0o600


@posix
def test_a_link_stays_one_and_a_device_is_written_to(tmp_path):
    (tmp_path / "folder").mkdir()
    target, link = tmp_path / "folder" / "real", tmp_path / "link"
    link.symlink_to("folder/real")
    for content in (b"first", b"second"):  # there is no target at first
        whole_file.write(link, content)
        assert link.is_symlink() and target.read_bytes() == content
        assert os.listdir(target.parent) == ["real"]
    whole_file.write("/dev/null", b"gone")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


def test_the_longest_name_that_a_file_can_have(tmp_path):
    path = tmp_path / ("x" * 255)
    whole_file.write(path, b"1")
    assert path.read_bytes() == b"1"


KILLED = """
import os, signal, sys
from dreamkit import whole_file
with whole_file.replacing(sys.argv[1]) as file:
    file.write(b"half")
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@posix
def test_what_a_killed_program_left_goes_with_the_next_file(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    subprocess.run([sys.executable, "-c", KILLED, path], check=False)
    [left] = [name for name in os.listdir(tmp_path) if name != "a.txt"]
    assert path.read_bytes() == b"old" and (tmp_path / left).read_bytes() == b"half"
    mark, host, pid, number = left.removesuffix(".part").split("-")
    others = [  # of a program that runs, of another computer, of somebody else
        f"{mark}-{host}-{os.getpid()}-{number}.part",
        f"{mark}-{int(host, 16) ^ 1:08x}-{pid}-{number}.part",
        ".mine.part",
    ]
    for name in others:
        (tmp_path / name).write_bytes(b"")
    with whole_file.replacing(path) as file:
        file.write(b"new")
    assert sorted(os.listdir(tmp_path)) == sorted([*others, "a.txt"])


def test_the_file_that_is_written_knows_its_name(tmp_path):
    """Who has to look at it before it is moved opens it by that name."""
    with whole_file.replacing(tmp_path / "a.bin") as file:
        file.write(b"abc")
        file.flush()
        assert Path(file.name).read_bytes() == b"abc"
        assert Path(file.name).parent == tmp_path
    assert os.listdir(tmp_path) == ["a.bin"]
