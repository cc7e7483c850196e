"""Bases: what numbers stand for a picture while it changes.

Each of them knows three things: the numbers of given pictures (`encode`), the pictures of given
numbers (`decode`), and the numbers of noise (`noise`). Pictures are planes here, one for each color
axis, (count, 3, height, width), whose values run from minus to plus infinity.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dreamkit.visualizing import photographs


@dataclass(frozen=True)
class Basis:
    """What numbers stand for a picture.

    Attributes
    ----------
    encode : function
        From planes and (size, decorrelate) to the numbers, of shape (count, ...), in TensorFlow.
    decode : function
        From the numbers and (size, decorrelate) to planes, differentiably.
    noise : function
        From a random generator, count, size and a standard deviation to numbers in NumPy.
    holds_magnitude : bool
        Whether every picture has waves of one given strength, whatever its numbers.
    """

    encode: Callable
    decode: Callable
    noise: Callable
    holds_magnitude: bool = False


def _pixels_as_they_are(values, _size, _decorrelate):
    return values


def _pixel_noise(random, count, size, amount):
    return random.normal(0, amount, (count, 3, *size))


def _to_waves(planes, size, _decorrelate):
    """The real and the imaginary parts of the waves: (count, 2, 3, height, width // 2 + 1)."""
    import tensorflow as tf

    waves = tf.signal.rfft2d(planes) / _weights(size)
    return tf.stack([tf.math.real(waves), tf.math.imag(waves)], 1)


def _from_waves(values, size, _decorrelate):
    import tensorflow as tf

    return tf.signal.irfft2d(tf.complex(values[:, 0], values[:, 1]) * _weights(size), size)


def _wave_noise(random, count, size, amount):
    height, width = size
    return np.moveaxis(random.normal(0, amount, (2, count, 3, height, width // 2 + 1)), 0, 1)


def _weights(size):
    """How much each wave counts: 1 / its frequency; complex, shape (height, width // 2 + 1)."""
    # The root of the number of pixels lets a step of some length change pixels by about as much
    # at every size.
    weights = math.sqrt(math.prod(size)) / photographs.frequencies(size) / 4
    return weights.astype(np.complex64)


def _to_phases(planes, _size, _decorrelate):
    """The phases of the waves, in turns: (count, 3, height, width // 2 + 1)."""
    import tensorflow as tf

    return tf.math.angle(tf.signal.rfft2d(planes)) / (2 * math.pi)


def _from_phases(values, size, decorrelate):
    import tensorflow as tf

    angle = 2 * math.pi * _of_real_planes(values, size)
    magnitude = photographs.magnitude(size, decorrelate)
    waves = tf.complex(magnitude * tf.cos(angle), magnitude * tf.sin(angle))
    return tf.signal.irfft2d(waves, size)


def _of_real_planes(phases, size):
    """The phases with those set that others decide.

    Of the waves that run straight down, and of the finest across, there are two of each in what
    `rfft2` tells apart, one with the other's phase turned round: the second follows the first.
    Else they would weaken each other.
    """
    import tensorflow as tf

    height, width = size

    def mirrored(column):
        first = column[..., 1 : (height + 1) // 2, :]
        own = column[..., : height // 2 + 1, :]
        return tf.concat([own, -tf.reverse(first, [-2])], -2)

    inner = phases[..., 1 : (width + 1) // 2]
    last = [mirrored(phases[..., width // 2 :])] if width % 2 == 0 else []
    return tf.concat([mirrored(phases[..., :1]), inner, *last], -1)


def _phase_noise(random, count, size, _amount):
    """Any phase is as likely as another: its strength the noise has from the magnitudes."""
    height, width = size
    return random.uniform(-0.5, 0.5, (count, 3, height, width // 2 + 1))


BASES = {
    "fourier": Basis(_to_waves, _from_waves, _wave_noise),
    "pixels": Basis(_pixels_as_they_are, _pixels_as_they_are, _pixel_noise),
    "phase": Basis(_to_phases, _from_phases, _phase_noise, holds_magnitude=True),
}
