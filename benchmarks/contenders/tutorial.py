"""TensorFlow's tutorial "DeepDream" (tensorflow.org/tutorials/generative/deepdream).

Its two ways to take a step: the simple loop on the whole picture, and the class that goes over a
larger picture in tiles.
"""

import time

from benchmarks import networks
from benchmarks.contenders import wait
from benchmarks.pictures import photo

STEP_SIZE = 0.01
EPSILON = 1e-8


def prepare(variant, layers, weights=None):
    """Prepare the "simple" or the "tiled" variant on InceptionV3."""
    import tensorflow as tf

    model = networks.cut(networks.inception_v3(weights), layers)
    step = {"simple": _simple, "tiled": _tiled}[variant](tf, model)

    def run(steps, width, height, tile_size):
        picture = tf.constant(photo(width, height) * 2 - 1)
        wait(picture)
        return step(picture, steps, tile_size)

    return run, {}


def _loss(tf, model, picture):
    """The sum over the layers of their mean activation."""
    return tf.add_n([tf.reduce_mean(activation) for activation in model(picture[None])])


def _simple(tf, model):
    @tf.function(
        input_signature=(
            tf.TensorSpec([None, None, 3], tf.float32),
            tf.TensorSpec([], tf.int32),
            tf.TensorSpec([], tf.float32),
        )
    )
    def climb(picture, steps, step_size):
        loss = tf.constant(0.0)
        for _ in tf.range(steps):
            with tf.GradientTape() as tape:
                tape.watch(picture)
                loss = _loss(tf, model, picture)
            gradient = tape.gradient(loss, picture)
            gradient /= tf.math.reduce_std(gradient) + EPSILON
            picture = tf.clip_by_value(picture + gradient * step_size, -1, 1)
        return loss, picture

    def run(picture, steps, _tile_size):
        began = time.perf_counter()
        _, picture = climb(picture, tf.constant(steps), tf.constant(STEP_SIZE))
        wait(picture)
        return [(time.perf_counter() - began) / steps]  # the loop is inside the graph

    return run


def tiled_gradient(tf, model):
    """The class's function: the gradient of a picture, tile by tile, at a random place."""

    def starts(side, tile_size):
        every = tf.range(0, side, tile_size)
        return every[: tf.maximum(tf.size(every) - 1, 1)]

    @tf.function(
        input_signature=(
            tf.TensorSpec([None, None, 3], tf.float32),
            tf.TensorSpec([2], tf.int32),
            tf.TensorSpec([], tf.int32),
        )
    )
    def gradient_of(picture, size, tile_size):
        shift = tf.random.uniform([2], -tile_size, tile_size, tf.int32)
        rolled = tf.roll(picture, shift, [0, 1])
        gradient = tf.zeros_like(rolled)
        columns, rows = starts(size[1], tile_size), starts(size[0], tile_size)
        for x in columns:
            for y in rows:
                with tf.GradientTape() as tape:
                    tape.watch(rolled)  # the whole picture: its slice is part of the gradient
                    tile = rolled[y : y + tile_size, x : x + tile_size]
                    loss = _loss(tf, model, tile)
                gradient += tape.gradient(loss, rolled)
        gradient = tf.roll(gradient, -shift, [0, 1])
        return gradient / (tf.math.reduce_std(gradient) + EPSILON)

    return gradient_of


def _tiled(tf, model):
    gradient_of = tiled_gradient(tf, model)

    def run(picture, steps, tile_size):
        size, seconds = tf.shape(picture)[:2], []
        for _ in range(steps):
            began = time.perf_counter()
            gradient = gradient_of(picture, size, tf.constant(tile_size))
            picture = tf.clip_by_value(picture + gradient * STEP_SIZE, -1, 1)
            wait(picture)
            seconds.append(time.perf_counter() - began)
        return seconds

    return run
