"""Pictures as arrays: shape, range, size.

One convention everywhere: NumPy float32 of shape (height, width, 3), RGB in [0, 1].
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image

from dreamkit import bounds
from dreamkit.errors import InputError, is_whole, shown

Picture: TypeAlias = npt.NDArray[np.float32]  # (height, width, 3), RGB in [0, 1]


def resize(
    image: npt.NDArray[np.floating[Any]], size: Sequence[int] | npt.NDArray[np.integer[Any]]
) -> npt.NDArray[np.float32]:
    """Resampling: resize to (height, width) with a bicubic filter, antialiased when shrinking.

    The filter is Pillow's. A bicubic filter overshoots beside sharp edges. What goes beyond both
    [0, 1] and the array's own values is clipped, so that a picture is a picture again.

    Parameters
    ----------
    image : numpy.ndarray
        A picture, or any float array of shape (height, width, channels).
    size : (int, int)
        Height and width in pixels, such as `photo.shape[:2]`.

    Returns
    -------
    numpy.ndarray
        float32, shape (height, width, channels); the array itself if it has that size already.

    Raises
    ------
    InputError
        `size` is not two whole numbers, or too large, or `image` has another shape, holds no
        floats, or such as float32 does not.

    Examples
    --------
    >>> import dreamkit as dk
    >>> photo = dk.sample("clouds", max_size=64)
    >>> photo.shape
    (48, 64, 3)
    >>> dk.resize(photo, (24, 32)).shape
    (24, 32, 3)
    """
    sides = list(size) if isinstance(size, list | tuple | np.ndarray) else [size]
    if len(sides) != 2 or not all(is_whole(side, 1) for side in sides):
        raise InputError(f"a size is (height, width), such as photo.shape[:2], not {shown(size)}.")
    sides = bounds.check_size(*sides)
    shape = getattr(image, "shape", ())
    if len(shape) != 3 or 0 in shape or not np.issubdtype(image.dtype, np.floating):
        raise InputError(
            "what is resized is a float array of shape (height, width, channels), not "
            f"{type(image).__name__} of shape {tuple(shape)}."
        )
    if image.dtype.itemsize > 4 and np.abs(image).max() > np.finfo(np.float32).max:
        raise InputError("what is resized holds numbers beyond float32; scale them first.")
    resized = resample(image, sides)
    low, high = min(image.min(), 0), max(image.max(), 1)
    if resized is image or not (np.isfinite(low) and np.isfinite(high)):
        return resized
    return np.clip(resized, low, high, out=resized)


def resample(image, size):
    """`resize` without checks and without clipping: linear, so that it keeps sums."""
    height, width = size
    if image.shape[:2] == (height, width):
        return image
    resized = np.empty((height, width, image.shape[2]), np.float32)
    for c in range(image.shape[2]):  # one by one: Pillow holds two copies of what it works on
        channel = Image.fromarray(np.ascontiguousarray(image[..., c], np.float32))
        resized[..., c] = channel.resize((width, height), Image.Resampling.BICUBIC)
    return resized


def as_picture(image: npt.ArrayLike) -> Picture:
    """Return `image` as float32 (height, width, 3), RGB in [0, 1].

    A picture that is one already is returned itself, not copied.

    Parameters
    ----------
    image : array
        uint8 or float, gray (height, width), RGB, or with a fourth channel (dropped).

    Returns
    -------
    numpy.ndarray
        float32, shape (height, width, 3), RGB in [0, 1].

    Raises
    ------
    InputError
        Another shape or type, values outside [0, 1], or values that are not numbers.
    """
    try:
        array = np.asarray(image)
    except Exception:  # rows of different lengths, or an object that cannot be an array
        raise InputError(
            f"a picture is an array of numbers, which {type(image).__name__} is not; "
            "load it with dk.load_image."
        ) from None
    if array.ndim == 2:
        array = np.repeat(array[..., None], 3, axis=2)
    if array.ndim != 3 or array.shape[2] not in (3, 4) or 0 in array.shape:
        raise InputError(
            f"a picture has the shape (height, width, 3), this one {np.shape(image)}; "
            "load it with dk.load_image."
        )
    array = array[..., :3]
    if array.dtype == np.uint8:
        return array.astype(np.float32) / 255
    if not np.issubdtype(array.dtype, np.floating):
        raise InputError(f"a picture holds float32 or uint8, this one {array.dtype}.")
    array = array.astype(np.float32, copy=False)
    low, high = float(array.min()), float(array.max())
    if not (np.isfinite(low) and np.isfinite(high)):
        raise InputError("the picture holds values that are not numbers (NaN or infinity).")
    if low < -1e-3 or high > 1 + 1e-3:
        raise InputError(
            f"a picture's values lie in [0, 1], these from {low:.3g} to {high:.3g}; "
            "scale them first."
        )
    return array if low >= 0 and high <= 1 else np.clip(array, 0, 1)


def as_pictures(images: npt.ArrayLike) -> Picture:
    """Return one picture or several of one size as float32 (count, height, width, 3).

    Parameters
    ----------
    images : array
        One as `as_picture` takes it; or several in color, a list of them or one array of shape
        (count, height, width, 3).

    Returns
    -------
    numpy.ndarray
        float32, RGB in [0, 1].

    Raises
    ------
    InputError
        They are of different sizes, or one of them is no picture.
    """
    if isinstance(images, list | tuple):
        shapes = {getattr(image, "shape", None) for image in images}
        if len(shapes) > 1 and all(shape and len(shape) == 3 for shape in shapes):
            raise InputError(
                f"pictures of one batch have one size, and these {sorted(shapes)}; resize them."
            )
    try:
        array = np.asarray(images)
    except Exception:  # which as_picture has a sentence for
        return as_picture(images)[None]
    if array.ndim != 4:
        return as_picture(images)[None]
    if not len(array):
        raise InputError("there is no picture in an array of shape (0, ...); give one at least.")
    return np.stack([as_picture(image) for image in array])


def to_uint8(image: Picture) -> npt.NDArray[np.uint8]:
    """Return the picture as uint8, the form that files and screens take."""
    return (np.clip(image, 0, 1) * 255 + 0.5).astype(np.uint8)


def limit(image: Picture, max_size: int | None) -> Picture:
    """Return the picture with its longest side at most `max_size` pixels (None: as it is)."""
    height, width = image.shape[:2]
    if max_size is None or max(height, width) <= max_size:
        return image
    factor = max_size / max(height, width)
    size = (max(1, round(height * factor)), max(1, round(width * factor)))
    return resize(image, size)
