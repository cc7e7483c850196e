"""Writing pictures: formats and their limits, links, permissions, failures, and kept texts."""

import io
import os
import stat

import numpy as np
import pytest
from PIL import Image

import dreamkit as dk
from dreamkit.images import encoding, files, text_fields

PICTURE = np.random.default_rng(0).random((12, 20, 3), np.float32)
LOSSLESS = (".png", ".tif", ".tiff", ".bmp", ".dib", ".ppm", ".pnm", ".tga", ".sgi", ".pcx", ".qoi")
LOSSY = (".jpg", ".jpeg", ".jfif", ".webp", ".gif", ".avif", ".jp2", ".j2k")
TEXTS = {"dreamkit settings": '{"goal": "mixed3"}', "note": 'grün "日本" \n\\'}
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")


def written_here(suffix):
    try:
        encoding.format_for(files.Path(f"a{suffix}"))
    except dk.InputError:
        return False
    return True


@pytest.mark.parametrize("suffix", LOSSLESS)
def test_what_is_saved_is_loaded_again_to_the_bit(tmp_path, suffix):
    if not written_here(suffix):
        pytest.skip(f"this Pillow writes no {suffix}")
    bits = np.random.default_rng(1).integers(0, 256, (9, 7, 3), np.uint8)
    path = dk.save_image(tmp_path / f"a{suffix}", bits)
    np.testing.assert_array_equal(np.round(dk.load_image(path) * 255), bits)


@pytest.mark.parametrize("suffix", LOSSY)
def test_formats_with_losses_keep_size_and_look(tmp_path, suffix):
    if not written_here(suffix):
        pytest.skip(f"this Pillow writes no {suffix}")
    ramp = np.linspace(0, 1, 64, dtype=np.float32)[None, :, None].repeat(48, 0).repeat(3, 2)
    loaded = dk.load_image(dk.save_image(tmp_path / f"a{suffix}", ramp))
    assert loaded.shape == ramp.shape
    np.testing.assert_allclose(loaded, ramp, atol=0.06)


@pytest.mark.parametrize(
    "name",
    ["a.ico", "a.icns", "a.pdf", "a.eps", "a.ps", "a.xbm", "a.msp", "a.palm", "a.blp", "a.cur",
     "a.spider", "a.h5", "a.wmf", "a.grib", "a.bufr", "a.fits", "a.psd", "a.svg", "a", ".png", "a.",
     "a.png ", "a.pn\ng"],
)  # fmt: skip
def test_what_is_no_format_for_pictures_is_refused_at_once(tmp_path, name):
    with pytest.raises(dk.InputError, match="does not end in a picture format") as caught:
        files.check_output(tmp_path / name)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("suffix", "side"),
    [(".webp", 16_383), (".jpg", 65_500), (".gif", 65_535), (".tga", 65_535), (".pcx", 65_534),
     (".sgi", 65_535), (".avif", 32_768)],
)  # fmt: skip
def test_a_side_that_a_format_cannot_hold_is_refused_before_anything_is_done(
    tmp_path, suffix, side
):
    if not written_here(suffix):
        pytest.skip(f"this Pillow writes no {suffix}")
    path = tmp_path / f"pano{suffix}"
    for shape in ((8, side + 1, 3), (side + 1, 8)):
        with pytest.raises(dk.InputError, match=f"holds at most {side} pixels a side.*use .png"):
            files.check_output(path, shape)
    with pytest.raises(dk.InputError, match="holds at most"):
        dk.save_image(path, np.zeros((1, side + 1, 3), np.uint8))
    assert list(tmp_path.iterdir()) == []
    assert files.check_output(path, (8, side, 3)) == path
    longest = np.full((2, side, 3), 90, np.uint8)
    assert dk.load_image(dk.save_image(path, longest)).shape == longest.shape


@pytest.mark.parametrize("suffix", [".png", ".tif", ".bmp", ".ppm", ".jp2", ".qoi"])
def test_other_formats_hold_what_those_cannot(tmp_path, suffix):
    if not written_here(suffix):
        pytest.skip(f"this Pillow writes no {suffix}")
    longest = np.full((2, 70_000, 3), 90, np.uint8)
    assert dk.load_image(dk.save_image(tmp_path / f"a{suffix}", longest)).shape == longest.shape


def test_a_codec_that_is_missing_is_told_before_anything_is_done(tmp_path, monkeypatch):
    def missing(*_):
        raise KeyError("no encoder")

    monkeypatch.setattr(encoding, "_encoded", missing)
    encoding._is_written_here.cache_clear()
    try:
        with pytest.raises(dk.InputError, match=r"\.webp files cannot be written on this computer"):
            files.check_output(tmp_path / "a.webp")
    finally:
        encoding._is_written_here.cache_clear()


@pytest.mark.parametrize("trouble", [RuntimeError("x"), ValueError("y"), OverflowError("z"),
                                     OSError(28, "No space"), MemoryError()])  # fmt: skip
def test_whatever_an_encoder_raises_is_a_sentence(tmp_path, monkeypatch, trouble):
    path = files.check_output(tmp_path / "a.png")

    def fail(*_):
        raise trouble

    monkeypatch.setattr(encoding, "_encoded", fail)
    with pytest.raises(dk.FileError, match=r"a\.png' (cannot be written|does not fit)"):
        dk.save_image(path, PICTURE)
    assert list(tmp_path.iterdir()) == []


# Links, permissions, places


@posix
def test_a_symbolic_link_stays_one_and_its_target_is_written(tmp_path):
    (tmp_path / "folder").mkdir()
    target, link = tmp_path / "folder" / "real.png", tmp_path / "link.png"
    for existing in (True, False):  # a link to a file, and one to where none is yet
        if existing:
            target.write_bytes(b"old")
        else:
            target.unlink()
        if not link.is_symlink():
            link.symlink_to("folder/real.png")
        assert dk.save_image(link, PICTURE) == link
        assert link.is_symlink() and not target.is_symlink()
        assert dk.load_image(target).shape == PICTURE.shape
        assert os.listdir(tmp_path / "folder") == ["real.png"]
    chain = tmp_path / "chain.png"
    chain.symlink_to(link)
    dk.save_image(chain, PICTURE)
    assert chain.is_symlink() and link.is_symlink()


@posix
def test_links_that_lead_nowhere_are_told(tmp_path):
    (tmp_path / "a.png").symlink_to(tmp_path / "b.png")
    (tmp_path / "b.png").symlink_to(tmp_path / "a.png")
    with pytest.raises(dk.FileError, match=r"a\.png' cannot be written"):
        files.check_output(tmp_path / "a.png")
    (tmp_path / "c.png").symlink_to(tmp_path / "none" / "c.png")
    with pytest.raises(dk.FileError, match="there is no folder"):
        files.check_output(tmp_path / "c.png")


@posix
def test_a_link_to_a_device_does_not_replace_the_device(tmp_path):
    link = tmp_path / "null.png"
    link.symlink_to("/dev/null")
    dk.save_image(link, PICTURE)
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


@posix
@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o640])
def test_permissions_of_a_file_that_was_there_are_kept(tmp_path, mode):
    path = tmp_path / "a.png"
    path.write_bytes(b"old")
    path.chmod(mode)
    dk.save_image(path, PICTURE)
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert dk.load_image(path).shape == PICTURE.shape


@posix
def test_a_new_file_has_the_permissions_that_the_umask_leaves(tmp_path):
    before = os.umask(0o027)
    try:
        path = dk.save_image(tmp_path / "a.png", PICTURE)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write all")
def test_a_write_protected_file_is_told_and_left(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with pytest.raises(dk.FileError, match="is write-protected"):
        dk.save_image(path, PICTURE)
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize("name", ["x" * 300 + ".png", "a\0b.png", 3, None])
def test_names_that_no_file_can_have(tmp_path, name):
    path = tmp_path / name if isinstance(name, str) else name
    with pytest.raises((dk.FileError, dk.InputError)) as caught:
        files.check_output(path)
    assert "\n" not in str(caught.value)


def test_a_name_that_is_free(tmp_path):
    path = tmp_path / "a.png"
    assert files.free_path(path) == path
    path.touch()
    (tmp_path / "a_2.png").symlink_to("nowhere")
    assert files.free_path(path).name == "a_3.png"


# Texts in files


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".tif", ".avif"])
def test_texts_are_read_again_as_they_were_written(tmp_path, suffix):
    if not written_here(suffix):
        pytest.skip(f"this Pillow writes no {suffix}")
    path = dk.save_image(tmp_path / f"a{suffix}", PICTURE, TEXTS)
    assert text_fields.read_text(path) == TEXTS
    assert text_fields.read_text(path.read_bytes()) == TEXTS
    assert dk.load_image(path).shape == PICTURE.shape
    with Image.open(path) as image:  # and nothing else is said: not how to turn the picture
        assert image.getexif().get(0x0112, 1) == 1


@pytest.mark.parametrize("suffix", [".bmp", ".gif", ".ppm", ".tga"])
def test_formats_without_a_place_for_texts_leave_them_out(tmp_path, suffix):
    path = dk.save_image(tmp_path / f"a{suffix}", PICTURE, TEXTS)
    assert text_fields.read_text(path) == {}


@pytest.mark.parametrize("length", [60_000, 70_000])
def test_a_text_too_long_for_a_jpeg_is_left_out(tmp_path, length):
    text = {"note": "x" * length}
    assert text_fields.fits("JPEG", text) == (length == 60_000)
    path = dk.save_image(tmp_path / "a.jpg", PICTURE, text)
    assert text_fields.read_text(path) == (text if length == 60_000 else {})
    assert text_fields.read_text(dk.save_image(tmp_path / "a.webp", PICTURE, text)) == text


@pytest.mark.parametrize(
    "comment",
    [b"", b"ASCII\0\0\0", b"ASCII\0\0\0[1]", b"ASCII\0\0\0" + b"[" * 100_000, b"UNICODE\0x\0",
     b"ASCII\0\0\0{\xff", b"A nice day at the sea", b'ASCII\0\0\0{"a": '],
)  # fmt: skip
def test_a_comment_of_somebody_else_is_no_text_of_ours(comment):
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9286] = comment
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "WEBP", exif=exif)
    assert text_fields.read_text(buffer.getvalue()) == {}
