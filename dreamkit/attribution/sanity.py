"""Sanity checks: does a map depend on what the network has learned?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from dreamkit.attribution.asking import question
from dreamkit.attribution.methods import method_named
from dreamkit.errors import InputError, check_switch, shown
from dreamkit.goals.goal import Goal
from dreamkit.networks.extractor import NetworkLike
from dreamkit.networks.network import network as network_named
from dreamkit.networks.randomized import randomize


def rank_correlation(one: npt.ArrayLike, other: npt.ArrayLike, *, absolute: bool = False) -> float:
    """Rank correlation: return how alike two maps order their pixels (Spearman's coefficient).

    Parameters
    ----------
    one, other : array
        Maps of one shape, of any scale.
    absolute : bool
        Whether sizes are compared, without signs. Default False.

    Returns
    -------
    float
        1: the same order; 0: none in common; -1: the opposite. NaN if a map has one value only.

    Raises
    ------
    InputError
        They differ in shape, or hold what is no number.

    References
    ----------
    .. [1] C. Spearman, "The Proof and Measurement of Association between Two Things", 1904.
       doi:10.2307/1412159

    Examples
    --------
    >>> import dreamkit as dk
    >>> round(dk.attribution.rank_correlation([[1, 2], [3, 4]], [[10, 20], [30, 99]]), 6)
    1.0
    """
    from scipy.stats import rankdata

    maps = [_values(given) for given in (one, other)]
    absolute = check_switch("absolute", absolute)
    if maps[0].shape != maps[1].shape:
        raise InputError(
            "two maps are compared value by value, so they have one shape, not "
            f"{maps[0].shape} and {maps[1].shape}."
        )
    ranks = [rankdata(np.abs(values) if absolute else values) for values in maps]
    if any(np.ptp(values) == 0 for values in ranks):
        return float("nan")
    return float(np.corrcoef(*ranks)[0, 1])


def randomization_check(
    image: npt.ArrayLike,
    goal: Goal | str,
    network: NetworkLike | None = None,
    *,
    method: str | Callable[..., npt.NDArray[np.float32]] = "gradient",
    layers: Iterable[str] | None = None,
    cascade: bool = True,
    absolute: bool = True,
    seed: int = 0,
    **settings: Any,
) -> dict[str, float]:
    """Model randomization test: how alike a map stays while a network forgets, layer by layer.

    A map that explains what the network has learned changes when that is gone; one that does not
    change shows something else, such as edges of the picture (Adebayo et al., 2018 [1]_).

    Parameters
    ----------
    image : array
        A picture, see `load_image`.
    goal : Goal or str
        Such as `dk.logit("eye")`.
    network : str, Network or keras.Model, optional
        See `network`. Default "dreamnet".
    method : str or function
        One of `attribution.METHODS`, or a function of (image, goal, network) that gives a map.
        Default "gradient".
    layers : iterable of str, optional
        How far down the weights are drawn anew, see `randomize`. Default: every layer with
        weights that all of the network goes through, from the goal's own to the first.
    cascade : bool
        Whether the layers after it are random, too (default), or each by itself.
    absolute : bool
        Whether sizes are compared, without signs. Default True.
    seed : int
        Of the new weights. Default 0.
    **settings
        Of the method.

    Returns
    -------
    dict of str to float
        For each layer the rank correlation of the map after with the one before: 1 unchanged, 0
        nothing in common, NaN if nothing is left that could be compared.

    Raises
    ------
    InputError
        A picture, name or number that cannot be used.

    References
    ----------
    .. [1] J. Adebayo, J. Gilmer, M. Muelly, I. Goodfellow, M. Hardt and B. Kim, "Sanity Checks for
       Saliency Maps", 2018. arXiv:1810.03292

    Examples
    --------
    >>> import dreamkit as dk
    >>> photo = dk.sample("clouds", max_size=64)
    >>> alike = dk.attribution.randomization_check(photo, "logit:waves", layers=["class_map"])
    >>> list(alike)
    ['class_map']
    """
    look = method_named(method)
    net = network_named(network)
    asked = question(image, goal, net)
    if layers is not None and (isinstance(layers, str) or not isinstance(layers, Iterable)):
        raise InputError(f"layers are a list of names, such as ['mixed4'], not {shown(layers)}.")
    names = _steps(net, asked.goal) if layers is None else list(layers)
    before = look(asked.picture, asked.goal, net, **settings)
    alike = {}
    for name in names:
        forgetful = randomize(net, name, cascade=cascade, seed=seed)
        after = look(asked.picture, asked.goal, forgetful, **settings)
        alike[name] = rank_correlation(before, after, absolute=absolute)
    return alike


def _steps(net, goal):
    """The layers that can forget, from the goal's own towards the picture."""
    from dreamkit.networks import paths

    ends = [name for name in net.layer_names if name in goal.layers]
    names, kept = [], set()
    for name in [*paths.bottlenecks(net, ends), *ends]:
        needed = paths.ancestors(net, name)
        if any(layer.weights for layer in needed - kept):
            names.append(name)
        kept |= needed
    return names[::-1]


def _values(given):
    try:
        values = np.asarray(given, np.float64)
    except (TypeError, ValueError, OverflowError):
        values = None
    if values is None or not values.size or not np.isfinite(values).all():
        raise InputError(f"a map is an array of finite numbers, not {shown(given)}.")
    return values
