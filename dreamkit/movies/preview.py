"""preview_video(): what a dream on a video would look like, and how long it would take."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dreamkit.ascent.loop import Loop
from dreamkit.ascent.progress import Step
from dreamkit.errors import InputError
from dreamkit.goals.goal import Goal
from dreamkit.images.arrays import Picture
from dreamkit.images.figures import contact_sheet
from dreamkit.movies import frames, store, video, video_file
from dreamkit.networks.extractor import NetworkLike

PLACES = 5


@dataclass(frozen=True)
class Preview:
    """A video's dream, tried at some places.

    Attributes
    ----------
    sheet : numpy.ndarray
        A picture: above the frames, below their dreams.
    frames : int
        About how many the whole film has.
    seconds : float
        About how long the whole would take on this computer.
    settings : dict
        Those of the film.
    """

    sheet: Picture
    frames: int
    seconds: float
    settings: dict[str, Any]


def preview_video(
    source: str | os.PathLike[str],
    network: NetworkLike | None = None,
    goal: Goal | str | None = None,
    *,
    preset: str | None = None,
    start: float = 0.0,
    end: float | None = None,
    every: int = 1,
    max_size: int | None = None,
    on_step: Callable[[Step], object] | None = None,
    should_stop: Callable[[], bool] | None = None,
    **settings: Any,
) -> Preview:
    """Preview: dream on five frames of a video, spread over it, and measure what a frame takes.

    Parameters
    ----------
    source : str or Path
        A video file.
    network : str, Network or keras.Model, optional
        See `network`. Default "dreamnet".
    goal : Goal or str, optional
        See `dream_video`.
    preset : str, optional
        One of `network.presets`, instead of a goal.
    start : float
        Of the part to dream on, in seconds. Default 0.
    end : float, optional
        Default: the end of the video.
    every : int
        As for the whole film. Default 1.
    max_size : int, optional
        As for the whole film.
    on_step : function, optional
        Called with a `Step` after each frame, instead of showing a progress bar.
    should_stop : function, optional
        Asked all the time; answering True ends it early, with what there is. So does Ctrl-C.
    **settings
        See `dream_video`.

    Returns
    -------
    Preview

    Raises
    ------
    InputError, FileError
        See `dream_video`.

    Examples
    --------
    >>> import dreamkit as dk
    >>> photo, plain = dk.sample("clouds", max_size=64), {"octaves": 1, "steps": 1}
    >>> film = dk.zoom_film(photo, "sky.mp4", goal="mixed2", seconds=0.4, **plain)
    >>> preview = dk.preview_video("sky.mp4", goal="mixed1", **plain)
    >>> preview.frames, preview.sheet.shape[1]  # five pictures and four gaps of 4 pixels
    (10, 336)
    """
    plan = video.planned(source, network, goal, preset, start, end, every, max_size, settings)
    last = plan.end if plan.video.seconds is None else min(plan.end or np.inf, plan.video.seconds)
    if last is None or last <= plan.start:
        raise InputError(f"this video has no frame from {plan.start:g} s on; see its length.")
    length = last - plan.start
    places = [plan.start + length * (n + 0.5) / PLACES for n in range(PLACES)]
    pictures, labels, takes = [], [], []
    with (
        tempfile.TemporaryDirectory(prefix="dreamkit-preview-") as scratch,
        Loop(2 * PLACES, doing="filming", on_step=on_step, should_stop=should_stop) as loop,
    ):
        for number, place in enumerate(places):
            folder = store.frame_folder(Path(scratch, str(number)), plan.about)
            pair = _pair(plan, place)
            began, there = time.monotonic(), set()
            frames.dream_shot(pair[:1], folder, there, plan.how, loop)
            first = time.monotonic()
            frames.dream_shot(pair, folder, there, plan.how, loop)
            if loop.ended_early:
                break
            takes.append((first - began, time.monotonic() - first))
            shown = len(pair) - 1
            pictures += [pair[shown].picture, folder.load(shown).astype(np.float32) / 255]
            labels += [f"{place:.1f} s", "its dream"]
    across = len(takes)
    if not across:
        raise InputError("the preview was stopped before its first picture was finished.")
    sheet = contact_sheet(
        [*pictures[::2], *pictures[1::2]], [*labels[::2], *labels[1::2]], columns=across
    )
    count = max(1, round(length * float(plan.video.rate) / plan.every))
    # The first place is where functions are compiled.
    steady = takes[1:] or takes
    seconds = np.median([each[0] for each in steady])
    seconds += (count - 1) * np.median([each[-1] for each in steady])
    return Preview(sheet, count, float(seconds), plan.about)


def _pair(plan, place):
    """Two frames that follow each other, or the only one there is: [Source]."""
    times, earlier = [], 0.0
    while not times:  # near the end there may be none behind it
        span = video_file.read(plan.video, max(0.0, place - earlier), place + 3)
        times = [time for (time, _), _ in zip(span, range(2), strict=False)]
        earlier = 2 * earlier + 0.1
        if not times and earlier > place + 1:
            raise InputError(f"this video has no frame at {place:.1f} s.")
    return list(video.shot_sources(plan.video, times, (0, len(times)), plan.size))
