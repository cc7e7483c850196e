"""Shots: where a video cuts to another scene, so that nothing is carried over the cut."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dreamkit.movies import extra, flow, video_file

SIDE = 160  # pixels: cuts are looked for on frames made as small as this
# A new shot begins where hardly anything of a frame is found in the one before it. Real cuts of the
# test films are above both, their fastest motions below.
LEAST_TRUSTED = 0.4
MOST_CHANGED = 0.12


@dataclass(frozen=True)
class Shots:
    """When the frames of a film are shown, and where its shots begin.

    Attributes
    ----------
    times : list of int
        Of each frame, counted in the video's `time_base`.
    begins : list of int
        The numbers of the frames that begin a shot; the first is 0.
    """

    times: list[int]
    begins: list[int]

    def spans(self):
        """The shots as (first frame, frame after the last)."""
        return list(zip(self.begins, [*self.begins[1:], len(self.times)], strict=True))


def find(video, start=0.0, end=None, every=1, stopping=lambda: False):
    """Look through a video for its cuts; None if `stopping` said so.

    Parameters
    ----------
    video : Video
    start, end : float
        Of the part that is looked at, in seconds.
    every : int
        Take only each so-manieth frame.
    stopping : function
        Asked for each frame.
    """
    times, begins, before = [], [], None
    for number, (time, frame) in enumerate(video_file.read(video, start, end)):
        if stopping():
            return None
        if number % every:
            continue
        now = small(frame)
        if before is None or is_cut(now, before):
            begins.append(len(times))
        times.append(time)
        before = now
    return Shots(times, begins)


def small(frame):
    """A frame in gray, uint8, with a longer side of `SIDE` pixels."""
    cv2 = extra.opencv()
    scale = SIDE / max(frame.shape[:2])
    if scale < 1:
        size = [max(16, round(side * scale)) for side in frame.shape[1::-1]]
        frame = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
    return flow.gray(frame)


def is_cut(now, before):
    """Whether two frames in gray belong to different shots."""
    back, trusted = flow.backward_flow(now, before)
    if trusted.mean() < LEAST_TRUSTED:
        return True
    expected = flow.warp(before.astype(np.float32), back, extra.opencv().INTER_LINEAR)
    return np.abs(now - expected).mean() / 255 > MOST_CHANGED
