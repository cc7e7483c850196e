"""Where a dream goes: refused before it is dreamt, never lost after; signals and encodings."""

import os
import signal
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image
from test_cli import child, errors, interruptible, pixels, posix, read_until, run

import dreamkit as dk
from dreamkit.cli import startup
from dreamkit.dreaming.dream import dream as real_dream

SMALL = ["--layer", "mixed1", "--steps", 1, "--octaves", 1, "--max-size", 64]


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("name", ["a.ico", "a.icns", "a.pdf", "a.eps", "a.xbm", "a.blp", "a"])
def test_a_format_that_would_change_the_picture_is_refused_before_the_dream(tmp_path, name):
    result = run("dream", "sample:cat", "-o", tmp_path / name)
    assert result.exit_code == 2 and "use .png or .jpg" in errors(result.output)[0]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize(("name", "side"), [("a.webp", 16_383), ("a.jpg", 65_500)])
def test_a_size_that_a_format_cannot_hold_is_refused_before_the_dream(tmp_path, name, side):
    Image.new("RGB", (side + 1, 64)).save(tmp_path / "pano.png")
    given = ["dream", tmp_path / "pano.png", "-o", tmp_path / name]
    result = run(*given, "--max-size", 100_000)
    assert result.exit_code == 2
    assert f"holds at most {side} pixels a side" in errors(result.output)[0]
    assert os.listdir(tmp_path) == ["pano.png"]


@pytest.mark.usefixtures("webp_fails")
def test_a_saving_that_fails_after_the_dream_leaves_a_png(tmp_path):
    result = run("dream", "sample:cat", "-o", tmp_path / "a.webp", *SMALL)
    assert result.exit_code == 1  # the file that was asked for is not there
    assert "encoding error 6" in result.output and "a.png' instead" in result.output
    assert pixels(tmp_path / "a.png").shape == (43, 64, 3)
    assert os.listdir(tmp_path) == ["a.png"]


@posix
def test_a_folder_lost_during_the_dream_costs_nothing(tmp_path, monkeypatch):
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.chdir(tmp_path)

    def dream_and_lose_the_folder(*args, **settings):
        result = real_dream(*args, **settings)
        folder.rmdir()
        return result

    monkeypatch.setattr("dreamkit.dreaming.dream.dream", dream_and_lose_the_folder)
    result = run("dream", "sample:cat", "-o", folder / "a.jpg", *SMALL)
    assert result.exit_code == 1 and "there is no folder" in result.output
    assert dk.read_settings(tmp_path / "a.png")["goal"] == "mixed1"


@pytest.mark.parametrize("suffix", [".jpg", ".webp"])
def test_settings_travel_in_other_formats_too(tmp_path, suffix):
    result = run("dream", "sample:cat", "-o", tmp_path / f"a{suffix}", *SMALL)
    assert result.exit_code == 0 and "note:" not in result.output
    assert dk.read_settings(tmp_path / f"a{suffix}")["goal"] == "mixed1"


def test_a_password_in_an_address_is_not_printed(tmp_path, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    address = "http://ada:s3cret@127.0.0.1:9/cat.png"
    result = run("dream", address, "-o", tmp_path / "a.png")
    assert result.exit_code == 1 and "127.0.0.1:9/cat.png" in result.output
    assert "s3cret" not in result.output


# Signals


@posix
def test_sigterm_saves_what_there_is(tmp_path):
    path = tmp_path / "dream.png"
    options = ["--layer", "mixed1", "--steps", 1_000_000, "--octaves", 2, "--max-size", 128]
    with interruptible("dream", "sample:cat", "-o", path, *options) as process:
        read_until(process.stderr, b"dreaming:")
        process.send_signal(signal.SIGTERM)
        said, complaints = process.communicate()
    assert process.returncode == 128 + signal.SIGTERM, complaints
    assert b"Traceback" not in complaints and b"Stopped after" in said
    assert pixels(path).shape == (85, 128, 3)
    assert os.listdir(tmp_path) == ["dream.png"]


STARTING = """
import os, signal, sys
from dreamkit.cli import startup
startup.begin()
class Finder:  # a module that is being imported, in whose middle Ctrl-C comes
    def find_spec(self, name, *_):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Finder())
sys.argv = ["dreamkit", "dream", "sample:cat", "-o", "a.png"]
from dreamkit.__main__ import run
run()
"""


@posix
@pytest.mark.parametrize("module", ["typer", "dreamkit.cli.app", "dreamkit.dreaming", "PIL.Image"])
def test_ctrl_c_while_modules_are_loaded_is_one_line(tmp_path, module):
    code = STARTING.format(module=module)
    command = [sys.executable, "-c", code]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert (said.returncode, said.stderr) == (130, "error: interrupted.\n")
    assert os.listdir(tmp_path) == []


def test_while_a_picture_is_saved_ctrl_c_waits():
    handler = signal.getsignal(signal.SIGINT)
    with startup.undisturbed():
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is handler


# Machines


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_an_output_without_the_signs_for_a_name_shows_marks(tmp_path, encoding):
    Image.new("RGB", (64, 48), "teal").save(tmp_path / "日本.png")
    environment = os.environ | {"PYTHONIOENCODING": encoding}
    arguments = ["dream", "日本.png", "-o", "a.png", *SMALL]
    said = child(*arguments, cwd=tmp_path, env=environment, encoding=encoding)
    assert said.returncode == 0 and "Traceback" not in said.stderr
    assert "picture: ??.png, 64 x 48 pixels" in said.stdout
    assert (tmp_path / "a.png").is_file()


@posix
def test_without_a_home_networks_are_listed_and_dreams_dreamt(tmp_path, monkeypatch):
    import pwd

    def nobody(number):
        raise KeyError(number)

    for name in ("HOME", "KERAS_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    monkeypatch.chdir(tmp_path)
    assert run("networks").exit_code == 0
    assert run("dream", "sample:cat", *SMALL).exit_code == 0
    assert os.listdir(tmp_path) == ["dream.png"]
    assert np.isfinite(dk.load_image("dream.png")).all()


@pytest.mark.parametrize("given", [["-o", ""], ["--network", "vgg16", "--weights", ""]])
def test_an_empty_name_is_not_taken_for_none(given, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("dream", "sample:cat", *given)
    assert result.exit_code in (1, 2)
    [said] = errors(result.output)
    assert "''" in said or "is empty" in said
    assert list(tmp_path.iterdir()) == []


@posix
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
def test_a_standard_output_on_a_full_disk_costs_no_dream(tmp_path):
    words = [sys.executable, "-m", "dreamkit", "dream", "sample:cat", "-o", "a.png", *SMALL]
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            list(map(str, words)), cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 1 and "Traceback" not in done.stderr
    told = "error: standard output cannot be written to: no space left on device."
    assert errors(done.stderr) == [told]
    assert Image.open(tmp_path / "a.png").size == (64, 43)


@posix
@pytest.mark.parametrize("words", [["networks"], ["--help"], ["networks", "dreamnet"]])
def test_a_pipe_that_nobody_reads_is_no_trouble(words):
    command = [sys.executable, "-m", "dreamkit", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        said = process.stderr.read().decode()
    assert process.returncode == 0
    assert "Traceback" not in said and "Exception" not in said and "error" not in said
