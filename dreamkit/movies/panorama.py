"""dream_panorama(): a dream all around, without a seam and without poles."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from dreamkit.ascent.gradient import gradient_function
from dreamkit.ascent.loop import Loop
from dreamkit.ascent.progress import Step
from dreamkit.dreaming import octaves as scales
from dreamkit.errors import InputError
from dreamkit.goals.goal import Goal
from dreamkit.images import arrays
from dreamkit.images.arrays import Picture
from dreamkit.movies import extra, sphere, views
from dreamkit.movies import settings as film_settings
from dreamkit.networks.extractor import NetworkLike
from dreamkit.networks.network import network as network_named


def dream_panorama(
    image: npt.ArrayLike,
    network: NetworkLike | None = None,
    goal: Goal | str | None = None,
    *,
    preset: str | None = None,
    on_step: Callable[[Step], object] | None = None,
    should_stop: Callable[[], bool] | None = None,
    **settings: Any,
) -> Picture:
    """DeepDream panorama: dream on a picture of all around, equirectangular.

    The network looks through six views, from another direction in each step, so that the dream
    has no seam behind the camera and is not stretched above and below it.

    Parameters
    ----------
    image : array
        A picture twice as wide as high; see `load_image`.
    network : str, Network or keras.Model, optional
        See `network`. Default "dreamnet".
    goal : Goal or str, optional
        See `dream`; a goal that is a mean over positions.
    preset : str, optional
        One of `network.presets`, instead of a goal.
    on_step : function, optional
        Called with a `Step` after each step, instead of showing a progress bar.
    should_stop : function, optional
        Asked before each step; answering True ends the dream early. So does Ctrl-C.
    **settings
        Of `dream`; tile size, jitter and regularizers play no part.

    Returns
    -------
    numpy.ndarray
        float32, the shape of the source.

    Raises
    ------
    InputError
        The picture is not twice as wide as high, or a name or number cannot be used.
    FileError
        OpenCV is missing.

    Examples
    --------
    >>> import dreamkit as dk
    >>> photo = dk.resize(dk.sample("clouds"), (64, 128))
    >>> dk.dream_panorama(photo, goal="mixed2", steps=1, octaves=1).shape
    (64, 128, 3)
    """
    extra.opencv()
    picture = arrays.as_picture(image)
    check_shape(picture)
    net = network_named(network)
    how = film_settings.resolve(net, goal, preset, {}, settings)
    if not how.goal.is_local:
        raise InputError(f"the goal '{how.goal}' looks at a picture as a whole, not at all around.")
    net.check_size([side // 2 for side in picture.shape[:2]], how.goal.layers, "a view")
    sizes = octave_sizes(picture, how)
    steps = how.settings.steps
    with Loop(
        steps * len(sizes),
        work=steps * sum(height * width for height, width in sizes),
        octaves=len(sizes),
        on_step=on_step,
        should_stop=should_stop,
    ) as loop:
        return dream_sphere(picture, how, sizes, steps, loop)


def check_shape(picture):
    """Raise InputError unless a picture is twice as wide as high."""
    height, width = picture.shape[:2]
    if width != 2 * height:
        raise InputError(
            f"a panorama all around is twice as wide as high, this picture is {width} x {height}; "
            "resize or crop it first."
        )


def octave_sizes(picture, how):
    """The sizes to dream at; fewer than asked for where views would be too small."""
    smallest = how.net.minimum_size * 2  # a view is about half as wide as the picture is high
    settings = how.settings
    sizes = scales.sizes(
        *picture.shape[:2], settings.octaves, settings.octave_scale, max(64, smallest)
    )
    if len(sizes) < settings.octaves:
        warnings.warn(
            f"a panorama of this size takes {len(sizes)} octaves, not {settings.octaves}.",
            stacklevel=3,
        )
    return [(height, 2 * height) for height, _ in sizes]


def dream_sphere(source, how, sizes, steps, loop):
    """Dream at every size: octaves as in `dreaming.dream`, each step through other views."""
    from dreamkit.ascent.normalize import levels_of, normalize  # loads TensorFlow

    random = np.random.default_rng(how.settings.seed)
    look = gradient_function(how.net, how.goal, how.settings.precision)
    original = picture = None
    for octave, size in enumerate(sizes, start=1):
        before, original = original, sphere.resize(source, size)
        if before is None:
            picture = np.clip(original, 0, 1)
        else:
            picture = scales.enlarge(picture, before, original, how.settings.detail, sphere.resize)

        def even(strip):
            return normalize(strip, how.settings.normalize, levels_of(*strip.shape[:2]))

        for _ in range(0 if loop.ended_early else steps):
            if loop.stopping():
                break
            loss, direction = views.gradient(picture, look, views.ring(random), even)
            if how.settings.keep_color:
                direction = direction.mean(-1, keepdims=True)
            picture = np.clip(picture + how.settings.step_size * direction, 0, 1)
            picture = picture.astype(np.float32)
            loop.tell(loss, picture, octave, size[0] * size[1])
    return picture
