"""Image parameterization: how pictures are held while they change, as pixels or as waves.

A step of equal length changes different things on each canvas. On pixels it favors the finest
grain; on waves scaled by 1/frequency, as in natural pictures, forms of every size grow alike
(Olah et al., 2017 [1]_: "preconditioning"). On both, colors can be decorrelated.

References
----------
.. [1] C. Olah, A. Mordvintsev and L. Schubert, "Feature Visualization", Distill, 2017.
   https://distill.pub/2017/feature-visualization
"""

from __future__ import annotations

import functools

import numpy as np

from dreamkit.errors import InputError, shown

CANVASES = ("fourier", "pixels")
MARGIN = 1 / 510  # half a step of 8 bits: black and white are infinitely far on a canvas
# What the colors of photographs vary along: lightness, blue to red, magenta to green. The square
# root of the covariance of the sample photographs' colors, its longest column of length 1.
COLORS = ((0.616, 0.264, -0.035), (0.593, -0.053, 0.084), (0.518, -0.254, -0.054))


class Canvas:
    """Image parameterization: pictures in a form that gradient ascent with Adam moves well.

    Parameters
    ----------
    pictures : numpy.ndarray
        A batch: float32, shape (count, height, width, 3), RGB in [0, 1].
    kind : "fourier" or "pixels"
        The form: waves scaled by 1/frequency, or pixels.
    decorrelate : bool
        Hold colors along the axes that those of photographs vary along, not as RGB.
    step_size : float
        Adam's learning rate (Kingma & Ba, 2015 [1]_), in units of what the canvas holds.

    Raises
    ------
    InputError
        There is no such canvas.

    References
    ----------
    .. [1] D. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization", 2015.
       arXiv:1412.6980
    """

    def __init__(self, pictures, kind, decorrelate, step_size):
        import tensorflow as tf

        check_canvas(kind)
        self.kind, self.decorrelate = kind, decorrelate
        self.size = pictures.shape[1:3]
        self.values = tf.Variable(encode(pictures, kind, decorrelate))
        self.adam = tf.keras.optimizers.Adam(step_size)

    def pictures(self):
        """The pictures as they are now: a tensor of the form they were given in."""
        return _traced_decode(self.kind, self.decorrelate, *self.size)(self.values.value())

    def put(self, pictures):
        """Replace the pictures; Adam's memory of earlier steps stays."""
        self.values.assign(encode(pictures, self.kind, self.decorrelate))

    def move(self, direction):
        """One step of Adam along a direction in the space of pictures, of the pictures' shape."""
        pull_back = _traced_pull_back(self.kind, self.decorrelate, *self.size)
        self.adam.apply([pull_back(self.values.value(), -direction)], [self.values])


@functools.lru_cache(maxsize=16)
def _traced_decode(kind, decorrelate, height, width):
    import tensorflow as tf

    @tf.function(reduce_retracing=True, autograph=False)
    def pictures(values):
        return decode(values, kind, decorrelate, (height, width))

    return pictures


@functools.lru_cache(maxsize=16)
def _traced_pull_back(kind, decorrelate, height, width):
    """From a direction in the space of pictures to one in the space of a canvas's numbers."""
    import tensorflow as tf

    @tf.function(reduce_retracing=True, autograph=False)
    def pull_back(values, direction):
        with tf.GradientTape() as tape:
            tape.watch(values)
            pictures = decode(values, kind, decorrelate, (height, width))
        return tape.gradient(pictures, values, output_gradients=direction)

    return pull_back


def check_canvas(kind):
    """Raise InputError unless `kind` is a known canvas."""
    if not isinstance(kind, str) or kind not in CANVASES:
        raise InputError(f"canvas is 'fourier' or 'pixels', not {shown(kind)}.")


def encode(pictures, kind, decorrelate):
    """From pictures to the numbers that a canvas holds, in TensorFlow; undone by `decode`.

    Parameters
    ----------
    pictures : array
        float32, shape (count, height, width, 3), RGB in [0, 1]. What is nearer to 0 or 1 than
        half a step of 8 bits is moved to there.
    kind, decorrelate
        See `Canvas`.

    Returns
    -------
    tensor
        float32; pixels: (count, 3, height, width); fourier: (2, count, 3, height,
        width // 2 + 1), the real and the imaginary parts of the waves.
    """
    import tensorflow as tf

    values = tf.clip_by_value(tf.constant(pictures, tf.float32), MARGIN, 1 - MARGIN)
    values = tf.math.log(values) - tf.math.log1p(-values)
    if decorrelate:
        values = values @ tf.transpose(tf.linalg.inv(COLORS))
    values = tf.transpose(values, (0, 3, 1, 2))
    if kind == "pixels":
        return values
    waves = tf.signal.rfft2d(values) / _weights(values.shape[2:])
    return tf.stack([tf.math.real(waves), tf.math.imag(waves)])


def decode(values, kind, decorrelate, size):
    """From the numbers that a canvas holds to pictures in [0, 1], differentiably.

    Parameters
    ----------
    values : tensor
        See `encode`.
    kind, decorrelate
        See `Canvas`.
    size : (height, width)
        Of the pictures.

    Returns
    -------
    tensor
        float32, shape (count, height, width, 3).
    """
    import tensorflow as tf

    if kind == "fourier":
        values = tf.signal.irfft2d(tf.complex(values[0], values[1]) * _weights(size), size)
    values = tf.transpose(values, (0, 2, 3, 1))
    if decorrelate:
        values = values @ tf.transpose(tf.constant(COLORS))
    return tf.sigmoid(values)


def noise(random, count, size, kind, decorrelate, amount):
    """Pictures whose numbers on a canvas are noise of standard deviation `amount`, around gray.

    Returns NumPy float32, shape (count, *size, 3), in [0, 1].
    """
    height, width = size
    shape = (count, 3, height, width)
    if kind == "fourier":
        shape = (2, count, 3, height, width // 2 + 1)
    values = random.normal(0, amount, shape).astype(np.float32)
    return decode(values, kind, decorrelate, size).numpy()


def _weights(size):
    """How much each wave counts: 1 / its frequency; complex, shape (height, width // 2 + 1)."""
    height, width = size
    frequencies = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None])
    # The mean has frequency 0; it counts as much as the longest wave. The root of the number of
    # pixels lets a step of some length change pixels by about as much at every size.
    weights = np.sqrt(height * width) / np.maximum(frequencies, 1 / max(height, width)) / 4
    return weights.astype(np.complex64)
