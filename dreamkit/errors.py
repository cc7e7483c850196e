"""The two kinds of trouble a user can meet, each told in one sentence; and how it is put."""

from __future__ import annotations

import re
from numbers import Integral


class Plain:
    """An exception that a notebook shows as its sentence alone, without a traceback."""

    def _render_traceback_(
        self,
    ) -> list[str]:  # IPython asks for it: the lines shown in place of a traceback
        return [f"{type(self).__name__}: {self}"]


class InputError(Plain, ValueError):
    """Exception: something given to DreamKit cannot be used: a wrong name, number or picture.

    A ValueError. Its text is one sentence, which says what is wrong and how to mend it.

    Examples
    --------
    >>> import dreamkit as dk
    >>> dk.sample("cta")
    Traceback (most recent call last):
        ...
    dreamkit.errors.InputError: there is no sample 'cta'; did you mean 'cat'?
    """


class FileError(Plain, OSError):
    """Exception: a file or an address cannot be read or written.

    An OSError. Its text is one sentence, which says what is wrong and how to mend it.

    Examples
    --------
    >>> import dreamkit as dk
    >>> dk.load_image("holiday.png")
    Traceback (most recent call last):
        ...
    dreamkit.errors.FileError: there is no file 'holiday.png'; check the name and the folder.
    """


# What stands before the last @ of an address's host: a name and a password. A second form is for
# passwords with an unescaped / in them: what follows the colon is then no port.
_PASSWORD = re.compile(r"(?<=://)(?:[^/?#\s]*|[^/?#:\s\[]*:(?!\d*(?:[/?#]|$)).*)@")
LONGEST_NAME = 160
_PLACE_IN_MEMORY = re.compile(r" at 0x[0-9A-Fa-f]+")


def without_password(address):
    """Return an address without the name and the password that it may hold."""
    return _PASSWORD.sub("", address)


def display_name(source):
    """Return a path, an address or a file's name as it may stand in a sentence.

    Passwords in addresses and the places of objects in memory are left out, control characters are
    written as escapes, and a text too long to be read is shortened in the middle.
    """
    text = _PLACE_IN_MEMORY.sub("", without_password(str(source)))
    text = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
    if len(text) <= LONGEST_NAME:
        return text
    return f"{text[:100]}...{text[-40:]}"


def first_line(error, otherwise=None):
    """Return the first line of an exception's text.

    An exception without text gives `otherwise`, by default the name of its type.
    """
    lines = str(error).strip().splitlines()
    if lines:
        return lines[0]
    return type(error).__name__ if otherwise is None else otherwise


def reason(error):
    """Return why something failed, for the middle of a sentence: the system's words, or its own."""
    return display_name((getattr(error, "strerror", None) or first_line(error)).rstrip("."))


def shown(value):
    """Return how a value that cannot be used may stand in a sentence: on one line, and short."""
    shape = getattr(value, "shape", ())
    if isinstance(shape, tuple) and shape:
        return f"{type(value).__name__} of shape {' x '.join(map(str, shape))}"
    try:
        return display_name(" ".join(repr(value).split()))
    except Exception:  # such as a whole number of more digits than Python writes
        return f"{type(value).__name__} that is too long to be shown"


def is_whole(value, least):
    """Whether `value` is a whole number (of Python or NumPy, no bool) of at least `least`."""
    return isinstance(value, Integral) and not isinstance(value, bool) and value >= least


def check_positive_int(name, value):
    """Raise InputError unless `value` is a whole number of at least 1."""
    if not is_whole(value, 1):
        raise InputError(f"{name} must be a whole number of at least 1, not {shown(value)}.")


def check_function(name, value):
    """Raise InputError unless `value` can be called."""
    if not callable(value):
        raise InputError(f"{name} is a function, not {shown(value)}.")


def check_switch(name, value):
    """Return `value` as a bool; raise InputError unless it is True or False."""
    if isinstance(value, bool) or type(value).__name__ in ("bool", "bool_"):  # of NumPy
        return bool(value)
    raise InputError(f"{name} is True or False, not {shown(value)}.")
