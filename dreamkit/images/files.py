"""Pictures in and out: `load_image` and `save_image`."""

from __future__ import annotations

import contextlib
import os
import tempfile
import urllib.parse
import urllib.request
import warnings
from collections.abc import Mapping
from pathlib import Path

import numpy.typing as npt
from PIL import Image

from dreamkit import whole_file
from dreamkit.errors import (
    FileError,
    InputError,
    check_positive_int,
    display_name,
    reason,
)
from dreamkit.images import addresses, encoding, sources, text_fields
from dreamkit.images.arrays import Picture, as_picture, limit
from dreamkit.images.decoding import decode, from_pillow
from dreamkit.images.sources import Source


def load_image(source: Source, max_size: int | None = None) -> Picture:
    """Image input: load a picture from a file, an http(s) address, an upload or bytes.

    Gray, palette, CMYK and 16-bit pictures become RGB; an embedded color profile (Display P3,
    Adobe RGB, CMYK) is converted to sRGB; transparent parts become white; the camera's
    orientation mark is applied; of an animation the first frame is taken. A warning tells of
    32-bit numbers that had to be stretched to [0, 1], and of a profile that cannot be used.

    Parameters
    ----------
    source : str, Path, bytes, dict, file, PIL.Image.Image or array
        A path; an address (at most 50 MB and 20 s); the content of a picture file; what Colab's
        `files.upload()` or a `FileUpload.value` holds, of one file; an open binary file; a
        Pillow image; or an array, see `dream`.
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
        The picture has more than 178 million pixels, `max_size` is not positive, or `source`
        holds no picture or several.

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
    if isinstance(source, str | os.PathLike):
        return _named(os.fsdecode(source), max_size)
    if sources.is_bytes(source):
        return decode(bytes(source), "the uploaded file", max_size)
    if isinstance(source, Image.Image):
        return from_pillow(source, "the picture", max_size)
    if sources.is_upload(source):
        name, content = sources.only_upload(source)
        return decode(content, name, max_size)
    if hasattr(source, "read") and not isinstance(source, type):
        name = getattr(source, "name", None)
        name = name if isinstance(name, str) else "the file"
        return decode(sources.content_of(source), name, max_size)
    source = getattr(source, "image", source)  # a Dream
    if isinstance(source, list | tuple) or hasattr(source, "__array__"):
        return limit(as_picture(source), max_size)
    raise InputError(f"a picture is loaded from {sources.TAKES}, not {type(source).__name__}.")


def _named(name, max_size):
    """The picture at an address, or in the file of that name."""
    if addresses.is_address(name):
        return decode(addresses.fetch(name), name, max_size)
    if name.lower().startswith("file://"):
        name = urllib.request.url2pathname(urllib.parse.urlsplit(name).path)
    shown = display_name(name)
    try:
        path = Path(os.path.expanduser(name))
        if path.is_dir():
            raise FileError(f"'{shown}' is a folder; name a picture in it.")
        if path.exists() and not (path.is_file() or path.is_fifo()):
            raise FileError(f"'{shown}' is a device, not a picture.")
        with open(path, "rb") as file:
            # What cannot be read twice, such as a shell's <(command), is read into memory.
            return decode(file if file.seekable() else file.read(), name, max_size)
    except FileNotFoundError:
        raise FileError(f"there is no file '{shown}'; check the name and the folder.") from None
    except (FileError, InputError):
        raise
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        raise FileError(f"'{shown}' cannot be read: {reason(error).lower()}.") from None


def save_image(
    path: str | os.PathLike[str], image: npt.ArrayLike, text: Mapping[str, str] | None = None
) -> Path:
    """Image output: write a picture; the format follows the ending (.png, .jpg, .webp, .tif ...).

    The file is written under a temporary name and then moved into place, so that a failure
    leaves neither half a file nor a damaged old one. A file that was there keeps its
    permissions, and a symbolic link goes on pointing to where it did.

    Parameters
    ----------
    path : str or Path
        Where to write.
    image : array
        A picture, see `load_image`.
    text : dict of str to str, optional
        Text fields to store in the file. PNG, JPEG, WebP, TIFF and AVIF hold them, a JPEG up to
        65 000 bytes; other formats leave them out.

    Returns
    -------
    Path
        The path written.

    Raises
    ------
    InputError
        The ending names no picture format, or one that cannot hold a picture of this size, or
        `image` is not a picture.
    FileError
        The file cannot be written.

    Examples
    --------
    >>> import dreamkit as dk
    >>> path = dk.save_image("cat.png", dk.sample("cat", max_size=64))
    >>> path.name
    'cat.png'
    """
    picture = as_picture(image)
    path = check_output(path, picture.shape)
    content = encoding.encode(picture, path, text)
    try:
        whole_file.write(path, content)
    except OSError as error:
        raise FileError(
            f"'{display_name(path)}' cannot be written: {reason(error).lower()}."
        ) from None
    return path


def save_or_elsewhere(
    path: str | os.PathLike[str], image: npt.ArrayLike, text: Mapping[str, str], what: str
) -> Path:
    """Write a picture as `save_image` does, or where that goes: what took long is not lost.

    A warning, which names the caller's caller, tells of another place, and of a format that cannot
    hold the text fields, which are settings; `what` is what the picture is called in it.

    Returns
    -------
    Path
        The path written. Where `path` cannot be, that is a PNG beside it or else in the current
        folder or the one for temporary files, under a name that is free.

    Raises
    ------
    InputError
        The ending names no picture format.
    FileError
        See `save_image`: a PNG cannot be written anywhere either.
    """
    path = as_path(path)
    form = encoding.format_for(path)
    try:
        save_image(path, image, text)
    except (FileError, InputError) as error:
        path = _save_elsewhere(path, image, text, error)
        warnings.warn(f"{error} The {what} was saved as '{path}' instead.", stacklevel=3)
        return path
    if not text_fields.fits(form, text):
        warnings.warn(
            f"'{path.name}' cannot hold the {what}'s settings; a .png file can.", stacklevel=3
        )
    return path


def _save_elsewhere(path, image, text, error):
    """Write a PNG where that goes, under a name that is free; else raise `error`."""
    folders = [path.parent, Path()]
    with contextlib.suppress(OSError):  # none can be written to
        folders.append(Path(tempfile.gettempdir()))
    for folder in folders:
        with contextlib.suppress(FileError):
            free = free_path((folder / path.name).with_suffix(".png"))
            return save_image(free, image, text)
    raise error


def as_path(name: str | os.PathLike[str]) -> Path:
    """Return a name as a Path; ~ stands for the home folder where there is one.

    Raises
    ------
    InputError
        It is neither a text nor a Path, or it is empty.
    """
    try:
        text = os.fsdecode(name)
        if not text:
            raise InputError("the name of a file or folder is empty; write one.")
        return Path(os.path.expanduser(text))
    except TypeError:
        raise InputError(f"a file's name is a text or a Path, not {type(name).__name__}.") from None


def check_output(path: str | os.PathLike[str], shape=None) -> Path:
    """Return `path` as a Path if a picture can be written there, else raise one sentence.

    Parameters
    ----------
    path : str or Path
    shape : tuple, optional
        Of the picture, (height, width, ...), if that is known already.

    Raises
    ------
    InputError
        The ending names no picture format, or one that cannot hold a picture of this shape.
    FileError
        The folder is missing or not writable.
    """
    path = as_path(path)
    encoding.format_for(path, shape)
    return check_place(path)


def check_place(path: Path) -> Path:
    """Return `path` if a file can be written there, else raise one sentence.

    Raises
    ------
    FileError
        The folder is missing or not writable.
    """
    shown = display_name(path)
    try:
        target = Path(os.path.realpath(path))
        if not target.parent.is_dir():
            folder = display_name(target.parent)
            raise FileError(f"there is no folder '{folder}' to write '{shown}' into.")
        if target.is_dir() or target.is_symlink() or not os.access(target.parent, os.W_OK):
            raise FileError(f"'{shown}' cannot be written; choose another place.")
        if not os.access(target, os.F_OK):
            with contextlib.suppress(FileNotFoundError):
                target.stat()  # which tells what is wrong with a name, such as its length
        elif not os.access(target, os.W_OK):
            raise FileError(f"'{shown}' is write-protected; choose another name.")
    except FileError:
        raise
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        raise FileError(f"'{shown}' cannot be written: {reason(error).lower()}.") from None
    return path


def free_path(path: Path) -> Path:
    """Return `path`, or with a number where that name is taken: no picture replaces another."""
    stem, number = path.stem, 2
    while os.path.lexists(path):
        path = path.with_stem(f"{stem}_{number}")
        number += 1
    return path
