"""Numbers as pictures."""

import numpy as np
import pytest

from dreamkit.errors import InputError
from dreamkit.images import maps


def test_signs_have_colors_and_zero_is_white():
    minus, none, plus = maps.signed([[-2.0, 0.0, 2.0]], limit=2)[0]
    np.testing.assert_allclose(none, 1, atol=0.05)
    assert minus[2] > minus[0] + 0.2 and plus[0] > plus[2] + 0.2


def test_small_values_show_beside_large_ones():
    """A tenth of the limit differs from white by more than a tenth of the way."""
    faint, full = maps.signed([[0.1, 1.0]], limit=1)[0]
    assert np.abs(1 - faint).max() > 0.15 * np.abs(1 - full).max()


def test_a_map_of_nothing_is_white_and_dark():
    assert maps.signed(np.zeros((2, 2))).min() > 0.95
    assert maps.heat(np.zeros((2, 2))).max() < 0.05


def test_heat_grows_lighter():
    lightness = maps.heat(np.linspace(0, 3, 20)[None])[0] @ [0.2126, 0.7152, 0.0722]
    assert np.all(np.diff(lightness) > 0)


def test_a_table_shows_its_grays_with_ink_that_can_be_read():
    drawn = maps.table([[0.0, 1.0]], cell=60)
    dark, light = drawn[:, :60], drawn[:, 60:]
    assert dark[0, 0].max() == 0 and light[0, 0].min() == 1  # corners: no ink there
    assert dark.max() > 0.9 and light.min() < 0.1  # white ink, black ink


def test_a_frame_stands_where_it_should():
    plain = np.full((20, 30, 3), 0.5, np.float32)
    drawn = maps.framed(plain, (5, 10, 6, 8), scale=4)
    assert drawn.shape == (80, 120, 3)
    changed = np.argwhere(np.abs(drawn - 0.5).max(axis=2) > 0.1)
    np.testing.assert_array_equal(changed.min(axis=0), [20, 40])
    np.testing.assert_array_equal(changed.max(axis=0), [43, 71])


def test_a_frame_may_reach_beyond_the_picture():
    assert maps.framed(np.zeros((8, 8, 3)), (-4, -4, 16, 16)).shape == (8, 8, 3)


def test_a_box_is_four_numbers():
    with pytest.raises(InputError, match="top, left, height and width"):
        maps.framed(np.zeros((8, 8, 3)), (1, 2))


def gray_ramp(width=9):
    return np.linspace(0, 1, width, dtype=np.float32)[None, :, None].repeat(3, axis=2)


def test_an_overlay_without_signs_grows_lighter_on_any_ground():
    for ground in (0.0, 0.5, 1.0):
        picture = np.full((1, 20, 3), ground, np.float32)
        drawn = maps.overlay(picture, np.linspace(0, 1, 20)[None], limit=1)[0]
        lightness = drawn @ [0.2126, 0.7152, 0.0722]
        assert np.all(np.diff(lightness[1:]) > 0) and lightness[-1] > lightness[0] + 0.3
        assert np.ptp(drawn[0]) < 0.01  # where the map is 0, gray


def test_an_overlay_with_signs_is_red_and_blue_and_never_green():
    for ground in (0.0, 0.5, 1.0):
        picture = np.full((1, 3, 3), ground, np.float32)
        minus, none, plus = maps.overlay(picture, [[-2.0, 0.0, 2.0]], limit=2)[0]
        assert plus[0] > plus[1] + 0.4 and plus[0] > plus[2] + 0.4
        assert minus[2] > minus[0] + 0.4 and minus[2] > minus[1] + 0.2
        assert np.ptp(none) < 0.01


def test_where_a_map_is_zero_or_unknown_the_picture_shows_through():
    picture = gray_ramp()
    values = np.zeros((1, 9), np.float32)
    values[0, 0], values[0, 5] = -1, np.nan
    drawn = maps.overlay(picture, values)[0]
    assert np.all(np.diff(drawn[1:, 0]) > 0.03)
    assert np.isfinite(drawn).all() and np.ptp(drawn[5]) < 0.01
    unknown = maps.overlay(picture, np.full((1, 9), np.nan))[0]
    assert np.isfinite(unknown).all() and np.all(np.diff(unknown[:, 0]) > 0.03)


def test_the_colors_of_a_map_are_summed():
    picture = gray_ramp(2)
    drawn = maps.overlay(picture, [[[1.0, -3.0, 1.0], [0.5, 0.25, 0.25]]], limit=1)
    np.testing.assert_allclose(drawn, maps.overlay(picture, [[-1.0, 1.0]], limit=1), atol=1e-6)


def test_an_overlay_is_a_map_of_that_picture():
    with pytest.raises(InputError, match="has the shape \\(1, 9\\), not \\(9, 1\\)"):
        maps.overlay(gray_ramp(), np.zeros((9, 1)))
