"""Tiles: every pixel exactly once, whatever the sizes."""

import numpy as np
import pytest
import tensorflow as tf

from dreamkit import device
from dreamkit.ascent import tiles


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


def test_tiles_take_the_lengths_that_fit():
    """Lengths of 11 more than a multiple of 16, as InceptionV3's: 1024 in two tiles of 523."""
    fit = lambda side: -(-(side - 11) // 16) * 16 + 11  # noqa: E731
    assert tiles.split(1024, 512, fit) == [(0, 523, 0, 512), (501, 1024, 512, 1024)]
    assert tiles.split(512, 512, fit) == [(0, 523, 0, 512)]
    assert tiles.split(512, None, fit) == [(0, 512, 0, 512)]
    for side in range(513, 1300):
        parts = tiles.split(side, 512, fit)
        assert {stop - start for start, stop, *_ in parts} == {fit(-(-side // len(parts)))}
        assert [first for *_, first, _ in parts] == [0, *(last for *_, last in parts[:-1])]
        assert all(start <= first < last <= stop <= side for start, stop, first, last in parts)


def test_beyond_its_end_a_single_tile_sees_the_picture_mirrored():
    picture = np.random.default_rng(0).random((20, 30, 3), np.float32)
    seen = []

    def look(tiles):
        seen.extend(np.asarray(tiles))
        return by_hand(tiles)

    _, gradient = tiles.tiled_gradient(look, picture, 50, fit=lambda side: side + 4)
    np.testing.assert_array_equal(seen[0], np.pad(picture, ((0, 4), (0, 4), (0, 0)), "reflect"))
    np.testing.assert_array_equal(gradient, picture * 2)


def by_hand(tiles):
    """A 'network' whose gradient tells where the tile lies: the picture itself."""
    tiles = np.asarray(tiles)
    return tiles.mean((1, 2, 3)), tiles * 2


@pytest.mark.parametrize("at_once", [1, 4, 100])
@pytest.mark.parametrize("shift", [(0, 0), (3, -7), (-149, 230), (150, -231), (1000, 64)])
def test_the_gradient_is_put_together_from_the_tiles(monkeypatch, shift, at_once):
    monkeypatch.setattr(device, "tiles_at_once", lambda height, width: at_once)
    picture = np.random.default_rng(0).random((150, 231, 3), np.float32)
    loss, gradient = tiles.tiled_gradient(by_hand, picture, 64, shift)
    np.testing.assert_array_equal(gradient, picture * 2)
    assert loss == pytest.approx(picture.mean(), rel=0.01)


def test_each_tile_is_seen_by_itself():
    """The gradient of a tile's own mean is 1 / (values in the tile), whatever their number."""
    picture = np.zeros((100, 200, 3), np.float32)
    seen = []

    def mean(tiles):
        tiles = np.asarray(tiles)
        seen.extend(tile.shape for tile in tiles)
        return tiles.mean((1, 2, 3)), np.full_like(tiles, 1 / tiles[0].size)

    loss, gradient = tiles.tiled_gradient(mean, picture, 64)
    assert seen == [(50, 50, 3)] * 8
    np.testing.assert_allclose(gradient, 1 / 7500)
    assert loss == 0


def test_the_loss_is_averaged_over_the_pixels_covered():
    picture = np.zeros((64, 128, 3), np.float32)
    picture[:, 64:] = 1
    loss, _ = tiles.tiled_gradient(by_hand, picture, 64)
    assert loss == pytest.approx(0.5)


def test_stopping_between_tiles_gives_nothing(monkeypatch):
    monkeypatch.setattr(device, "tiles_at_once", lambda height, width: 1)
    calls = []

    def one(tiles):
        calls.append(1)
        return by_hand(tiles)

    picture = np.zeros((128, 128, 3), np.float32)
    stop = lambda: len(calls) == 2  # noqa: E731
    assert tiles.tiled_gradient(one, picture, 64, should_stop=stop) is None
    assert len(calls) == 2


def test_the_picture_is_rolled_before_it_is_split():
    """As np.roll does it: the network sees at (row, column) what lay up and left of it."""
    picture = np.random.default_rng(0).random((60, 90, 3), np.float32)
    seen = []

    def look(tiles):
        seen.extend(np.asarray(tiles))
        return by_hand(tiles)

    tiles.tiled_gradient(look, picture, 50, shift=(20, -35))
    rolled = np.roll(picture, (20, -35), (0, 1))
    expected = [rolled[a : a + 30, b : b + 45] for a in (0, 30) for b in (0, 45)]
    np.testing.assert_array_equal(seen, expected)


def test_a_batch_is_at_most_a_megapixel_or_one_tile():
    assert device.tiles_at_once(512, 512) == 4
    assert device.tiles_at_once(300, 500) == 6
    assert device.tiles_at_once(3000, 3000) == 1


def test_with_a_margin_the_border_meets_itself_mirrored():
    """As np.pad and np.roll do it; the margin adds no tile, and has no gradient of its own."""
    picture = np.random.default_rng(0).random((64, 100, 3), np.float32)
    seen = []

    def look(tiles):
        seen.extend(np.asarray(tiles))
        return by_hand(tiles)

    tiled = tiles.TiledGradient(look, picture.shape, 64, margin=8)
    loss, gradient = tiled(tf.constant(picture), (20, -35))
    padded = np.pad(picture, ((8, 8), (8, 8), (0, 0)), "reflect")
    rolled = np.roll(padded, (20, -35), (0, 1))
    np.testing.assert_array_equal(seen, [rolled[:, :58], rolled[:, 58:]])
    np.testing.assert_array_equal(gradient, picture * 2)
    assert loss == pytest.approx(padded.mean(), rel=1e-5)


def test_a_margin_ends_before_the_picture_does():
    picture = np.random.default_rng(0).random((5, 40, 3), np.float32)
    _, gradient = tiles.TiledGradient(by_hand, picture.shape, 64, margin=8)(tf.constant(picture))
    np.testing.assert_array_equal(gradient, picture * 2)
