"""When an answer counts as not attempted: its three dots are there, or a function is still open.

A function is open if it raises NotImplementedError, as those in exercises do at first;
`answers.call` turns that into `NotAttempted`.
"""

from __future__ import annotations


class NotAttempted(Exception):
    """There is nothing to judge yet."""


def is_open(answer):
    """Whether the three dots are still there, in the answer or anywhere in it."""
    if isinstance(answer, dict):
        answer = list(answer.values())
    if isinstance(answer, list | tuple):
        return any(is_open(part) for part in answer)
    return answer is ...
