"""The frame loop: each frame begun with what the one before it dreamt, dreamt on, and stored."""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from dreamkit.ascent.loop import Loop
from dreamkit.dreaming.dream import dream
from dreamkit.images.arrays import to_uint8
from dreamkit.movies import carry, store


@dataclass(frozen=True)
class Source:
    """One frame of the film that is dreamt on.

    Attributes
    ----------
    number : int
        From 0, in the film that is made.
    picture : numpy.ndarray
        float32 in [0, 1], (height, width, 3).
    motion : function or None
        From a difference in the frame before to (where it is now, where that can be trusted or
        None for everywhere). None begins a shot.
    """

    number: int
    picture: np.ndarray
    motion: Callable | None


def make_frames(folder, spans, sources, how, size, on_step=None, should_stop=None):
    """Make the frames of a film that its folder does not hold yet.

    Parameters
    ----------
    folder : FrameFolder
    spans : list of (int, int)
        The shots: first frame, and the one after the last.
    sources : function
        From a shot's span to its `Source`s.
    how : FilmDream
    size : (height, width)
    on_step, should_stop : function, optional
        See `Loop`.

    Returns
    -------
    (int, str or None)
        How many frames there are, and whether and how it was ended early; see `Loop.stopped`.
    """
    count = spans[-1][1]
    there = {number for number in range(count) if folder.has(number)}
    missing = count - len(there)
    store.check_space(folder.path, missing, size)
    with Loop(max(1, missing), doing="filming", on_step=on_step, should_stop=should_stop) as loop:
        for span in spans:
            if not there.issuperset(range(*span)):
                dream_shot(sources(span), folder, there, how, loop)
        return len(there), loop.stopped


def dream_shot(sources: Iterable[Source], folder, there, how, loop):
    """Dream the frames of a shot that are missing, in order.

    A frame is carried on from the one before it as that is stored, rounded to 8 bits: a film that
    is gone on with later is the same, bit by bit.

    Parameters
    ----------
    sources : iterable of Source
        All of the shot.
    folder : FrameFolder
    there : set of int
        The numbers of the frames that the folder holds; those made are added.
    how : FilmDream
    loop : Loop
        Told of every frame that is made; asked within them whether to stop, which drops the frame
        in work.
    """
    before = most = None
    for source in sources:
        if loop.stopping():
            return
        losses, stored = [], None
        if source.number not in there:
            start = _start(source, before, folder, how, most)
            dreamt = _dream(start, how, source.motion is None, loop)
            if dreamt is None:
                return
            stored, losses = to_uint8(dreamt.image), dreamt.losses
            folder.save(source.number, stored)
            there.add(source.number)
        elif source.motion is None:
            stored = folder.load(source.number)
        if source.motion is None:
            most = carry.strength(_as_float(stored) - source.picture)
        before = source, stored
        if losses:
            loop.tell(losses[-1], _as_float(stored))


def _start(source, before, folder, how, most):
    if source.motion is None:
        return source.picture
    earlier, stored = before
    stored = folder.load(earlier.number) if stored is None else stored
    moved, trusted = source.motion(_as_float(stored) - earlier.picture)
    return carry.start(source.picture, moved, trusted, how.carrying.memory, most)


def _dream(start, how, is_first, loop):
    """The dream on a frame, None if it was ended early."""
    settings = how.settings
    if not is_first:
        settings = dataclasses.replace(settings, steps=how.carrying.frame_steps)
    with warnings.catch_warnings():
        if not is_first:  # what there is to say was said
            warnings.simplefilter("ignore")
        result = dream(
            start.astype(np.float32),
            how.net,
            how.goal,
            **dataclasses.asdict(settings),
            on_step=_nothing,
            should_stop=loop.stopping,
        )
    if result.stopped:
        loop.ended_early = True
        return None
    return result


def _nothing(_step):
    pass


def _as_float(frame):
    return frame.astype(np.float32) / 255
