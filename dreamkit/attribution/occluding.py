"""Attribution by covering: what a goal loses where the picture is hidden. No gradients."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from dreamkit import bounds, device
from dreamkit.ascent.gradient import loss_function
from dreamkit.ascent.loop import Loop
from dreamkit.ascent.progress import Step
from dreamkit.ascent.tiles import split
from dreamkit.attribution.asking import question
from dreamkit.errors import InputError
from dreamkit.goals.goal import Goal
from dreamkit.networks.extractor import NetworkLike


def occlusion(
    image: npt.ArrayLike,
    goal: Goal | str,
    network: NetworkLike | None = None,
    *,
    patch: int | None = None,
    stride: int | None = None,
    value: float = 0.5,
    on_step: Callable[[Step], object] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> npt.NDArray[np.float32]:
    """Occlusion: return what a goal loses when a patch of the picture is covered.

    A gray square is moved over the picture, and the goal is computed anew each time (Zeiler &
    Fergus, 2014 [1]_). A pixel has the mean of the losses of all squares that cover it: positive
    where it speaks for the goal, negative where against it.

    Parameters
    ----------
    image : array
        A picture, see `load_image`. A local goal of a picture above 1024 pixels is looked at in
        parts.
    goal : Goal or str
        Such as `dk.logit("eye")`.
    network : str, Network or keras.Model, optional
        See `network`. Default "dreamnet".
    patch : int, optional
        Side of the square in pixels. Default: an eighth of the shorter side of the picture, or
        of such a part.
    stride : int, optional
        By how many pixels it is moved; at most `patch`. The last one of a row ends with the
        picture. Default: half of `patch`.
    value : float
        The gray of the square, from 0 to 1. Default 0.5.
    on_step : function, optional
        Called with a `Step` after each square, instead of showing a progress bar. Its image is
        the picture with that square, its loss the goal's value then.
    should_stop : function, optional
        Asked before each batch of squares; answering True ends it with what is known so far. So
        does Ctrl-C.

    Returns
    -------
    numpy.ndarray
        float32, shape (height, width), of any sign; in units of the goal. NaN where no square has
        been yet when it was stopped.

    Raises
    ------
    InputError
        A picture, name or number that cannot be used.

    References
    ----------
    .. [1] M. D. Zeiler and R. Fergus, "Visualizing and Understanding Convolutional Networks",
       2014. arXiv:1311.2901

    Examples
    --------
    >>> import dreamkit as dk
    >>> photo = dk.sample("clouds", max_size=64)
    >>> lost = dk.attribution.occlusion(photo, "logit:waves", patch=16, on_step=lambda step: None)
    >>> lost.shape
    (48, 64)
    """
    asked = question(image, goal, network)
    value = bounds.check("value", value)
    picture = asked.picture
    rows, columns = (split(side, asked.tile_size, asked.fit) for side in picture.shape[:2])
    tiles = list(itertools.product(rows, columns))
    # A single tile that fits better reaches over the end: it is cut there.
    high, wide = min(rows[0][1], picture.shape[0]), min(columns[0][1], picture.shape[1])
    patch, stride = _checked(patch, stride, min(high, wide))
    corners = list(itertools.product(_starts(high, patch, stride), _starts(wide, patch, stride)))
    look = loss_function(asked.network, asked.goal)
    found = np.full(picture.shape[:2], np.nan, np.float32)
    loop = Loop(
        len(tiles) * len(corners), doing="covering", on_step=on_step, should_stop=should_stop
    )
    with loop:
        for (top, _, *answer_rows), (left, _, *answer_columns) in tiles:
            tile = picture[top : top + high, left : left + wide]
            lost = _lost(tile, look, corners, patch, value, loop) * asked.share
            down, across = slice(*answer_rows), slice(*answer_columns)
            part = lost[down.start - top : down.stop - top, across.start - left :]
            found[down, across] = part[:, : across.stop - across.start]
            if loop.ended_early:
                break
    return found


def _lost(tile, look, corners, patch, value, loop):
    """The mean loss over the squares that cover each pixel of a tile; NaN where there were none."""
    total, count = np.zeros(tile.shape[:2]), np.zeros(tile.shape[:2])
    whole, at_once = None, device.tiles_at_once(*tile.shape[:2])
    for first in range(0, len(corners), at_once):
        if loop.stopping():
            break
        if whole is None:
            whole = float(look(tile[None])[0])
        batch = corners[first : first + at_once]
        covered = np.repeat(tile[None], len(batch), axis=0)
        for copy, (top, left) in zip(covered, batch, strict=True):
            copy[top : top + patch, left : left + patch] = value
        for copy, loss, (top, left) in zip(covered, look(covered), batch, strict=True):
            square = np.s_[top : top + patch, left : left + patch]
            total[square] += whole - float(loss)
            count[square] += 1
            loop.tell(float(loss), copy)
    with np.errstate(invalid="ignore"):
        return (total / count).astype(np.float32)


def _starts(side, patch, stride):
    """Where squares begin along an axis; the last one ends with it."""
    return [*range(0, side - patch, stride), side - patch]


def _checked(patch, stride, most):
    """Patch and stride as numbers that fit the picture and each other."""
    patch = max(1, most // 8) if patch is None else bounds.check("patch", patch)
    stride = max(1, patch // 2) if stride is None else bounds.check("stride", stride)
    if patch > most:
        raise InputError(f"patch may be at most {most} pixels for this picture, not {patch}.")
    if stride > patch:
        raise InputError(
            f"stride may be at most patch, {patch} pixels, not {stride}: some pixels would never "
            "be covered."
        )
    return patch, stride
