"""Text that strangers wrote, made fit for files, pages and tables."""

from __future__ import annotations

import re

MARK = "\N{REPLACEMENT CHARACTER}"
_SURROGATES = re.compile(r"[\ud800-\udfff]")  # halves of characters, which no file takes
# With those that turn the direction of what follows, so that names could be shown as others.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff]")


def encodable(text):
    """Text that can be written as UTF-8, with a mark in place of what cannot."""
    return _SURROGATES.sub(MARK, text)


def line(text):
    """Text that stays on its line and gives a terminal no orders."""
    return _CONTROLS.sub(MARK, text)


def cut(text, size):
    """As many of the first characters as have together at most `size` bytes."""
    return text.encode("utf-8", "replace")[:size].decode("utf-8", "ignore")
