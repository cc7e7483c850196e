"""Feature visualization of a whole layer: a gallery of what its channels look for."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Iterable
from typing import Any

from dreamkit import bounds, device
from dreamkit.ascent import priors
from dreamkit.ascent.loop import Loop
from dreamkit.did_you_mean import unknown
from dreamkit.errors import FileError, InputError, display_name, reason, shown
from dreamkit.goals import objectives
from dreamkit.goals.goal import HashedArray
from dreamkit.goals.resolve import check_goal
from dreamkit.images import files, text_fields
from dreamkit.images.arrays import Picture, as_picture
from dreamkit.images.figures import contact_sheet, labeled
from dreamkit.networks.extractor import NetworkLike
from dreamkit.networks.network import network as network_named
from dreamkit.visualizing import optimizers
from dreamkit.visualizing.climb import climb
from dreamkit.visualizing.visualize import DEFAULTS

_MADE_WITH = "dreamkit gallery"
_TAKEN = (*DEFAULTS, "start", "modify_gradient", "on_step", "should_stop")


def gallery(
    network: NetworkLike | None,
    layer: str,
    channels: Iterable[int] | None = None,
    *,
    folder: str | os.PathLike[str] | None = None,
    columns: int = 8,
    size: int = 112,
    **settings: Any,
) -> Picture:
    """Feature visualization: a picture grown for each channel of a layer, laid out in a grid.

    A channel whose gradient stays zero is drawn as "no response". Ctrl-C, or `should_stop`, ends
    early with what is finished.

    Parameters
    ----------
    network : str, Network, keras.Model or None
        See `network`.
    layer : str
        One of `network.layer_names`.
    channels : iterable of int, optional
        Default: all channels of the layer, which may take long.
    folder : str or Path, optional
        Keep each channel's picture here, as LAYER_NUMBER.png. What is there already, made with
        the same settings, is not made again: after an interruption the rest is made. If it can
        no longer be written to half way, a warning says so and the rest is made without it.
    columns : int
        Of the grid. Default 8.
    size : int
        Side of each picture in pixels. Default 112.
    **settings
        Of `visualize`, but for `count` and `diversity`. `start` is one picture for all. `on_step`
        is told of every step of every batch.

    Returns
    -------
    numpy.ndarray
        The grid as a picture, float32; each channel with its number below.

    Raises
    ------
    InputError
        A name or number that cannot be used, a setting that a gallery does not have, or
        `modify_gradient` with a folder, where nothing could tell one function from another.
    FileError
        The folder cannot be made or written to.

    Examples
    --------
    >>> import dreamkit as dk
    >>> grid = dk.gallery(None, "mixed1", range(2), size=48, steps=1, columns=2)
    >>> grid.ndim, grid.shape[1]  # two pictures and the gap of 4 pixels between them
    (3, 100)
    """
    net = network_named(network)
    size, columns = bounds.check("size", size), bounds.check("columns", columns)
    everything = range(net.channels(layer))
    if not isinstance(channels, Iterable | None) or isinstance(channels, str | bytes):
        raise InputError(f"channels are a list of whole numbers, not {shown(channels)}.")
    goals = {}
    for n in everything if channels is None else channels:
        goal = objectives.channel(layer, n)
        check_goal(goal, net)  # at once: there may be no end of them
        goals[goal.terms[0].channel] = goal
    if not goals:
        raise InputError("a gallery needs one channel at least.")
    for name in settings:
        if name not in _TAKEN:
            raise InputError(unknown("setting of a gallery", name, _TAKEN))
    settings = {**DEFAULTS, "size": size, **settings}
    if settings.get("start") is not None:
        settings["start"] = _checked_start(settings["start"], size)
    settings["steps"] = bounds.check("steps", settings["steps"])
    paths = made_with = {}
    if folder is not None:
        if settings.get("modify_gradient") is not None:
            raise InputError(
                "what is kept in a folder cannot tell one modify_gradient from another; leave out "
                "one of the two."
            )
        paths = _paths(folder, goals)
        about = {"network": net.fingerprint, **settings}
        made_with = {n: _fingerprint(goal, about) for n, goal in goals.items()}
    grown = {n: _stored(path, made_with[n]) for n, path in paths.items()}
    missing = [n for n in goals if grown.get(n) is None]
    for batch, pictures in _grown(net, goals, missing, settings):
        for n, picture in zip(batch, pictures, strict=True):
            grown[n] = picture
            if n in paths:
                paths = _kept(paths, n, picture, made_with[n])
    finished = [n for n in goals if grown.get(n) is not None]
    return contact_sheet([grown[n] for n in finished], finished, columns)


def _checked_start(start, size):
    picture = as_picture(start)
    height, width = picture.shape[:2]
    if (height, width) != (size, size):
        raise InputError(
            f"a gallery of pictures of {size} x {size} pixels cannot start with one of {width} x "
            f"{height}; resize it first."
        )
    return picture


def _grown(net, goals, numbers, settings):
    """Yield (numbers, pictures) batch by batch, until the end or until stopped."""
    at_once = min(16, device.tiles_at_once(settings["size"], settings["size"]))
    batches = [numbers[i : i + at_once] for i in range(0, len(numbers), at_once)]
    with Loop(
        settings["steps"] * len(batches),
        doing="visualizing",
        on_step=settings.pop("on_step", None),
        should_stop=settings.pop("should_stop", None),
    ) as loop:
        for batch in batches:
            pictures, answered = climb(net, [goals[n] for n in batch], loop, **settings)
            if loop.ended_early:
                return
            silent = labeled("no response", settings["size"])
            yield batch, [p if a else silent for p, a in zip(pictures, answered, strict=True)]


def _paths(folder, goals):
    """Where each channel's picture is kept: LAYER_NUMBER.png."""
    folder = files.as_path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        folder = display_name(folder)
        raise FileError(f"the folder '{folder}' cannot be made: {reason(error)}.") from None
    paths = {
        n: folder / f"{goal.layers[0].replace('/', '-')}_{n:04}.png" for n, goal in goals.items()
    }
    for path in paths.values():
        files.check_output(path)
    return paths


def _kept(paths, n, picture, made_with):
    """Keep a channel's picture; return where to keep the next ones, nowhere if that failed."""
    try:
        files.save_image(paths[n], picture, {_MADE_WITH: made_with})
    except FileError as error:  # what was grown in hours must not be lost with a disk
        warnings.warn(
            f"{error} The gallery goes on without the folder; save what it returns.", stacklevel=3
        )
        return {}
    return paths


def _fingerprint(goal, about):
    """What a picture was made with, as text."""
    left_out = ("on_step", "should_stop", "modify_gradient")
    told = {key: value for key, value in about.items() if key not in left_out}
    told["optimizer"] = optimizers.as_text(told["optimizer"])
    if told["optimizer"] == DEFAULTS["optimizer"]:
        del told["optimizer"]  # as when there was no other: what was kept then is still found
    if told.get("start") is not None:
        told["start"] = HashedArray(told["start"]).sha256
    told |= {"goal": str(goal), "priors": priors.as_priors(told["priors"]).settings()}
    return json.dumps(told, sort_keys=True, default=str)


def _stored(path, made_with):
    """The picture at this path, if it is there, whole, and was made with the same settings."""
    try:
        if not path.is_file() or text_fields.read_text(path).get(_MADE_WITH) != made_with:
            return None
        return files.load_image(path)
    except FileError:  # damaged: it is made anew
        return None
