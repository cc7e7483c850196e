"""The simple loop of the TensorFlow tutorial, written independently as a reference.

Pictures in [-1, 1]; loss: the sum over layers of the mean activation; gradient divided by its
standard deviation plus 1e-8; step 0.01; clip. It shares no line with dreamkit.
"""

import numpy as np
import tensorflow as tf


def simple_loop(keras_model, picture, steps, step_size=0.01):
    """Yield (picture before the step, loss, normalized gradient) of each step."""
    image = tf.constant(picture)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(image)
            outputs = tf.nest.flatten(keras_model(image[tf.newaxis]))
            loss = tf.add_n([tf.math.reduce_mean(output) for output in outputs])
        gradient = tape.gradient(loss, image)
        gradient = gradient / (tf.math.reduce_std(gradient) + 1e-8)
        yield image.numpy(), float(loss), gradient.numpy()
        image = tf.clip_by_value(image + step_size * gradient, -1, 1)


def cosine(a, b):
    a, b = a.astype(np.float64).ravel(), b.astype(np.float64).ravel()
    return a @ b / np.sqrt((a @ a) * (b @ b))
