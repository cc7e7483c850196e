"""Numbers as pictures: signed values, heat, a table of numbers, frames around parts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from dreamkit.errors import InputError
from dreamkit.images.arrays import Picture, as_picture, to_uint8


def signed(values: npt.ArrayLike, limit: float | None = None) -> Picture:
    """Return a map of positive (red), negative (blue) and zero (white) values as a picture.

    Parameters
    ----------
    values : array
        Shape (height, width).
    limit : float, optional
        The value of the fullest red; larger ones look the same. Default: the 99th percentile of
        the absolute values.

    Returns
    -------
    numpy.ndarray
        float32, shape (height, width, 3).

    Examples
    --------
    >>> from dreamkit.images import maps
    >>> [color.argmax() for color in maps.signed([[-1.0, 1.0]], limit=1)[0]]  # blue, red
    [2, 0]
    """
    import matplotlib as mpl

    values = np.asarray(values, np.float32)
    if limit is None:
        limit = float(np.percentile(np.abs(values), 99))
    # A tone curve: small values must show beside large ones, also on a projector.
    strength = np.sqrt(np.clip(np.abs(values) / max(limit, 1e-30), 0, 1))
    colors = mpl.colormaps["RdBu_r"](0.5 + 0.5 * np.sign(values) * strength)
    return colors[..., :3].astype(np.float32)


def heat(values: npt.ArrayLike) -> Picture:
    """Return a map of values from 0 to its largest as a picture, from black to light yellow.

    Parameters
    ----------
    values : array
        Shape (height, width); what is negative is black.

    Returns
    -------
    numpy.ndarray
        float32, shape (height, width, 3).

    Examples
    --------
    >>> from dreamkit.images import maps
    >>> dark, light = maps.heat([[0.0, 5.0]])[0]
    >>> bool(light.mean() > dark.mean())
    True
    """
    import matplotlib as mpl

    values = np.asarray(values, np.float32)
    share = np.clip(values / max(float(values.max()), 1e-30), 0, 1)
    return mpl.colormaps["magma"](share)[..., :3].astype(np.float32)


def overlay(image: npt.ArrayLike, values: npt.ArrayLike, limit: float | None = None) -> Picture:
    """Return a map of values laid over a picture, which becomes gray beneath it.

    A map from 0 up grows lighter: where it is 0 the picture is dark, where it is largest light
    yellow covers it. A map with signs is red where positive and blue where negative, and where it
    is 0 the picture shows.

    Parameters
    ----------
    image : array
        A picture.
    values : array
        Shape (height, width) of the picture; of a map with colors, (height, width, 3), they are
        summed. Where a value is NaN, nothing is laid.
    limit : float, optional
        The size of the values that are fully covered; larger ones look the same. Default: the
        99th percentile of all sizes.

    Returns
    -------
    numpy.ndarray
        float32, shape (height, width, 3).

    Raises
    ------
    InputError
        `image` is not a picture, or `values` is not a map of it.

    Examples
    --------
    >>> import numpy as np
    >>> from dreamkit.images import maps
    >>> gray = np.full((1, 3, 3), 0.5, np.float32)
    >>> blue, none, red = maps.overlay(gray, [[-1.0, 0.0, 1.0]], limit=1)[0]
    >>> int(blue.argmax()), int(red.argmax()), bool(np.ptp(none) < 0.01)
    (2, 0, True)
    """
    import matplotlib as mpl

    picture, values = as_picture(image), np.asarray(values, np.float32)
    values = values.sum(axis=2) if values.ndim == 3 else values
    if values.shape != picture.shape[:2]:
        raise InputError(
            f"a map of this picture has the shape {picture.shape[:2]}, not {values.shape}."
        )
    known = np.isfinite(values)
    values = np.where(known, values, 0)
    if limit is None:
        limit = float(np.percentile(np.abs(values[known]), 99)) if known.any() else 1.0
    share = np.clip(values / max(limit, 1e-30), -1, 1)
    gray = (picture @ np.float32([0.2126, 0.7152, 0.0722]))[..., None]
    if values.min() < 0:
        colors = np.where(share[..., None] < 0, [0.1, 0.3, 0.75], [0.75, 0.1, 0.1])
        ground = 0.25 + 0.6 * gray  # no black and no white: neither would take a color
    else:
        colors = mpl.colormaps["magma"](0.4 + 0.6 * share)[..., :3]
        ground = 0.35 * gray  # darker than any of these colors
    # A tone curve, as in `signed`.
    cover = 0.85 * np.sqrt(np.abs(share))[..., None]
    return (ground * (1 - cover) + colors * cover).astype(np.float32)


def table(values: npt.ArrayLike, cell: int = 56) -> Picture:
    """Return a table of numbers between 0 and 1 as a picture: each a gray square with its value.

    Parameters
    ----------
    values : array
        Shape (rows, columns).
    cell : int
        Side of a square in pixels. Default 56.

    Returns
    -------
    numpy.ndarray
        float32, shape (rows * cell, columns * cell, 3).

    Examples
    --------
    >>> from dreamkit.images import maps
    >>> maps.table([[0, 0.5, 1]], cell=40).shape
    (40, 120, 3)
    """
    values = np.asarray(values, np.float32)
    sheet = Image.new("RGB", (values.shape[1] * cell, values.shape[0] * cell))
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(round(0.38 * cell))
    for (row, column), value in np.ndenumerate(values):
        left, top = column * cell, row * cell
        gray = (round(255 * float(np.clip(value, 0, 1))),) * 3
        draw.rectangle((left, top, left + cell - 1, top + cell - 1), gray)
        ink = "white" if value < 0.5 else "black"
        draw.text((left + cell / 2, top + cell / 2), f"{value:.2f}", ink, font, anchor="mm")
    return np.asarray(sheet, np.float32) / 255


def framed(
    image: npt.ArrayLike,
    box: Sequence[float],
    scale: int = 1,
    color: str = "white",
    width: int = 3,
) -> Picture:
    """Return a picture with a frame around a part of it.

    Parameters
    ----------
    image : array
        A picture.
    box : sequence of four float
        Top, left, height and width of the part, in pixels; it may reach beyond the picture.
    scale : int
        The picture is enlarged by this factor first, for a fine frame. Default 1.
    color : str
        A color that Pillow knows. Default "white".
    width : int
        Of the frame, in pixels of the result. Default 3.

    Returns
    -------
    numpy.ndarray
        float32, shape (height * scale, width * scale, 3).

    Raises
    ------
    InputError
        `box` is not four numbers.

    Examples
    --------
    >>> import dreamkit as dk
    >>> from dreamkit.images import maps
    >>> maps.framed(dk.sample("clouds", max_size=64), (10, 20, 30, 30), scale=2).shape
    (96, 128, 3)
    """
    picture = as_picture(image)
    if np.shape(box) != (4,):
        raise InputError(f"box is top, left, height and width in pixels, not {box!r}.")
    top, left, high, wide = (float(value) * scale for value in box)
    size = (picture.shape[1] * scale, picture.shape[0] * scale)
    sheet = Image.fromarray(to_uint8(picture)).resize(size, Image.Resampling.BICUBIC)
    corners = (left, top, left + wide - 1, top + high - 1)
    # Dark around light: seen on any ground.
    ImageDraw.Draw(sheet).rectangle(corners, outline="black", width=width + 2)
    inner = (corners[0] + 1, corners[1] + 1, corners[2] - 1, corners[3] - 1)
    ImageDraw.Draw(sheet).rectangle(inner, outline=color, width=width)
    return np.asarray(sheet, np.float32) / 255


def filters(weights: npt.ArrayLike) -> list[Picture]:
    """Return the filters of a first layer as small pictures; gray is 0.

    Parameters
    ----------
    weights : array
        Shape (height, width, 3, filters), as Keras keeps them.

    Returns
    -------
    list of numpy.ndarray
        float32, each of shape (height, width, 3); its largest weight, positive or negative, is
        at the end of the range.

    Examples
    --------
    >>> import numpy as np
    >>> from dreamkit.images import maps
    >>> [picture] = maps.filters(np.array([-2.0, 0.0, 1.0]).reshape(1, 3, 1, 1).repeat(3, axis=2))
    >>> picture[0, :, 0].tolist()
    [0.0, 0.5, 0.75]
    """
    weights = np.moveaxis(np.asarray(weights, np.float32), 3, 0)
    largest = np.abs(weights).max(axis=(1, 2, 3), keepdims=True)
    return list(0.5 + weights / (2 * np.maximum(largest, 1e-30)))
