"""What a class looks like to a network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dreamkit.ascent.priors import Priors
from dreamkit.goals import objectives
from dreamkit.images.arrays import Picture
from dreamkit.networks.network import NetworkLike
from dreamkit.visualizing.visualize import visualize

# Objects come in more sizes and places than textures; chosen by eye on dreamnet's classes.
PRIORS: dict[str, float] = {"scale": 0.3, "rotation": 20, "total_variation": 1}


def class_picture(
    which: int | str | Sequence[int | str],
    network: NetworkLike | None = None,
    *,
    size: int | tuple[int, int] = 96,
    steps: int = 192,
    jitter: int = 16,
    priors: Priors | dict[str, float] | None = PRIORS,
    **settings: Any,
) -> Picture:
    """Grow the picture that a network finds most like a class (Simonyan et al., 2014).

    Parameters
    ----------
    which : int, str or list of these
        Classes by number or by name, one of `network.classes`. A list gives a picture for each.
    network : str, Network or keras.Model, optional
        A network with its classifier. Default "dreamnet".
    size, steps, jitter, priors, **settings
        Of `visualize`. The default size, 96, is near that of the pictures dreamnet learnt from.

    Returns
    -------
    numpy.ndarray
        As from `visualize`.

    Raises
    ------
    InputError
        There is no such class, or no classifier.
    """
    if isinstance(which, list | tuple):
        goal = [objectives.logit(one) for one in which]
    else:
        goal = objectives.logit(which)
    settings |= {"size": size, "steps": steps, "jitter": jitter, "priors": priors}
    return visualize(network, goal, **settings)
