"""Embedded profiles. Expected colors are worked out with the matrices and curves by hand."""

import numpy as np
import profiles
import pytest
from PIL import Image, ImageCms
from saved_files import saved

import dreamkit as dk

COLORS = np.array(
    [[[96, 159, 78], [200, 60, 40], [60, 80, 200], [128, 128, 128], [255, 255, 255], [0, 0, 0]]],
    np.uint8,
)


@pytest.mark.parametrize("form", ["PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize(
    ("primaries", "gamma"), [(profiles.P3, 2.2), (profiles.ADOBE_RGB, 2.19921875)]
)
def test_a_profile_of_rgb_is_converted_to_srgb(primaries, gamma, form):
    options = {"lossless": True} if form == "WEBP" else {}
    profile = profiles.rgb_profile(primaries, gamma)
    loaded = dk.load_image(saved(COLORS, form, icc_profile=profile, **options))
    expected = profiles.seen(COLORS / 255, primaries, round(gamma * 256) / 256)
    np.testing.assert_allclose(loaded * 255, expected * 255, atol=1.6)
    assert np.abs(loaded[0, 0] * 255 - COLORS[0, 0]).max() > 5  # it does make a difference


def test_a_photo_of_a_telephone_in_display_p3():
    colors = np.full((32, 32, 3), (96, 159, 78), np.uint8)
    profile = profiles.rgb_profile(profiles.P3, 2.2)
    loaded = dk.load_image(saved(colors, "JPEG", icc_profile=profile, quality=100))
    expected = profiles.seen(colors[0, 0] / 255, profiles.P3, 2.2)
    np.testing.assert_allclose(loaded[16, 16] * 255, expected * 255, atol=3)


def test_a_profile_of_srgb_changes_no_bit():
    pixels = np.random.default_rng(0).integers(0, 256, (40, 30, 3), np.uint8)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    loaded = dk.load_image(saved(pixels, "PNG", icc_profile=profile))
    np.testing.assert_array_equal(np.round(loaded * 255), pixels)


def test_a_profile_of_gray_is_converted_in_8_and_16_bits():
    profile = profiles.gray_profile(1.8)
    levels = np.linspace(0, 1, 9)
    for most, kind in ((255, np.uint8), (65535, np.uint16)):
        gray = np.round(levels * most).astype(kind)[None]
        loaded = dk.load_image(saved(gray, "PNG", icc_profile=profile))
        expected = profiles.srgb_encoded((gray[0] / most) ** (round(1.8 * 256) / 256))
        np.testing.assert_allclose(loaded[0, :, 1] * 255, expected * 255, atol=1.2)
        assert (loaded == loaded[..., :1]).all()


def test_a_profile_of_cmyk_gives_the_colors_of_its_table():
    def lab_of(cyan, magenta, yellow, black):
        if black:
            return 0, 0, 0
        light = 100 - 20 * cyan - 25 * magenta - 5 * yellow
        return light, 30 * magenta - 20 * cyan, 40 * yellow - 25 * cyan

    inks = [(0, 0, 0, 0), (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 1, 1, 0), (0, 0, 0, 1)]
    pixels = np.array([inks], np.uint8) * 255
    image = Image.frombytes("CMYK", (len(inks), 1), pixels.tobytes())
    loaded = dk.load_image(saved(image, "TIFF", icc_profile=profiles.cmyk_profile(lab_of)))
    for ink, color in zip(inks, loaded[0], strict=True):
        light, a, b = lab_of(*ink)
        light = round(light * 255 / 100) * 100 / 255  # as the profile's 8 bits hold it
        expected = profiles.lab_seen(light, a, b)
        np.testing.assert_allclose(color * 255, expected * 255, atol=2.5, err_msg=str(ink))


def test_transparent_parts_of_a_picture_with_a_profile_become_white():
    pixels = np.array([[[96, 159, 78, 255], [96, 159, 78, 0], [96, 159, 78, 128]]], np.uint8)
    profile = profiles.rgb_profile(profiles.P3, 2.2)
    loaded = dk.load_image(saved(pixels, "PNG", icc_profile=profile))[0]
    color = profiles.seen(pixels[0, 0, :3] / 255, profiles.P3, 2.2)
    np.testing.assert_allclose(loaded[0] * 255, color * 255, atol=1.6)
    np.testing.assert_allclose(loaded[1], 1)
    np.testing.assert_allclose(loaded[2] * 255, (color * 128 + 127) / 255 * 255, atol=2.5)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1"])
def test_a_gray_or_palette_picture_with_a_profile_of_rgb(mode):
    profile = profiles.rgb_profile(profiles.ADOBE_RGB, 2.2)
    image = Image.fromarray(np.full((8, 8, 3), 100, np.uint8)).convert(mode)
    level = np.asarray(image.convert("RGB"))[0, 0] / 255
    loaded = dk.load_image(saved(image, "PNG", icc_profile=profile))
    expected = profiles.seen(level, profiles.ADOBE_RGB, 2.2)
    np.testing.assert_allclose(loaded[0, 0] * 255, expected * 255, atol=1.6)


BROKEN = {
    "no profile": b"no profile at all",
    "cut short": profiles.rgb_profile(profiles.P3, 2.2)[:200],
    "another space": profiles.gray_profile(2.2),
    "of a printer": profiles.cmyk_profile(lambda *ink: (50, 0, 0)),
    "size zero": b"\0\0\0\0" + profiles.rgb_profile(profiles.P3, 2.2)[4:],
    "no tags": profiles.rgb_profile(profiles.P3, 2.2)[:128] + b"\0\0\0\0",
    "strange space": profiles.profile(b"ZZZZ", {}),
    "tags beyond the end": profiles.rgb_profile(profiles.P3, 2.2)[:132] + b"\xff" * 300,
}


@pytest.mark.parametrize("kind", BROKEN)
@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_a_profile_that_cannot_be_used_costs_nothing_but_a_warning(kind, form):
    content = saved(np.full((8, 8, 3), 90, np.uint8), form, icc_profile=BROKEN[kind])
    with pytest.warns(UserWarning, match="its color profile cannot be used"):
        loaded = dk.load_image(content)
    np.testing.assert_allclose(loaded * 255, 90, atol=1)


def test_cmyk_with_a_profile_of_rgb_is_read_as_without_one():
    image = Image.new("CMYK", (4, 4), (0, 0, 0, 0))
    content = saved(image, "TIFF", icc_profile=profiles.rgb_profile(profiles.P3, 2.2))
    with pytest.warns(UserWarning, match="profile cannot be used"):
        assert (dk.load_image(content) == 1).all()
