"""Attribution by gradients: signed, for each color of each pixel, in the goal's own units."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from dreamkit import bounds
from dreamkit.ascent.gradient import gradient_function, passes_a_relu
from dreamkit.ascent.loop import Loop
from dreamkit.ascent.progress import Step
from dreamkit.attribution.asking import gradients, question
from dreamkit.errors import InputError, shown
from dreamkit.goals.goal import Goal
from dreamkit.images.arrays import as_picture
from dreamkit.networks.extractor import NetworkLike

GOLDEN = (np.sqrt(5) - 1) / 2


def gradient(
    image: npt.ArrayLike, goal: Goal | str, network: NetworkLike | None = None
) -> npt.NDArray[np.float32]:
    """Gradient: return how fast a goal grows with each color of each pixel.

    What a saliency map shows the size of (Simonyan et al., 2014 [1]_), with its signs, colors and
    units: 0.01 more of this color changes the goal by 0.01 times this, if nothing else changes.

    Parameters
    ----------
    image : array
        A picture, see `load_image`. A local goal of a picture above 1024 pixels is looked at in
        parts.
    goal : Goal or str
        Such as `dk.logit("eye")`.
    network : str, Network or keras.Model, optional
        See `network`. Default "dreamnet".

    Returns
    -------
    numpy.ndarray
        float32, shape (height, width, 3), of any sign and size; in units of the goal per unit of
        the picture, whose colors go from 0 to 1. Computed in float32.

    Raises
    ------
    InputError
        A picture or name that cannot be used.

    References
    ----------
    .. [1] K. Simonyan, A. Vedaldi and A. Zisserman, "Deep Inside Convolutional Networks:
       Visualising Image Classification Models and Saliency Maps", 2014. arXiv:1312.6034

    Examples
    --------
    >>> import dreamkit as dk
    >>> photo = dk.sample("clouds", max_size=64)
    >>> slope = dk.attribution.gradient(photo, "logit:waves")
    >>> slope.shape, bool(slope.min() < 0 < slope.max())
    ((48, 64, 3), True)
    """
    return _gradient(question(image, goal, network))


def gradient_times_input(
    image: npt.ArrayLike, goal: Goal | str, network: NetworkLike | None = None
) -> npt.NDArray[np.float32]:
    """Gradient times input: return the gradient times the picture, color by color.

    How much each pixel would count if the goal grew evenly from black to the picture as it does
    at the picture (Shrikumar et al., 2017 [1]_). What is black counts nothing.

    Parameters
    ----------
    image : array
        A picture, see `gradient`.
    goal : Goal or str
        Such as `dk.logit("eye")`.
    network : str, Network or keras.Model, optional
        See `network`. Default "dreamnet".

    Returns
    -------
    numpy.ndarray
        float32, shape (height, width, 3), of any sign and size; in units of the goal.

    Raises
    ------
    InputError
        A picture or name that cannot be used.

    References
    ----------
    .. [1] A. Shrikumar, P. Greenside and A. Kundaje, "Learning Important Features Through
       Propagating Activation Differences", 2017. arXiv:1704.02685

    Examples
    --------
    >>> import dreamkit as dk
    >>> photo = dk.sample("clouds", max_size=64)
    >>> dk.attribution.gradient_times_input(photo, "logit:waves").shape
    (48, 64, 3)
    """
    asked = question(image, goal, network)
    return _gradient(asked) * asked.picture


def guided_backpropagation(
    image: npt.ArrayLike, goal: Goal | str, network: NetworkLike | None = None
) -> npt.NDArray[np.float32]:
    """Guided backpropagation: return a gradient for which every ReLU lets only positives back.

    Sharp, and pretty, and to be read with care (Springenberg et al., 2015 [1]_): it shows forms
    of the picture that the network passes on, largely whatever the goal (Adebayo et al., 2018
    [2]_). It holds for ReLU and ReLU6, wherever they stand in a model; other activations, such as
    ELU, GELU or a ReLU that leaks, keep their own gradient.

    Parameters
    ----------
    image : array
        A picture, see `gradient`.
    goal : Goal or str
        Such as `dk.logit("eye")`.
    network : str, Network or keras.Model, optional
        See `network`. Default "dreamnet". One without a ReLU gives its gradient, with a warning.

    Returns
    -------
    numpy.ndarray
        float32, shape (height, width, 3), of any sign and size. It is no derivative of anything.

    Raises
    ------
    InputError
        A picture or name that cannot be used.

    References
    ----------
    .. [1] J. T. Springenberg, A. Dosovitskiy, T. Brox and M. Riedmiller, "Striving for
       Simplicity: The All Convolutional Net", 2015. arXiv:1412.6806
    .. [2] J. Adebayo, J. Gilmer, M. Muelly, I. Goodfellow, M. Hardt and B. Kim, "Sanity Checks for
       Saliency Maps", 2018. arXiv:1810.03292

    Examples
    --------
    >>> import dreamkit as dk
    >>> photo = dk.sample("clouds", max_size=64)
    >>> dk.attribution.guided_backpropagation(photo, "logit:waves").shape
    (48, 64, 3)
    """
    asked = question(image, goal, network)
    found = _gradient(asked, guided=True)
    if not passes_a_relu(asked.network, asked.goal):
        warnings.warn(
            f"{asked.network.name} has no ReLU before {' and '.join(asked.goal.layers)}, so guided "
            "backpropagation is the plain gradient.",
            stacklevel=2,
        )
    return found


def integrated_gradients(
    image: npt.ArrayLike,
    goal: Goal | str,
    network: NetworkLike | None = None,
    *,
    baseline: float | npt.ArrayLike = 0.0,
    steps: int = 50,
    on_step: Callable[[Step], object] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> npt.NDArray[np.float32]:
    """Integrated gradients: share out among the pixels what a picture has over a baseline.

    The gradient averaged along the straight way from the baseline to the picture, times their
    difference (Sundararajan et al., 2017 [1]_). It is complete: all of it sums to
    goal(picture) - goal(baseline), up to the error of so many steps, and for a picture above 1024
    pixels, which is looked at in parts, of what these see along their borders. A pixel that is as
    in the baseline gets nothing.

    Parameters
    ----------
    image : array
        A picture, see `gradient`.
    goal : Goal or str
        Such as `dk.logit("eye")`.
    network : str, Network or keras.Model, optional
        See `network`. Default "dreamnet".
    baseline : float or array
        A gray from 0 to 1, or a picture of the same size. Default 0, black (Sundararajan et
        al.); another one gives another map.
    steps : int
        At how many places of the way the gradient is taken, each in the middle of its part of
        it. Default 50 (Sundararajan et al.: 20 to 300).
    on_step : function, optional
        Called with a `Step` after each step, instead of showing a progress bar. Its image is the
        place on the way.
    should_stop : function, optional
        Asked before each step; answering True ends it with the average so far, of places spread
        over the whole way. So does Ctrl-C.

    Returns
    -------
    numpy.ndarray
        float32, shape (height, width, 3), of any sign and size; in units of the goal. NaN if it
        was stopped before the first step.

    Raises
    ------
    InputError
        A picture, name or number that cannot be used.

    References
    ----------
    .. [1] M. Sundararajan, A. Taly and Q. Yan, "Axiomatic Attribution for Deep Networks", 2017.
       arXiv:1703.01365

    Examples
    --------
    >>> import dreamkit as dk
    >>> photo = dk.sample("clouds", max_size=64)
    >>> shares = dk.attribution.integrated_gradients(photo, "logit:waves", steps=8)
    >>> shares.shape
    (48, 64, 3)
    """
    steps = bounds.check("steps", steps)
    asked = question(image, goal, network)
    start = _baseline(baseline, asked.picture)
    difference = asked.picture - start
    look = gradient_function(asked.network, asked.goal)
    order = _spread(steps)
    places, total, taken = [], np.zeros_like(difference), 0
    loop = Loop(steps, doing="integrating", on_step=on_step, should_stop=should_stop)
    with loop:

        def way():
            for part in order:
                if loop.stopping():
                    return
                places.append(start + np.float32((part + 0.5) / steps) * difference)
                yield places[-1]

        for loss, found in gradients(asked, look, way(), loop.stopping):
            total += found
            taken += 1
            loop.tell(loss, places.pop(0))
    if not taken:
        return np.full_like(total, np.nan)
    return difference * (total / np.float32(taken))


def _spread(count):
    """The numbers below `count` in an order of which any beginning is spread evenly over them.

    Their places among the multiples of the golden ratio, modulo 1.
    """
    return np.argsort(np.argsort((np.arange(count) * GOLDEN) % 1))


def _gradient(asked, guided=False):
    look = gradient_function(asked.network, asked.goal, guided=guided)
    [(_, found)] = gradients(asked, look, [asked.picture])
    return found


def _baseline(given, picture):
    """The baseline as an array that goes with the picture."""
    number = bounds.plain(given)
    if number is not None:
        return np.full_like(picture, bounds.check("baseline", number))
    try:
        baseline = as_picture(given)
    except InputError:
        raise InputError(
            f"baseline is a gray from 0 to 1 or a picture of the same size, not {shown(given)}."
        ) from None
    if baseline.shape != picture.shape:
        height, width = baseline.shape[:2]
        raise InputError(
            f"baseline is {width} x {height} pixels and the picture {picture.shape[1]} x "
            f"{picture.shape[0]}; use dk.resize(baseline, image.shape[:2])."
        )
    return baseline
