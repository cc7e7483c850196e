"""Class visualization: what a class looks like to a network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dreamkit.ascent.priors import Priors
from dreamkit.goals import objectives
from dreamkit.images.arrays import Picture
from dreamkit.networks.extractor import NetworkLike
from dreamkit.visualizing.visualize import visualize

# Objects come in more sizes and places than textures; chosen by eye on dreamnet's classes.
PRIORS: dict[str, float] = {"scale": 0.3, "rotation": 20, "total_variation": 1}
DEFAULTS: dict[str, Any] = {"size": 96, "steps": 192, "jitter": 16, "priors": PRIORS}


def class_picture(
    which: int | str | Sequence[int | str],
    network: NetworkLike | None = None,
    *,
    size: int | tuple[int, int] = DEFAULTS["size"],
    steps: int = DEFAULTS["steps"],
    jitter: int = DEFAULTS["jitter"],
    priors: Priors | dict[str, float] | None = DEFAULTS["priors"],
    **settings: Any,
) -> Picture:
    """Class visualization: grow the picture that a network finds most like a class.

    Activation maximization of a logit (Simonyan et al., 2014 [1]_).

    Parameters
    ----------
    which : int, str or list of these
        Classes by number or by name, one of `network.classes`. A list gives a picture for each.
    network : str, Network or keras.Model, optional
        A network with its classifier. Default "dreamnet".
    size : int or (int, int)
        Side, or height and width, in pixels. Default 96, near that of the pictures dreamnet
        learned from.
    steps : int
        Default 192.
    jitter : int
        Largest random shift before each step, in pixels. Default 16.
    priors : Priors, dict or None
        Regularizers. Default `PRIORS`: stronger transformations and more total variation than
        `visualize` has, since objects come in more sizes and places than textures.
    **settings
        Of `visualize`.

    Returns
    -------
    numpy.ndarray
        float32 in [0, 1], shape (height, width, 3); (count, height, width, 3) for a list.

    Raises
    ------
    InputError
        There is no such class, or no classifier.

    References
    ----------
    .. [1] K. Simonyan, A. Vedaldi and A. Zisserman, "Deep Inside Convolutional Networks:
       Visualising Image Classification Models and Saliency Maps", 2014. arXiv:1312.6034

    Examples
    --------
    >>> import dreamkit as dk
    >>> dk.class_picture("eye", size=48, steps=1).shape
    (48, 48, 3)
    """
    if isinstance(which, list | tuple):
        goal = [objectives.logit(label) for label in which]
    else:
        goal = objectives.logit(which)
    settings |= {"size": size, "steps": steps, "jitter": jitter, "priors": priors}
    return visualize(network, goal, **settings)
