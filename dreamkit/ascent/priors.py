"""Regularizers, or image priors: what a picture should be like besides exciting a goal.

Smooth, near gray, near its source, robust to small turns. Penalties are taken from the goal's
gradient after that has been normalized, so that a weight means the same for every network, layer
and size. Operators change the picture after the move, in the order decay, blur, clipping.
Transformations act inside the gradient; see `transforms`.

Penalties and operators work on tensors, float32, of shape (height, width, 3) or (batch, height,
width, 3), each picture by itself.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from dreamkit import bounds
from dreamkit.did_you_mean import unknown
from dreamkit.errors import InputError, display_name, shown

GRAY = 0.5  # the zero of the papers, whose pictures have their mean taken away


@dataclass(frozen=True)
class Priors:
    """Regularizers: how strongly each prior acts; 0, the default, leaves it out.

    Pictures lie in [0, 1] here, and the goal's gradient has standard deviation 1, so the papers'
    values ([1]_ to [4]_), made for other ranges, do not carry over; docs/growing.md shows a sweep.

    Attributes
    ----------
    total_variation : float
        Weight of the sum of squared differences between neighbors, which are noise more often
        than edges. Try 2; unstable from 25 on at the default step size. Mahendran & Vedaldi
        (2015 [2]_) use 0.5 to 50, their beta being 2 as here, on a loss relative to its target.
    l1 : float
        Weight of the sum of distances from gray: each value is pulled towards gray by the weight,
        however near it is. Try 0.3.
    l2 : float
        Weight of the sum of squared distances from gray (Simonyan et al., 2014 [1]_). Try 0.5.
    l_inf : float
        Weight of the largest distance from gray in each picture (L-infinity norm): the values that
        have it are pulled towards gray by the weight, no others. Few are at a time, so it is weak
        beside the others. Try 10.
    distance : float
        Weight of the sum of squared distances from the source picture: the dream stays near what
        it began from. Try 1.
    decay : float
        Share of its distance from gray that each pixel loses in each step, from 0 to 1 (Yosinski
        et al., 2015 [3]_, who use 0.0001 to 0.3 on [0, 255]). Try 0.02.
    blur : float
        Standard deviation in pixels of a Gaussian blur every `blur_every` steps (Yosinski et
        al.: 0.5 or 1). Try 0.5.
    blur_every : int
        How many steps there are from one blur to the next. Default 4 (Yosinski et al.).
    clip_norm : float
        Share of the pixels, those nearest to gray, that each step sets to gray (Yosinski et al.:
        0.2 or 0.5), which leaves the edges of clipped areas hard: use it with blur. Try 0.1.
    clip_contribution : float
        The same for the pixels that contribute least to the goal, which is their distance from
        gray times their gradient, summed over the colors (Yosinski et al.: 0.9). Try 0.2, with
        blur.
    scale : float
        Each step looks at the picture enlarged or shrunk by a random factor from 1 - scale to
        1 + scale; what survives that is form, not noise (Olah et al., 2017 [4]_, with 0.1). Try
        0.1.
    rotation : float
        The same for a random turn of up to so many degrees (Olah et al.: 10). Try 10.
    flip : float
        Probability with which each step looks at the picture mirrored, left for right. Try 0.5.
    pad : int
        Each step looks at the picture, or each tile of it, within a border of gray of so many
        pixels, so that a network finds no edge of its own making (Olah et al.: 12 or 16). Try 12.
        Not for goals that compare two pictures place by place, which it moves apart.

    Raises
    ------
    InputError
        A value outside its range.

    References
    ----------
    .. [1] K. Simonyan, A. Vedaldi and A. Zisserman, "Deep Inside Convolutional Networks:
       Visualising Image Classification Models and Saliency Maps", 2014. arXiv:1312.6034
    .. [2] A. Mahendran and A. Vedaldi, "Understanding Deep Image Representations by Inverting
       Them", 2015. arXiv:1412.0035
    .. [3] J. Yosinski, J. Clune, A. Nguyen, T. Fuchs and H. Lipson, "Understanding Neural Networks
       Through Deep Visualization", 2015. arXiv:1506.06579
    .. [4] C. Olah, A. Mordvintsev and L. Schubert, "Feature Visualization", Distill, 2017.
       https://distill.pub/2017/feature-visualization

    Examples
    --------
    >>> import dreamkit as dk
    >>> priors = dk.Priors(total_variation=2, blur=0.5)
    >>> priors.settings()
    {'total_variation': 2.0, 'blur': 0.5}
    >>> photo = dk.sample("clouds", max_size=64)
    >>> dk.dream(photo, goal="mixed3", steps=1, octaves=1, priors=priors).settings["priors"]
    {'total_variation': 2.0, 'blur': 0.5}
    """

    total_variation: float = 0.0
    l1: float = 0.0
    l2: float = 0.0
    l_inf: float = 0.0
    distance: float = 0.0
    decay: float = 0.0
    blur: float = 0.0
    blur_every: int = 4
    clip_norm: float = 0.0
    clip_contribution: float = 0.0
    scale: float = 0.0
    rotation: float = 0.0
    flip: float = 0.0
    pad: int = 0

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value = bounds.check(field.name, getattr(self, field.name))
            object.__setattr__(self, field.name, value)

    def strengths(self) -> dict[str, float]:
        """Regularization strengths: how strongly each prior acts that can be left out.

        Returns
        -------
        dict of str to float
            All fields but `blur_every`, by name.
        """
        return {key: val for key, val in dataclasses.asdict(self).items() if key != "blur_every"}

    def settings(self) -> dict[str, float]:
        """Serialization: what differs from the defaults, as `priors` of `dream` and for JSON.

        Returns
        -------
        dict of str to float
            `Priors(**settings)` makes the same again.
        """
        default = Priors()
        return {
            field.name: type(getattr(default, field.name))(getattr(self, field.name))
            for field in dataclasses.fields(self)
            if getattr(self, field.name) != getattr(default, field.name)
        }

    @property
    def has_operators(self) -> bool:
        """Operators: whether the picture is changed after the move.

        Returns
        -------
        bool
        """
        return bool(self.decay or self.blur or self.clip_norm or self.clip_contribution)

    def blurs_at(self, step: int) -> bool:
        """Gaussian blur: whether the picture is blurred after this step.

        Parameters
        ----------
        step : int
            Counted from 1.

        Returns
        -------
        bool

        Examples
        --------
        >>> import dreamkit as dk
        >>> priors = dk.Priors(blur=0.5, blur_every=2)
        >>> [priors.blurs_at(step) for step in (1, 2, 3, 4)]
        [False, True, False, True]
        """
        return bool(self.blur) and step % self.blur_every == 0

    @property
    def has_transforms(self) -> bool:
        """Transformations: whether each step looks at the picture scaled, turned, mirrored, framed.

        Returns
        -------
        bool
        """
        return bool(self.scale or self.rotation or self.flip or self.pad)


def as_priors(priors):
    """Return Priors from Priors, a dict of its fields, or None.

    Raises
    ------
    InputError
        There is no such prior, or a value is outside its range.
    """
    if isinstance(priors, Priors):
        return priors
    names = [field.name for field in dataclasses.fields(Priors)]
    if priors is not None and not isinstance(priors, dict):
        raise InputError(
            f"priors are named values, such as {{'total_variation': 2}}, not {shown(priors)}."
        )
    for name in priors or {}:
        if name not in names:
            raise InputError(unknown("prior", name, names))
    return Priors(**(priors or {}))


def from_text(texts):
    """Return {name: number} from texts such as "total_variation=2", for `as_priors`.

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
            raise InputError(
                f"a prior is NAME=NUMBER, such as blur=0.5, not '{display_name(text)}'."
            ) from None
        found[name.strip()] = int(value) if value.is_integer() else value
    return found


def penalize(direction, picture, source, priors, mask=None):
    """Return the direction of a step less the gradients of the penalties.

    Parameters
    ----------
    direction, picture, source : tensor
        The goal's normalized gradient, where the picture is now, and what it began as.
    priors : Priors
    mask : tensor, optional
        float32, shape (height, width): how much each pixel counts, from 0 to 1.
    """
    penalty = 0.0
    if priors.total_variation:
        penalty += priors.total_variation * total_variation_gradient(picture)
    if priors.l1:
        penalty += priors.l1 * l1_gradient(picture)
    if priors.l2:
        penalty += priors.l2 * 2 * (picture - GRAY)
    if priors.l_inf:
        penalty += priors.l_inf * l_inf_gradient(picture)
    if priors.distance:
        penalty += priors.distance * 2 * (picture - source)
    return direction - (penalty if mask is None else penalty * mask[..., None])


def l1_gradient(picture):
    """The gradient of the sum of distances from gray: 1 above gray, -1 below, 0 at it."""
    import tensorflow as tf

    return tf.sign(picture - GRAY)


def l_inf_gradient(picture):
    """The gradient of the largest distance from gray: 1 or -1 where it is, else 0.

    Where several values have the largest distance, each counts as if it were alone.
    """
    import tensorflow as tf

    distance = tf.abs(picture - GRAY)
    largest = tf.reduce_max(distance, (-3, -2, -1), keepdims=True)
    return tf.where(distance < largest, 0.0, tf.sign(picture - GRAY))


def total_variation_gradient(picture):
    """The gradient of total variation, the sum of squared differences between neighbors.

    Parameters
    ----------
    picture : tensor or numpy.ndarray
        float32, shape (..., height, width, 3).

    Returns
    -------
    tensor or numpy.ndarray
        As the picture.
    """
    pad = _pad_of(picture)
    down = 2 * (picture[..., 1:, :, :] - picture[..., :-1, :, :])
    across = 2 * (picture[..., 1:, :] - picture[..., :-1, :])
    batch = [[0, 0]] * (len(picture.shape) - 3)
    before_rows, after_rows = ([*batch, [n, 1 - n], [0, 0], [0, 0]] for n in (1, 0))
    before_columns, after_columns = ([*batch, [0, 0], [n, 1 - n], [0, 0]] for n in (1, 0))
    gradient = pad(down, before_rows) - pad(down, after_rows)
    return gradient + pad(across, before_columns) - pad(across, after_columns)


def _pad_of(picture):
    if isinstance(picture, np.ndarray):
        return np.pad
    import tensorflow as tf

    return tf.pad


def apply_operators(picture, direction, priors, blurs):
    """Decay, blur and clipping, in this order; returns the changed picture.

    Parameters
    ----------
    picture : tensor
        After the move.
    direction : tensor
        The goal's gradient of this step, needed by `clip_contribution` only.
    priors : Priors
    blurs : bool
        Whether this step is one of those that blur; see `Priors.blurs_at`.
    """
    import tensorflow as tf

    if priors.decay:
        picture = GRAY + (picture - GRAY) * (1 - priors.decay)
    if blurs:
        picture = blurred(picture, priors.blur)
    if priors.clip_norm:
        norms = tf.sqrt(tf.reduce_sum(tf.square(picture - GRAY), -1))
        picture = _grayed(picture, norms, priors.clip_norm)
    if priors.clip_contribution:
        contribution = tf.abs(tf.reduce_sum((picture - GRAY) * direction, -1))
        picture = _grayed(picture, contribution, priors.clip_contribution)
    return picture


def blurred(picture, radius):
    """The picture after a Gaussian blur of this standard deviation in pixels, edges repeated.

    The bell is cut off at four standard deviations, as SciPy does.
    """
    import tensorflow as tf

    reach = int(4 * radius + 0.5)
    bell = np.exp(-0.5 * (np.arange(-reach, reach + 1) / radius) ** 2)
    weights = (bell / bell.sum()).astype(np.float32).tolist()
    for axis in (-3, -2):
        side = tf.shape(picture)[axis]
        places = tf.range(side)
        shifts = [tf.clip_by_value(places + n, 0, side - 1) for n in range(-reach, reach + 1)]
        shifted = [tf.gather(picture, place, axis=axis) for place in shifts]
        picture = tf.add_n([w * part for w, part in zip(weights, shifted, strict=True)])
    return picture


def _grayed(picture, sizes, share):
    """The picture with this share of its pixels, those of the smallest size, set to gray."""
    import tensorflow as tf

    flat = tf.reshape(sizes, [*tf.unstack(tf.shape(sizes)[:-2]), -1])
    ordered = tf.sort(flat, axis=-1)
    place = share * tf.cast(tf.shape(flat)[-1] - 1, tf.float32)  # as numpy.quantile
    below = tf.cast(tf.floor(place), tf.int32)
    low, high = (
        tf.gather(ordered, tf.minimum(below + n, tf.shape(flat)[-1] - 1), axis=-1) for n in (0, 1)
    )
    quantile = low + (high - low) * (place - tf.floor(place))
    small = sizes < quantile[..., None, None]
    return tf.where(small[..., None], GRAY, picture)
