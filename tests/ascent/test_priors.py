"""Every prior on numbers worked out by hand, and what it does to a step of a dream."""

import math

import numpy as np
import pytest
import tensorflow as tf

import dreamkit as dk
from dreamkit.ascent import priors, transforms


def gray_levels(rows):
    """A picture of these levels in all three colors."""
    return np.repeat(np.array(rows, np.float32)[..., None], 3, axis=2)


def operate(picture, direction, step, wished):
    """`apply_operators` as step number `step` does it."""
    return np.asarray(priors.apply_operators(picture, direction, wished, wished.blurs_at(step)))


def one_step(photo, **settings):
    plain = {"octaves": 1, "tile_size": None, "jitter": 0, "precision": "float32"}
    return dk.dream(photo, goal="mixed3", steps=1, on_step=lambda _: None, **plain, **settings)


def total_variation(picture):
    return sum((np.diff(picture.astype(float), axis=axis) ** 2).sum() for axis in (0, 1))


def test_total_variation_by_hand():
    """(1-0)^2 to the right in the first row, (1-0)^2 down in the second column."""
    found = priors.total_variation_gradient(gray_levels([[0, 1], [0, 0]]))
    np.testing.assert_allclose(found[..., 0], [[-2, 4], [0, -2]])
    np.testing.assert_allclose(found[..., 2], found[..., 0])


def test_total_variation_is_the_slope_of_the_sum():
    random = np.random.default_rng(0)
    picture = random.random((5, 7, 3)).astype(np.float32)
    gradient = priors.total_variation_gradient(picture)
    for place in [(0, 0, 0), (4, 6, 2), (2, 3, 1)]:
        moved = [picture.astype(float) for _ in range(2)]
        moved[0][place] += 1e-4
        moved[1][place] -= 1e-4
        slope = (total_variation(moved[0]) - total_variation(moved[1])) / 2e-4
        assert gradient[place] == pytest.approx(slope, rel=1e-3)


@pytest.mark.parametrize(
    ("wished", "expected"),
    [
        ({"l2": 0.5}, [[1 - 0.4, 1 + 0.1]]),  # 1 - 0.5 * 2 * (0.9 - 0.5), ... (0.4 - 0.5)
        ({"distance": 2}, [[1 - 3.2, 1 + 0.8]]),  # 1 - 2 * 2 * (0.9 - 0.1), ... (0.4 - 0.6)
        ({"total_variation": 1}, [[1 - 1, 1 + 1]]),  # 2 * (0.9 - 0.4)
        ({"l2": 0.5, "total_variation": 1}, [[1 - 1.4, 1 + 1.1]]),
        ({"decay": 0.5}, [[1, 1]]),  # no penalty
    ],
)
def test_penalties_by_hand(wished, expected):
    picture, source = gray_levels([[0.9, 0.4]]), gray_levels([[0.1, 0.6]])
    found = priors.penalize(np.ones((1, 2, 3), np.float32), picture, source, dk.Priors(**wished))
    np.testing.assert_allclose(found, gray_levels(expected), atol=1e-6)


def test_a_penalty_counts_as_much_as_the_mask_says():
    picture, area = gray_levels([[0.9, 0.9]]), np.array([[0.5, 0]], np.float32)
    found = priors.penalize(np.zeros_like(picture), picture, picture, dk.Priors(l2=1), area)
    np.testing.assert_allclose(found, gray_levels([[-0.4, 0]]), atol=1e-6)


def test_decay_goes_towards_gray():
    found = operate(gray_levels([[0.9, 0.1]]), None, 1, dk.Priors(decay=0.25))
    np.testing.assert_allclose(found, gray_levels([[0.8, 0.2]]), atol=1e-6)


def test_blur_comes_every_few_steps_and_keeps_the_sum():
    picture = np.zeros((15, 15, 3), np.float32)
    picture[7, 7] = 1
    wished = dk.Priors(blur=1, blur_every=3)
    for step in (1, 2, 4):
        np.testing.assert_array_equal(operate(picture, None, step, wished), picture)
    found = operate(picture, None, 6, wished)
    assert found.sum(axis=(0, 1)) == pytest.approx([1, 1, 1], abs=1e-5)
    # A Gaussian of standard deviation 1: exp(-1/2) of the middle one pixel away.
    assert found[7, 8, 0] / found[7, 7, 0] == pytest.approx(math.exp(-0.5), rel=1e-3)


def test_clipping_by_norm_takes_the_pixels_nearest_to_gray():
    picture = gray_levels([[0.55, 0.9], [0.2, 0.52]])
    found = operate(picture, None, 1, dk.Priors(clip_norm=0.5))
    np.testing.assert_allclose(found, gray_levels([[0.5, 0.9], [0.2, 0.5]]))


def test_clipping_by_contribution_takes_what_the_goal_needs_least():
    """|distance from gray * gradient|, over three colors: 0.12, 0.12, 1.2, 0.3."""
    picture, gradient = gray_levels([[0.9, 0.52, 0.1, 0.6]]), gray_levels([[0.1, 2, 1, 1]])
    found = operate(picture, gradient, 1, dk.Priors(clip_contribution=0.5))
    np.testing.assert_allclose(found, gray_levels([[0.5, 0.5, 0.1, 0.6]]))


def test_operators_come_in_the_order_decay_blur_clipping():
    picture = np.random.default_rng(1).random((6, 6, 3)).astype(np.float32)
    wished = {"decay": 0.2, "blur": 0.7, "blur_every": 1, "clip_norm": 0.4}
    expected = picture
    for name in ("decay", "blur", "clip_norm"):
        one = {name: wished[name], "blur_every": 1}
        expected = operate(expected, None, 1, dk.Priors(**one))
    found = operate(picture, None, 1, dk.Priors(**wished))
    np.testing.assert_array_equal(found, expected)


def transform(picture, factor, degrees):
    turn = tf.constant([factor, math.radians(degrees)], tf.float32)
    return transforms.transformed(tf.constant(picture[None]), turn)[0].numpy()


def test_a_transformation_of_nothing_changes_nothing(photo):
    np.testing.assert_allclose(transform(photo, 1, 0), photo, atol=1e-5)


def test_a_quarter_turn_is_counter_clockwise(photo):
    square = photo[:, :96]
    np.testing.assert_allclose(transform(square, 1, 90), np.rot90(square), atol=1e-3)


def test_enlarging_halves_a_slope_about_the_center():
    ramp = gray_levels([[0, 0.1, 0.2, 0.3, 0.4]] * 5)
    expected = gray_levels([[0.1, 0.15, 0.2, 0.25, 0.3]] * 5)
    np.testing.assert_allclose(transform(ramp, 2, 0), expected, atol=1e-6)


def test_beyond_the_edge_the_picture_is_mirrored():
    """At half size, places -1 and 5 of five pixels are shown: those one inside the edges."""
    ramp = gray_levels([[0, 0.1, 0.2, 0.3, 0.4]] * 5)
    expected = gray_levels([[0.2, 0, 0.2, 0.4, 0.2]] * 5)
    np.testing.assert_allclose(transform(ramp, 0.5, 0), expected, atol=1e-6)


def test_the_gradient_is_turned_back_exactly():
    """<T x, y> = <x, T' y> for a linear map T and the map T' that its gradient is."""
    random = np.random.default_rng(2)
    x, y = (tf.constant(random.random((1, 9, 12, 3)), tf.float32) for _ in range(2))
    with tf.GradientTape() as tape:
        tape.watch(x)
        seen = transforms.transformed(x, tf.constant([0.93, 0.2]))
    back = tape.gradient(seen, x, output_gradients=y)
    assert float(tf.reduce_sum(seen * y)) == pytest.approx(float(tf.reduce_sum(x * back)), rel=1e-5)


def test_what_is_drawn_lies_in_the_range_asked_for():
    random = np.random.default_rng(3)
    wished = dk.Priors(scale=0.1, rotation=10)
    drawn = np.array([transforms.sample_transform(random, wished) for _ in range(300)])
    assert np.abs(drawn[:, 0] - 1).max() == pytest.approx(0.1, abs=0.005)
    assert np.degrees(np.abs(drawn[:, 1]).max()) == pytest.approx(10, abs=0.5)
    assert transforms.sample_transform(random, dk.Priors(blur=1)) is None


def test_penalties_enter_the_step_after_the_goal_is_normalized(photo):
    """So that weight 3 moves a pixel by 3 * step_size * slope, whatever the network."""
    plain, held = one_step(photo).image, one_step(photo, priors={"total_variation": 3}).image
    expected = plain - 0.005 * 3 * priors.total_variation_gradient(photo)
    inside = (plain > 0) & (plain < 1) & (expected > 0) & (expected < 1)
    np.testing.assert_allclose(held[inside], expected[inside], atol=1e-5)


def test_operators_enter_after_the_move(photo):
    plain = one_step(photo).image
    found = one_step(photo, priors=dk.Priors(decay=0.1)).image
    np.testing.assert_allclose(found, 0.5 + 0.9 * (plain - 0.5), atol=1e-5)


def test_at_its_source_the_distance_from_it_does_nothing(photo):
    plain, held = one_step(photo).image, one_step(photo, priors={"distance": 5}).image
    np.testing.assert_allclose(held, plain, atol=1e-6)


def test_the_distance_holds_a_dream_back(photo):
    far, near = (
        dk.dream(
            photo, goal="mixed3", steps=10, octaves=1, on_step=lambda _: None, **settings
        ).image
        for settings in ({}, {"priors": {"distance": 20}})
    )
    assert np.abs(near - photo).mean() < 0.7 * np.abs(far - photo).mean()


def test_a_mask_and_kept_colors_hold_for_priors_too(photo):
    mask = np.zeros(photo.shape[:2], np.float32)
    mask[:, :70] = 1
    found = one_step(photo, mask=mask, priors={"decay": 0.5, "l2": 3}).image
    np.testing.assert_array_equal(found[:, 70:], photo[:, 70:])
    assert np.abs(found[:, :50] - photo[:, :50]).mean() > 0.02
    found = one_step(photo, keep_color=True, priors={"decay": 0.1, "l2": 3}).image
    inside = ((found > 0) & (found < 1)).all(axis=2)
    change = (found - photo)[inside]
    np.testing.assert_allclose(change, change.mean(axis=1, keepdims=True).repeat(3, 1), atol=1e-5)


def test_settings_hold_what_was_wished_and_make_it_again(photo, tmp_path):
    wished = {"scale": 0.1, "rotation": 5, "blur": 0.5}
    first = one_step(photo, priors=wished)
    assert first.settings["priors"] == wished
    assert one_step(photo).settings["priors"] is None
    settings = dk.read_settings(first.save(tmp_path / "dream.png"))
    again = dk.dream(photo, on_step=lambda _: None, **settings)
    np.testing.assert_array_equal(again.image, first.image)
    assert (first.image != one_step(photo, priors={"blur": 0.5}).image).any()


@pytest.mark.parametrize(
    ("wished", "sentence"),
    [
        ({"total_variaton": 1}, "no prior 'total_variaton'; did you mean 'total_variation'"),
        ({"blur": -1}, "blur must be a number from 0 on, not -1"),
        ({"blur": float("nan")}, "blur must be a number from 0 on"),
        ({"decay": 1.5}, "decay is a share, below 1, not 1.5"),
        ({"blur_every": 0}, "blur_every must be a whole number"),
        ({"l2": "much"}, "l2 must be a number from 0 on, not 'much'"),
        ({"l2": np.complex64(1)}, "l2 must be a number from 0 on"),
        ("blur", "priors are named values"),
    ],
)
def test_what_cannot_be_wished(photo, wished, sentence):
    with pytest.raises(dk.InputError, match=sentence):
        one_step(photo, priors=wished)
