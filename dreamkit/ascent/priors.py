"""What a picture should be like: smooth, near grey, near its source, robust to small turns.

Penalties are taken from the goal's gradient after that has been normalised, so that a weight
means the same for every network, layer and size. Operators change the picture after the move, in
the order decay, blur, clipping. Transformations act inside the gradient.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import numpy as np

from dreamkit.errors import InputError, check_positive_int, is_number, unknown

GREY = np.float32(0.5)  # the zero of the papers, whose pictures have their mean taken away
SHARES = ("decay", "clip_norm", "clip_contribution", "scale")


@dataclass(frozen=True)
class Priors:
    """How strongly each prior acts; 0, the default, leaves it out.

    Pictures lie in [0, 1] here, and the goal's gradient has standard deviation 1, so the papers'
    values, made for other ranges, do not carry over; docs/growing.md shows a sweep.

    Attributes
    ----------
    total_variation : float
        Weight of the sum of squared differences between neighbours, which are noise more often
        than edges. Try 2; unstable from 25 on at the default step size. Mahendran & Vedaldi
        (2015) use 0.5 to 50, their beta being 2 as here, on a loss relative to its target.
    l2 : float
        Weight of the sum of squared distances from grey (Simonyan et al., 2014). Try 0.5.
    distance : float
        Weight of the sum of squared distances from the source picture: the dream stays near what
        it began from. Try 1.
    decay : float
        Share of its distance from grey that each pixel loses in each step, from 0 to 1 (Yosinski
        et al., 2015, who use 0.0001 to 0.3 on [0, 255]). Try 0.02.
    blur : float
        Standard deviation in pixels of a Gaussian blur every `blur_every` steps (Yosinski et
        al.: 0.5 or 1). Try 0.5.
    blur_every : int
        Default 4 (Yosinski et al.).
    clip_norm : float
        Share of the pixels, those nearest to grey, that each step sets to grey (Yosinski et al.:
        0.2 or 0.5), which leaves the edges of clipped areas hard: use it with blur. Try 0.1.
    clip_contribution : float
        The same for the pixels that contribute least to the goal, which is their distance from
        grey times their gradient, summed over the colours (Yosinski et al.: 0.9). Try 0.2, with
        blur.
    scale : float
        Each step looks at the picture enlarged or shrunk by a random factor from 1 - scale to
        1 + scale; what survives that is form, not noise (Olah et al., 2017, with 0.1). Try 0.1.
    rotation : float
        The same for a random turn of up to so many degrees (Olah et al.: 10). Try 10.

    Raises
    ------
    InputError
        A value outside its range.
    """

    total_variation: float = 0.0
    l2: float = 0.0
    distance: float = 0.0
    decay: float = 0.0
    blur: float = 0.0
    blur_every: int = 4
    clip_norm: float = 0.0
    clip_contribution: float = 0.0
    scale: float = 0.0
    rotation: float = 0.0

    def __post_init__(self):
        check_positive_int("blur_every", self.blur_every)
        for name, value in self.strengths().items():
            if not is_number(value) or value < 0:
                raise InputError(f"{name} must be a number from 0 on, not {value!r}.")
            if name in SHARES and value >= 1:
                raise InputError(f"{name} is a share, below 1, not {value!r}.")

    def strengths(self):
        """{name: value} of every prior that can be left out."""
        return {key: val for key, val in dataclasses.asdict(self).items() if key != "blur_every"}

    def settings(self):
        """What differs from the defaults, as a dict that JSON can hold and `read` reads back."""
        default = Priors()
        return {
            field.name: type(getattr(default, field.name))(getattr(self, field.name))
            for field in dataclasses.fields(self)
            if getattr(self, field.name) != getattr(default, field.name)
        }

    @property
    def operates(self):
        """Whether the picture is changed after the move."""
        return bool(self.decay or self.blur or self.clip_norm or self.clip_contribution)

    @property
    def turns(self):
        """Whether each step looks at a transformed picture."""
        return bool(self.scale or self.rotation)


def read(given):
    """Return Priors from Priors, a dict of its fields, or None.

    Raises
    ------
    InputError
        There is no such prior, or a value is outside its range.
    """
    if isinstance(given, Priors):
        return given
    names = [field.name for field in dataclasses.fields(Priors)]
    if given is not None and not isinstance(given, dict):
        raise InputError(
            f"priors are named values, such as {{'total_variation': 2}}, not {given!r}."
        )
    for name in given or {}:
        if name not in names:
            raise InputError(unknown("prior", name, names))
    return Priors(**(given or {}))


def from_text(texts):
    """Return {name: number} from texts such as "total_variation=2", for `read`.

    Raises
    ------
    InputError
        A text has another form.
    """
    found = {}
    for text in texts:
        name, _, number = text.partition("=")
        try:
            value = float(number)
        except ValueError:
            raise InputError(f"a prior is NAME=NUMBER, such as blur=0.5, not '{text}'.") from None
        found[name.strip()] = int(value) if value.is_integer() else value
    return found


def penalise(direction, picture, source, priors, area=None):
    """Take the gradients of the penalties from the direction of a step, in its memory.

    Parameters
    ----------
    direction, picture, source : numpy.ndarray
        float32, shape (height, width, 3).
    priors : Priors
    area : numpy.ndarray, optional
        float32, shape (height, width): how much each pixel counts, from 0 to 1.
    """
    weighted = (
        (priors.total_variation, lambda: total_variation_gradient(picture)),
        (priors.l2, lambda: 2 * (picture - GREY)),
        (priors.distance, lambda: 2 * (picture - source)),
    )
    for weight, gradient in weighted:
        if weight:
            penalty = gradient() * np.float32(weight)
            direction -= penalty if area is None else penalty * area[..., None]
    return direction


def total_variation_gradient(picture):
    """The gradient of the sum of squared differences between neighbours, float32, same shape."""
    gradient = np.zeros_like(picture)
    for axis in (0, 1):
        flow = 2 * np.diff(picture, axis=axis)
        first = [slice(None)] * 2
        second = [slice(None)] * 2
        first[axis], second[axis] = slice(None, -1), slice(1, None)
        gradient[tuple(first)] -= flow
        gradient[tuple(second)] += flow
    return gradient


def operate(picture, direction, step, priors):
    """Apply decay, blur and clipping, in this order; returns the changed picture.

    Parameters
    ----------
    picture : numpy.ndarray
        float32, shape (height, width, 3), after the move.
    direction : numpy.ndarray or None
        The goal's gradient of this step, needed by `clip_contribution` only.
    step : int
        Number of the step, from 1.
    priors : Priors
    """
    if priors.decay:
        picture = GREY + (picture - GREY) * np.float32(1 - priors.decay)
    if priors.blur and step % priors.blur_every == 0:
        picture = blurred(picture, priors.blur)
    if priors.clip_norm:
        norms = np.sqrt(np.square(picture - GREY).sum(axis=2))
        picture = _greyed(picture, norms, priors.clip_norm)
    if priors.clip_contribution:
        contribution = np.abs(((picture - GREY) * direction).sum(axis=2))
        picture = _greyed(picture, contribution, priors.clip_contribution)
    return picture


def blurred(picture, radius):
    """The picture after a Gaussian blur of this standard deviation in pixels, edges repeated."""
    from scipy import ndimage

    return ndimage.gaussian_filter(picture, (radius, radius, 0), mode="nearest")


def _greyed(picture, sizes, share):
    """The picture with this share of its pixels, those of the smallest size, set to grey."""
    small = sizes < np.quantile(sizes, share)
    return np.where(small[..., None], GREY, picture)


def draw(random, priors):
    """A random transformation: (factor, angle in radians), float32; None without any."""
    if not priors.turns:
        return None
    factor = 1 + random.uniform(-priors.scale, priors.scale)
    angle = math.radians(random.uniform(-priors.rotation, priors.rotation))
    return np.array([factor, angle], np.float32)


def transformed(pictures, transformation):
    """Pictures enlarged by a factor and turned by an angle about their centre, in TensorFlow.

    Bilinear, mirrored at the edges, and differentiable: the gradient is turned back exactly.

    Parameters
    ----------
    pictures : tensor
        float32, shape (batch, height, width, 3).
    transformation : tensor
        float32, (factor, angle in radians, counter-clockwise).
    """
    import tensorflow as tf

    factor, angle = transformation[0], transformation[1]
    sides = tf.shape(pictures)[1:3]
    last = tf.cast(sides - 1, tf.float32)
    rows, columns = tf.meshgrid(
        *(tf.range(tf.cast(sides[axis], tf.float32)) - last[axis] / 2 for axis in (0, 1)),
        indexing="ij",
    )
    sine, cosine = tf.sin(angle) / factor, tf.cos(angle) / factor
    down = _mirrored(cosine * rows + sine * columns + last[0] / 2, last[0])
    across = _mirrored(cosine * columns - sine * rows + last[1] / 2, last[1])
    top, left = tf.floor(down), tf.floor(across)
    flat = tf.reshape(pictures, [tf.shape(pictures)[0], sides[0] * sides[1], 3])
    total = 0.0
    for y, x in ((0, 0), (0, 1), (1, 0), (1, 1)):
        weight = (1 - tf.abs(down - top - y)) * (1 - tf.abs(across - left - x))
        row = tf.minimum(tf.cast(top, tf.int32) + y, sides[0] - 1)
        column = tf.minimum(tf.cast(left, tf.int32) + x, sides[1] - 1)
        corner = tf.gather(flat, tf.reshape(row * sides[1] + column, [-1]), axis=1)
        total += corner * tf.reshape(weight, [-1, 1])
    return tf.reshape(total, tf.shape(pictures))


def _mirrored(places, last):
    """Places outside of [0, last] reflected into it."""
    import tensorflow as tf

    return last - tf.abs(tf.math.floormod(places, 2 * last) - last)
