"""Optical flow: known motions are found, what was hidden is not trusted, warping keeps grain."""

import itertools

import clips  # noqa: F401 (skips where the packages of films are missing)
import numpy as np
import pytest
from scipy import ndimage
from skimage import data

from dreamkit.movies import endless, flow, shots


def scene(photo, right, down, height=120, width=200):
    """The photo as a camera sees it that has moved by so many pixels."""
    rows, columns = np.mgrid[:height, :width].astype(float)
    seen = [
        ndimage.map_coordinates(
            photo[..., c].astype(float), (rows + 80 + down, columns + 80 + right)
        )
        for c in range(3)
    ]
    return np.clip(np.rint(np.stack(seen, -1)), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("way", [(3.0, 1.5), (-6.0, 2.0), (0.0, 0.0)])
def test_a_moving_camera_is_followed_to_a_part_of_a_pixel(way):
    coffee = ndimage.gaussian_filter(data.coffee(), (1, 1, 0))
    before, now = scene(coffee, 0, 0), scene(coffee, *way)
    back, trusted = flow.backward_flow(flow.gray(now), flow.gray(before))
    inside = np.zeros(trusted.shape, bool)
    inside[12:-12, 12:-12] = True
    error = np.hypot(back[..., 0] - way[0], back[..., 1] - way[1])
    assert np.median(error[inside]) < 0.15
    assert trusted[inside].mean() > 0.85


def test_what_comes_into_sight_is_not_trusted():
    """A square moves right by 8 pixels; what it leaves was hidden behind it."""
    rng = np.random.default_rng(0)
    ground = ndimage.gaussian_filter(rng.uniform(0, 255, (120, 200)), 1.5)
    ground = (ground - ground.min()) / np.ptp(ground) * 255
    thing = np.roll(ground[::-1], 50, 1)[30:80, 40:90]

    def frame(left):
        picture = ground.copy()
        picture[35:85, left : left + 50] = thing
        return picture.astype(np.uint8)

    _, trusted = flow.backward_flow(frame(68), frame(60))
    uncovered = np.s_[40:80, 60:67]
    assert trusted[uncovered].mean() < 0.35
    assert trusted[40:80, 80:110].mean() > 0.8  # the thing itself
    assert trusted[95:, 20:180].mean() > 0.9  # the ground


def test_warping_follows_a_flow():
    picture = np.random.default_rng(1).random((40, 50, 3)).astype(np.float32)
    way = np.zeros((40, 50, 2), np.float32)
    way[..., 0], way[..., 1] = 4, -3
    moved = flow.warp(picture, way)
    np.testing.assert_allclose(moved[3:, :-4], picture[:-3, 4:], atol=1e-6)


def test_half_a_pixel_at_a_time_keeps_fine_grain():
    """After ten shifts by half a pixel bilinear sampling has lost nearly all of it."""
    grain = np.random.default_rng(2).normal(0, 0.1, (96, 96)).astype(np.float32)
    fine = grain - ndimage.gaussian_filter(grain, 1.2)
    way = np.full((96, 96, 2), (0.5, 0), np.float32)
    lanczos = bilinear = fine
    for _ in range(10):
        lanczos = flow.warp(lanczos, way)
        bilinear = flow.warp(bilinear, way, flow.extra.opencv().INTER_LINEAR)
    inner = np.s_[16:-16, 16:-16]
    kept = [np.var(one[inner]) / np.var(fine[inner]) for one in (lanczos, bilinear)]
    assert kept[0] > 0.6 and kept[1] < 0.4


def test_a_cut_is_a_cut_and_a_fast_pan_is_none():
    coffee, astronaut = data.coffee(), data.astronaut()
    one, other = shots.small(scene(coffee, 0, 0)), shots.small(scene(astronaut, 0, 0))
    panned = shots.small(scene(coffee, 9, 4))
    assert shots.is_cut(other, one)
    assert not shots.is_cut(panned, one)
    assert not shots.is_cut(one, one)


def test_the_endless_zoom_has_no_seam():
    """Every frame is near the one before it, moved; also where one copy takes over."""
    photo = ndimage.gaussian_filter(data.chelsea().astype(np.float32) / 255, (1, 1, 0))
    period = 12
    scale = 2 ** (1 / period)
    pictures = [endless.frame(photo, (96, 144), n / period, 6) for n in range(2 * period + 1)]
    np.testing.assert_allclose(pictures[0], pictures[period], atol=1e-4)
    changes = [
        np.abs(now - endless.moved(before, scale, 0.5))[20:-20, 20:-20].mean()
        for before, now in itertools.pairwise(pictures)
    ]
    assert max(changes) < 2 * np.median(changes) + 0.004


def test_moved_is_a_zoom_about_the_center():
    """A disc around the center grows by the scale; a quarter turn is NumPy's."""
    rows, columns = np.mgrid[:81, :81] - 40.0
    disc = (np.hypot(rows, columns) < 12).astype(np.float32)[..., None].repeat(3, 2)
    grown = endless.moved(disc, 1.5, 0)
    assert (grown[..., 0] > 0.5).sum() / (disc[..., 0] > 0.5).sum() == pytest.approx(2.25, rel=0.02)
    picture = np.random.default_rng(0).random((31, 31, 3)).astype(np.float32)
    np.testing.assert_allclose(endless.moved(picture, 1, 90), np.rot90(picture), atol=1e-5)


def test_a_mixture_keeps_the_contrast_of_unrelated_pictures():
    rng = np.random.default_rng(3)
    one, other = (0.5 + 0.05 * rng.standard_normal((200, 200, 3)) for _ in range(2))
    mixed = endless.mixed([(0.5, one), (0.5, other)])
    assert mixed.std() == pytest.approx(0.05, rel=0.03)
