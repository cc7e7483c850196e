"""dream(): octaves, tiles and ascent put together."""

from __future__ import annotations

import functools
import time
import warnings

import numpy as np

from dreamkit.ascent import priors as prior
from dreamkit.ascent import tiles
from dreamkit.ascent.gradient import climb, gradient_function, normalise
from dreamkit.ascent.progress import Bar, Clock, Step, gentle_interrupt
from dreamkit.dreaming import octaves
from dreamkit.dreaming.result import Dream, about
from dreamkit.dreaming.settings import DEFAULTS, UNSET
from dreamkit.dreaming.settings import resolve as settings_of
from dreamkit.errors import InputError
from dreamkit.images import arrays, masks
from dreamkit.networks.network import network as network_named


def dream(
    image,
    network=None,
    goal=None,
    *,
    steps=UNSET,
    step_size=UNSET,
    octaves=UNSET,
    octave_scale=UNSET,
    tile_size=UNSET,
    jitter=UNSET,
    detail=UNSET,
    normalize=UNSET,
    seed=UNSET,
    precision=UNSET,
    preset=None,
    mask=None,
    keep_color=UNSET,
    priors=UNSET,
    on_step=None,
    should_stop=None,
):
    """Change a picture so that a network sees more of what the goal names.

    Without a goal, the network's recommended preset is used: its goal and its settings, unless
    you give your own. With a goal, the defaults below hold.

    Parameters
    ----------
    image : array
        A picture: (height, width, 3), RGB in [0, 1]; see `load_image` and `sample`.
    network : str, Network or keras.Model, optional
        See `network`. Default "dreamnet".
    goal : Goal or str, optional
        See `layer`, `channel` and `goal`.
    steps : int
        Steps in each octave. Default 50 (TensorFlow tutorial).
    step_size : float
        How far a step moves, in units of [0, 1]. Default 0.005: the tutorial's 0.01, whose
        pictures span [-1, 1].
    octaves : int
        How many sizes. Default 5 (tutorial: -2 ... 2). Octaves too small for the network are
        left out.
    octave_scale : float
        Ratio of one size to the next. Default 1.3 (tutorial).
    tile_size : int or None
        Largest tile in pixels. Default 512 (tutorial). None never splits the picture.
    jitter : int or None
        Largest random shift before each step, in pixels. Default None: the tile size where an
        octave takes more than one tile, as in the tutorial, otherwise 0.
    detail : bool
        Put back the detail that shrinking lost. Default True (original notebook; Keras example).
    normalize : "std" or "laplacian"
        See `ascent.normalise`. Default "std" (tutorial).
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
        Change the lightness only, so that the picture keeps its colours. Default False.
    priors : Priors or dict, optional
        What the picture should be like, such as {"total_variation": 2}; see `Priors`.
    on_step : function, optional
        Called with a `Step` after each step, instead of showing a progress bar.
    should_stop : function, optional
        Asked before each tile; answering True ends the dream early, keeping the steps done.
        Ctrl-C does the same.

    Returns
    -------
    Dream

    Raises
    ------
    InputError
        A picture, name or number that cannot be used; the sentence says which and why.
    FileError
        The network's weights cannot be had.
    """
    picture = arrays.as_picture(image)
    net = network_named(network)
    given = {
        "steps": steps,
        "step_size": step_size,
        "octaves": octaves,
        "octave_scale": octave_scale,
        "tile_size": tile_size,
        "jitter": jitter,
        "detail": detail,
        "normalize": normalize,
        "seed": seed,
        "precision": precision,
        "keep_color": keep_color,
        "priors": priors,
    }
    wanted, settings = settings_of(net, goal, preset, given)
    area = None if mask is None else masks.as_mask(mask, picture.shape)
    plan = _plan(picture, net, wanted, settings)
    bar = None if on_step else Bar()
    started = time.monotonic()
    try:
        with gentle_interrupt() as interrupted:
            dreamt, losses, early = _through_octaves(
                picture,
                plan,
                settings,
                None if area is None else masks.soften(area),
                gradient_function(net, wanted, settings["precision"]),
                on_step or bar,
                lambda: interrupted() or bool(should_stop and should_stop()),
            )
            stopped = ("interrupted" if interrupted() else "cancelled") if early else None
    finally:
        if bar:
            bar.close()
    fingerprint = None if area is None else masks.fingerprint(area)
    settings = {"network": net.name, "goal": str(wanted), **settings, "mask": fingerprint}
    asked = DEFAULTS["precision"] if precision is UNSET else precision
    info = about(picture, net, asked, time.monotonic() - started)
    return Dream(dreamt, losses, settings, info, stopped)


def _through_octaves(source, plan, settings, area, loss_and_gradient, on_step, should_stop):
    """Dream at every size of the plan; returns (picture, losses, whether it ended early)."""
    steps, random = settings["steps"], np.random.default_rng(settings["seed"])
    wished = prior.read(settings["priors"])
    clock = Clock(steps * sum(height * width for height, width in plan))
    original = picture = None
    losses, early = [], False
    for number, size in enumerate(plan, start=1):
        before, original = original, arrays.resize(source, size)
        if before is None:
            picture = np.clip(original, 0, 1)
        else:
            picture = octaves.enlarge(picture, before, original, settings["detail"])
        here = None if area is None else np.clip(arrays.resize(area[..., None], size)[..., 0], 0, 1)
        for _ in range(0 if early else steps):
            shift = _shift(picture.shape, settings, random)
            look = functools.partial(loss_and_gradient, transformation=prior.draw(random, wished))
            found = tiles.tiled_gradient(look, picture, settings["tile_size"], shift, should_stop)
            if found is None:
                early = True
                break
            loss, gradient = found
            if not losses and not gradient.any():
                raise InputError(
                    "the goal does not change with this picture: its gradient is zero everywhere; "
                    "choose another channel or layer."
                )
            losses.append(loss)
            picture = _move(picture, gradient, original, here, len(losses), settings)
            seconds, expected = clock.tick(size[0] * size[1])
            on_step(
                Step(
                    index=len(losses),
                    total=steps * len(plan),
                    octave=number,
                    octaves=len(plan),
                    loss=loss,
                    image=picture,
                    seconds=seconds,
                    expected_seconds=expected,
                )
            )
    if area is not None:  # enlarging an octave carries a little over the edge
        picture = np.where(area[..., None] > 0, picture, source)
    return picture, losses, early


def _shift(shape, settings, random):
    """How far (down, right) to roll the picture for this step."""
    reach = settings["jitter"]
    if reach is None:
        reach = settings["tile_size"] if tiles.is_split(shape, settings["tile_size"]) else 0
    return tuple(int(n) for n in random.integers(-reach, reach + 1, 2))


def _move(picture, gradient, source, area, number, settings):
    """The picture after step `number`; takes the gradient's memory."""
    if settings["keep_color"]:  # uphill along grey
        gradient[:] = gradient.mean(axis=2, keepdims=True)
    gradient = normalise(gradient, settings["normalize"], area)
    if settings["priors"] is None:
        return climb(picture, gradient, settings["step_size"])
    wished = prior.read(settings["priors"])
    goals_own = gradient.copy() if wished.clip_contribution else None
    gradient = prior.penalise(gradient, picture, source, wished, area)
    moved = climb(picture, gradient, settings["step_size"])
    wanted = prior.operate(moved, goals_own, number, wished)
    if area is not None:
        wanted = moved + area[..., None] * (wanted - moved)
    if settings["keep_color"]:
        wanted = picture + (wanted - picture).mean(axis=2, keepdims=True)
    return np.clip(wanted, 0, 1)


def _plan(picture, net, wanted, settings):
    """The sizes to dream at; notes in `settings` what follows from picture and goal."""
    height, width = picture.shape[:2]
    smallest = net.minimum_size
    if min(height, width) < smallest:
        raise InputError(
            f"the picture is {width} x {height} pixels; {net.name} needs at least "
            f"{smallest} x {smallest}."
        )
    tile_size = settings["tile_size"]
    if tile_size is not None and tile_size < 2 * smallest and tile_size < max(height, width):
        raise InputError(
            f"tile_size {tile_size} is too small for {net.name}; use at least {2 * smallest}."
        )
    if not wanted.is_local:
        if tiles.is_split(picture.shape, tile_size):
            warnings.warn(
                f"the goal '{wanted}' looks at the picture as a whole, so it is not split into "
                f"tiles of {tile_size} pixels.",
                stacklevel=3,
            )
        settings["tile_size"], settings["jitter"] = None, 0
    plan = octaves.sizes(height, width, settings["octaves"], settings["octave_scale"], smallest)
    if len(plan) < settings["octaves"]:
        warnings.warn(
            f"a picture of {width} x {height} pixels takes {len(plan)} octaves, not "
            f"{settings['octaves']}: smaller ones are below what {net.name} can see.",
            stacklevel=3,
        )
        settings["octaves"] = len(plan)
    return plan
