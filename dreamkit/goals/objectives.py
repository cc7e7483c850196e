"""Objectives: what a network is asked to find more of, in layers, channels, neurons, directions.

The functions below make goals; see `goals` for what a goal is and how goals add up.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from dreamkit import bounds
from dreamkit.errors import InputError, check_function, check_switch, shown
from dreamkit.goals.goal import LOGIT, OBJECTIVE, Goal, HashedArray, Kind, OwnFunction, Term
from dreamkit.images.arrays import as_picture, limit

GUIDE_SIZE = 224  # pixels: the longest side of a guide, as in the original notebook


def layer(name: str, power: int = 1) -> Goal:
    """Layer objective: ask for more of a whole layer, the mean of its activations to a `power`.

    Parameters
    ----------
    name : str
        One of `network.layer_names`; or "input", the picture itself, in [0, 1].
    power : int
        1 (default): the mean, as in the TensorFlow tutorial [1]_. 2: the mean square, as in the
        original notebook of 2015 [2]_; it favors what is already strong.

    Returns
    -------
    Goal

    Raises
    ------
    InputError
        `power` is not a whole number from 1 to 8, or `name` no text.

    References
    ----------
    .. [1] "DeepDream", TensorFlow tutorials.
       https://www.tensorflow.org/tutorials/generative/deepdream
    .. [2] A. Mordvintsev, C. Olah and M. Tyka, "Inceptionism", 2015, and its notebook.
       https://github.com/google/deepdream

    Examples
    --------
    >>> import dreamkit as dk
    >>> print(dk.layer("mixed3", power=2))
    mixed3^2
    """
    return Goal((Term(_name(name), None, bounds.check("power", power)),))


def channel(name: str, index: int, power: int = 1) -> Goal:
    """Channel objective: ask for more of one channel of a layer, the mean of its activation map.

    Parameters
    ----------
    name : str
        One of `network.layer_names`; or "input", whose channels 0, 1 and 2 are red, green and
        blue, in [0, 1].
    index : int
        Which channel, from 0 on.
    power : int
        As for `layer`. Default 1.

    Returns
    -------
    Goal

    Raises
    ------
    InputError
        `index` is negative or not whole, or `power` is not a whole number from 1 to 8.

    Examples
    --------
    >>> import dreamkit as dk
    >>> print(dk.channel("mixed4", 12))
    mixed4:12
    """
    return Goal((Term(_name(name), _index(index), bounds.check("power", power)),))


def neuron(name: str, index: int, place: Sequence[float] = (0.5, 0.5)) -> Goal:
    """Neuron objective: ask for more of one neuron, one channel at one place of the picture.

    Parameters
    ----------
    name : str
        One of `network.layer_names`.
    index : int
        Which channel, from 0 on.
    place : (float, float)
        How far down and how far across, from 0 to 1; the default is the center. The nearest
        neuron of the layer's map is taken, whatever the size of the picture.

    Returns
    -------
    Goal

    Raises
    ------
    InputError
        `index` is negative or not whole, or `place` lies outside the picture.

    Examples
    --------
    >>> import dreamkit as dk
    >>> print(dk.neuron("mixed4", 12, place=(0.25, 0.5)))
    mixed4:12@0.25,0.5
    """
    position = _place(place)
    return Goal((Term(_name(name), _index(index), kind="neuron", position=position),))


def logit(which: int | str) -> Goal:
    """Class objective: ask for more of a class, its evidence before the softmax.

    So do Simonyan et al. (2014) [1]_. Only networks with a classifier have logits: dreamnet, those
    of keras.applications with `top=True`, and Keras models of your own that end in a Dense layer
    or in global average pooling. It is the mean of the class's channel in `network.class_layer`,
    mostly called `class_map`, which the goal of the result names.

    Parameters
    ----------
    which : int or str
        The number of a class, from 0 on, or its name, one of `network.classes`; case, hyphens and
        underscores do not matter.

    Returns
    -------
    Goal

    Raises
    ------
    InputError
        It is neither.

    References
    ----------
    .. [1] K. Simonyan, A. Vedaldi and A. Zisserman, "Deep Inside Convolutional Networks:
       Visualising Image Classification Models and Saliency Maps", 2014. arXiv:1312.6034

    Examples
    --------
    >>> import dreamkit as dk
    >>> print(dk.logit("eye"))
    logit:eye
    """
    if not (isinstance(which, str) and which):
        which = _index(which)
    return Goal((Term(LOGIT, which, kind=LOGIT),))


def direction(
    name: str,
    vector: npt.ArrayLike,
    cosine: bool = False,
    *,
    cosine_power: int = 0,
    place: Sequence[float] | None = None,
) -> Goal:
    """Direction objective: ask for a mixture of channels, the mean over positions of a dot product.

    Of the activation a at a position and the vector v it takes the dot product a . v; with
    `cosine` the cosine c = a . v / (length of a * length of v); with `cosine_power` p both,
    a . v * max(0.1, c)^p.

    Parameters
    ----------
    name : str
        One of `network.layer_names`.
    vector : array
        One number for each channel of the layer; the activation is multiplied by it.
    cosine : bool
        Take the cosine of the angle between activation and vector instead of their dot product:
        then only the mixture counts, not how strong it is (Olah et al. [1]_). Default False.
    cosine_power : int
        Multiply the dot product by the cosine, at least 0.1, to this power: the mixture counts
        and its strength too (Carter et al. [2]_ and Lucid, with a mean as here). 1 to 8, or 0
        (default), which leaves the cosine out.
    place : (float, float), optional
        Look at one place only: how far down and how far across, from 0 to 1, as for `neuron`.
        Default: everywhere.

    Returns
    -------
    Goal

    Raises
    ------
    InputError
        `vector` is not a list of finite numbers, or all of them are zero; `place` lies outside the
        picture; `cosine_power` is not from 0 to 8, or given together with `cosine`.

    References
    ----------
    .. [1] C. Olah, A. Mordvintsev and L. Schubert, "Feature Visualization", Distill, 2017.
       https://distill.pub/2017/feature-visualization
    .. [2] S. Carter, Z. Armstrong, L. Schubert, I. Johnson and C. Olah, "Activation Atlas",
       Distill, 2019. https://distill.pub/2019/activation-atlas

    Examples
    --------
    >>> import numpy as np
    >>> import dreamkit as dk
    >>> net = dk.network()
    >>> vector = np.zeros(net.channels("mixed3"))
    >>> vector[[4, 7]] = 1, -0.5
    >>> dk.direction("mixed3", vector).layers
    ('mixed3',)
    """
    cosine = check_switch("cosine", cosine)
    try:
        with np.errstate(over="ignore"):
            array = np.asarray(vector, np.float32)
    except Exception:  # texts, rows of different lengths, whole numbers beyond floats
        array = np.zeros(0)
    if array.ndim != 1 or not np.isfinite(array).all() or not array.any():
        raise InputError("a direction is a list of finite numbers, not all of them zero.")
    is_off = bounds.plain(cosine_power, whole=True) == 0
    power = 0 if is_off else bounds.check("power", cosine_power)
    if cosine and power:
        raise InputError(
            "cosine=True leaves the dot product out, and cosine_power multiplies it; give one."
        )
    kind: Kind = "cosine" if cosine else "dotcosine" if power else "direction"
    position = None if place is None else _place(place)
    term = Term(
        _name(name), power=power or 1, kind=kind, position=position, held=HashedArray(array)
    )
    return Goal((term,))


def guide(name: str, picture: npt.ArrayLike) -> Goal:
    """Guided objective: ask for what another picture has, the best match among its activations.

    The mean over positions of the largest dot product of the activation there with any of the
    guide's activations (the original notebook's dream "guided" by a picture, 2015 [1]_).

    Parameters
    ----------
    name : str
        One of `network.layer_names`.
    picture : array
        The guide; one of more than 224 pixels is made smaller, as in the original, and a warning
        says so.

    Returns
    -------
    Goal

    Raises
    ------
    InputError
        It is not a picture.

    References
    ----------
    .. [1] A. Mordvintsev, C. Olah and M. Tyka, "Inceptionism", 2015, and its notebook.
       https://github.com/google/deepdream

    Examples
    --------
    >>> import dreamkit as dk
    >>> objective = dk.guide("mixed3", dk.sample("clouds", max_size=64))
    >>> objective.layers, objective.is_local
    (('mixed3',), True)
    """
    whole = as_picture(picture)
    small = limit(whole, GUIDE_SIZE)
    if small is not whole:
        sizes = [f"{shown.shape[1]} x {shown.shape[0]}" for shown in (whole, small)]
        warnings.warn(
            f"the guide is made smaller, from {sizes[0]} to {sizes[1]} pixels.", stacklevel=2
        )
    return Goal((Term(_name(name), kind="guide", held=HashedArray(small)),))


def activations_like(name: str, picture: npt.ArrayLike, dot: bool = False) -> Goal:
    """Feature inversion objective: ask for the activations of another picture, each in its place.

    Parameters
    ----------
    name : str
        One of `network.layer_names`.
    picture : array
        The picture whose activations are asked for; resized to the dream's size.
    dot : bool
        False (default): minus the mean squared difference, divided by the mean square of the
        picture's activations; it is largest, zero, where the activations are equal (inversion:
        Mahendran & Vedaldi, 2015 [1]_). True: the mean product, which goes on growing beyond them
        (caricature: Olah et al. [2]_).

    Returns
    -------
    Goal

    Raises
    ------
    InputError
        It is not a picture.

    References
    ----------
    .. [1] A. Mahendran and A. Vedaldi, "Understanding Deep Image Representations by Inverting
       Them", 2015. arXiv:1412.0035
    .. [2] C. Olah et al., "Lucid", its recipe for caricatures. https://github.com/tensorflow/lucid

    Examples
    --------
    >>> import dreamkit as dk
    >>> objective = dk.activations_like("mixed3", dk.sample("clouds", max_size=64))
    >>> objective.layers, objective.is_local
    (('mixed3',), False)
    """
    kind: Kind = "product" if check_switch("dot", dot) else "difference"
    return Goal((Term(_name(name), kind=kind, held=HashedArray(as_picture(picture))),))


def texture_like(name: str, picture: npt.ArrayLike) -> Goal:
    """Style objective: ask for the texture of another picture, which channels are active together.

    Minus the mean squared difference of the Gram matrices, divided by the mean square of the
    picture's; a Gram matrix holds for each pair of channels the mean over positions of their
    product, wherever in the picture they are (Gatys, Ecker & Bethge, 2015 [1]_).

    Parameters
    ----------
    name : str
        One of `network.layer_names`.
    picture : array
        The picture with the texture, any size.

    Returns
    -------
    Goal

    Raises
    ------
    InputError
        It is not a picture.

    References
    ----------
    .. [1] L. Gatys, A. Ecker and M. Bethge, "Texture Synthesis Using Convolutional Neural
       Networks", 2015. arXiv:1505.07376

    Examples
    --------
    >>> import dreamkit as dk
    >>> objective = dk.texture_like("mixed3", dk.sample("clouds", max_size=64))
    >>> objective.layers, objective.is_local
    (('mixed3',), False)
    """
    return Goal((Term(_name(name), kind="gram", held=HashedArray(as_picture(picture))),))


def objective(
    layer: str, function: Callable[..., Any], name: str | None = None, *, local: bool = False
) -> Goal:
    """Own objective: ask for more of what a function of your own makes of a layer's activations.

    Parameters
    ----------
    layer : str
        One of `network.layer_names`, or "input".
    function : function
        From a tensor of activations, float32 of shape (batch, height, width, channels), to a
        tensor of shape (batch, ...), whose mean over all axes but the first is the goal's value.
        Written with TensorFlow or `keras.ops`: it is called once or twice to be traced, and not
        again in each step.
    name : str, optional
        What texts and settings call it; by default the function's own name. They cannot hold the
        function: pass it again to make a dream again.
    local : bool
        True: its value is a mean over places, and a large picture may be looked at tile by tile.
        False (default): it looks at the picture as a whole, which is never split.

    Returns
    -------
    Goal

    Raises
    ------
    InputError
        `function` cannot be called. When the goal is used: it fails, or returns what is no tensor,
        has lost the axis of the pictures, or has no gradient.

    Examples
    --------
    >>> import dreamkit as dk
    >>> import tensorflow as tf
    >>> def contrast(activations):  # between two halves of the channels
    ...     first, second = tf.split(activations, 2, axis=-1)
    ...     return tf.abs(first - second)
    >>> print(dk.objective("mixed3", contrast, local=True))
    objective(mixed3, contrast)
    """
    check_function("an objective's function", function)
    if name is None:
        name = str(getattr(function, "__name__", type(function).__name__)).strip("<>")
    if not isinstance(name, str) or not name or not name.isprintable():
        raise InputError(f"an objective's name is a text on one line, not {shown(name)}.")
    own = OwnFunction(function, name, check_switch("local", local))
    return Goal((Term(_name(layer), kind=OBJECTIVE, function=own),))


def _place(place):
    """A place in a picture as two floats, from 0 to 1."""
    parts = place if isinstance(place, list | tuple | np.ndarray) else ()
    numbers = [bounds.plain(part) for part in parts]
    if len(numbers) != 2 or not all(n is not None and 0 <= n <= 1 for n in numbers):
        raise InputError(f"a place is two numbers from 0 to 1, not {shown(place)}.")
    down, across = map(abs, numbers)  # which makes -0.0 a zero
    return down, across


def _name(name):
    if not isinstance(name, str) or not name:
        raise InputError(f"a layer is named by a text, such as 'mixed3', not by {shown(name)}.")
    return str(name)


def _index(index):
    number = bounds.plain(index, whole=True)
    if number is None or number < 0:
        raise InputError(f"a channel's index is a whole number from 0 on, not {shown(index)}.")
    if number > bounds.LARGEST_INDEX:
        raise InputError(f"a channel's index has at most 9 digits, unlike {shown(index)}.")
    return number
