"""Saliency maps: which pixels matter to a goal, without signs and without units."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dreamkit import bounds, device
from dreamkit.ascent.gradient import gradient_function
from dreamkit.attribution.asking import gradients, question
from dreamkit.goals.goal import Goal
from dreamkit.networks.extractor import NetworkLike


def saliency(
    image: npt.ArrayLike,
    goal: Goal | str,
    network: NetworkLike | None = None,
    *,
    samples: int = 1,
    noise: float = 0.1,
    seed: int = 0,
) -> npt.NDArray[np.float32]:
    """Saliency map: return how much each pixel of a picture matters to a goal, such as a class.

    The goal's gradient, its largest absolute value over the colors (Simonyan et al., 2014 [1]_).
    With more samples it is first averaged over noisy copies of the picture, which takes out what
    depends on single pixels (SmoothGrad: Smilkov et al., 2017 [2]_).

    Parameters
    ----------
    image : array
        A picture, see `load_image`.
    goal : Goal or str
        Such as `dk.logit("eye")`.
    network : str, Network or keras.Model, optional
        See `network`. Default "dreamnet".
    samples : int
        1 (default): the picture itself. SmoothGrad takes about 50.
    noise : float
        Standard deviation of the noise if there are more samples, in units of [0, 1]. Default
        0.1 (Smilkov et al.: 0.1 to 0.2).
    seed : int
        Of the noise. Default 0.

    Returns
    -------
    numpy.ndarray
        float32, shape (height, width), in [0, 1]; the largest hundredth of the values is 1.

    Raises
    ------
    InputError
        A picture, name or number that cannot be used.

    References
    ----------
    .. [1] K. Simonyan, A. Vedaldi and A. Zisserman, "Deep Inside Convolutional Networks:
       Visualising Image Classification Models and Saliency Maps", 2014. arXiv:1312.6034
    .. [2] D. Smilkov, N. Thorat, B. Kim, F. Viégas and M. Wattenberg, "SmoothGrad: removing noise
       by adding noise", 2017. arXiv:1706.03825

    Examples
    --------
    >>> import dreamkit as dk
    >>> photo = dk.sample("clouds", max_size=64)
    >>> matters = dk.saliency(photo, dk.logit("waves"))
    >>> matters.shape, float(matters.max())
    ((48, 64), 1.0)
    """
    samples, noise = bounds.check("samples", samples), bounds.check("noise", noise)
    seed = bounds.check("seed", seed)
    asked = question(image, goal, network)
    look = gradient_function(asked.network, asked.goal, device.precision("auto"))
    random = np.random.default_rng(seed)
    noisy = (
        (asked.picture + (random.normal(0, noise, asked.picture.shape) if samples > 1 else 0))
        for _ in range(samples)
    )
    total = np.zeros_like(asked.picture)
    for _, gradient in gradients(asked, look, (copy.astype(np.float32) for copy in noisy)):
        total += gradient
    strength = np.abs(total).max(axis=2)
    return np.clip(strength / max(float(np.quantile(strength, 0.99)), 1e-30), 0, 1)
