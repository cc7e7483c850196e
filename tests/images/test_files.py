"""Pictures in and out. Expected values are worked out by hand from the pixels written."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

import dreamkit as dk
from dreamkit.images import arrays, files, text_fields


def write(path, array_or_image, **options):
    picture = array_or_image
    if not isinstance(picture, Image.Image):
        picture = Image.fromarray(np.asarray(picture, np.uint8))
    picture.save(path, **options)
    return path


@pytest.fixture
def quarters():
    """2 x 4 pixels: red, green, blue, white over black, gray, yellow, purple."""
    return np.array(
        [
            [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]],
            [[0, 0, 0], [128, 128, 128], [255, 255, 0], [128, 0, 128]],
        ],
        np.uint8,
    )


def test_a_png_gives_its_own_pixels(tmp_path, quarters):
    loaded = dk.load_image(write(tmp_path / "a.png", quarters))
    assert loaded.dtype == np.float32
    assert loaded.shape == (2, 4, 3)
    np.testing.assert_allclose(loaded * 255, quarters, atol=1e-4)


def test_bytes_load_like_the_file_they_came_from(tmp_path, quarters):
    path = write(tmp_path / "a.png", quarters)
    np.testing.assert_array_equal(dk.load_image(path.read_bytes()), dk.load_image(path))


def test_gray_becomes_three_equal_channels(tmp_path):
    loaded = dk.load_image(write(tmp_path / "gray.png", [[0, 51, 255]]))
    np.testing.assert_allclose(loaded[0, :, 0], [0, 0.2, 1], atol=1e-6)
    assert (loaded == loaded[..., :1]).all()


def test_sixteen_bits_keep_their_precision(tmp_path):
    path = tmp_path / "deep.png"
    Image.fromarray(np.array([[0, 257, 32896, 65535]], np.uint16)).save(path)
    loaded = dk.load_image(path)
    np.testing.assert_allclose(loaded[0, :, 1], np.array([0, 257, 32896, 65535]) / 65535, atol=1e-6)


def test_a_palette_gives_its_colors(tmp_path, quarters):
    picture = Image.fromarray(quarters).quantize(8)
    loaded = dk.load_image(write(tmp_path / "p.png", picture))
    np.testing.assert_allclose(loaded * 255, quarters, atol=1)


def test_transparent_parts_become_white(tmp_path):
    pixels = np.array([[[255, 0, 0, 255], [255, 0, 0, 0], [0, 0, 0, 51]]], np.uint8)
    loaded = dk.load_image(write(tmp_path / "t.png", pixels))
    np.testing.assert_allclose(loaded[0], [[1, 0, 0], [1, 1, 1], [0.8, 0.8, 0.8]], atol=1 / 255)


def test_cmyk_has_no_ink_where_it_is_white(tmp_path):
    cmyk = Image.new("CMYK", (8, 8), (0, 0, 0, 0))
    cmyk.paste((0, 255, 255, 0), (0, 0, 8, 4))  # magenta and yellow ink: red
    loaded = dk.load_image(write(tmp_path / "c.tif", cmyk))
    np.testing.assert_allclose(loaded[0, 0], [1, 0, 0], atol=0.01)
    np.testing.assert_allclose(loaded[7, 7], [1, 1, 1], atol=0.01)


def test_the_camera_orientation_is_applied(tmp_path, quarters):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held on its side: turn by 90 degrees clockwise
    loaded = dk.load_image(write(tmp_path / "r.png", quarters, exif=exif))
    np.testing.assert_allclose(loaded * 255, np.rot90(quarters, -1), atol=1e-4)


def test_max_size_bounds_the_longest_side_and_keeps_the_aspect(tmp_path):
    path = write(tmp_path / "wide.png", np.full((100, 400, 3), 90))
    loaded = dk.load_image(path, max_size=200)
    assert loaded.shape == (50, 200, 3)
    np.testing.assert_allclose(loaded, 90 / 255, atol=1e-5)
    assert dk.load_image(path, max_size=1000).shape == (100, 400, 3)


def test_one_pixel_loads(tmp_path):
    assert dk.load_image(write(tmp_path / "one.png", [[[1, 2, 3]]])).shape == (1, 1, 3)


def huge_png(width, height):
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(b"")), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def test_too_many_pixels_are_refused_from_the_header():
    with pytest.raises(dk.InputError, match="more than 178 million pixels"):
        dk.load_image(huge_png(20_000, 20_000))


@pytest.mark.filterwarnings("error")
def test_a_large_picture_below_the_limit_gives_no_warning(tmp_path):
    path = tmp_path / "large.png"
    Image.new("1", (12_000, 9_000)).save(path)
    assert dk.load_image(path, max_size=40).shape == (30, 40, 3)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"no picture at all", "not a picture"),
        (huge_png(10, 10), "damaged or cut short"),
    ],
)
def test_files_that_are_no_pictures_are_named(tmp_path, content, sentence):
    path = tmp_path / "bad.png"
    path.write_bytes(content)
    with pytest.raises(dk.FileError, match=sentence) as caught:
        dk.load_image(path)
    assert "bad.png" in str(caught.value)


def test_a_truncated_jpeg_is_named(tmp_path):
    whole = io.BytesIO()
    Image.fromarray(arrays.to_uint8(dk.sample("cat"))).save(whole, "JPEG")
    path = tmp_path / "half.jpg"
    path.write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])
    with pytest.raises(dk.FileError, match=r"half\.jpg.*damaged or cut short"):
        dk.load_image(path)


def test_a_missing_file_is_named():
    with pytest.raises(dk.FileError, match=r"no file 'nowhere\.jpg'"):
        dk.load_image("nowhere.jpg")


def test_saving_and_loading_gives_the_pixels_back(tmp_path):
    picture = np.random.default_rng(0).random((5, 7, 3), np.float32)
    path = dk.save_image(tmp_path / "out.png", picture, {"note": "grün"})
    np.testing.assert_allclose(dk.load_image(path), picture, atol=0.5 / 255 + 1e-6)
    assert text_fields.read_text(path) == {"note": "grün"}


def test_a_failed_save_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = dk.save_image(tmp_path / "out.png", np.zeros((4, 4, 3), np.float32))
    before = path.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "replace", full)
    with pytest.raises(dk.FileError, match="no space left"):
        dk.save_image(path, np.ones((4, 4, 3), np.float32))
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["out.png"]


def test_saving_where_it_cannot_be_is_one_sentence(tmp_path):
    picture = np.zeros((4, 4, 3), np.float32)
    with pytest.raises(dk.InputError, match="does not end in a picture format"):
        dk.save_image(tmp_path / "out.xyz", picture)
    with pytest.raises(dk.FileError, match="no folder"):
        dk.save_image(tmp_path / "none" / "out.png", picture)
