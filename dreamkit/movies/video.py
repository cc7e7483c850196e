"""dream_video(): a video dreamt on, frame after frame, without the flicker."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from dreamkit import bounds, whole_file
from dreamkit.ascent.progress import Step
from dreamkit.errors import InputError, check_switch
from dreamkit.goals.goal import Goal
from dreamkit.images import arrays
from dreamkit.movies import extra, film, flow, frames, shots, store, video_file
from dreamkit.movies import settings as film_settings
from dreamkit.movies.film import Film
from dreamkit.networks.extractor import NetworkLike
from dreamkit.networks.network import network as network_named


def dream_video(
    source: str | os.PathLike[str],
    path: str | os.PathLike[str],
    network: NetworkLike | None = None,
    goal: Goal | str | None = None,
    *,
    preset: str | None = None,
    start: float = 0.0,
    end: float | None = None,
    every: int = 1,
    max_size: int | None = None,
    keep_frames: bool = False,
    on_step: Callable[[Step], object] | None = None,
    should_stop: Callable[[], bool] | None = None,
    **settings: Any,
) -> Film:
    """DeepDream video: dream on a video, each frame carrying on what the one before it dreamt.

    The dream's difference from the film moves along with what is seen, by optical flow, and
    begins anew where something comes into sight and at every cut (see `movies.carry`). Frame
    times, size and sound stay as they are.

    Parameters
    ----------
    source : str or Path
        A video file.
    path : str or Path
        Where to write: .mp4, .mov, .mkv or .webm. While the film is made its frames are kept in
        a folder beside it; the same call goes on where an earlier one was ended.
    network : str, Network or keras.Model, optional
        See `network`. Default "dreamnet".
    goal : Goal or str, optional
        See `dream`. Default: the network's recommended preset.
    preset : str, optional
        One of `network.presets`, instead of a goal.
    start : float
        Of the part to dream on, in seconds. Default 0.
    end : float, optional
        Default: the end of the video.
    every : int
        Dream on each so-manieth frame only, for trying. Default 1.
    max_size : int, optional
        Longest side of the film in pixels; a larger video is made smaller. Default: its own.
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
        A name or number that cannot be used, or a part that holds no frame.
    FileError
        The video cannot be read, the film cannot be written, or PyAV or OpenCV is missing.

    Examples
    --------
    >>> import dreamkit as dk
    >>> photo, plain = dk.sample("clouds", max_size=64), {"octaves": 1, "steps": 1}
    >>> film = dk.zoom_film(photo, "sky.mp4", goal="mixed2", seconds=0.08, **plain)
    >>> dk.dream_video("sky.mp4", "dream.mp4", goal="mixed1", **plain).frames
    2
    """
    path = video_file.check_output(path)
    keep_frames = check_switch("keep_frames", keep_frames)
    plan = planned(source, network, goal, preset, start, end, every, max_size, settings)
    video, about = plan.video, plan.about
    _check_not_itself(video.path, path)
    folder = store.frame_folder(
        path, about | {"source": whole_file.sha256(video.path), "weights": plan.how.net.fingerprint}
    )
    found = _shots(plan, folder, should_stop)
    if found is None:
        return Film(path, 0, about, None, "cancelled")
    if not found.times:
        raise InputError(f"this video has no frame from {plan.start:g} s to {end or 'the end'}.")
    count, stopped = frames.make_frames(
        folder,
        found.spans(),
        lambda span: shot_sources(video, found.times, span, plan.size),
        plan.how,
        plan.size,
        on_step,
        should_stop,
    )
    if stopped:
        return Film(path, count, about, None, stopped)
    first = found.times[0]
    sound = (video, first * video.time_base, plan.end) if video.has_sound else None
    flashes = film.encode(
        path,
        (folder.load(number) for number in range(count)),
        plan.size,
        times=[time - first for time in found.times],
        time_base=video.time_base,
        rate=video.rate / plan.every,
        settings=about,
        sound=sound,
        pixel_aspect=video.pixel_aspect,
    )
    if not keep_frames:
        folder.remove()
    return Film(path, count, about, flashes)


@dataclass(frozen=True)
class Plan:
    """What is dreamt on, and with what.

    Attributes
    ----------
    video : Video
    how : FilmDream
    size : (height, width)
        Of the film, even numbers.
    start, end : float
        Of the part, in seconds; the end may be None.
    every : int
    about : dict
        The settings, for JSON.
    """

    video: video_file.Video
    how: film_settings.FilmDream
    size: tuple[int, int]
    start: float
    end: float | None
    every: int
    about: dict[str, Any]


def planned(source, network, goal, preset, start, end, every, max_size, settings):
    """Check the arguments of `dream_video`; return the Plan.

    Raises
    ------
    InputError, FileError
        See `dream_video`.
    """
    extra.opencv()
    every = bounds.check("every", every)
    max_size = None if max_size is None else bounds.check("side", max_size)
    start, end = _checked_span(start, end)
    video = video_file.probe(source)
    net = network_named(network)
    size = _size(video, max_size)
    how = film_settings.resolve(net, goal, preset, film_settings.VIDEO_PRESETS, settings)
    net.check_size(size, how.goal.layers, "the film")
    part = {"start": start, "end": end, "every": every, "max_size": max_size}
    about = {"kind": "video", **how.stored(), **part}
    return Plan(video, how, size, start, end, every, about)


def shot_sources(video, times, span, size):
    """The frames of one shot: those of the numbers first ... end - 1, at the film's size.

    Parameters
    ----------
    video : Video
    times : list of int
        Of all frames of the film.
    span : (int, int)
    size : (height, width)

    Yields
    ------
    frames.Source
    """
    first, end = span
    asked = iter(range(first, end))
    number, before = next(asked), None
    for time, frame in video_file.read(video, times[first] * video.time_base):
        if time < times[number]:
            continue
        frame = _fitted(frame, size)
        now = flow.gray(frame)
        motion = None if number == first else _motion(now, before)
        yield frames.Source(number, frame.astype(np.float32) / 255, motion)
        before, number = now, next(asked, None)
        if number is None:
            return


def _motion(now, before):
    """Where a difference in the frame before is now, and where that is known."""

    def motion(difference):
        back, trusted = flow.backward_flow(now, before)
        return flow.warp(difference, back), trusted

    return motion


def _fitted(frame, size):
    """A frame at the film's size, uint8."""
    if frame.shape[:2] == tuple(size):
        return frame
    if all(0 <= have - want <= 1 for have, want in zip(frame.shape[:2], size, strict=True)):
        return np.ascontiguousarray(frame[: size[0], : size[1]])
    smaller = arrays.resize(frame.astype(np.float32) / 255, size)
    return arrays.to_uint8(np.clip(smaller, 0, 1))


def _size(video, max_size):
    """The film's (height, width), even numbers."""
    height, width = video.height, video.width
    if max_size is not None and max(height, width) > max_size:
        scale = max_size / max(height, width)
        height, width = round(height * scale), round(width * scale)
    return max(2, height // 2 * 2), max(2, width // 2 * 2)


def _checked_span(start, end):
    begins, ends = bounds.plain(start), None if end is None else bounds.plain(end)
    if begins is None or begins < 0 or (end is not None and (ends is None or ends <= begins)):
        raise InputError(
            f"a part of a video goes from a second to a later one, not from {start!r} to {end!r}."
        )
    return begins, ends


def _check_not_itself(source, path):
    if path.exists() and os.path.samefile(source, path):
        raise InputError("a film cannot replace the video that it is made from; name another file.")


def _shots(plan, folder, should_stop):
    """The shots of the part, found once and kept in the folder of frames; None if stopped."""
    kept = folder.notes("shots")
    if kept is not None:
        return shots.Shots(**kept)
    stopping = should_stop or (lambda: False)
    found = shots.find(plan.video, plan.start, plan.end, plan.every, stopping)
    if found is not None:
        folder.note("shots", dataclasses.asdict(found))
    return found
