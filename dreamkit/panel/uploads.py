"""Uploads: what the browser sends, read and checked."""

from __future__ import annotations

from dreamkit.errors import InputError
from dreamkit.images.sources import uploaded_files
from dreamkit.panel.layout import wide, widgets
from dreamkit.panel.studio_state import Source

LARGEST_UPLOAD = 10 * 2**20  # bytes: a Jupyter server drops larger messages without a word


def uploaded(value):
    """Return (name, bytes) of a FileUpload's value, or (None, None) of an empty one."""
    return uploaded_files(value)[-1] if value else (None, None)


def accepted(name, content):
    """Return the bytes of an upload, unless a Jupyter server would not have passed them all on.

    Raises
    ------
    InputError
        It is larger than 10 MB.
    """
    if len(content) > LARGEST_UPLOAD:
        raise InputError(f"'{name}' is larger than {LARGEST_UPLOAD // 2**20} MB; make it smaller.")
    return content


def upload_button():
    return widgets.FileUpload(
        accept="image/*", multiple=False, description="Choose a file", layout=wide()
    )


def read_upload(control, fail):
    """The Source of a FileUpload, or None if there is none or it is too large."""
    name, content = uploaded(control.value)
    if name is None:
        return None
    try:
        return Source("upload", name, accepted(name, content))
    except InputError as error:
        fail(error)
        return None
