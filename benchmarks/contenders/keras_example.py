"""Keras's example "Deep Dream" (keras.io/examples/generative/deep_dream), as a script.

python -m benchmarks.contenders.keras_example PICTURE OUT WEIGHTS OCTAVES STEPS
"""

import sys

import numpy as np
import tensorflow as tf
from tensorflow import keras

from benchmarks import networks
from benchmarks.contenders.keras_settings import LAYERS, OCTAVE_SCALE

LEARNING_RATE = 0.01
BORDER = 2  # pixels of each activation that do not count


def make_step(extractor):
    """Return the step; having no signature, it is compiled anew for each octave's shape."""

    @tf.function
    def step(picture, learning_rate):
        with tf.GradientTape() as tape:
            tape.watch(picture)
            activations = zip(LAYERS.values(), extractor(picture), strict=True)
            loss = tf.zeros(())
            for weight, activation in activations:
                inside = activation[:, BORDER:-BORDER, BORDER:-BORDER]
                loss += weight * tf.reduce_mean(tf.square(inside))
        gradient = tf.math.l2_normalize(tape.gradient(loss, picture))
        return loss, picture + learning_rate * gradient

    return step


def dream(original, step, octaves, steps):
    """Climb at each octave, and put back what shrinking lost."""
    height, width = original.shape[1:3]
    factors = [OCTAVE_SCALE**n for n in reversed(range(octaves))]
    shapes = [(int(height / factor), int(width / factor)) for factor in factors]
    shrunk = tf.image.resize(original, shapes[0])
    picture = original
    for number, shape in enumerate(shapes):
        print(f"octave {number}, {shape[1]} x {shape[0]}")
        picture = tf.image.resize(picture, shape)
        for index in range(steps):
            loss, picture = step(picture, LEARNING_RATE)
            print(f"loss at step {index}: {loss:.2f}")
        here = tf.image.resize(original, shape)
        picture += here - tf.image.resize(shrunk, shape)
        shrunk = here
    return picture


def main():
    source, target, weights, octaves, steps = sys.argv[1:]
    extractor = networks.cut(networks.inception_v3(weights), LAYERS)
    pixels = keras.utils.img_to_array(keras.utils.load_img(source))[None]
    original = tf.constant(keras.applications.inception_v3.preprocess_input(pixels))
    picture = dream(original, make_step(extractor), int(octaves), int(steps))
    shown = np.clip((picture[0].numpy() + 1) * 127.5, 0, 255).astype(np.uint8)
    keras.utils.save_img(target, shown)


if __name__ == "__main__":
    main()
