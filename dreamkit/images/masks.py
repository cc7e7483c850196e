"""Where a dream may change a picture, and where not."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from dreamkit import bounds
from dreamkit.errors import InputError, check_switch, display_name, shown

EDGE = 0.03  # how wide an edge fades, as a share of the picture's shorter side


def as_mask(mask, shape):
    """Return `mask` as float32 (height, width) in [0, 1]: 1 where a picture may change.

    Parameters
    ----------
    mask : array
        (height, width) or a picture, of which the mean of the colors counts; bool, uint8, or
        float in [0, 1].
    shape : tuple
        Of the picture that it is for, (height, width, ...).

    Raises
    ------
    InputError
        Another shape than the picture's, values outside [0, 1], or zero everywhere.
    """
    if isinstance(mask, str):
        raise InputError(
            f"the settings hold only the fingerprint of the mask ({display_name(mask)}); pass the "
            "mask itself."
        )
    try:
        array = np.asarray(mask)
        with np.errstate(over="ignore"):  # infinity is refused below
            array = array if array.dtype == np.uint8 else array.astype(np.float32)
    except Exception:  # an object that cannot be an array, or holds no numbers
        raise InputError(
            f"a mask is an array of numbers from 0 to 1, not {type(mask).__name__}."
        ) from None
    most = 255 if array.dtype == np.uint8 else 1
    if array.ndim == 3 and array.shape[2] in (3, 4):
        array = array[..., :3].mean(axis=2, dtype=np.float32)
    array = array.astype(np.float32) / most
    if array.shape != tuple(shape[:2]):
        size = " x ".join(str(side) for side in reversed(array.shape))
        raise InputError(
            f"the mask is {size} pixels, the picture {shape[1]} x {shape[0]}; "
            "they must be of the same size."
        )
    if not (array.min() >= 0 and array.max() <= 1):  # false for NaN too
        raise InputError(
            "a mask's values lie in [0, 1]: 0 where nothing changes, 1 where all does."
        )
    if not array.any():
        raise InputError("the mask is zero everywhere, so nothing may change.")
    return array


def ellipse_mask(
    shape: Sequence[int],
    center: Sequence[float] = (0.5, 0.5),
    size: Sequence[float] = (0.6, 0.6),
    inside: bool = True,
) -> npt.NDArray[np.float32]:
    """Mask: 1 inside an ellipse, or outside of it, and 0 elsewhere; `dream` changes where it is 1.

    Parameters
    ----------
    shape : tuple
        Of the picture that it is for, (height, width, ...): `photo.shape`.
    center : (float, float)
        How far down and how far across the middle lies, from 0 to 1 of the picture. Default
        (0.5, 0.5).
    size : (float, float)
        Height and width, as shares of the picture's; above 0, may exceed 1. Default (0.6, 0.6).
    inside : bool
        False turns it round: dream around the ellipse. Default True.

    Returns
    -------
    numpy.ndarray
        float32 (height, width), 0 or 1.

    Raises
    ------
    InputError
        `center` or `size` is not two such numbers.

    Examples
    --------
    >>> import dreamkit as dk
    >>> dk.ellipse_mask((4, 6), size=(1, 0.5)).astype(int)
    array([[0, 0, 1, 1, 0, 0],
           [0, 0, 1, 1, 0, 0],
           [0, 0, 1, 1, 0, 0],
           [0, 0, 1, 1, 0, 0]])
    """
    down, across = _pair("center", center, lambda share: 0 <= share <= 1, "from 0 to 1")
    tall, wide = _pair("size", size, lambda share: 0 < share <= 1000, "above 0")
    inside = check_switch("inside", inside)
    if not isinstance(shape, list | tuple) or len(shape) < 2:
        raise InputError(f"a mask's shape is that of a picture, photo.shape, not {shown(shape)}.")
    height, width = bounds.check_size(*shape[:2])
    rows = (np.arange(height)[:, None] + 0.5) / height - down  # the middles of the pixels
    columns = (np.arange(width)[None] + 0.5) / width - across
    within = (2 * rows / tall) ** 2 + (2 * columns / wide) ** 2 <= 1
    return (within == inside).astype(np.float32)


def _pair(name, value, holds, words):
    parts = value if isinstance(value, list | tuple | np.ndarray) else ()
    numbers = [bounds.plain(part) for part in parts]
    if len(numbers) != 2 or not all(n is not None and holds(n) for n in numbers):
        raise InputError(f"an ellipse's {name} is two numbers {words}, not {shown(value)}.")
    return numbers


def soften(mask, edge=EDGE):
    """Let a mask fade towards its edges, on their inner side: where it is 0 it stays 0.

    Parameters
    ----------
    mask : numpy.ndarray
        From `as_mask`.
    edge : float
        How wide the edges fade, as a share of the shorter side. Default 0.03. Shapes too thin
        for it are left as they are.
    """
    inside = Image.fromarray((mask > 0).astype(np.uint8) * np.uint8(255))
    blurred = inside.filter(ImageFilter.GaussianBlur(edge * min(mask.shape) / 2))
    # Half of the blur lies outside a straight edge: begin where it has fallen to one half.
    fading = np.clip(np.asarray(blurred, np.float32) / np.float32(127.5) - 1, 0, 1)
    soft = mask * fading
    return soft if soft.any() else mask


def fingerprint(mask):
    """What settings say of a mask: enough to tell whether it is the same one."""
    return "sha256 " + hashlib.sha256(np.ascontiguousarray(mask)).hexdigest()[:16]
