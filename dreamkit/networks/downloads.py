"""Weights from the internet: fetched beside their place, looked at, and moved into it whole.

Keras's own download has no timeout, writes into the very file that others read, and keeps what
came though it is damaged.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from dreamkit import whole_file
from dreamkit.errors import FileError, reason
from dreamkit.images import addresses

SILENCE = 30  # seconds without a byte after which a server is given up
_CHUNK = 1 << 18


def weights_file(path, address, digest):
    """Download a weights file unless it is there, whole; return its path.

    Several processes may do so at the same time.

    Parameters
    ----------
    path : Path
        Where it is kept.
    address : str
    digest : str or None
        The MD5 or SHA-256 that it must have; without one it must be HDF5 from end to end.

    Raises
    ------
    FileError
        It could not be had; the text says why, without a full stop.
    """
    if path.is_file() and _is_right(path, digest):
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file.replacing(path) as file:
            _fetch(address, file)
            file.flush()
            if not _is_right(Path(file.name), digest):
                raise FileError("what came is incomplete or corrupted")
    except FileError:
        raise
    except OSError as error:  # those of requests are of this kind as well
        raise FileError(_why(error)) from None
    return path


def _fetch(address, file):
    import requests  # takes a tenth of a second
    from tqdm import tqdm

    print(f"Downloading data from {address}", flush=True)
    # The bytes as they are: a body that is compressed on the way would have another length.
    headers = {"User-Agent": "dreamkit", "Accept-Encoding": "identity"}
    with (
        requests.get(address, headers=headers, stream=True, timeout=SILENCE) as reply,
        tqdm(unit="B", unit_scale=True, leave=False, disable=None) as bar,
    ):
        if reply.status_code != 200:
            raise FileError(f"the server answers {reply.status_code} {reply.reason or ''}".strip())
        length = reply.headers.get("Content-Length", "")
        bar.total = int(length) if length.isdigit() else None
        for chunk in reply.iter_content(_CHUNK):
            file.write(chunk)
            bar.update(len(chunk))


def _why(error):
    import requests

    is_on_the_way = isinstance(error, requests.RequestException)
    return addresses.reason(error, SILENCE) if is_on_the_way else reason(error).lower()


def _is_right(path, digest):
    """Whether a file has this hash or, where none is known, is HDF5 and not cut short."""
    import h5py

    if digest is None:
        try:
            with h5py.File(path):
                return True
        except OSError:
            return False
    with open(path, "rb") as file:
        kind = "sha256" if len(digest) == 64 else "md5"
        return hashlib.file_digest(file, kind).hexdigest() == digest
