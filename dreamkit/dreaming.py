"""dream(): octaves, tiles and ascent put together; Dream, its result."""

from __future__ import annotations

import hashlib
import json
import platform
import time
import warnings
from dataclasses import dataclass
from importlib import metadata

import numpy as np

from dreamkit import __version__, ascent, device, images, octaves, tiles
from dreamkit.errors import FileError, InputError
from dreamkit.networks import network as network_named
from dreamkit.progress import Bar, Clock, Step, gentle_interrupt
from dreamkit.settings import DEFAULTS, UNSET
from dreamkit.settings import resolve as settings_of

_SETTINGS, _INFO = "dreamkit settings", "dreamkit info"


@dataclass(frozen=True)
class Dream:
    """The result of `dream`.

    Attributes
    ----------
    image : numpy.ndarray
        float32, shape of the source, RGB in [0, 1].
    losses : list of float
        The goal's value before each step, over all octaves.
    settings : dict
        The keyword arguments of `dream` that make this picture again, defaults resolved.
    info : dict
        Versions, device, fingerprints of source and weights, seconds.
    stopped : None, "cancelled" or "interrupted"
        Whether it was ended early.
    """

    image: np.ndarray
    losses: list[float]
    settings: dict
    info: dict
    stopped: str | None = None

    def save(self, path):
        """Write the picture; a PNG also keeps `settings` and `info`. Returns the path.

        Raises
        ------
        InputError, FileError
            See `images.save_image`.
        """
        text = {_SETTINGS: json.dumps(self.settings), _INFO: json.dumps(self.info)}
        path = images.save_image(path, self.image, text)
        if path.suffix.lower() != ".png":
            warnings.warn(
                f"'{path.name}' cannot hold the dream's settings; a .png file can.", stacklevel=2
            )
        return path


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
    picture = images.as_picture(image)
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
    }
    wanted, settings = settings_of(net, goal, given)
    plan = _plan(picture, net, settings)
    bar = None if on_step else Bar()
    started = time.monotonic()
    try:
        with gentle_interrupt() as interrupted:
            dreamt, losses, early = _through_octaves(
                picture,
                plan,
                settings,
                ascent.gradient_function(net, wanted, settings["precision"]),
                on_step or bar,
                lambda: interrupted() or bool(should_stop and should_stop()),
            )
            stopped = ("interrupted" if interrupted() else "cancelled") if early else None
    finally:
        if bar:
            bar.close()
    settings = {"network": net.name, "goal": str(wanted), **settings}
    asked = DEFAULTS["precision"] if precision is UNSET else precision
    info = _info(picture, net, asked, time.monotonic() - started)
    return Dream(dreamt, losses, settings, info, stopped)


def read_settings(path):
    """Return the settings stored in a picture by `Dream.save`, as keyword arguments of `dream`.

    Raises
    ------
    FileError
        The file is missing, not a picture, or holds no settings.
    """
    try:
        return json.loads(images.read_text(path)[_SETTINGS])
    except (KeyError, json.JSONDecodeError):
        raise FileError(f"'{path}' holds no dreamkit settings; only PNG files keep them.") from None


def _through_octaves(source, plan, settings, loss_and_gradient, on_step, should_stop):
    """Dream at every size of the plan; returns (picture, losses, whether it ended early)."""
    steps, random = settings["steps"], np.random.default_rng(settings["seed"])
    clock = Clock(steps * sum(height * width for height, width in plan))
    original = picture = None
    losses, early = [], False
    for number, size in enumerate(plan, start=1):
        before, original = original, images.resize(source, size)
        if before is None:
            picture = np.clip(original, 0, 1)
        else:
            picture = octaves.enlarge(picture, before, original, settings["detail"])
        for _ in range(0 if early else steps):
            moved = _step(picture, settings, random, loss_and_gradient, should_stop)
            if moved is None:
                early = True
                break
            loss, picture = moved
            losses.append(loss)
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
    return picture, losses, early


def _step(picture, settings, random, loss_and_gradient, should_stop):
    """One step uphill at one size: (loss, new picture), or None if stopped on the way."""
    tile_size, reach = settings["tile_size"], settings["jitter"]
    if reach is None:
        reach = tile_size if tiles.is_split(picture.shape, tile_size) else 0
    shift = tuple(int(n) for n in random.integers(-reach, reach + 1, 2))
    found = tiles.tiled_gradient(loss_and_gradient, picture, tile_size, shift, should_stop)
    if found is None:
        return None
    loss, gradient = found
    gradient = ascent.normalise(gradient, settings["normalize"])
    return loss, ascent.climb(picture, gradient, settings["step_size"])


def _plan(picture, net, settings):
    """The sizes to dream at; notes in `settings` how many octaves there are."""
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
    plan = octaves.sizes(height, width, settings["octaves"], settings["octave_scale"], smallest)
    if len(plan) < settings["octaves"]:
        warnings.warn(
            f"a picture of {width} x {height} pixels takes {len(plan)} octaves, not "
            f"{settings['octaves']}: smaller ones are below what {net.name} can see.",
            stacklevel=3,
        )
        settings["octaves"] = len(plan)
    return plan


def _info(picture, net, precision_asked, seconds):
    return {
        "versions": {
            name: metadata.version(name) for name in ("tensorflow", "keras", "numpy", "pillow")
        }
        | {"dreamkit": __version__, "python": platform.python_version()},
        "device": device.name(),
        "source_sha256": hashlib.sha256(np.ascontiguousarray(picture)).hexdigest(),
        "weights_sha256": net.weights_sha256,
        "precision_asked": precision_asked,
        "seconds": round(seconds, 2),
    }
