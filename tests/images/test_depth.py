"""16 and 32 bits, written by tifffile and by hand: what is shown of them, and what is said."""

import io

import numpy as np
import pytest
import tifffile
from PIL import Image

import dreamkit as dk

RAMP = np.linspace(0.1, 0.9, 64)[None].repeat(48, 0)
STRETCHED = np.linspace(0, 1, 64)


def tiff(values, **options):
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, values, **options)
    return buffer.getvalue()


def row(content):
    loaded = dk.load_image(content)
    assert (loaded == loaded[..., :1]).all() and (loaded == loaded[:1]).all()
    return loaded[0, :, 0]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("values", "options"),
    [
        (RAMP.astype(np.float32), {}),
        (RAMP.astype(np.float32), {"byteorder": ">"}),
        ((RAMP * 65535).round().astype(np.uint16), {}),
        ((RAMP * 65535).round().astype(np.uint16), {"byteorder": ">"}),
        ((RAMP * 65535).round().astype(np.uint16), {"tile": (16, 16), "bigtiff": True}),
        (((1 - RAMP) * 65535).round().astype(np.uint16), {"photometric": "miniswhite"}),
        ((RAMP * 4095).round().astype(np.uint16), {"extratags": [(281, "H", 1, 4095, True)]}),
    ],
)
def test_numbers_whose_range_is_known_are_taken_as_they_are(values, options):
    np.testing.assert_allclose(row(tiff(values, **options)), RAMP[0], atol=2e-4)


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [
        ((RAMP * 2**32).astype(np.uint32), "4.29497e.08", "3.86547e.09"),
        (((RAMP - 0.5) * 2**31).astype(np.int32), "-8.58993e.08", "8.58993e.08"),
        (((RAMP - 0.5) * 60000).round().astype(np.int16), "-24000", "24000"),
        ((RAMP * 200 - 100).round().astype(np.int8), "-80", "80"),
        ((RAMP * 2 - 1).astype(np.float32), "-0.8", "0.8"),
        ((RAMP * 255).astype(np.float32), "25.5", "229.5"),
        ((3e38 * (2 * RAMP - 1)).astype(np.float32), "-2.4e.38", "2.4e.38"),
        ((1e-30 * (RAMP - 0.5)).astype(np.float32), "-4e-31", "4e-31"),
    ],
)
def test_other_numbers_are_stretched_and_a_warning_says_so(values, low, high):
    with pytest.warns(UserWarning, match=f"numbers lie from {low} to {high} and are stretched"):
        shown = row(tiff(values))
    np.testing.assert_allclose(shown, STRETCHED, atol=0.01)


def test_pixels_that_are_not_numbers_do_not_blacken_the_others():
    values = RAMP.astype(np.float32)
    values[:, 0], values[:, 1], values[:, 2] = np.inf, -np.inf, np.nan
    with pytest.warns(UserWarning, match="some of its pixels are not numbers"):
        shown = row(tiff(values))
    np.testing.assert_allclose(shown[:3], [1, 0, 0])
    np.testing.assert_allclose(shown[3:], RAMP[0, 3:], atol=1e-6)


def test_a_picture_without_a_single_number_is_refused():
    with pytest.raises(dk.FileError, match="none of its pixels is a number"):
        dk.load_image(tiff(np.full((8, 8), np.nan, np.float32)))


@pytest.mark.parametrize(
    "values",
    [RAMP, RAMP.astype(np.float16), (RAMP * 2**60).astype(np.uint64), RAMP.astype(np.complex64)],
)
def test_numbers_that_cannot_be_read_are_told_in_a_sentence(values):
    with pytest.raises(dk.FileError, match="is a TIFF of a kind that cannot be read; save it as"):
        dk.load_image(tiff(values))


def test_colors_of_16_bits_one_after_another_are_refused_rather_than_misread():
    colors = (RAMP * 65535).astype(np.uint16)[None].repeat(3, 0)
    with pytest.raises(dk.FileError, match="is a TIFF of a kind that cannot be read"):
        dk.load_image(tiff(colors, photometric="rgb", planarconfig="separate"))
    together = np.moveaxis(colors, 0, 2)
    np.testing.assert_allclose(row(tiff(together, photometric="rgb")), RAMP[0], atol=0.01)


def test_other_formats_of_more_than_8_bits():
    wide = (RAMP * 65535).round()
    np.testing.assert_allclose(
        row(b"P5 64 48 65535\n" + wide.astype(">u2").tobytes()), RAMP[0], atol=1e-4
    )
    np.testing.assert_allclose(
        row(b"Pf\n64 48\n-1.0\n" + RAMP.astype("<f4").tobytes()), RAMP[0], atol=1e-6
    )
    with pytest.warns(UserWarning, match="from 100 to 900"):
        shown = dk.load_image(Image.fromarray((RAMP * 1000).round().astype(np.int32)))
    np.testing.assert_allclose(shown[0, :, 0], STRETCHED, atol=1e-3)
