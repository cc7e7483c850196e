"""What `load_image` can be given beside names: uploads and open files."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping, Sequence
from typing import IO, Any, TypeAlias

import numpy.typing as npt
from PIL import Image

from dreamkit.errors import FileError, InputError, reason

Source: TypeAlias = (
    str
    | os.PathLike[str]
    | bytes
    | bytearray
    | memoryview
    | Mapping[str, Any]
    | Sequence[Mapping[str, Any]]
    | IO[bytes]
    | Image.Image
    | npt.NDArray[Any]
)

TAKES = "a file's name, an address, the bytes of a file, an upload, an open file or a picture"


def is_bytes(source):
    """Whether it is the content of a file."""
    return isinstance(source, bytes | bytearray | memoryview)


def is_upload(source):
    """Whether it has the shape of what Colab or ipywidgets give for files uploaded."""
    if isinstance(source, Mapping):
        return True
    return isinstance(source, tuple | list) and all(isinstance(entry, Mapping) for entry in source)


def uploaded_files(source):
    """Return [(name, bytes)] of an upload.

    Colab's `files.upload()` gives {name: bytes}; ipywidgets 7 {name: {"content": bytes, ...}},
    8 a tuple of {"name": name, "content": memoryview, ...}.

    Raises
    ------
    InputError
        It is none of these.
    """
    if isinstance(source, Mapping) and is_bytes(source.get("content")):
        source = [source]  # one entry of ipywidgets 8
    if isinstance(source, Mapping):
        source = [{"name": name, **_entry(entry)} for name, entry in source.items()]
    pairs = [(entry.get("name", "the upload"), entry.get("content")) for entry in source]
    if not all(is_bytes(content) for _, content in pairs):
        raise InputError(f"a picture is loaded from {TAKES}; this dict is no upload.")
    return [(str(name), bytes(content)) for name, content in pairs]


def _entry(entry):
    return entry if isinstance(entry, Mapping) else {"content": entry}


def only_upload(source):
    """Return (name, bytes) of an upload of one file.

    Raises
    ------
    InputError
        It holds none or several, or is no upload.
    """
    pairs = uploaded_files(source)
    if not pairs:
        raise InputError("nothing was uploaded; choose a picture first.")
    if len(pairs) > 1:
        names = ", ".join(f"'{name}'" for name, _ in pairs[:5])
        raise InputError(f"{len(pairs)} files were uploaded ({names}); pass one at a time.")
    return pairs[0]


def content_of(file):
    """Return what an open file holds, as a file that can be read from any place.

    Raises
    ------
    InputError
        It was opened as text, or is closed.
    FileError
        Reading it fails.
    """
    if isinstance(file, io.TextIOBase):
        raise InputError("the file was opened as text; open it with open(name, 'rb').")
    try:
        if file.seekable():
            file.seek(0)
            return file
        return io.BytesIO(file.read())
    except AttributeError:  # something with no more than read()
        content = _read(file)
    except ValueError:
        raise InputError("the file is closed; open it again, or pass its name.") from None
    except OSError as error:
        raise _failing(error) from None
    if not is_bytes(content):
        raise InputError("the file was opened as text; open it with open(name, 'rb').")
    return io.BytesIO(bytes(content))


def _read(file):
    try:
        return file.read()
    except Exception as error:  # whatever somebody's own reader raises
        raise _failing(error) from None


def _failing(error):
    return FileError(f"the file cannot be read: {reason(error)}.")
