"""When an answer counts as not attempted: its three dots are there, or a function is still open.

A function is open if it raises NotImplementedError, as those in exercises do at first;
`answers.call` turns that into `NotAttempted`.
"""

from __future__ import annotations


class NotAttempted(Exception):
    """There is nothing to judge yet."""


def is_open(answer):
    """Whether the three dots are still there, in the answer or anywhere in it."""
    waiting, seen = [answer], set()  # no recursion: a list may hold itself
    while waiting:
        part = waiting.pop()
        if part is ...:
            return True
        if isinstance(part, dict | list | tuple) and id(part) not in seen:
            seen.add(id(part))
            waiting += part.values() if isinstance(part, dict) else part
    return False
