"""Flashes: films whose flashes are known, by WCAG's thresholds."""

import clips  # noqa: F401 (skips where the packages of films are missing)
import numpy as np
import pytest
from scipy import ndimage

from dreamkit.movies.flashes import Check

GRAIN = np.random.default_rng(0).random((90, 160, 3)) * 0.1


def film(hertz, share=1.0, by=0.5, base=0.3, seconds=2, rate=25, color=(1, 1, 1)):
    """A part of the picture goes up and down `hertz` times a second."""
    for number in range(seconds * rate):
        frame = GRAIN + base
        is_up = int(number / rate * hertz * 2) % 2
        frame[:, : int(160 * share)] += by * is_up * np.array(color)
        yield (np.clip(frame, 0, 1) * 255).astype(np.uint8)


def checked(frames, rate=25):
    check = Check(rate)
    for number, frame in enumerate(frames):
        check.feed(frame, number / rate)
    return check.result()


@pytest.mark.parametrize(
    ("made", "is_safe"),
    [
        ({"hertz": 1}, True),
        ({"hertz": 2}, True),
        ({"hertz": 3}, True),  # three flashes, not more
        ({"hertz": 5}, False),
        ({"hertz": 10}, False),
        ({"hertz": 5, "share": 0.05}, True),  # small
        ({"hertz": 5, "share": 0.3}, False),
        ({"hertz": 10, "by": 0.03}, True),  # hardly visible
        ({"hertz": 10, "by": 0.08, "base": 0.9}, True),  # both sides bright
    ],
)
def test_films_that_flash(made, is_safe):
    found = checked(film(**made))
    assert found.is_safe is is_safe, found


def test_the_number_is_that_of_the_flashes():
    assert checked(film(5)).most == 5
    assert checked(film(5, rate=50), 50).most == 5


def test_saturated_red_counts_for_itself():
    """Red against a darker red of nearly the same luminance."""
    red = film(6, by=0.55, base=0.0, color=(1, 0, 0))
    found = checked(np.where([0, 1, 1], 0, frame).astype(np.uint8) for frame in red)
    assert found.most_red > 3 and not found.is_safe


def test_a_texture_that_moves_is_no_flash():
    """Every pixel goes up and down, but not together."""
    texture = ndimage.gaussian_filter(np.random.default_rng(1).random((90, 400)), 1.5)
    texture = (texture - texture.min()) / np.ptp(texture)
    frames = (
        (texture[:, 3 * n : 3 * n + 160, None] * 255).repeat(3, 2).astype(np.uint8)
        for n in range(50)
    )
    assert checked(frames).is_safe


def test_a_cut_is_one_change():
    dark, bright = (np.full((90, 160, 3), level, np.uint8) for level in (30, 220))
    found = checked([dark] * 25 + [bright] * 25)
    assert found.most == 0 and found.share == pytest.approx(1)
