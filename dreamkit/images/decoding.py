"""From a picture file of any format, mode and depth to an array.

What a file says beside its pixels (metadata) never costs the picture: what cannot be read of it
is passed over.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import struct
import warnings
import zlib

import numpy as np
from PIL import Image

from dreamkit.errors import FileError, InputError, display_name, reason
from dreamkit.images import color_profiles, depth
from dreamkit.images.arrays import Picture, limit

# Pillow logs what it finds wrong with a file before it raises it, and who has set up no logging
# would see both.
logging.getLogger("PIL").addHandler(logging.NullHandler())

MAX_PIXELS = 178_000_000
_ORIENTATION = 0x0112  # of EXIF: how the camera was held
_TURNS = {  # what brings the picture upright, by the value of that entry
    2: np.fliplr,
    3: lambda picture: np.rot90(picture, 2),
    4: np.flipud,
    5: lambda picture: picture.swapaxes(0, 1),
    6: lambda picture: np.rot90(picture, -1),
    7: lambda picture: np.rot90(picture, 2).swapaxes(0, 1),
    8: np.rot90,
}
_PREMULTIPLIED = {"La": "LA", "RGBa": "RGBA"}  # transparency taken into the colors: and out of
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_PIXELS = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")  # what the pixels need


def decode(content, name: str, max_size: int | None = None) -> Picture:
    """Return the picture in a file's bytes, or in an open file. See `load_image`.

    Parameters
    ----------
    content : bytes or binary file
        A file is read from its beginning, and only as far as needed.
    name : str
        What to call it in errors.
    max_size : int, optional
        Longest side in pixels.
    """
    name = display_name(name)
    file = io.BytesIO(content) if isinstance(content, bytes) else content
    with _sentences(name):
        if not file.read(1):
            raise FileError(f"'{name}' is empty.")
        file.seek(0)
        return from_pillow(_opened(file, name), name, max_size)


def from_pillow(image: Image.Image, name: str, max_size: int | None = None) -> Picture:
    """Return a Pillow image as a picture: upright, in sRGB, on white. See `load_image`."""
    notes = []
    with _sentences(name), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's, of metadata that it passes over
        if 0 in image.size:
            raise InputError(f"'{name}' has no pixels.")
        if image.mode in _PREMULTIPLIED:
            image = image.convert(_PREMULTIPLIED[image.mode])
        picture = limit(_rgb(image, notes), max_size)
        picture = _TURNS.get(_orientation(image), np.asarray)(picture)
    for note in notes:
        warnings.warn(f"'{name}': {note}.", stacklevel=2)
    return np.ascontiguousarray(picture)


@contextlib.contextmanager
def _sentences(name):
    """Tell in one sentence whatever Pillow raises; of broken files that is anything."""
    try:
        yield
    except (InputError, FileError):
        raise
    except Image.DecompressionBombError:
        raise InputError(
            f"'{name}' has more than {MAX_PIXELS // 10**6} million pixels; make it smaller first."
        ) from None
    except MemoryError:
        raise InputError(
            f"'{name}' does not fit into this computer's memory; make it smaller first."
        ) from None
    except Image.UnidentifiedImageError:
        raise FileError(f"'{name}' is damaged or cut short (its beginning is odd).") from None
    except Exception as error:
        why = reason(error).lower()
        if "ghostscript" in why:
            raise FileError(f"'{name}' is a PostScript file; save it as PNG first.") from None
        raise FileError(f"'{name}' is damaged or cut short ({why}).") from None


def _opened(file, name):
    """The Pillow image in a file, with its pixels loaded."""
    with warnings.catch_warnings():
        # Pillow warns from 89 million pixels on; the limit here is twice that.
        warnings.simplefilter("ignore")
        try:
            image = _loaded(Image.open(file), name)
        except Image.DecompressionBombError:
            raise
        except Exception as error:
            pixels = _without_metadata(file)
            if pixels is None:
                raise _unidentified(file, name, error) from None
            file, image = pixels, _loaded(Image.open(pixels), name)
        if image.format == "PNG":
            _check_sums(file)
        return image


def _loaded(image, name):
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise Image.DecompressionBombError
    try:
        image.load()
    except Exception:
        # A TIFF is turned upright with its last pixel: then they are there, and only that failed.
        if image.format != "TIFF" or image.getbbox() is None:
            raise
    if depth.is_misread(image):
        raise Image.UnidentifiedImageError
    return image


def _without_metadata(file):
    """A PNG with nothing but what its pixels need, as a file, or None of other formats."""
    file.seek(0)
    if file.read(len(_PNG)) != _PNG:
        return None
    kept = (head + body for head, body in _pixel_chunks(file))
    return io.BytesIO(_PNG + b"".join(kept))


def _check_sums(file):
    """Raise OSError if what a PNG's pixels need does not fit its checksums.

    Pillow looks at a checksum when it reads on, and with the last pixel it does not.
    """
    for head, body in _pixel_chunks(file):
        length, kind = struct.unpack(">I4s", head)
        told = struct.unpack_from(">I", body, length) if len(body) == length + 4 else None
        if told and told != (zlib.crc32(memoryview(body)[:length], zlib.crc32(kind)),):
            raise OSError("its checksum is wrong")


def _pixel_chunks(file):
    """What a PNG's pixels need: (length and kind, content and checksum) of each such chunk."""
    file.seek(len(_PNG))
    while len(head := file.read(8)) == 8:
        length, kind = struct.unpack(">I4s", head)
        if kind in _PNG_PIXELS:
            yield head, file.read(length + 4)
        else:
            file.seek(length + 4, os.SEEK_CUR)


def _unidentified(file, name, error):
    """The exception for a file that is not opened: what it is, if that is plain to see."""
    if not isinstance(error, Image.UnidentifiedImageError):
        return error
    file.seek(0)
    start = file.read(512)
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    brand = start[8:12].lower() if start[4:8] == b"ftyp" else b""
    if brand[:3] in (b"hei", b"hev") or brand in (b"mif1", b"msf1"):
        what = "is a HEIC photo, which cannot be read here; export it as JPEG first"
    elif brand:
        what = "is a film, not a picture; save one of its frames as PNG first"
    elif b"<svg" in text:
        what = "is a drawing (SVG), not pixels; export it as PNG first"
    elif text.startswith((b"<!doctype html", b"<html", b"<head", b"<!--")):
        what = "is a web page, not a picture; take the address of the picture itself"
    elif text.startswith(b"%pdf"):
        what = "is a PDF, not a picture; export the page as PNG first"
    elif start[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        what = "is a TIFF of a kind that cannot be read; save it as PNG first"
    else:
        what = "is not a picture in a format that can be read"
    return FileError(f"'{name}' {what}.")


def _orientation(image):
    """The value of EXIF's orientation; 1, upright, where it cannot be read."""
    try:
        value = image.getexif().get(_ORIENTATION, 1)
        return int(value)
    except Exception:  # whatever Pillow raises of bytes that are no EXIF
        return 1


def _rgb(image, notes):
    """A Pillow image of any mode as float32 RGB in [0, 1]."""
    if depth.is_deep(image):
        levels = depth.gray_levels(image, notes)
        levels = color_profiles.gray_to_srgb(levels, image, notes)
        transparent = image.info.get("transparency")
        if isinstance(transparent, int):
            levels = np.where(np.asarray(image) == transparent, np.float32(1), levels)
        return np.repeat(levels[..., None], 3, axis=2)
    colors = color_profiles.to_srgb(image, notes)
    if image.has_transparency_data:
        alpha = image.convert("RGBA").getchannel("A")
        layer = colors.convert("RGBA")
        layer.putalpha(alpha)
        white = Image.new("RGBA", layer.size, "white")
        colors = Image.alpha_composite(white, layer).convert("RGB")
    return np.asarray(colors, np.float32) / 255
