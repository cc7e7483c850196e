"""Pictures in and out: files, addresses, and the text fields of a PNG."""

from __future__ import annotations

import contextlib
import io
import os
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, PngImagePlugin

from dreamkit.errors import FileError, InputError, check_positive_int, first_line
from dreamkit.images.arrays import Picture, as_picture, limit, to_uint8

MAX_PIXELS = 178_000_000
MAX_DOWNLOAD_BYTES = 50 * 1024 * 1024
MAX_DOWNLOAD_SECONDS = 20


def load_image(
    source: str | os.PathLike[str] | bytes | bytearray | memoryview, max_size: int | None = None
) -> Picture:
    """Image input: load a picture from a file, an http(s) address or the bytes of a file.

    Gray, palette, CMYK and 16-bit pictures become RGB; transparent parts become white; the
    camera's orientation mark is applied; of an animation the first frame is taken.

    Parameters
    ----------
    source : str, Path or bytes
        A path, an address (at most 50 MB and 20 s), or the content of a picture file.
    max_size : int, optional
        Longest side in pixels; larger pictures are made smaller, smaller ones are left alone.

    Returns
    -------
    numpy.ndarray
        float32, shape (height, width, 3), RGB in [0, 1].

    Raises
    ------
    FileError
        The file is missing, empty, cut short, or not a picture.
    InputError
        The picture has more than 178 million pixels, or `max_size` is not positive.

    Examples
    --------
    >>> import dreamkit as dk
    >>> path = dk.save_image("sky.png", dk.sample("clouds", max_size=64))
    >>> photo = dk.load_image(path, max_size=48)
    >>> photo.shape, photo.dtype
    ((36, 48, 3), dtype('float32'))
    """
    if max_size is not None:
        check_positive_int("max_size", max_size)
    if isinstance(source, bytes | bytearray | memoryview):
        return decode(bytes(source), "the uploaded file", max_size)
    name = os.fspath(source)
    if name.lower().startswith(("http://", "https://")):
        return decode(download(name), name, max_size)
    try:
        content = Path(name).expanduser().read_bytes()
    except FileNotFoundError:
        raise FileError(f"there is no file '{name}'; check the name and the folder.") from None
    except OSError as error:
        raise FileError(f"'{name}' cannot be read: {_reason(error)}.") from None
    return decode(content, name, max_size)


def save_image(
    path: str | os.PathLike[str], image: npt.ArrayLike, text: Mapping[str, str] | None = None
) -> Path:
    """Image output: write a picture; the format follows the ending (.png, .jpg, .webp, .tif ...).

    The file is written under a temporary name and then moved into place, so that a failure
    leaves neither half a file nor a damaged old one.

    Parameters
    ----------
    path : str or Path
        Where to write.
    image : array
        A picture, see `load_image`.
    text : dict of str to str, optional
        Text fields to store in the file. Only PNG holds them.

    Returns
    -------
    Path
        The path written.

    Raises
    ------
    InputError
        The ending names no picture format, or `image` is not a picture.
    FileError
        The file cannot be written.

    Examples
    --------
    >>> import dreamkit as dk
    >>> path = dk.save_image("cat.png", dk.sample("cat", max_size=64))
    >>> path.name
    'cat.png'
    """
    path = check_output(path)
    form = Image.registered_extensions()[path.suffix.lower()]
    pixels = Image.fromarray(to_uint8(as_picture(image)))
    options = {"JPEG": {"quality": 95}, "WEBP": {"quality": 92}}.get(form, {})
    if text and form == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        for key, value in text.items():
            options["pnginfo"].add_itxt(key, value)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        pixels.save(part, format=form, **options)
        os.replace(part, path)
    except OSError as error:
        raise FileError(f"'{path}' cannot be written: {_reason(error)}.") from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
    return path


def check_output(path: str | os.PathLike[str]) -> Path:
    """Return `path` as a Path if a picture can be written there, else raise one sentence.

    Raises
    ------
    InputError
        The ending names no picture format.
    FileError
        The folder is missing or not writable.
    """
    path = Path(path).expanduser()
    Image.init()
    if Image.registered_extensions().get(path.suffix.lower()) not in Image.SAVE:
        raise InputError(f"'{path.name}' does not end in a picture format; use .png or .jpg.")
    if not path.parent.is_dir():
        raise FileError(f"there is no folder '{path.parent}' to write '{path.name}' into.")
    if path.is_dir() or not os.access(path.parent, os.W_OK):
        raise FileError(f"'{path}' cannot be written; choose another place.")
    return path


def read_text(path: str | os.PathLike[str]) -> dict[str, str]:
    """Return the text fields stored in a picture file, as a dict (empty if it has none)."""
    try:
        with Image.open(Path(path).expanduser()) as opened:
            opened.load()
            return dict(getattr(opened, "text", {}))
    except FileNotFoundError:
        raise FileError(f"there is no file '{path}'; check the name and the folder.") from None
    except (OSError, SyntaxError, Image.DecompressionBombError):
        raise FileError(f"'{path}' is not a picture that can be read.") from None


def decode(content: bytes, name: str, max_size: int | None = None) -> Picture:
    """The picture in the bytes of a file; `name` is what to call it in errors. See `load_image`."""
    if not content:
        raise FileError(f"'{name}' is empty.")
    try:
        with warnings.catch_warnings():
            # Pillow warns from 89 million pixels on; the limit here is twice that.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(content))
            width, height = opened.size
            if width * height > MAX_PIXELS:
                raise Image.DecompressionBombError
            opened.load()
    except Image.DecompressionBombError:
        raise InputError(
            f"'{name}' has more than {MAX_PIXELS // 10**6} million pixels; make it smaller first."
        ) from None
    except Image.UnidentifiedImageError:
        raise FileError(f"'{name}' is not a picture in a format that can be read.") from None
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise FileError(f"'{name}' is damaged or cut short ({_reason(error)}).") from None
    return limit(_to_rgb(ImageOps.exif_transpose(opened)), max_size)


def _reason(error):
    return (getattr(error, "strerror", None) or first_line(error)).rstrip(".").lower()


def _to_rgb(opened):
    """Turn a Pillow image of any mode into float32 RGB in [0, 1]."""
    if opened.mode in ("I", "F") or opened.mode.startswith("I;16"):
        gray = np.asarray(opened).astype(np.float32)
        top = 65535.0 if opened.mode != "F" else max(1.0, float(np.nanmax(gray)))
        gray = np.clip(np.nan_to_num(gray) / top, 0, 1)
        return np.repeat(gray[..., None], 3, axis=2)
    if opened.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in opened.info:
        layer = opened.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        opened = Image.alpha_composite(white, layer)
    return np.asarray(opened.convert("RGB"), np.float32) / 255


def download(url):
    """The bytes at an http(s) address: 50 MB and 20 s at most. Raises FileError."""
    limit = f"{MAX_DOWNLOAD_BYTES // 2**20} MB"
    deadline = time.monotonic() + MAX_DOWNLOAD_SECONDS
    parts, size = [], 0
    try:
        request = urllib.request.Request(url, headers={"User-Agent": "dreamkit"})
        with urllib.request.urlopen(request, timeout=MAX_DOWNLOAD_SECONDS) as reply:
            while part := reply.read1(1 << 16):
                parts.append(part)
                size += len(part)
                if size > MAX_DOWNLOAD_BYTES:
                    raise FileError(f"'{url}' is larger than {limit}; save it to a file first.")
                if time.monotonic() > deadline:
                    raise TimeoutError
    except FileError:
        raise
    except urllib.error.HTTPError as error:
        raise FileError(f"'{url}' answers {error.code} {error.reason}; check it.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        if isinstance(reason, TimeoutError):
            reason = f"no answer within {MAX_DOWNLOAD_SECONDS} s"
        raise FileError(f"'{url}' cannot be fetched: {reason}.") from None
    return b"".join(parts)
