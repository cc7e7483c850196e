"""From a picture to the bytes of a file, and which formats can hold which pictures."""

from __future__ import annotations

import functools
import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image

from dreamkit.errors import FileError, InputError, display_name, first_line
from dreamkit.images import text_fields
from dreamkit.images.arrays import Picture, to_uint8

# The longest side that each format holds, in pixels. Formats that change the size (icons), the
# colors to black and white, or that are no pictures of pixels (PDF), are not written.
_SIDES = {
    "PNG": 2**31 - 1,
    "JPEG": 65_500,
    "WEBP": 16_383,
    "TIFF": 2**31 - 1,
    "BMP": 2**31 - 1,
    "DIB": 2**31 - 1,
    "PPM": 2**31 - 1,
    "GIF": 65_535,
    "AVIF": 32_768,
    "JPEG2000": 2**31 - 1,
    "TGA": 65_535,
    "PCX": 65_534,  # its rows are of even length
    "SGI": 65_535,
    "QOI": 2**31 - 1,
}
_OPTIONS = {"JPEG": {"quality": 95}, "WEBP": {"quality": 92}, "AVIF": {"quality": 90}}


def format_for(path: Path, shape=None) -> str:
    """Return the format (Pillow's name of it) that a path's ending names.

    Parameters
    ----------
    path : Path
    shape : tuple, optional
        Of the picture to write, (height, width, ...).

    Raises
    ------
    InputError
        The ending names no format that pictures can be written in, or one that cannot hold a
        picture of this shape.
    """
    Image.init()
    form = Image.registered_extensions().get(path.suffix.lower())
    name = display_name(path.name)
    if form not in _SIDES:
        raise InputError(f"'{name}' does not end in a picture format; use .png or .jpg.")
    if not _is_written_here(form, path.suffix.lower()):
        raise InputError(f"{path.suffix} files cannot be written on this computer; use .png.")
    if shape is not None and max(shape[:2]) > _SIDES[form]:
        raise InputError(
            f"a {path.suffix} file holds at most {_SIDES[form]} pixels a side, and '{name}' would "
            f"be {shape[1]} x {shape[0]}; use .png."
        )
    return form


@functools.cache
def _is_written_here(form, suffix):
    """Whether this Pillow has what the format needs: a small picture comes back in its size."""
    small = np.zeros((8, 16, 3), np.uint8)
    try:
        content = _encoded(small, form, suffix, {})
        with Image.open(io.BytesIO(content)) as image:
            return image.size == (16, 8)
    except Exception:  # a codec that is missing tells so in ways of its own
        return False


def encode(image: Picture, path: Path, text: Mapping[str, str] | None = None) -> bytes:
    """Return the bytes of a file of the format that `path` ends in; `text` where it can hold it.

    Raises
    ------
    InputError
        See `format_for`.
    FileError
        The picture cannot be encoded.
    """
    form = format_for(path, image.shape)
    try:
        return _encoded(
            to_uint8(image), form, path.suffix.lower(), text_fields.save_options(form, text or {})
        )
    except MemoryError:
        raise FileError(f"'{display_name(path)}' does not fit into memory.") from None
    except Exception as error:  # encoders raise whatever they like: struct.error, RuntimeError
        reason = first_line(error).rstrip(".")
        raise FileError(f"'{display_name(path)}' cannot be written: {reason}.") from None


def _encoded(pixels, form, suffix, options):
    buffer = io.BytesIO()
    buffer.name = f"picture{suffix}"  # some formats have variants, told by the ending
    Image.fromarray(pixels).save(buffer, form, **_OPTIONS.get(form, {}), **options)
    return buffer.getvalue()
