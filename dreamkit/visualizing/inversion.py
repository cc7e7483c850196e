"""Feature inversion and caricatures: what a layer keeps of a picture, and what it makes of it."""

from __future__ import annotations

from typing import Any

import numpy.typing as npt

from dreamkit.ascent.priors import Priors
from dreamkit.goals import objectives
from dreamkit.images import arrays
from dreamkit.images.arrays import Picture
from dreamkit.networks.extractor import NetworkLike
from dreamkit.networks.network import network as network_named
from dreamkit.visualizing.visualize import SMOOTH, visualize


def inversion(
    image: npt.ArrayLike,
    network: NetworkLike | None = None,
    layer: str | None = None,
    *,
    priors: Priors | dict[str, float] | None = SMOOTH,
    jitter: int = 0,
    **settings: Any,
) -> Picture:
    """Feature inversion: grow a picture from noise that a layer cannot tell from another one.

    What comes back is what the layer has kept (Mahendran & Vedaldi, 2015 [1]_): early layers keep
    nearly everything, deep ones what and roughly where.

    Parameters
    ----------
    image : array
        A picture, see `load_image`.
    network : str, Network or keras.Model, optional
        See `network`. Default "dreamnet".
    layer : str, optional
        One of `network.layer_names`. Default: the one in the middle.
    priors : Priors, dict or None
        Regularizers. Default total variation alone, as in the paper.
    jitter : int
        Default 0, no shifts: every position has its own activations to reach.
    **settings
        Of `visualize`.

    Returns
    -------
    numpy.ndarray
        float32, the shape of the picture.

    Raises
    ------
    InputError
        A picture, name or number that cannot be used.

    References
    ----------
    .. [1] A. Mahendran and A. Vedaldi, "Understanding Deep Image Representations by Inverting
       Them", 2015. arXiv:1412.0035

    Examples
    --------
    >>> import dreamkit as dk
    >>> photo = dk.sample("clouds", max_size=64)
    >>> dk.inversion(photo, layer="conv1", steps=1).shape
    (48, 64, 3)
    """
    return _grown_like(image, network, layer, False, priors=priors, jitter=jitter, **settings)


def caricature(
    image: npt.ArrayLike,
    network: NetworkLike | None = None,
    layer: str | None = None,
    **settings: Any,
) -> Picture:
    """Caricature: grow a picture that has more of everything a layer sees in another one.

    Its activations are driven along those of the picture without an end (Olah et al. [1]_), so
    that what a layer has words for is exaggerated and the rest is lost.

    Parameters
    ----------
    image : array
        A picture, see `load_image`.
    network : str, Network or keras.Model, optional
        See `network`. Default "dreamnet".
    layer : str, optional
        One of `network.layer_names`. Default: the one in the middle.
    **settings
        Of `visualize`, priors and jitter among them.

    Returns
    -------
    numpy.ndarray
        float32, the shape of the picture.

    Raises
    ------
    InputError
        A picture, name or number that cannot be used.

    References
    ----------
    .. [1] C. Olah et al., "Lucid", its recipe for caricatures. https://github.com/tensorflow/lucid

    Examples
    --------
    >>> import dreamkit as dk
    >>> photo = dk.sample("clouds", max_size=64)
    >>> dk.caricature(photo, layer="conv1", steps=1).shape
    (48, 64, 3)
    """
    return _grown_like(image, network, layer, True, **settings)


def _grown_like(image, network, layer, dot, **settings):
    net, picture = network_named(network), arrays.as_picture(image)
    goal = objectives.activations_like(layer or net.layer_at(0.5), picture, dot=dot)
    return visualize(net, goal, **settings | {"size": picture.shape[:2]})
