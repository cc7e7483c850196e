"""load_image and read_settings: files, names, and whatever else is handed over."""

from __future__ import annotations

import functools
import io
import json
import os
import struct
import zlib

import numpy as np
from PIL import Image

import dreamkit as dk

from . import case, mutations, odd, samples
from .case import Case, Wrong

LOAD, READ = "load_image", "read_settings"
MODES = (
    "1",
    "L",
    "P",
    "RGB",
    "RGBA",
    "CMYK",
    "YCbCr",
    "LAB",
    "HSV",
    "I",
    "F",
    "LA",
    "PA",
    "La",
    "RGBa",
    "RGBX",
    "I;16",
    "I;16B",
    "I;16L",
)  # of Pillow


def cases(folder, seed):
    yield from _damaged_files(seed)
    yield from _chunks()
    yield from _names(folder)
    yield from _things(folder)
    yield from _pillow_images()
    yield from _stored_settings(folder, seed)


def _damaged_files(seed):
    for number, (ending, content) in enumerate(samples.files().items()):
        for what, changed in mutations.damaged(content, seed + number):
            # A PNG has checksums, and of a file that was cut a part is known to be missing.
            same = ending == "png" or what.startswith("cut")
            yield Case(LOAD, f"{ending}: {what}", functools.partial(_load, changed, content, same))


def _load(content, whole=None, same=False):
    made = dk.load_image(content)
    case.picture(made)
    if same:
        case.same(made, np.asarray(Image.open(io.BytesIO(whole)).convert("RGB"), np.float32) / 255)


def _chunks():
    """What stands in a PNG beside its pixels never costs the picture, nor changes it."""
    png = samples.files()["png"]
    bodies = {
        "tEXt": (b"", b"\0", b"k\0" + b"x" * 10**6, b"no end", b"\xff\0\xff", b"k" * 200 + b"\0v"),
        "zTXt": (b"", b"k\0\0" + zlib.compress(b"x" * 10**7), b"k\0\0no zip", b"k\0\x07x"),
        "iTXt": (b"", b"k\0\0\0\0\0\xff\xfe", b"k\0\1\0\0\0no zip", b"k\0\1\1\0\0x", b"k\0\0\0en"),
        "eXIf": (b"", b"MM", b"II*\0\xff\xff\xff\xff", b"MM\0*" + b"\0\0\0\x08" + b"\xff" * 99),
        "iCCP": (b"", b"p\0\0no zip", b"p\0\0" + zlib.compress(b"\0" * 128), b"p\0\x09x"),
        "pHYs": (b"", b"\0" * 9, b"\xff" * 9, b"\0"),
        "gAMA": (b"", bytes(4), b"\xff" * 4),
        "cHRM": (b"", bytes(32), b"\xff" * 7),
        "sRGB": (b"", b"\xff"),
        "tIME": (b"", b"\xff" * 7),
        "acTL": (b"", b"\xff" * 8, struct.pack(">II", 2, 0)),
        "fcTL": (b"", b"\xff" * 26),
        "zzZz": (b"", b"x" * 1000),
    }
    for kind, tried in bodies.items():
        for number, body in enumerate(tried):
            changed = mutations.with_chunk(png, mutations.chunk(kind.encode(), body))
            call = functools.partial(_load, changed, png, same=True)
            yield Case(LOAD, f"png with an odd {kind}, {number}", call, "work")
        wrong = mutations.chunk(kind.encode(), tried[-1], crc=1)
        call = functools.partial(_load, mutations.with_chunk(png, wrong), png, same=True)
        yield Case(LOAD, f"png with {kind} of a wrong checksum", call)


def _names(folder):
    (folder / "text.png").write_text("no picture")
    (folder / "empty.png").write_bytes(b"")
    (folder / "Übung 日本 #1%20?.png").write_bytes(samples.files()["png"])
    (folder / "~cat.png").write_bytes(samples.files()["png"])
    (folder / "no_ending").write_bytes(samples.files()["png"])
    (folder / "loop.png").unlink(missing_ok=True)
    os.symlink(folder / "loop.png", folder / "loop.png")
    refused = {
        "nothing": "",
        "a space": " ",
        "a point": ".",
        "the root": "/",
        "no such file": "nosuch.png",
        "a zero byte": "a\0b.png",
        "5000 signs": "x" * 5000,
        "lines": "a\nb.png",
        "signs that are not shown": "\x1b[31mred\u202e.png",
        "a lone surrogate": "\udcff.png",
        "a device": "/dev/null",
        "an endless device": "/dev/zero",
        "nobody's home": "~nosuchuser/cat.png",
        "a text": folder / "text.png",
        "an empty file": folder / "empty.png",
        "a link to itself": folder / "loop.png",
        "a file as a folder": folder / "empty.png" / "cat.png",
        "http alone": "http://",
        "no host": "http:///cat.png",
        "half an address of six": "http://[::1",
        "a port that is no number": "http://localhost:cat/",
        "a port that is none": "http://localhost:99999/",
        "a closed port": "http://127.0.0.1:9/cat.png",
        "a password": "http://me:secret@127.0.0.1:9/cat.png",
        "a space in the host": "http://a b/",
        "a name of 300 signs": f"http://{'a' * 300}/",
        "two points": "http://a..b/",
        "nothing as data": "data:",
        "data that is no picture": "data:image/png;base64,QUJD",
        "data that is no base64": "data:image/png;base64,%%%",
        "file and nothing": "file://",
        "ftp": "ftp://127.0.0.1/cat.png",
        "a sample as a file": "sample:cat",
    }
    for what, name in refused.items():
        call = functools.partial(_refused_without, "secret", name)
        yield Case(LOAD, f"named by {what}", call, "refuse")
    for name in ("Übung 日本 #1%20?.png", "~cat.png", "no_ending"):
        call = functools.partial(_in_folder, folder, _load_named, name)
        yield Case(LOAD, f"a file called {name}", call, "work")


def _in_folder(folder, call, *arguments):
    before = os.getcwd()
    os.chdir(folder)
    try:
        return call(*arguments)
    finally:
        os.chdir(before)


def _load_named(name):
    case.same(dk.load_image(name), samples.pixels().astype(np.float32) / 255)


def _refused_without(secret, name):
    try:
        dk.load_image(name)
    except Exception as error:
        if secret in str(error):
            raise Wrong("a password is shown") from None
        raise


def _things(folder):
    png = samples.files()["png"]
    entry = {"name": "cat.png", "content": png}
    closed, text = io.BytesIO(png), io.StringIO("a")
    closed.close()
    refused = {
        "an empty list": [],
        "an empty dict": {},
        "a dict of numbers": {"a": 3},
        "two files": {"a.png": png, "b.png": png},
        "an entry without content": ({"name": "a.png"},),
        "a dict of None": {"a.png": None},
        "content as text": {"content": "cat"},
        "a closed file": closed,
        "a file of text": text,
        "a file that reads None": _Reads(None),
        "a file that reads text": _Reads("cat"),
        "a file that fails": _Reads(OSError("broken pipe")),
        "a class that reads": _Reads,
        "a generator": (row for row in ()),
    }
    for what, source in {**odd.NO_PICTURES, **refused}.items():
        yield Case(LOAD, f"given {what}", functools.partial(dk.load_image, source), "refuse")
    taken = {
        "bytearray": bytearray(png),
        "memoryview": memoryview(png),
        "Colab's upload": {"cat.png": png},
        "an upload of ipywidgets 7": {"cat.png": {"metadata": {}, "content": png}},
        "an upload of ipywidgets 8": ({**entry, "content": memoryview(png)},),
        "an open file": io.BytesIO(png),
        "a file without seek": _Reads(png),
    }
    for what, source in taken.items():
        yield Case(LOAD, f"given {what}", functools.partial(_load, source, png, True), "work")
    for what, array in odd.SOME_PICTURES.items():
        call = functools.partial(lambda array: case.picture(dk.load_image(array)), array)
        yield Case(LOAD, f"given an array, {what}", call, "work")
    for what, size in odd.NO_NUMBERS.items():
        call = functools.partial(dk.load_image, png, size)
        # No picture is made larger, so that any whole number from 1 on will do.
        yield Case(
            LOAD, f"max_size: {what}", call, "" if what == "a number beyond floats" else "refuse"
        )


class _Reads:
    def __init__(self, answer):
        self.answer = answer

    def read(self, *_):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def _pillow_images():
    """Pillow images of every mode, and saved as files that hold it."""
    photo = Image.fromarray(samples.pixels())
    for mode in MODES:
        try:
            image = photo.convert(mode)
        except ValueError:
            image = Image.new(mode, photo.size)
        call = functools.partial(lambda image: case.picture(dk.load_image(image), (48, 48)), image)
        yield Case(LOAD, f"a Pillow image of mode {mode}", call, "work")
    for size in ((0, 0), (0, 5), (1, 1), (1, 3000), (3000, 1)):
        call = functools.partial(_sized, Image.new("RGB", size), size)
        yield Case(
            LOAD, f"a Pillow image of {size[0]} x {size[1]}", call, "" if all(size) else "refuse"
        )
    for orientation in (0, 1, 6, 9, 65535):
        exif = Image.Exif()
        exif[0x0112] = orientation
        buffer = io.BytesIO()
        photo.crop((0, 0, 48, 32)).save(buffer, "JPEG", exif=exif)
        call = functools.partial(
            lambda content, shape: case.picture(dk.load_image(content), shape),
            buffer.getvalue(),
            (48, 32) if orientation == 6 else (32, 48),
        )
        yield Case(LOAD, f"an orientation of {orientation}", call, "work")


def _sized(image, size):
    for limit in (None, 1, 7):
        made = dk.load_image(image, limit)
        longest = max(size) if limit is None else min(limit, max(size))
        case.picture(made)
        if max(made.shape[:2]) != longest:
            raise Wrong(f"the longest side is {max(made.shape[:2])}, not {longest}")


def _stored_settings(folder, seed):
    png = samples.files()["png"]
    key = b"dreamkit settings\0"
    texts = {
        "nothing": b"",
        "no JSON": b"steps=3",
        "half of it": b'{"steps": 3',
        "a list": b"[1]",
        "a number": b"3",
        "null": b"null",
        "text": b'"steps"',
        "nested 100 000 deep": b"[" * 100_000,
        "dicts nested deep": b'{"a":' * 100_000,
        "5 MB": b'{"goal": "' + b"x" * 5 * 2**20 + b'"}',
        "a number of 10 000 digits": b'{"seed": ' + b"9" * 10_000 + b"}",
        "an unknown name": b'{"nosuch": 1}',
        "a name with lines": b'{"a\\nb": 1}',
        "a goal that is a number": b'{"goal": 3}',
        "a network that is a list": b'{"network": ["dreamnet"]}',
        "not a text": b"\xff\xfe\xfd",
        "a lone surrogate": b'{"\\ud800": 1}',
    }
    for what, text in texts.items():
        for kind, body in (("tEXt", key + text), ("zTXt", key + b"\0" + zlib.compress(text))):
            content = mutations.with_chunk(png, mutations.chunk(kind.encode(), body))
            call = functools.partial(dk.read_settings, content)
            yield Case(READ, f"{kind} with {what}", call, "refuse")
    # What is JSON but no settings is refused when it is dreamt with.
    for text in (
        '{"steps": "3"}',
        '{"steps": null}',
        '{"priors": 3}',
        '{"priors": {"a": 1}}',
        '{"goal": "nosuch"}',
        '{"octaves": 1e400}',
        '{"seed": NaN}',
        '{"mask": "x"}',
        '{"detail": 0}',
        '{"precision": []}',
        '{"normalize": {}}',
        '{"goal": ""}',
    ):
        body = key + text.encode()
        content = mutations.with_chunk(png, mutations.chunk(b"tEXt", body))
        yield Case(READ, f"and dreamt with {text}", functools.partial(_again, content), "refuse")
    for ending, content in samples.dreamt_files(folder).items():
        yield Case(READ, f"of a {ending}", functools.partial(_is_right, content), "work")
        for what, changed in mutations.damaged(content, seed):
            yield Case(READ, f"{ending}: {what}", functools.partial(_right_or_refused, changed))
    for what, source in odd.NO_PICTURES.items():
        yield Case(READ, f"given {what}", functools.partial(dk.read_settings, source), "refuse")
    for what, name in odd.NO_TEXTS.items():
        yield Case(READ, f"named by {what}", functools.partial(dk.read_settings, name), "refuse")


def _again(content):
    settings = {"network": "dreamnet", "goal": "mixed1", "steps": 1, "octaves": 1}
    stored = dk.read_settings(content)
    dk.dream(samples.photo(), **{**settings, **stored}, on_step=lambda step: None)


def _is_right(content):
    if dk.read_settings(content) != samples.dreamt().settings:
        raise Wrong("other settings came back")


def _right_or_refused(content):
    """A bit turned inside a text without a checksum changes it; what comes has to be JSON."""
    found = dk.read_settings(content)
    if not isinstance(found, dict) or json.loads(json.dumps(found)) != found:
        raise Wrong(f"no settings came back, but {found!r:.80}")
