"""Tiles: every pixel exactly once, whatever the sizes."""

import numpy as np
import pytest

from dreamkit import tiles


@pytest.mark.parametrize("tile_size", [64, 100, 127, 512])
def test_every_pixel_is_answered_for_exactly_once(tile_size):
    for side in range(1, 1300):
        cut = tiles.split(side, tile_size)
        covered = np.zeros(side, int)
        for start, stop, first, last in cut:
            assert 0 <= start <= first < last <= stop <= side
            covered[first:last] += 1
        assert (covered == 1).all()
        sizes = {stop - start for start, stop, _, _ in cut}
        count = -(-side // tile_size)
        assert sizes == {-(-side // count)}
        assert len(cut) == count


def test_no_tile_size_is_one_tile():
    assert tiles.split(700, None) == [(0, 700, 0, 700)]


def test_a_tile_larger_than_the_picture_is_one_tile():
    assert tiles.split(300, 512) == [(0, 300, 0, 300)]


def by_hand(picture):
    """A 'network' whose gradient tells where the tile lies: the picture itself."""
    return float(picture.mean()), picture * 2


def test_the_gradient_is_put_together_from_the_tiles():
    picture = np.random.default_rng(0).random((150, 231, 3), np.float32)
    loss, gradient = tiles.tiled_gradient(by_hand, picture, 64)
    np.testing.assert_array_equal(gradient, picture * 2)
    assert loss == pytest.approx(picture.mean(), rel=0.01)


def test_each_tile_is_seen_by_itself():
    """The gradient of a tile's own mean is 1 / (values in the tile), whatever their number."""
    picture = np.zeros((100, 200, 3), np.float32)
    seen = []

    def mean(tile):
        seen.append(tile.shape)
        return float(tile.mean()), np.full_like(tile, 1 / tile.size)

    loss, gradient = tiles.tiled_gradient(mean, picture, 64)
    assert set(seen) == {(50, 50, 3)}
    assert len(seen) == 8
    np.testing.assert_allclose(gradient, 1 / 7500)
    assert loss == 0


def test_the_loss_is_averaged_over_the_pixels_covered():
    picture = np.zeros((64, 128, 3), np.float32)
    picture[:, 64:] = 1
    loss, _ = tiles.tiled_gradient(by_hand, picture, 64)
    assert loss == pytest.approx(0.5)


def test_stopping_between_tiles_gives_nothing():
    calls = []

    def one(tile):
        calls.append(1)
        return by_hand(tile)

    picture = np.zeros((128, 128, 3), np.float32)
    assert tiles.tiled_gradient(one, picture, 64, lambda: len(calls) == 2) is None
    assert len(calls) == 2


def test_a_shift_and_its_opposite_cancel():
    picture = np.random.default_rng(0).random((20, 30, 3), np.float32)
    moved = tiles.shift(picture, (3, -7))
    assert moved[3, 0, 0] == picture[0, 7, 0]
    np.testing.assert_array_equal(tiles.shift(moved, (-3, 7)), picture)
