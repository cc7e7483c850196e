"""zoom_film(): a dream on an endless zoom into a photo."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from dreamkit import bounds
from dreamkit.ascent.progress import Step
from dreamkit.errors import check_switch
from dreamkit.goals.goal import Goal, HashedArray
from dreamkit.images import arrays
from dreamkit.movies import endless, extra, film, frames, store, video_file
from dreamkit.movies import settings as film_settings
from dreamkit.movies.film import Film
from dreamkit.networks.extractor import NetworkLike
from dreamkit.networks.network import network as network_named

DISSOLVE = 16  # frames over which the end of a loop becomes its beginning


def zoom_film(
    image: npt.ArrayLike,
    path: str | os.PathLike[str],
    network: NetworkLike | None = None,
    goal: Goal | str | None = None,
    *,
    preset: str | None = None,
    seconds: float = 7.0,
    fps: float = 25.0,
    zoom: float = 1.02,
    turn: float = 0.4,
    loop: bool = False,
    keep_frames: bool = False,
    on_step: Callable[[Step], object] | None = None,
    should_stop: Callable[[], bool] | None = None,
    **settings: Any,
) -> Film:
    """DeepDream zoom: a film that goes into a photo without an end, and dreams on the way.

    Zooming into a dream and dreaming on ends in one pattern after some fifty frames. Here the
    photo itself comes in again and again, and each frame carries on what the one before it
    dreamt (see `movies.carry`).

    Parameters
    ----------
    image : array
        A picture, see `load_image`. The film has its size, made even.
    path : str or Path
        Where to write: .mp4, .mov, .mkv or .webm. While the film is made its frames are kept in
        a folder beside it; the same call goes on where an earlier one was ended.
    network : str, Network or keras.Model, optional
        See `network`. Default "dreamnet".
    goal : Goal or str, optional
        See `dream`. Default: the network's preset that suits zooms best.
    preset : str, optional
        One of `network.presets`, instead of a goal.
    seconds : float
        Default 7.
    fps : float
        Frames a second. Default 25.
    zoom : float
        How much nearer each frame is, above 1. Default 1.02; rounded so that a whole number of
        frames comes to twice as near.
    turn : float
        How far each frame turns, in degrees. Default 0.4.
    loop : bool
        End where it begins; the film is made longer, to a whole number of doublings. Default
        False.
    keep_frames : bool
        Keep the folder of frames. Default False.
    on_step : function, optional
        Called with a `Step` after each frame, instead of showing a progress bar.
    should_stop : function, optional
        Asked all the time; answering True ends it early. So does Ctrl-C.
    **settings
        `memory` and `frame_steps`, see `movies.settings.Carrying`; those of `dream`.

    Returns
    -------
    Film

    Raises
    ------
    InputError
        A picture, name or number that cannot be used.
    FileError
        The film cannot be written, or PyAV or OpenCV is missing.

    Examples
    --------
    >>> import dreamkit as dk
    >>> photo = dk.sample("clouds", max_size=64)
    >>> film = dk.zoom_film(photo, "sky.mp4", goal="mixed2", octaves=1, steps=1, seconds=0.08)
    >>> film.path.name, film.frames
    ('sky.mp4', 2)
    """
    path = video_file.check_output(path)
    extra.opencv()
    picture = arrays.as_picture(image)
    seconds, fps = bounds.check("seconds", seconds), bounds.check("fps", fps)
    zoom, turn = bounds.check("zoom", zoom), bounds.check("turn", turn)
    loop, keep_frames = check_switch("loop", loop), check_switch("keep_frames", keep_frames)
    net = network_named(network)
    how = film_settings.resolve(net, goal, preset, film_settings.ZOOM_PRESETS, settings)
    net.check_size(picture.shape[:2], how.goal.layers)
    period = max(1, round(math.log(2) / math.log(zoom)))  # frames to twice as near
    count = max(1, round(seconds * fps))
    if loop:
        count = period * max(1, round(count / period))
    made = count + (min(DISSOLVE, count) if loop else 0)
    size = tuple(side // 2 * 2 for side in picture.shape[:2])
    about = {
        "kind": "zoom",
        **how.stored(),
        "seconds": seconds,
        "fps": fps,
        "zoom": zoom,
        "turn": turn,
        "loop": loop,
    }
    origin = {
        "source": HashedArray(picture).sha256,
        "weights": net.fingerprint,
    }
    folder = store.frame_folder(path, about | origin)
    there, stopped = frames.make_frames(
        folder,
        [(0, made)],
        lambda span: _sources(picture, size, made, period, turn),
        how,
        size,
        on_step,
        should_stop,
    )
    if stopped:
        return Film(path, there, about, None, stopped)
    rate = Fraction(fps).limit_denominator(100_000)
    found = film.encode(
        path,
        _played(folder, count, made),
        size,
        times=list(range(count)),
        time_base=1 / rate,
        rate=rate,
        settings=about,
    )
    if not keep_frames:
        folder.remove()
    return Film(path, count, about, found)


def _sources(photo, size, count, period, turn):
    """The frames of the endless zoom."""
    scale = 2 ** (1 / period)

    def motion(difference):
        return endless.moved(difference, scale, turn), None

    for number in range(count):
        picture = endless.frame(photo, size, number / period, turn * period)
        yield frames.Source(number, picture, motion if number else None)


def _played(folder, count, made):
    """The frames as they are shown: what was made beyond the end dissolves into the beginning."""
    extra_frames = made - count
    for number in range(count):
        frame = folder.load(number)
        if number < extra_frames:
            share = number / extra_frames
            beyond = folder.load(count + number).astype(np.float32) / 255
            begins = frame.astype(np.float32) / 255
            frame = arrays.to_uint8(endless.mixed([(1 - share, beyond), (share, begins)]))
        yield frame
