"""Which lengths a network sees whole, against the gradient itself."""

import numpy as np
import pytest
import tensorflow as tf
from tensorflow import keras

import dreamkit as dk
from dreamkit.ascent.gradient import gradient_function
from dreamkit.ascent.tiles import tiled_gradient
from dreamkit.networks.coverage import receptive_field

layers = keras.layers


def network(*stack):
    inputs = keras.Input((None, None, 3))
    outputs = inputs
    for layer in stack:
        outputs = layer(outputs)
    return dk.network(keras.Model(inputs, outputs, name="small"))


def last_seen(net, name):
    """A function from a side to one more than the last row that the layer's sum depends on."""
    model = net.activations_model([name])

    # Traced, as in the engine: of a 1 x 1 convolution with strides, TensorFlow's eager gradient
    # also asks for that of the weights, which writes past its memory on some processors.
    @tf.function(reduce_retracing=True)
    def gradient(pixels):
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(pixels)
            value = tf.reduce_sum(model(pixels)[name])
        return tape.gradient(value, pixels)

    def last(side):
        pixels = tf.random.stateless_uniform([1, side, side, 3], [1, 2])
        rows = np.abs(np.asarray(gradient(pixels))[0]).sum((1, 2))
        return int(np.flatnonzero(rows)[-1]) + 1

    return last


STACKS = {
    "no padding": [layers.Conv2D(4, 3, 2, name="a"), layers.Conv2D(4, 3, name="end")],
    "pooling": [
        layers.Conv2D(4, 1, name="a"),
        layers.AveragePooling2D(2),
        layers.Conv2D(2, 1, name="end"),
    ],
    "padded": [
        layers.Conv2D(4, 3, 2, "same", name="a"),
        layers.Conv2D(4, 5, 2, "same", name="end"),
    ],
    "zeros": [layers.ZeroPadding2D(((3, 3), (3, 3))), layers.Conv2D(4, 7, 2, name="end")],
    "holes": [layers.Conv2D(4, 3, dilation_rate=2, name="a"), layers.Conv2D(4, 3, 3, name="end")],
    "strides longer than windows": [
        layers.Conv2D(4, 1, 2, "same", name="a"),
        layers.Conv2D(2, 2, 3, name="end"),
    ],
}


@pytest.mark.parametrize("stack", STACKS.values(), ids=STACKS)
def test_a_length_fits_where_the_gradient_reaches_its_end(stack):
    net = network(*stack)
    fit = net.fitting_side(["end"])
    last = last_seen(net, "end")
    reached = [side for side in range(40, 62) if last(side) == side]
    for side in range(40, reached[-1] + 1):
        assert fit(side) == min(length for length in reached if length >= side)


def test_a_network_that_pads_takes_every_length():
    fit = dk.network().fitting_side(["mixed4", "class_map"])
    assert [fit(side) for side in (97, 300, 451, 512)] == [97, 300, 451, 512]


@pytest.mark.real_weights
@pytest.mark.parametrize("size", [(512, 512), (400, 600), (507, 1024), (1100, 300)])
def test_no_pixel_of_inception_is_left_out(inception, size):
    goal = dk.goal("mixed3 + mixed5")
    function = gradient_function(inception, goal)
    picture = np.random.default_rng(0).random((*size, 3)).astype(np.float32)
    fit = inception.fitting_side(goal.layers)
    _, gradient = tiled_gradient(function, picture, 512, fit=fit)
    assert (gradient != 0).any(axis=2).all()


@pytest.mark.parametrize("stack", STACKS.values(), ids=STACKS)
@pytest.mark.parametrize("place", [2, 5])
def test_a_receptive_field_is_where_the_gradient_is(stack, place):
    """Not near the border, where the field reaches beyond the picture."""
    net = network(*stack)
    model = net.activations_model(["end"])

    @tf.function
    def gradient(pixels):
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(pixels)
            value = tf.reduce_sum(model(pixels)["end"][:, place, place + 1])
        return tape.gradient(value, pixels)

    pixels = tf.random.stateless_uniform([1, 50, 61, 3], [1, 2])
    reached = np.abs(gradient(pixels)[0]).sum(axis=2)
    for axis in (0, 1):
        rows = np.flatnonzero(reached.sum(axis=1 - axis))
        found = receptive_field(net.model, net.layer("end"), (50, 61)[axis], axis, place + axis)
        assert found == (rows[0], rows[-1] + 1)


def test_a_receptive_field_reaches_beyond_the_picture_where_it_is_padded():
    net = network(layers.Conv2D(4, 5, padding="same", name="end"))
    fields = [receptive_field(net.model, net.layer("end"), 20, 0, place) for place in (0, 7, 19)]
    assert fields == [(-2, 3), (5, 10), (17, 22)]


def test_branches_count_by_the_widest_of_them():
    net = dk.network()
    start, stop = receptive_field(net.model, net.layer("mixed1"), 200, 0, 25)
    assert (start, stop) == (88, 119)  # 5 + 1 + 1 + (2 + 1 + 1) * 2 + (2 + 2) * 4 = 31, at 103
