"""dream(): octaves, tiles and ascent put together."""

from __future__ import annotations

import dataclasses
import time
import warnings
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from dreamkit.ascent import border, tiles, transforms
from dreamkit.ascent.gradient import gradient_function
from dreamkit.ascent.loop import Loop
from dreamkit.ascent.priors import Priors, as_priors
from dreamkit.ascent.progress import Step
from dreamkit.device import Precision
from dreamkit.dreaming import octaves as scales
from dreamkit.dreaming import result
from dreamkit.dreaming.result import Dream
from dreamkit.dreaming.settings import DEFAULTS, UNSET, Normalization, resolve
from dreamkit.errors import InputError
from dreamkit.goals.goal import Goal
from dreamkit.images import arrays, masks
from dreamkit.networks.network import NetworkLike
from dreamkit.networks.network import network as network_named


def dream(
    image: npt.ArrayLike,
    network: NetworkLike | None = None,
    goal: Goal | str | None = None,
    *,
    steps: int = UNSET,
    step_size: float = UNSET,
    octaves: int = UNSET,
    octave_scale: float = UNSET,
    tile_size: int | None = UNSET,
    jitter: int | None = UNSET,
    detail: bool = UNSET,
    normalize: Normalization = UNSET,
    seed: int = UNSET,
    precision: Precision = UNSET,
    preset: str | None = None,
    mask: npt.ArrayLike | None = None,
    keep_color: bool = UNSET,
    priors: Priors | dict[str, float] | None = UNSET,
    on_step: Callable[[Step], object] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Dream:
    """DeepDream: change a picture so that a network sees more of what the goal names.

    Gradient ascent on the picture, at one size after the other (Mordvintsev et al., 2015 [1]_).

    Without a goal, the network's recommended preset is used: its goal and its settings, unless
    you give your own. With a goal, the defaults below hold, which come from TensorFlow's tutorial
    [2]_, the original notebook [3]_ and Keras's example [4]_ where they say so.

    Parameters
    ----------
    image : array
        A picture: (height, width, 3), RGB in [0, 1]; see `load_image` and `sample`.
    network : str, Network or keras.Model, optional
        See `network`. Default "dreamnet".
    goal : Goal or str, optional
        See `layer`, `channel` and `goal`.
    steps : int
        Steps in each octave. Default 50 (tutorial).
    step_size : float
        How far a step moves, in units of [0, 1]. Default 0.005: the tutorial's 0.01, whose
        pictures span [-1, 1].
    octaves : int
        How many sizes. Default 5 (tutorial: -2 ... 2). Octaves too small for the network are
        left out.
    octave_scale : float
        Ratio of one size to the next. Default 1.3 (tutorial).
    tile_size : int or None
        The most pixels, along each side, that the network sees at once. Default 512 (tutorial).
        A network that pads nothing is shown up to one stride more, so that no pixel lies beyond
        its last window. None never splits the picture and shows it as it is.
    jitter : int or None
        Largest random shift before each step, in pixels. Default None: the tile size where an
        octave takes more than one tile, as in the tutorial, otherwise 0.
    detail : bool
        Put back the detail that shrinking lost. Default True (original notebook; Keras's
        example).
    normalize : "std" or "laplacian"
        See `ascent.normalize`. Default "std" (tutorial).
    seed : int
        Of the random shifts. Default 0. Same seed, settings, machine and versions: the same
        bits on a CPU; on a GPU only after `tf.config.experimental.enable_op_determinism()`,
        which makes it slower.
    precision : "auto", "float32", "bfloat16" or "float16"
        The type in which the network computes; picture, gradient and loss are float32 always.
        Default "auto": bfloat16 (on some GPUs float16) where that is really faster here, else
        float32. Dreams of one type look alike, but are not the same dream; to compare
        numbers, ask for float32. Computing in float16 has not been tried on a GPU yet.
    preset : str, optional
        One of `network.presets`, instead of a goal.
    mask : array, optional
        Dream only where it is above 0: (height, width) of the picture's size, values in [0, 1].
        Its edges fade on their inner side; where it is 0 the picture stays as it was.
    keep_color : bool
        Change the lightness only, so that the picture keeps its colors. Default False.
    priors : Priors, dict or None
        Regularizers, such as {"total_variation": 2}; see `Priors`. Default None.
    on_step : function, optional
        Called with a `Step` after each step, instead of showing a progress bar.
    should_stop : function, optional
        Asked before each tile; answering True ends the dream early, keeping the steps done.
        Ctrl-C does the same.

    Returns
    -------
    Dream
        `.image` is the picture, `.losses` the goal's value before each step, and `.settings`
        what makes it again.

    Raises
    ------
    InputError
        A picture, name or number that cannot be used; the sentence says which and why.
    FileError
        The network's weights cannot be had.

    References
    ----------
    .. [1] A. Mordvintsev, C. Olah and M. Tyka, "Inceptionism: Going Deeper into Neural Networks",
       2015. https://research.google/blog/inceptionism-going-deeper-into-neural-networks
    .. [2] "DeepDream", TensorFlow's tutorial.
       https://www.tensorflow.org/tutorials/generative/deepdream
    .. [3] "DeepDreaming with Caffe", the original notebook. https://github.com/google/deepdream
    .. [4] F. Chollet, "Deep Dream", Keras's example.
       https://keras.io/examples/generative/deep_dream

    Examples
    --------
    >>> import dreamkit as dk
    >>> photo = dk.sample("clouds", max_size=64)
    >>> result = dk.dream(photo, goal="mixed3", steps=3, octaves=2)
    >>> result.image.shape, len(result.losses)
    ((48, 64, 3), 6)
    >>> result.losses[2] > result.losses[0]  # within the first octave
    True
    """
    arguments = {name: value for name, value in locals().items() if name in DEFAULTS}
    picture = arrays.as_picture(image)
    net = network_named(network)
    goal, settings = resolve(net, goal, preset, arguments)
    mask = None if mask is None else masks.as_mask(mask, picture.shape)
    sizes, settings = _sizes(picture, net, goal, settings)
    started = time.monotonic()
    with Loop(
        settings.steps * len(sizes),
        work=settings.steps * sum(height * width for height, width in sizes),
        octaves=len(sizes),
        on_step=on_step,
        should_stop=should_stop,
    ) as loop:
        dreamt, losses = _through_octaves(picture, net, goal, settings, sizes, mask, loop)
        stopped = loop.stopped
    fingerprint = None if mask is None else masks.fingerprint(mask)
    stored = {"network": net.name, "goal": str(goal), **dataclasses.asdict(settings)}
    asked = DEFAULTS["precision"] if precision is UNSET else precision
    info = result.about(picture, net, asked, time.monotonic() - started)
    return Dream(dreamt, losses, stored | {"mask": fingerprint}, info, stopped)


def _through_octaves(source, net, goal, settings, sizes, mask, loop):
    """Dream at every size; returns (picture, losses)."""
    import tensorflow as tf

    random = np.random.default_rng(settings.seed)
    loss_and_gradient = gradient_function(net, goal, settings.precision)
    fit = net.fitting_side(goal.layers)
    soft = None if mask is None else masks.soften(mask)
    original = picture = None
    losses = []
    for octave, size in enumerate(sizes, start=1):
        before, original = original, arrays.resize(source, size)
        if before is None:
            picture = np.clip(original, 0, 1)
        else:
            picture = scales.enlarge(picture, before, original, settings.detail)
        if loop.ended_early:
            continue
        here = None if soft is None else _resized_mask(soft, size)
        reach = _reach(size, settings)
        margin = border.MARGIN if reach else 0
        look = tiles.TiledGradient(loss_and_gradient, size, settings.tile_size, fit, margin)
        # On the device, and there alone: large ones are large. Of any size: TensorFlow keeps for
        # good what it makes for a variable of each size.
        picture = tf.Variable(picture, shape=[None, None, 3])
        _climb(picture, original, look, reach, here, settings, random, octave, losses, loop)
        picture = picture.numpy()
    if soft is not None:  # enlarging an octave carries a little over the edge
        picture = np.where(soft[..., None] > 0, picture, source)
    return picture, losses


def _climb(picture, source, look, reach, mask, settings, random, octave, losses, loop):
    """Take the steps of one octave, which change the variable that holds the picture."""
    import tensorflow as tf

    from dreamkit.ascent.move import move_function
    from dreamkit.ascent.normalize import levels_of

    priors = as_priors(settings.priors)
    height, width = source.shape[:2]
    form = settings.normalize, levels_of(height, width), priors, settings.keep_color
    nothing = tf.constant(0.0)
    source = tf.constant(source) if priors.distance else nothing
    weights = nothing if mask is None else tf.constant(mask)
    step_size = tf.constant(settings.step_size, tf.float32)
    for _ in range(settings.steps):
        shift = transforms.sample_shift(random, reach)
        transformation = transforms.sample_transform(random, priors)
        seen = look(picture.value(), shift, transformation, loop.stopping)
        if seen is None:
            break
        loss, gradient = seen
        if not losses and not tf.reduce_any(gradient != 0):
            raise InputError(
                "the goal does not change with this picture: its gradient is zero everywhere; "
                "choose another channel or layer."
            )
        losses.append(loss)
        move = move_function(*form, mask is not None, priors.blurs_at(len(losses)))
        picture.assign(move(picture.value(), gradient, source, weights, step_size))
        del seen, gradient  # of a large picture there is no room for a copy too many
        loop.tell(loss, picture.value(), octave, height * width)


def _resized_mask(mask, size):
    return np.clip(arrays.resize(mask[..., None], size)[..., 0], 0, 1)


def _reach(shape, settings):
    """The largest random shift of a step, in pixels."""
    if settings.jitter is not None:
        return settings.jitter
    return settings.tile_size if tiles.is_split(shape, settings.tile_size) else 0


def _sizes(picture, net, goal, settings):
    """The sizes to dream at, and the settings as they follow from picture and goal."""
    height, width = picture.shape[:2]
    smallest, tile_size = net.smallest_size(goal.layers), settings.tile_size
    net.check_size((height, width), goal.layers)
    least = 2 * max(smallest)
    if goal.is_local and tile_size is not None and tile_size < min(least, max(height, width)):
        raise InputError(
            f"tile_size {tile_size} is too small for {net.name}; use at least {least}."
        )
    if not goal.is_local:
        if tiles.is_split(picture.shape, tile_size):
            warnings.warn(
                f"the goal '{goal}' looks at the picture as a whole, so it is not split into "
                f"tiles of {tile_size} pixels.",
                stacklevel=3,
            )
        settings = dataclasses.replace(settings, tile_size=None, jitter=0)
    sizes = scales.sizes(height, width, settings.octaves, settings.octave_scale, smallest)
    if len(sizes) < settings.octaves:
        warnings.warn(
            f"a picture of {width} x {height} pixels takes {len(sizes)} octaves, not "
            f"{settings.octaves}: smaller ones are below what {net.name} can see for this goal.",
            stacklevel=3,
        )
        settings = dataclasses.replace(settings, octaves=len(sizes))
    return sizes, settings
