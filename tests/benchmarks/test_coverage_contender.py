"""Covered pixels, counted in gradients, against the windows of a network small enough to know."""

import dataclasses

import numpy as np
import pytest

from benchmarks.contenders import coverage
from benchmarks.measuring import Row
from benchmarks.plan import QUICK
from benchmarks.sections import covered
from benchmarks.sections.step import AUTO, FLOAT32, TILED

TILE = 64


@pytest.fixture(scope="module")
def model():
    """One convolution of 3 x 3 windows, two pixels apart, without padding, on positive weights.

    Its windows end with pixel 3, 5, 7 ...: of an even number of pixels it leaves out the last.
    """
    from tensorflow import keras

    inputs = keras.Input((None, None, 3))
    windows = keras.layers.Conv2D(2, 3, 2, name="windows", kernel_initializer="ones")(inputs)
    points = keras.layers.Conv2D(1, 1, name="points", kernel_initializer="ones")(windows)
    return keras.Model(inputs, [windows, points], name="small")


def picture(height, width):
    return np.random.default_rng(0).uniform(0.2, 0.8, (height, width, 3)).astype(np.float32)


@pytest.mark.parametrize(
    ("height", "width", "seen"),
    [
        (41, 43, 41 * 43),  # one tile, whose last windows end with the picture
        (40, 43, 39 * 43),
        (64, 64, 63 * 63),
        (128, 192, 63 * (63 + 63)),  # 2 x 3 tiles, of which it takes 1 x 2
        (128, 150, 63 * (63 + 63)),  # the last tile is left out whatever its size
        (200, 50, (63 + 63 + 63) * 49),  # 4 x 1 tiles
    ],
)
def test_the_tutorial_covers_its_tiles_less_what_the_network_leaves_out(model, height, width, seen):
    shares = coverage.of_tutorial(model, picture(height, width), TILE, steps=3)
    assert shares == pytest.approx([seen / (height * width)] * 3)


@pytest.mark.parametrize(("height", "width"), [(40, 43), (64, 64), (128, 192), (200, 50)])
def test_a_dream_covers_every_pixel(model, height, width):
    import dreamkit as dk

    net = dk.network(model)
    shares = coverage.of_dreamkit(net, "windows", picture(height, width), TILE, 3, "float32")
    assert shares == [1.0] * 3


def test_a_dream_of_the_picture_as_it_is_leaves_out_what_the_network_does(model):
    import dreamkit as dk

    net = dk.network(model)
    shares = coverage.of_dreamkit(net, "windows", picture(40, 43), None, 2, "float32")
    assert shares == pytest.approx([39 / 40] * 2)


def test_one_color_is_enough():
    gradient = np.zeros((2, 3, 3))
    gradient[0, 0, 2] = 1e-30
    gradient[1, 1] = -1
    assert coverage.covered(gradient) == pytest.approx(2 / 6)


@pytest.mark.parametrize(("share", "steps"), [(1.0, 1), (0.25, 17), (0.5625, 6), (0.99, 1)])
def test_how_long_it_takes_until_nearly_all_is_covered(share, steps):
    """0.75^16 = 0.01002 is just more than a hundredth, 0.4375^5 = 0.016, 0.4375^6 = 0.007."""
    assert covered.steps_until(share) == steps


@pytest.fixture
def data():
    """At 320 the tutorial takes a quarter of the pixels in half of the time."""
    rows = {
        f"{name}, {side}": Row([1.0 if name == TILED else 2.0] * 3, {"precision": "float32"})
        for name in (TILED, FLOAT32, AUTO)
        for side in QUICK.sides
    }
    of_tutorial = {f"{side} x {side}": [0.2, 0.3] for side in QUICK.sides}
    ours = {f"{side} x {side}": [1.0, 1.0] for side in QUICK.covered_sides}
    ours["200 x 120"] = [1.0, 0.99]
    shares = {TILED: of_tutorial, FLOAT32: ours, AUTO: ours}
    rows |= {covered.coverage_of(name): Row([], {"shares": of}) for name, of in shares.items()}
    return {"plan": dataclasses.asdict(QUICK), "rows": rows}


def test_covered_pixels_a_second(data):
    assert covered.share(data, TILED, 320) == pytest.approx(0.25)
    assert covered.advantage(data, AUTO, 320) == pytest.approx(2.0)  # 4 times as many in twice
    assert covered.advantage(data, TILED, 320) == pytest.approx(1.0)


def test_figures_of_the_pixels_without_gradient(data):
    _, square, other = covered.figures(data)
    assert square.name.endswith("160 x 160")
    assert (square.measured, square.reached) == (0, True)
    assert other.measured == pytest.approx(0.005)
    assert (other.show(other.goal), other.show(other.measured)) == ("0.00%", "0.50%")
    assert not other.reached


def test_without_counted_gradients_only_the_seconds_are_told(data):
    for name in (TILED, FLOAT32, AUTO):
        data["rows"][covered.coverage_of(name)] = Row(missing="it failed: Oops")
    assert [figure.missing for figure in covered.figures(data)] == ["it failed: Oops"] * 3
    assert f"| {TILED} | 320 | 1.00 (1.00 to 1.00) |  |  |  |" in covered.write(data)
