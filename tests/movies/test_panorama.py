"""Panoramas: the geometry by hand, and dreams without a seam or a pole."""

import clips  # noqa: F401 (skips where the packages of films are missing)
import numpy as np
import pytest
from scipy import ndimage

import dreamkit as dk
from dreamkit.movies import sphere, views
from dreamkit.movies.panorama import dream_panorama


def drawn(height=128):
    """Clouds over hills, drawn on the sphere itself: no seam, no pole."""
    rays, random = sphere.rays(height, 2 * height), np.random.default_rng(5)
    pattern = np.zeros((height, 2 * height))
    for waves, size in ((3, 1.0), (6, 0.6), (12, 0.35)):
        cube = random.standard_normal((2 * waves + 4,) * 3)
        places = ((rays + 1) * waves + 1).reshape(-1, 3).T
        pattern += size * ndimage.map_coordinates(cube, places, mode="reflect").reshape(
            pattern.shape
        )
    share = 1 / (1 + np.exp(-2 * pattern))[..., None]
    return (share * [0.9, 0.85, 0.7] + (1 - share) * [0.2, 0.4, 0.7]).astype(np.float32)


def test_directions_of_pixels_by_hand():
    rays = sphere.rays(2, 4)  # rows 45 degrees up and down; columns at -135, -45, 45, 135
    half = np.sqrt(0.5)
    np.testing.assert_allclose(rays[0, 2], [half * half, half, half * half], atol=1e-6)
    np.testing.assert_allclose(rays[1, 1], [-half * half, -half, half * half], atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(rays, axis=-1), 1, atol=1e-6)


def test_the_picture_goes_on_beyond_its_edges():
    picture = np.arange(32.0).reshape(4, 8, 1)
    wide = sphere.padded(picture, 2)
    assert wide.shape == (8, 12, 1)
    np.testing.assert_array_equal(wide[2:-2, :2], picture[:, -2:])
    assert wide[1, 2, 0] == picture[0, 4, 0]  # over the pole: the other side
    assert wide[0, 2, 0] == picture[1, 4, 0]


def test_a_view_shows_what_lies_in_its_direction():
    rays = sphere.rays(256, 512)
    for yaw, pitch, axis in ((0, 0, [0, 0, 1]), (90, 0, [1, 0, 0]), (0, 90, [0, 1, 0])):
        spot = np.repeat((rays @ np.array(axis, np.float32) > 0.99)[..., None], 3, 2)
        seen = sphere.view(spot.astype(np.float32), yaw, pitch, side=65)
        assert seen[32, 32, 0] > 0.9 and seen[0, 0, 0] < 0.1
        rows, columns = ndimage.center_of_mass(seen[..., 0])
        assert (rows, columns) == pytest.approx((32, 32), abs=0.5)


def test_a_view_to_the_right_has_the_right_side_at_its_right():
    """The picture's red is its longitude: in a view it grows from left to right."""
    rays = sphere.rays(64, 128)
    red = np.repeat((0.5 + 0.5 * rays[..., :1]), 3, 2)
    seen = sphere.view(red, side=33)
    assert (np.diff(seen[16, :, 0]) > 0).all()
    up = np.repeat((0.5 + 0.5 * rays[..., 1:2]), 3, 2)
    assert (np.diff(sphere.view(up, side=33)[:, 16, 0]) < 0).all()


def test_sampling_a_smooth_sphere_anywhere_gives_its_formula():
    def formula(rays):
        right, up, forward = np.moveaxis(rays, -1, 0)
        return np.stack([0.5 + 0.3 * right * up, 0.5 + 0.3 * forward, 0.5 - 0.2 * up], -1)

    picture = formula(sphere.rays(128, 256)).astype(np.float32)
    directions = np.random.default_rng(0).normal(size=(40, 50, 3))
    directions /= np.linalg.norm(directions, axis=-1, keepdims=True)
    found = sphere.sample(picture, directions.astype(np.float32))
    np.testing.assert_allclose(found, formula(directions), atol=2e-3)
    smaller = sphere.resize(picture, (64, 128))
    np.testing.assert_allclose(smaller, formula(sphere.rays(64, 128)), atol=2e-3)


def test_views_together_see_every_pixel_and_give_a_gradient_back():
    """The gradient of a goal that is the mean of the views: the same everywhere."""
    picture = np.full((64, 128, 3), 0.5, np.float32)

    def look(batch):
        return batch.mean((1, 2, 3)), np.ones_like(batch)

    for seed in range(8):
        rotations = views.ring(np.random.default_rng(seed))
        loss, gradient = views.gradient(picture, look, rotations, lambda strip: strip)
        assert loss == pytest.approx(0.5)
        np.testing.assert_allclose(gradient, 1, atol=1e-4)


def test_a_dream_has_neither_seam_nor_pole():
    """Its change from column to column at the seam is one like others; in a plain dream it is the
    largest of all."""
    source, how = drawn(), {"goal": "mixed3", "steps": 6, "octaves": 2, "step_size": 0.01}
    how |= {"normalize": "laplacian", "precision": "float32", "on_step": lambda step: None}

    def steps(picture):
        """From each column to the next, the seam's first, away from the poles."""
        change = picture - source
        return np.abs(change - np.roll(change, 1, 1)).mean(-1)[16:-16].mean(0)

    def roundness(picture, pitch):  # change along circles against change outwards, near a pole
        seen = sphere.view(picture, 0, pitch, side=128) - sphere.view(source, 0, pitch, side=128)
        down, across = np.gradient(ndimage.gaussian_filter(seen.mean(-1), 1))
        y, x = np.mgrid[:128, :128] - 63.5
        radius = np.hypot(x, y)
        cap = (radius < 38) & (radius > 2)
        outwards, along = (across * x + down * y) / radius, (down * x - across * y) / radius
        return np.abs(along[cap]).mean() / np.abs(outwards[cap]).mean()

    around = dream_panorama(source, **how)
    flat = dk.dream(source, **how).image
    assert steps(around)[0] < np.percentile(steps(around), 98)
    assert steps(flat)[0] == steps(flat).max() > 2 * steps(flat).mean()
    for pitch in (90, -90):
        assert roundness(around, pitch) == pytest.approx(1, abs=0.3)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"image": np.zeros((64, 100, 3), np.float32)}, "this picture is 100 x 64"),
        ({"image": np.zeros((32, 64, 3), np.float32)}, "a view is 32 x 16 pixels; dreamnet needs"),
        ({"goal": "mixed3:1@0.5,0.5"}, "looks at a picture as a whole"),
        ({"goal": "mixd3"}, "did you mean 'mixed3'"),
        ({"steps": 0}, "steps must be"),
    ],
)
def test_bad_panoramas_are_told(asked, sentence):
    given = {"image": np.full((64, 128, 3), 0.5, np.float32), "goal": "mixed2"} | asked
    with pytest.raises(dk.InputError, match=sentence):
        dream_panorama(**given)
