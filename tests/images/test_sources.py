"""What load_image is given beside names."""

import io
import os
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import dreamkit as dk

PIXELS = np.random.default_rng(0).integers(0, 256, (4, 6, 3), np.uint8)


@pytest.fixture
def content():
    buffer = io.BytesIO()
    Image.fromarray(PIXELS).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def path(tmp_path, content):
    path = tmp_path / "a b ü.png"
    path.write_bytes(content)
    return path


def test_everything_that_holds_one_picture_gives_it(path, content, monkeypatch):
    monkeypatch.chdir(path.parent)
    at_its_end = io.BytesIO(content)
    at_its_end.seek(0, 2)
    entry = {"name": "cat.png", "type": "image/png", "size": 1, "content": memoryview(content)}
    with open(path, "rb") as opened:
        for given in (
            path,
            str(path),
            path.name,
            next(os.scandir(path.parent)),
            path.as_uri(),
            content,
            bytearray(content),
            memoryview(content),
            {"cat.png": content},
            {"cat.png": {"metadata": {}, "content": content}},
            (entry,),
            [entry],
            entry,
            io.BytesIO(content),
            at_its_end,
            opened,
            Image.open(path),
            PIXELS,
            PIXELS.astype(np.float64) / 255,
            dk.Dream((PIXELS / 255).astype(np.float32), [], {}, {}),
        ):
            loaded = dk.load_image(given)
            assert loaded.dtype == np.float32
            np.testing.assert_allclose(loaded * 255, PIXELS, atol=1e-4)
            assert dk.load_image(given, max_size=3).shape == (2, 3, 3)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (None, "not NoneType"),
        (3, "not int"),
        (1.5, "not float"),
        (object(), "not object"),
        (dk, "not module"),
        ({}, "nothing was uploaded"),
        ((), "nothing was uploaded"),
        ({"a.png": b"x", "b.png": b"y"}, r"2 files were uploaded \('a.png', 'b.png'\)"),
        ({"a.png": 3}, "this dict is no upload"),
        ({"content": "text"}, "this dict is no upload"),
        ({"name": "a.png"}, "this dict is no upload"),
        ([1, 2, 3], "a picture has the shape"),
        (["a.png"], "a picture|holds float32"),
        (io.StringIO("text"), r"open it with open\(name, 'rb'\)"),
        (np.zeros((4, 4)), None),
        (np.array("a.png"), "a picture has the shape"),
        (set(), "not set"),
        ("", "no file ''|is a folder"),
        ("a\0.png", "cannot be read|no file"),
        ("~", "is a folder|no file"),
        ("x" * 5000 + ".png", "cannot be read: file name too long"),
        ("two\nlines.png", r"no file 'two\\nlines.png'"),
        ("/dev/zero", "is a device"),
        ("/", "is a folder"),
        ("file:///nowhere/cat.png", "no file '/nowhere/cat.png'"),
    ],
)
def test_what_holds_no_picture_is_told_in_one_sentence(given, sentence):
    if sentence is None:
        assert dk.load_image(given).shape == (4, 4, 3)
        return
    with pytest.raises((dk.InputError, dk.FileError), match=sentence) as caught:
        dk.load_image(given)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 400


def test_a_closed_file_is_told(path):
    with open(path, "rb") as file:
        pass
    with pytest.raises(dk.InputError, match="the file is closed"):
        dk.load_image(file)
    with open(path, encoding="latin-1") as text, pytest.raises(dk.InputError, match="as text"):
        dk.load_image(text)


def test_what_can_be_read_only_once(content):
    class Stream:
        def read(self):
            return content

    np.testing.assert_allclose(dk.load_image(Stream()) * 255, PIXELS, atol=1e-4)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_named_pipe_is_read_to_its_end(tmp_path, content):
    os.mkfifo(tmp_path / "pipe.png")
    writer = threading.Thread(target=(tmp_path / "pipe.png").write_bytes, args=(content,))
    writer.start()
    np.testing.assert_allclose(dk.load_image(tmp_path / "pipe.png") * 255, PIXELS, atol=1e-4)
    writer.join()


def test_names_that_begin_with_a_tilde(tmp_path, content, monkeypatch):
    """~cat.png is a file of that name where there is no user cat.png."""
    monkeypatch.chdir(tmp_path)
    Path("~cat.png").write_bytes(content)
    assert dk.load_image("~cat.png").shape == (4, 6, 3)
    assert dk.save_image("~dream.png", PIXELS) == Path("~dream.png")
    assert Path("~dream.png").is_file()
    monkeypatch.setenv("HOME", str(tmp_path))
    assert dk.load_image("~/~cat.png").shape == (4, 6, 3)


class Reader:
    """Something with no more than read()."""

    def __init__(self, error):
        self.error = error

    def read(self):
        raise self.error


@pytest.mark.parametrize("error", [OSError(32, "Broken pipe"), RuntimeError("Broken pipe")])
def test_a_reader_that_fails_is_told_in_a_sentence(error):
    with pytest.raises(dk.FileError, match=r"^the file cannot be read: Broken pipe\.$"):
        dk.load_image(Reader(error))
    with pytest.raises(dk.InputError, match="not type"):
        dk.load_image(Reader)
