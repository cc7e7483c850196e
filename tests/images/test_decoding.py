"""Odd files of every kind: metadata never costs the picture, and what is none is named."""

import io
import struct
import zlib

import numpy as np
import pytest
import tifffile
from PIL import Image
from saved_files import saved

import dreamkit as dk

PIXELS = np.random.default_rng(0).integers(0, 256, (4, 6, 3), np.uint8)


def levels(content):
    return np.round(dk.load_image(content) * 255).astype(int)


def exif(*entries, orientation=6):
    """A directory of EXIF with an orientation and entries of (tag, type, count, value's bytes)."""
    entries = [(0x0112, 3, 1, struct.pack("<HH", orientation, 0)), *entries]
    head = b"Exif\0\0II*\0" + struct.pack("<IH", 8, len(entries))
    rows = b"".join(struct.pack("<HHI", *row[:3]) + row[3] for row in entries)
    return head + rows + struct.pack("<I", 0) + struct.pack("<ii", -1, 0)


END = struct.pack("<I", 8 + 2 + 2 * 12 + 4)  # where what stands behind two entries begins
ODD = {
    "a negative fraction of nothing": (0x011A, 10, 1, END),
    "a number too large for its tag": (0x0106, 4, 1, struct.pack("<I", 70000)),
    "text in the place of a number": (0x0100, 2, 4, b"abc\0"),
    "a place far beyond the end": (0x010F, 2, 4_000_000, struct.pack("<I", 2**31)),
    "a type that there is not": (0x010F, 99, 1, b"\0\0\0\0"),
    "a directory inside itself": (0x8769, 4, 1, struct.pack("<I", 8)),
    "GPS that is no directory": (0x8825, 4, 1, struct.pack("<I", 2**31)),
    "bytes for a fraction": (0x011A, 1, 4, b"\1\2\3\4"),
    "no values at all": (0x011A, 5, 0, b"\0\0\0\0"),
    "the orientation once more, as text": (0x0112, 2, 2, b"6\0\0\0"),
}


@pytest.mark.parametrize("kind", [k for k in ODD if "once more" not in k])
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_an_odd_entry_of_exif_does_not_cost_the_picture(form, kind):
    gray = np.full((4, 6, 3), 120, np.uint8)
    loaded = dk.load_image(saved(gray, form, exif=exif(ODD[kind])))
    assert loaded.shape == (6, 4, 3)  # turned upright all the same
    np.testing.assert_allclose(loaded * 255, 120, atol=2)


@pytest.mark.parametrize("orientation", [0, 9, 99, 65535])
def test_an_orientation_that_there_is_not_turns_nothing(orientation):
    content = saved(PIXELS, "PNG", exif=exif(orientation=orientation))
    np.testing.assert_array_equal(levels(content), PIXELS)


def test_an_orientation_as_text_turns_nothing_or_as_it_says():
    content = saved(PIXELS, "PNG", exif=exif(ODD["the orientation once more, as text"]))
    assert dk.load_image(content).shape in ((4, 6, 3), (6, 4, 3))


def first_row_and_column(orientation):
    """Where EXIF 2.32 says that row 0 and column 0 of what is stored are seen."""
    return {
        1: ("top", "left"),
        2: ("top", "right"),
        3: ("bottom", "right"),
        4: ("bottom", "left"),
        5: ("left", "top"),
        6: ("right", "top"),
        7: ("right", "bottom"),
        8: ("left", "bottom"),
    }[orientation]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["PNG", "TIFF"])
def test_each_orientation_is_seen_as_exif_defines_it(orientation, form):
    content = saved(PIXELS, form, exif=exif(orientation=orientation)[6:])
    upright = levels(content)
    row, column = first_row_and_column(orientation)
    sides = {
        "top": upright[0],
        "bottom": upright[-1],
        "left": upright[:, 0],
        "right": upright[:, -1],
    }
    order = slice(None) if column in ("left", "top") else slice(None, None, -1)
    np.testing.assert_array_equal(sides[row][order], PIXELS[0])


def test_a_tiff_with_odd_entries_is_read():
    extra = [(0x0112, "H", 1, 6, True), (0x011A, "s", 5, b"wrong", True)]
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, PIXELS, photometric="rgb", metadata=None, extratags=extra)
    assert dk.load_image(buffer.getvalue()).shape in ((4, 6, 3), (6, 4, 3))


def with_chunk(content, kind, body, crc=None):
    """A PNG with one chunk more, behind its first."""
    crc = zlib.crc32(kind + body) if crc is None else crc
    chunk = struct.pack(">I", len(body)) + kind + body + struct.pack(">I", crc)
    return content[:33] + chunk + content[33:]


@pytest.mark.parametrize(
    ("kind", "body", "crc"),
    [
        (b"tEXt", b"key\0value", 1),  # a wrong checksum
        (b"zTXt", b"key\0\0not deflated", None),
        (b"zTXt", b"key\0\0" + zlib.compress(bytes(200_000_000)), None),
        (b"iCCP", b"name\0\0" + zlib.compress(bytes(100_000_000)), None),
        (b"iCCP", b"name\0\1xx", None),
        (b"pHYs", b"\0", None),
        (b"gAMA", b"\0", None),
        (b"cHRM", b"\0\0", None),
        (b"eXIf", b"\0" * 40, None),
        (b"acTL", b"\0\0\0\0\0\0\0\0", None),
    ],
)
def test_a_broken_chunk_beside_the_pixels_does_not_cost_the_picture(kind, body, crc):
    content = with_chunk(saved(PIXELS, "PNG"), kind, body, crc)
    np.testing.assert_array_equal(levels(content), PIXELS)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "is a HEIC photo.*export it as JPEG"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", "is a film"),
        (b"\n<!DOCTYPE html><html>", "is a web page"),
        (b"<?xml version='1.0'?><svg xmlns=", "is a drawing"),
        (b"%PDF-1.7\n", "is a PDF"),
        (b"II*\0\x08\0\0\0\0\0", "is a TIFF of a kind that cannot be read"),
        (
            b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n",
            "PostScript|not a pic",
        ),
    ],
)
def test_what_is_no_picture_is_called_by_its_name(content, sentence):
    with pytest.raises(dk.FileError, match=sentence):
        dk.load_image(content + bytes(100))


# Transparency and palettes


def test_every_way_to_be_transparent_becomes_white():
    rgba = np.array([[[10, 20, 30, 0], [10, 20, 30, 255]]], np.uint8)
    palette = Image.new("P", (2, 1))
    palette.putpixel((1, 0), 1)
    palette.putpalette([200, 0, 0, 10, 20, 30])
    gray = np.array([[7, 9]], np.uint8)
    for content, second in (
        (saved(rgba, "PNG"), (10, 20, 30)),
        (saved(rgba, "TIFF"), (10, 20, 30)),
        (saved(rgba, "WEBP", lossless=True), (10, 20, 30)),
        (saved(palette, "PNG", transparency=0), (10, 20, 30)),
        (saved(palette, "PNG", transparency=b"\0\xff"), (10, 20, 30)),
        (saved(palette, "GIF", transparency=0), (10, 20, 30)),
        (saved(gray, "PNG", transparency=7), (9, 9, 9)),
    ):
        first, last = levels(content)[0]
        np.testing.assert_array_equal(first, (255, 255, 255))
        np.testing.assert_array_equal(last, second)


def test_one_color_of_an_rgb_png_can_be_transparent():
    pixels = np.array([[[1, 2, 3], [4, 5, 6]]], np.uint8)
    first, last = levels(saved(pixels, "PNG", transparency=(1, 2, 3)))[0]
    np.testing.assert_array_equal(first, (255, 255, 255))
    np.testing.assert_array_equal(last, (4, 5, 6))


def test_one_level_of_a_16_bit_gray_png_can_be_transparent():
    gray = np.array([[300, 65535 // 5]], np.uint16)
    first, last = dk.load_image(saved(gray, "PNG", transparency=300))[0]
    np.testing.assert_allclose(first, 1)
    np.testing.assert_allclose(last, 0.2, atol=1e-4)


# Mutations of real files


def mutated(content, random):
    content = bytearray(content)
    for _ in range(random.integers(1, 6)):
        content[random.integers(len(content))] = random.integers(256)
    kind = random.integers(3)
    if kind == 1:
        content = content[: random.integers(len(content) + 1)]
    if kind == 2:
        place = random.integers(len(content))
        content[place:place] = random.bytes(8)
    return bytes(content)


FORMS = ("PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP", "PPM", "TGA", "JPEG2000", "PCX", "SGI", "ICO")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.filterwarnings("ignore:'the uploaded file'")
@pytest.mark.filterwarnings("error::Warning:PIL")
def test_mutated_files_give_a_picture_or_one_sentence(form):
    random = np.random.default_rng(7)
    options = {"exif": exif()} if form in ("PNG", "JPEG", "WEBP") else {}
    whole = saved(np.tile(PIXELS, (6, 5, 1)), form, **options)
    for _ in range(40):
        try:
            loaded = dk.load_image(mutated(whole, random))
        except (dk.FileError, dk.InputError) as error:
            assert "\n" not in str(error) and len(str(error)) < 300
        else:
            assert loaded.dtype == np.float32 and loaded.shape[2:] == (3,)
            assert loaded.min() >= 0 and loaded.max() <= 1


MODES = ("1", "L", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "HSV", "I", "F", "LA", "PA", "RGBX")


@pytest.mark.filterwarnings("ignore:'the picture'")
@pytest.mark.parametrize("mode", [*MODES, "RGBa", "La", "I;16", "I;16B", "I;16L"])
def test_pillow_images_of_every_mode(mode):
    loaded = dk.load_image(Image.new(mode, (5, 4)), max_size=5)
    assert loaded.shape == (4, 5, 3) and loaded.min() >= 0 and loaded.max() <= 1
    with pytest.raises(dk.InputError, match="'the picture' has no pixels"):
        dk.load_image(Image.new(mode, (0, 4)))


@pytest.mark.parametrize("kept", [8, 12, 30])
def test_a_png_that_ends_in_its_head_is_called_cut_short(kept):
    with pytest.raises(dk.FileError, match=r"^'the uploaded file' is damaged or cut short") as told:
        dk.load_image(saved(PIXELS, "PNG")[:kept])
    assert "0x" not in str(told.value)


def test_a_bit_turned_in_the_last_pixels_of_a_png_is_seen():
    """Its last bytes before the end: four of the checksum, twelve of the chunk IEND."""
    pixels = np.random.default_rng(0).integers(0, 256, (48, 48, 3), np.uint8)
    content = saved(pixels, "PNG")
    np.testing.assert_array_equal(dk.load_image(content), pixels.astype(np.float32) / 255)
    for place in range(len(content) - 100, len(content) - 12):
        changed = bytearray(content)
        changed[place] ^= 4
        with pytest.raises(dk.FileError, match="is damaged or cut short"):
            dk.load_image(bytes(changed))
    assert dk.load_image(content[:-12]).shape == (48, 48, 3)  # nothing of the pixels is missing
