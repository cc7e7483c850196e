"""Texture synthesis and style transfer: one picture with the texture of another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy.typing as npt

from dreamkit import bounds
from dreamkit.ascent.priors import Priors
from dreamkit.errors import InputError, shown
from dreamkit.goals import objectives
from dreamkit.images import arrays
from dreamkit.images.arrays import Picture
from dreamkit.networks.extractor import NetworkLike
from dreamkit.networks.network import network as network_named
from dreamkit.visualizing.visualize import SMOOTH, visualize

DEPTHS = (0.05, 0.15, 0.3, 0.45)  # of the layers that texture is taken from


def texture(
    image: npt.ArrayLike,
    network: NetworkLike | None = None,
    layers: Iterable[str] | None = None,
    *,
    size: int | tuple[int, int] = 224,
    steps: int = 256,
    priors: Priors | dict[str, float] | None = SMOOTH,
    **settings: Any,
) -> Picture:
    """Texture synthesis: grow a new piece of the texture that a picture shows.

    From noise, until Gram matrices agree (Gatys, Ecker & Bethge, 2015 [1]_).

    Parameters
    ----------
    image : array
        A picture of the texture.
    network : str, Network or keras.Model, optional
        See `network`. Default "dreamnet".
    layers : list of str, optional
        Whose Gram matrices are to agree, all with equal weight; see `texture_like`. Default:
        four from the first half of the network.
    size : int or (int, int)
        Side, or height and width, in pixels. Default 224.
    steps : int
        Default 256.
    priors : Priors, dict or None
        Regularizers. Default total variation alone.
    **settings
        Of `visualize`.

    Returns
    -------
    numpy.ndarray
        float32 in [0, 1], shape (height, width, 3).

    Raises
    ------
    InputError
        A picture, name or number that cannot be used.

    References
    ----------
    .. [1] L. Gatys, A. Ecker and M. Bethge, "Texture Synthesis Using Convolutional Neural
       Networks", 2015. arXiv:1505.07376

    Examples
    --------
    >>> import dreamkit as dk
    >>> waves = dk.sample("clouds", max_size=64)
    >>> dk.texture(waves, layers=["conv1"], size=48, steps=1).shape
    (48, 48, 3)
    """
    net = network_named(network)
    goal = _texture_of(image, net, layers)
    return visualize(net, goal, size=size, steps=steps, priors=priors, **settings)


def style_transfer(
    content: npt.ArrayLike,
    style: npt.ArrayLike,
    network: NetworkLike | None = None,
    layers: Iterable[str] | None = None,
    *,
    strength: float = 3.0,
    steps: int = 256,
    priors: Priors | dict[str, float] | None = SMOOTH,
    **settings: Any,
) -> Picture:
    """Style transfer: paint one picture with the texture of another.

    From the content on, with one layer's activations held and Gram matrices brought to agree
    (Gatys, Ecker & Bethge, 2016 [1]_).

    Parameters
    ----------
    content : array
        The picture to paint; the result begins with it.
    style : array
        The picture whose texture is taken.
    network : str, Network or keras.Model, optional
        See `network`. Default "dreamnet".
    layers : list of str, optional
        See `texture`. The content is held by the layer in the middle of the network.
    strength : float
        Weight of the texture against the content. Default 3.
    steps : int
        Default 256.
    priors : Priors, dict or None
        Regularizers. Default total variation alone.
    **settings
        Of `visualize`.

    Returns
    -------
    numpy.ndarray
        float32, the shape of `content`.

    Raises
    ------
    InputError
        A picture, name or number that cannot be used.

    References
    ----------
    .. [1] L. Gatys, A. Ecker and M. Bethge, "Image Style Transfer Using Convolutional Neural
       Networks", CVPR, 2016. doi:10.1109/CVPR.2016.265

    Examples
    --------
    >>> import dreamkit as dk
    >>> cat, sky = dk.sample("cat", max_size=64), dk.sample("clouds", max_size=64)
    >>> dk.style_transfer(cat, sky, layers=["conv1"], steps=1).shape == cat.shape
    True
    """
    net, picture = network_named(network), arrays.as_picture(content)
    strength = bounds.check("strength", strength)
    held = objectives.activations_like(net.layer_at(0.5), picture)
    goal = held + strength * _texture_of(style, net, layers)
    settings |= {"start": picture, "steps": steps, "priors": priors}
    return visualize(net, goal, **{"jitter": 0, **settings})


def _texture_of(image, net, layers):
    if isinstance(layers, str) or not isinstance(layers, Iterable | None):
        raise InputError(f"layers are a list of names, such as ['mixed3'], not {shown(layers)}.")
    names = list(layers or dict.fromkeys(net.layer_at(share) for share in DEPTHS))
    return sum(objectives.texture_like(name, image) for name in names)
