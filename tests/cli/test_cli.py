"""The command line: what it prints, what it writes, and how it takes bad input and Ctrl-C."""

import contextlib
import importlib.util
import io
import json
import os
import signal
import struct
import subprocess
import sys
import threading
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin
from typer.testing import CliRunner

import dreamkit as dk
from dreamkit import tensorflow_import
from dreamkit.cli import app, lab, plain_words
from dreamkit.images import arrays, files, samples
from dreamkit.networks import network as networks
from dreamkit.networks import presets

SMALL = ["--max-size", "96", "--layer", "mixed2", "--steps", "2", "--octaves", "2"]
SEEDED = [*SMALL, "--jitter", "8", "--seed", "3"]
posix = pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C in another way")


def run(*arguments):
    """Run a command in this process; anything but a clean exit is a failure."""
    result = CliRunner().invoke(app.app, [str(one) for one in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def child(*arguments, **options):
    """Run `python -m dreamkit` as a user would, and wait for it."""
    command = [sys.executable, "-m", "dreamkit", *map(str, arguments)]
    own = {key: value for key, value in os.environ.items() if key != tensorflow_import.LEVEL}
    options = {"env": own, "capture_output": True, "text": True, "timeout": 120} | options
    return subprocess.run(command, **options)


@contextlib.contextmanager
def interruptible(*arguments, **options):
    """Start `python -m dreamkit`; kill it in the end, and should it hang."""
    command = [sys.executable, "-m", "dreamkit", *map(str, arguments)]
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, **pipes, **options) as process:
        watchdog = threading.Timer(120, process.kill)
        watchdog.start()
        try:
            yield process
        finally:
            watchdog.cancel()
            process.kill()


def read_until(pipe, wanted):
    """Read a pipe until some bytes have come."""
    seen = b""
    while wanted not in seen:
        part = os.read(pipe.fileno(), 4096)
        assert part, f"it ended without {wanted!r}: {seen!r}"
        seen += part


def errors(output):
    return [line for line in output.splitlines() if line.startswith("error: ")]


def pixels(path):
    with Image.open(path) as opened:
        return np.asarray(opened.convert("RGB"))


@pytest.fixture
def out(tmp_path):
    """A folder for results, so that whatever a failure leaves behind is seen."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture
def square(tmp_path):
    """A picture file of 64 x 64 pixels."""
    return files.save_image(tmp_path / "square.png", dk.sample("cat")[:64, :64])


@pytest.fixture(scope="module")
def dreamt(tmp_path_factory):
    """A dream on the cat by a real child process: (path, what the child said)."""
    path = tmp_path_factory.mktemp("dreamt") / "dream.png"
    said = child("dream", "sample:cat", "-o", path, *SEEDED)
    assert said.returncode == 0, said.stderr
    return path, said


# Dreaming


def test_dream_writes_a_picture_and_says_what_it_did(dreamt):
    path, said = dreamt
    assert pixels(path).shape == (64, 96, 3)
    assert [one.name for one in path.parent.iterdir()] == ["dream.png"]
    for expected in (
        "picture: sample:cat, 96 x 64 pixels (made smaller from 451 x 300",
        "network: dreamnet",
        "goal:    mixed2",
        "steps:   2 in each of 2 octaves",
        f"wrote:   {path}, after ",
    ):
        assert expected in said.stdout


def test_dream_shows_its_bar_and_nothing_of_tensorflow(dreamt):
    _, said = dreamt
    assert "dreaming:" in said.stderr
    for chatter in ("oneDNN", "cuda", "absl", "I0000", "E0000", "WARNING", "cpu_feature"):
        assert chatter not in said.stderr


def test_settings_in_the_picture_redo_it_bit_for_bit(dreamt):
    path, _ = dreamt
    settings = dk.read_settings(path)
    assert settings["goal"] == "mixed2" and settings["network"] == "dreamnet"
    assert (settings["steps"], settings["jitter"], settings["seed"]) == (2, 8, 3)
    again = dk.dream(dk.sample("cat", max_size=96), **settings, on_step=lambda step: None)
    assert np.array_equal(arrays.to_uint8(again.image), pixels(path))


def test_the_same_seed_gives_the_same_pixels(dreamt, out):
    path, _ = dreamt
    assert run("dream", "sample:cat", "-o", out / "same.png", *SEEDED).exit_code == 0
    assert np.array_equal(pixels(out / "same.png"), pixels(path))
    assert run("dream", "sample:cat", "-o", out / "other.png", *SEEDED, "--seed", 4).exit_code == 0
    assert not np.array_equal(pixels(out / "other.png"), pixels(path))


def test_layers_add_up_and_options_arrive(square, out):
    path = out / "dream.png"
    options = ["--layer", "mixed1", "--layer", "mixed3", "--steps", 1, "--step-size", 0.01]
    options += ["--octaves", 1, "--octave-scale", 1.5, "--tile-size", "none", "--jitter", "auto"]
    options += ["--no-detail", "--normalize", "laplacian", "--seed", 7, "--precision", "float32"]
    assert run("dream", square, "-o", path, *options).exit_code == 0
    assert dk.read_settings(path) == {
        "network": "dreamnet",
        "goal": "mixed1 + mixed3",
        "steps": 1,
        "step_size": 0.01,
        "octaves": 1,
        "octave_scale": 1.5,
        "tile_size": None,
        "jitter": None,
        "detail": False,
        "normalize": "laplacian",
        "seed": 7,
        "precision": "float32",
        "keep_color": False,
        "priors": None,
        "mask": None,
    }


def test_a_goal_as_text_a_mask_and_kept_colors(square, out):
    mask = np.zeros((64, 64, 3), np.float32)
    mask[:32] = 1
    dk.save_image(out / "mask.png", mask)
    options = ["--goal", "mixed2^2 - 0.5*mixed1:3", "--mask", out / "mask.png", "--keep-color"]
    result = run("dream", square, "-o", out / "a.png", *options, "--steps", 1, "--octaves", 1)
    assert result.exit_code == 0
    assert "goal:    mixed2^2 - 0.5*mixed1:3" in result.output
    with pytest.warns(UserWarning, match="pass mask= again"):
        settings = dk.read_settings(out / "a.png")
    assert settings["goal"] == "mixed2^2 - 0.5*mixed1:3"
    assert settings["keep_color"] is True
    before, after = pixels(square), pixels(out / "a.png")
    assert np.array_equal(after[32:], before[32:])
    assert not np.array_equal(after[:32], before[:32])


def test_priors_by_name(tmp_path):
    options = ["--prior", "total_variation=2", "--prior", "blur=0.5"]
    assert run("dream", "sample:cat", "-o", tmp_path / "p.png", *SMALL, *options).exit_code == 0
    settings = dk.read_settings(tmp_path / "p.png")
    assert settings["priors"] == {"total_variation": 2.0, "blur": 0.5}


@pytest.mark.parametrize(
    ("prior", "sentence"),
    [
        ("blur", "a prior is NAME=NUMBER, such as blur=0.5, not 'blur'"),
        ("blurr=1", "there is no prior 'blurr'; did you mean 'blur'"),
        ("decay=2", "decay is a share, below 1"),
    ],
)
def test_priors_that_cannot_be(tmp_path, prior, sentence):
    result = run("dream", "sample:cat", "-o", tmp_path / "p.png", *SMALL, "--prior", prior)
    assert result.exit_code == 2
    assert sentence in result.output


@pytest.mark.usefixtures("no_network")
def test_a_goal_that_cannot_be_read_is_marked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("dream", "sample:cat", "--goal", "mixed3 + + mixed4")
    assert result.exit_code == 2
    first, text, mark = result.output.rstrip().splitlines()
    assert first.startswith("error: the goal cannot be read at the mark, a layer is missing")
    assert text == "  mixed3 + + mixed4"
    assert mark == "           ^"


@pytest.mark.usefixtures("no_network")
def test_presets_are_listed_with_what_they_show():
    result = run("presets")
    assert result.exit_code == 0
    for name, found in presets.PRESETS.items():
        assert name in result.output
        for title, preset in found.items():
            assert title in result.output
            assert preset.shows in result.output
            assert preset.goal in result.output
    assert "dreamnet" not in run("presets", "inception_v3").output
    wrong = run("presets", "dreamnt")
    assert wrong.exit_code == 2
    assert "did you mean 'dreamnet'" in wrong.output


def test_a_preset_brings_goal_and_settings_and_options_win(square, out, monkeypatch):
    chosen = presets.Preset("mixed3:1", "Nothing.", {"steps": 3, "octaves": 1, "jitter": 5})
    monkeypatch.setitem(dk.network().presets, "mine", chosen)
    result = run("dream", square, "-o", out / "a.png", "--preset", "mine", "--steps", 2)
    assert result.exit_code == 0
    assert "goal:    mixed3:1 (preset mine)" in result.output
    settings = dk.read_settings(out / "a.png")
    assert settings["goal"] == "mixed3:1"
    assert (settings["steps"], settings["octaves"], settings["jitter"]) == (2, 1, 5)


def test_without_a_goal_the_recommended_preset_is_used(square, out):
    name, recommended = next(iter(presets.PRESETS["dreamnet"].items()))
    result = run("dream", square, "-o", out / "a.png", "--steps", 1, "--octaves", 1)
    assert f"goal:    {recommended.goal} (preset {name})" in result.output
    assert dk.read_settings(out / "a.png")["goal"] == str(dk.goal(recommended.goal))


def test_a_small_picture_keeps_its_size_and_the_default_output_is_said(square, out, monkeypatch):
    monkeypatch.chdir(out)
    result = run("dream", square, "--layer", "mixed1", "--steps", 1, "--octaves", 1)
    assert "The result goes to dream.png" in result.output
    assert "made smaller" not in result.output
    assert pixels(out / "dream.png").shape == (64, 64, 3)


def test_warnings_are_notes_said_once(square, out):
    options = ["--layer", "mixed1", "--steps", 1, "--octaves", 9]
    result = run("dream", square, "-o", out / "a.bmp", *options)
    notes = [line for line in result.output.splitlines() if line.startswith("note: ")]
    assert result.exit_code == 0
    assert len(notes) == 2 and "octaves, not 9" in notes[0] and "a.bmp" in notes[1]
    assert "UserWarning" not in result.output


def test_a_note_is_not_repeated_and_other_packages_warn_as_usual(capsys):
    with pytest.warns(UserWarning) as others, plain_words.warnings_as_notes():
        for filename in (plain_words.__file__, plain_words.__file__, "elsewhere.py"):
            warnings.warn_explicit("Mind this.", UserWarning, filename, 1, "dreamkit.cli")
    assert capsys.readouterr().err == "note: Mind this.\n"
    assert [one.filename for one in others] == ["elsewhere.py"]


def test_open_shows_the_result(square, out, monkeypatch):
    shown = []
    monkeypatch.setattr(app.typer, "launch", shown.append)
    options = ["--layer", "mixed1", "--steps", 1, "--octaves", 1, "--open"]
    run("dream", square, "-o", out / "a.png", *options)
    assert shown == [str(out / "a.png")]


# Ctrl-C


@posix
def test_ctrl_c_saves_what_there_is_at_full_size(out):
    path = out / "dream.png"
    options = ["--layer", "mixed1", "--steps", 1_000_000, "--octaves", 2, "--max-size", 128]
    with interruptible("dream", "sample:cat", "-o", path, *options) as process:
        read_until(process.stderr, b"dreaming:")  # its bar appears after the first step
        process.send_signal(signal.SIGINT)
        said, complaints = process.communicate()
    assert process.returncode == 130, complaints
    assert b"Traceback" not in complaints
    assert b"Stopped after" in said and str(path).encode() in said
    assert pixels(path).shape == (85, 128, 3)
    assert dk.read_settings(path)["steps"] == 1_000_000
    assert [one.name for one in out.iterdir()] == ["dream.png"]


def test_ctrl_c_before_the_first_step_writes_nothing(out, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(samples, "sample", interrupt)
    result = run("dream", "sample:cat", "-o", out / "a.png")
    assert result.exit_code == 130
    assert errors(result.output) == ["error: interrupted."]
    assert not list(out.iterdir())


# Bad input


def cut(form):
    """The first half of a picture file."""
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    whole = io.BytesIO()
    Image.fromarray(noise).save(whole, form)
    return whole.getvalue()[: len(whole.getvalue()) // 2]


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb():
    """A PNG file of 70 bytes that claims 20000 x 20000 pixels."""
    header = struct.pack(">IIBBBBB", 20000, 20000, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


BAD_PICTURES = {
    "missing.png": (None, 1, "there is no file"),
    "empty.png": (b"", 1, "is empty"),
    "cut.png": (cut("PNG"), 1, "damaged or cut short"),
    "cut.jpg": (cut("JPEG"), 1, "damaged or cut short"),
    "text.png": (b"These are words.", 1, "is not a picture"),
    "bomb.png": (bomb(), 2, "million pixels"),
}


@pytest.mark.parametrize("name", BAD_PICTURES)
@pytest.mark.usefixtures("no_network")
def test_a_bad_picture_is_one_sentence(name, tmp_path, out, monkeypatch):
    content, code, expected = BAD_PICTURES[name]
    if name == "bomb.png":

        def decode(*_):
            raise AssertionError("the picture was decoded")

        monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", decode)
    if content is not None:
        (tmp_path / name).write_bytes(content)
    result = run("dream", tmp_path / name, "-o", out / "a.png")
    assert result.exit_code == code
    assert len(errors(result.output)) == 1 and expected in result.output
    assert result.output.splitlines() == errors(result.output)
    assert not list(out.iterdir())


@pytest.mark.parametrize(
    ("options", "code", "expected"),
    [
        (["--layer", "mixed1", "--preset", "x"], 2, "use one of them"),
        (["--layer", "mixed1", "--goal", "mixed2"], 2, "use one of them"),
        (["--mask", "none.png"], 1, "none.png"),
        (["--max-size", "0"], 2, "max_size must be a whole number"),
        (["--tile-size", "big"], 2, "tile_size must be a whole number or 'none'"),
        (["--jitter", "1.5"], 2, "jitter must be a whole number or 'auto'"),
        (["-o", "a.txt"], 2, "does not end in a picture format"),
        (["-o", "a"], 2, "does not end in a picture format"),
        (["-o", "nowhere/a.png"], 1, "there is no folder"),
        (["-o", "folder.png"], 1, "cannot be written"),
        (["--network", "dreamet"], 2, "did you mean 'dreamnet'?"),
        (["--weights", "none.h5"], 2, "dreamnet brings its own weights"),
        (["--network", "inception_v3", "--weights", "none.h5"], 1, "there is no weights file"),
        (["--steps", "0"], 2, "steps must be a whole number of at least 1"),
        (["--steps", "-1"], 2, "steps must be a whole number of at least 1"),
        (["--step-size", "nan"], 2, "step_size must be a number above 0"),
        (["--octaves", "0"], 2, "octaves must be"),
        (["--octave-scale", "1"], 2, "octave_scale must be a number above 1"),
        (["--tile-size", "0"], 2, "tile_size must be"),
        (["--jitter", "-3"], 2, "jitter must be"),
        (["--normalize", "loud"], 2, "loud"),
        (["--precision", "float8"], 2, "precision is"),
    ],
)
@pytest.mark.usefixtures("no_network")
def test_bad_options_are_refused_before_tensorflow_loads(
    options, code, expected, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.png").mkdir()
    result = run("dream", "sample:cat", *options)
    assert result.exit_code == code
    assert len(errors(result.output)) == 1 and expected in result.output
    assert [one.name for one in tmp_path.iterdir()] == ["folder.png"]


@pytest.mark.parametrize(
    ("options", "code", "expected"),
    [
        (["--layer", "mixd3"], 2, "did you mean 'mixed3'?"),
        (["--preset", "nosuch"], 2, "there is no preset 'nosuch'"),
    ],
)
def test_what_the_network_lacks_is_one_sentence(options, code, expected, out):
    result = run("dream", "sample:cat", "-o", out / "a.png", "--max-size", 96, *options)
    assert result.exit_code == code
    assert len(errors(result.output)) == 1 and expected in result.output
    assert not list(out.iterdir())


def test_damaged_weights_are_one_sentence(tmp_path, out):
    junk = tmp_path / "junk.h5"
    junk.write_bytes(b"not weights")
    options = ["--network", "inception_v3", "--weights", junk]
    result = run("dream", "sample:cat", "-o", out / "a.png", *options)
    assert result.exit_code == 1 and "is not a weights file" in errors(result.output)[0]
    assert not list(out.iterdir())


def test_a_picture_of_one_pixel_is_refused(tmp_path, out):
    dot = files.save_image(tmp_path / "dot.png", np.zeros((1, 1, 3), np.float32))
    result = run("dream", dot, "-o", out / "a.png")
    assert result.exit_code == 2
    assert "1 x 1 pixels; dreamnet needs at least" in errors(result.output)[0]
    assert not list(out.iterdir())


def test_an_address_that_does_not_answer_is_one_sentence(out, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    result = run("dream", "http://127.0.0.1:9/cat.png", "-o", out / "a.png")
    assert result.exit_code == 1 and "cannot be fetched" in errors(result.output)[0]
    assert not list(out.iterdir())


def test_an_unknown_sample_is_refused():
    result = run("dream", "sample:catt")
    assert result.exit_code == 2 and "did you mean 'cat'?" in errors(result.output)[0]


@pytest.mark.parametrize(
    "arguments",
    [["dream"], ["dream", "x.png", "--steps", "many"], ["dream", "x.png", "--no-such"], ["snore"]],
)
def test_wrong_usage_exits_2(arguments):
    assert run(*arguments).exit_code == 2


def test_errors_go_to_stderr(tmp_path):
    said = child("dream", "missing.png", "-o", tmp_path / "a.png", cwd=tmp_path)
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr.startswith("error: there is no file 'missing.png'")


def test_a_missing_tensorflow_is_one_sentence(square, out, monkeypatch):
    def fail(*_):
        raise ImportError("No module named 'tensorflow'")

    monkeypatch.setattr(networks, "build", fail)
    result = run("dream", square, "-o", out / "a.png")
    assert result.exit_code == 1
    assert errors(result.output) == [
        "error: No module named 'tensorflow'; `dreamkit doctor` says more."
    ]


# Networks


@pytest.fixture
def no_inception(monkeypatch, tmp_path):
    monkeypatch.delenv("DREAMKIT_INCEPTION_V3_WEIGHTS", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))


@pytest.mark.usefixtures("no_inception", "no_network")
def test_networks_lists_them_without_tensorflow():
    result = run("networks")
    lines = {line.split()[0]: line for line in result.output.splitlines() if line}
    assert result.exit_code == 0
    assert lines["dreamnet"].endswith("Weights: here.")
    for name in ("inception_v3", "mobilenet_v2", "resnet50_v2", "vgg16"):
        assert "not here" in lines[name]
    assert "Any other name of keras.applications works too" in result.output.splitlines()[-1]


def test_networks_shows_layers_and_presets():
    result = run("networks", "dreamnet")
    lines = [line.split() for line in result.output.splitlines()]
    shown = [line[0] for line in lines if line[2:] == ["channels"]]
    assert shown == dk.network("dreamnet").layer_names
    assert ["mixed4", "256", "channels"] in lines
    for name, preset in presets.PRESETS["dreamnet"].items():
        assert f"{name}: {preset.shows}" in result.output


@pytest.mark.usefixtures("no_inception")
def test_networks_shows_inception_without_downloading_it(monkeypatch):
    def download(*_, **__):
        raise AssertionError("something was downloaded")

    monkeypatch.setattr("keras.utils.get_file", download)
    result = run("networks", "inception_v3")
    assert result.exit_code == 0
    assert ["mixed5", "768", "channels"] in [line.split() for line in result.output.splitlines()]


@pytest.mark.usefixtures("no_inception")
@pytest.mark.parametrize(
    ("name", "layer", "channels", "given"),
    [
        ("vgg16", "block5_conv3", "512", "BGR in [0, 255] less the mean of ImageNet"),
        ("mobilenet_v3_small", "activation", "16", "RGB in [0, 255] (preprocessing is built"),
    ],
)
def test_networks_shows_what_a_network_of_keras_is_given(name, layer, channels, given):
    result = run("networks", name)
    assert result.exit_code == 0
    assert [layer, channels, "channels"] in [line.split() for line in result.output.splitlines()]
    assert f"it is given: {given}" in result.output
    assert "smallest picture: 32 x 32 pixels" in result.output


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["dreamnt"], 2, "did you mean 'dreamnet'?"),
        (["inception_v3", "--weights", "none.h5"], 1, "there is no weights file"),
        (["none.keras"], 1, "there is no file 'none.keras'; check its name."),
    ],
)
def test_networks_refuses(arguments, code, expected):
    result = run("networks", *arguments)
    assert result.exit_code == code and expected in errors(result.output)[0]


# Lab

FAKE_LAB = """
import json, sys, time
try:
    print(json.dumps(sys.argv[1:]), flush=True)
    while True:
        time.sleep(1)
except KeyboardInterrupt:
    sys.exit(3)
"""


def lessons_in(folder):
    (folder / "lessons").mkdir(parents=True)
    (folder / "lessons" / lab.FIRST_LESSON).write_text("{}")
    return folder


@posix
@pytest.mark.parametrize("inside", [".", "lessons"])
def test_lab_starts_jupyter_on_the_first_lesson_and_leaves_ctrl_c_to_it(tmp_path, inside):
    course = lessons_in(tmp_path / "course")
    (tmp_path / "jupyterlab").mkdir()
    (tmp_path / "jupyterlab" / "__init__.py").touch()
    (tmp_path / "jupyterlab" / "__main__.py").write_text(FAKE_LAB)
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    arguments = ["lab", "--no-browser", "--port", "8899"]
    with interruptible(*arguments, cwd=course / inside, env=environment) as process:
        given = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate()
    assert process.returncode == 3, complaints
    assert given[:2] == [
        f"--ServerApp.root_dir={course}",
        f"--LabApp.default_url=/lab/tree/lessons/{lab.FIRST_LESSON}",
    ]
    assert "--no-browser" in given and "--port=8899" in given
    assert ("--allow-root" in given) == (os.geteuid() == 0)


def test_lab_without_jupyterlab_says_what_to_install(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    result = run("lab")
    assert result.exit_code == 1
    assert 'pip install "dreamkit[course]"' in errors(result.output)[0]


def test_lab_without_lessons_says_so(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(lab, "FIRST_LESSON", "no_such_lesson.ipynb")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    result = run("lab")
    assert result.exit_code == 1 and "no folder 'lessons'" in errors(result.output)[0]


# Starting up

WATCHED = ["tensorflow", "keras", "numpy", "PIL", "skimage"]
LOADED = f"import sys; print('loaded:', [m for m in {WATCHED} if m in sys.modules])"


@pytest.mark.parametrize(
    "code",
    ["import dreamkit", "from dreamkit.cli.app import app; app(['--help'], standalone_mode=False)"],
)
def test_import_and_help_load_nothing_heavy(code):
    command = [sys.executable, "-c", f"{code}; {LOADED}"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert "loaded: []" in said.stdout, said.stderr


def test_version_and_the_installed_command():
    assert run("--version").output == f"dreamkit {dk.__version__}\n"
    script = Path(sys.executable).with_name("dreamkit")
    if not script.exists():
        pytest.skip("dreamkit is not installed beside this Python")
    said = subprocess.run([script, "--version"], capture_output=True, text=True, timeout=60)
    assert said.stdout == f"dreamkit {dk.__version__}\n"


FAKE_TENSORFLOW = """
import os, types
os.write(2, b"chatter from C++")
config = types.SimpleNamespace(list_physical_devices=lambda: [])
"""


@pytest.mark.parametrize(
    ("end", "level", "expected"),
    [
        ("", None, ""),
        ("", "3", ""),
        ("", "0", "chatter from C++"),
        ("raise ImportError('broken')", None, "chatter from C++"),
    ],
)
def test_tensorflow_is_quiet_unless_it_fails_or_is_asked_to_speak(tmp_path, end, level, expected):
    (tmp_path / "tensorflow.py").write_text(FAKE_TENSORFLOW + end)
    environment = {
        key: value for key, value in os.environ.items() if key != tensorflow_import.LEVEL
    }
    environment |= {"PYTHONPATH": str(tmp_path)} | (
        {tensorflow_import.LEVEL: level} if level else {}
    )
    code = (
        "import os, dreamkit.tensorflow_import\n"
        "try: dreamkit.tensorflow_import.import_tensorflow()\n"
        "except ImportError: pass\n"
        "os.write(2, b' and on')"
    )
    command = [sys.executable, "-c", code]
    said = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60)
    assert said.stderr == f"{expected} and on"


@posix
def test_tensorflow_imports_without_a_stderr(tmp_path):
    (tmp_path / "tensorflow.py").write_text(
        "import types\nconfig = types.SimpleNamespace(list_physical_devices=lambda: [])"
    )
    code = (
        "import os, sys; os.close(2); sys.stderr = None; import dreamkit.tensorflow_import\n"
        "print(dreamkit.tensorflow_import.import_tensorflow().__name__)"
    )
    command = [sys.executable, "-c", code]
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    said = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60)
    assert said.stdout == "tensorflow\n"


@pytest.mark.parametrize("port", ["-1", "0", "65536", "9" * 30])
def test_a_port_that_there_is_not_is_refused_before_jupyterlab_starts(monkeypatch, port):
    monkeypatch.setattr(lab, "_run", lambda command: pytest.fail("it was started"))
    result = run("lab", "--no-browser", "--port", port)
    assert result.exit_code == 2 and "port m" in errors(result.output)[0]
