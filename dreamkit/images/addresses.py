"""Pictures at addresses: fetched as a browser fetches them, within bounds of size and time."""

from __future__ import annotations

import threading
import time
import urllib.request

from dreamkit.errors import FileError, display_name

MAX_DOWNLOAD_BYTES = 50 * 1024 * 1024
MAX_DOWNLOAD_SECONDS = 20
_SCHEMES = ("http://", "https://", "data:")


def is_address(text):
    """Whether a text is an address that `fetch` takes, rather than the name of a file."""
    return text.strip().lower().startswith(_SCHEMES)


def fetch(address):
    """Return the bytes at an http(s) address, or those that a data address holds.

    Spaces and umlauts, redirects, compressed bodies, and a user's name and password in the
    address are understood, and the proxies that the environment names are used.

    Parameters
    ----------
    address : str
        Up to 50 MB are taken from there, and it is given 20 s.

    Raises
    ------
    FileError
        The address does not answer, or not with a file; the sentence never holds a password.
    """
    address = address.strip()
    name = display_name(address)
    ended, given_up = [], threading.Event()

    def work():
        try:
            ended.append(_data(address) if address[:5].lower() == "data:" else _get(address))
        except Exception as error:
            ended.append(error)

    def _get(address):
        return _read(address, name, given_up)

    # In a thread: looking up a host's name, or a head that comes byte by byte, knows no timeout.
    worker = threading.Thread(target=work, name="dreamkit download", daemon=True)
    worker.start()
    worker.join(MAX_DOWNLOAD_SECONDS)
    given_up.set()
    if not ended:
        raise _late(name)
    [answer] = ended
    if isinstance(answer, FileError):
        raise answer from None
    if isinstance(answer, Exception):
        why = reason(answer, MAX_DOWNLOAD_SECONDS)
        raise FileError(f"'{name}' cannot be fetched: {why}.") from None
    return answer


def _data(address):
    """What an address holds that is the file itself, such as data:image/png;base64,iVBOR..."""
    request = urllib.request.Request(address)
    return urllib.request.DataHandler().data_open(request).read()


def _read(address, name, given_up):
    import requests  # takes a tenth of a second

    deadline = time.monotonic() + MAX_DOWNLOAD_SECONDS
    headers = {"User-Agent": "dreamkit"}
    content = bytearray()
    with (
        requests.Session() as session,
        session.get(address, headers=headers, stream=True, timeout=MAX_DOWNLOAD_SECONDS) as reply,
    ):
        if not reply.ok or reply.is_redirect or reply.status_code >= 300:
            phrase = display_name(f"{reply.status_code} {reply.reason or ''}".strip())
            raise FileError(f"'{name}' answers {phrase}; check it.")
        for chunk in reply.iter_content(1 << 16):
            content += chunk
            if len(content) > MAX_DOWNLOAD_BYTES:
                raise FileError(
                    f"'{name}' is larger than {MAX_DOWNLOAD_BYTES // 2**20} MB; "
                    "save it to a file first."
                )
            if given_up.is_set() or time.monotonic() > deadline:
                raise _late(name)
    return bytes(content)


def _late(name):
    return FileError(f"'{name}' cannot be fetched: no answer within {MAX_DOWNLOAD_SECONDS} s.")


def reason(error, seconds):
    """Return why an address could not be fetched: words of ours, or of the operating system.

    The texts of `requests` are not used: they hold addresses, with passwords and proxies.
    """
    import requests

    kinds, late = requests.exceptions, f"no answer within {seconds} s"
    if any("timed out" in str(one) for one in (error, *_causes(error))):
        return late  # in the middle of a file, which `requests` calls a failed connection
    for kind, words in (
        (kinds.TooManyRedirects, "it redirects without an end"),
        (kinds.SSLError, "its certificate cannot be verified"),
        (kinds.ProxyError, "the proxy that the environment names does not let it through"),
        (kinds.Timeout, late),
        (kinds.ContentDecodingError, "what it sends cannot be decompressed"),
        (kinds.ChunkedEncodingError, "the transfer broke off"),
        (kinds.InvalidSchema, "it leads to an address that is neither http nor https"),
        (ValueError, "it is no valid address"),
    ):
        if isinstance(error, kind):
            return words
    system = next((e for e in _causes(error) if getattr(e, "strerror", None)), None)
    if system is not None:
        return display_name(system.strerror.rstrip(".").lower())
    return "the server does not answer as web servers do"


def _causes(error, depth=8):
    """The exceptions that an exception wraps, as `requests` and urllib3 put them away."""
    if depth:
        held = (*error.args, getattr(error, "reason", None), error.__cause__, error.__context__)
        for inner in held:
            if isinstance(inner, BaseException):
                yield inner
                yield from _causes(inner, depth - 1)
