"""What a task is: a question, its points, and how an answer is told from a mistake.

The sentences are read by somebody who is stuck: they name what was done, not what to write.
None of them may hold the answer.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dreamkit.exercises.tasks.answers import (
    Wrong,
    as_arrays,
    call,
    close,
    example,
    numbers,
    plausible,
    quietly,
    same,
)


@dataclass(frozen=True)
class Mistake:
    """A typical wrong answer.

    Attributes
    ----------
    name : str
        A few words, for summaries of a class: "counted per axis".
    answer : object
        What somebody who makes it answers; a function for tasks that ask for one.
    sentence : str
        What they are told.
    also : tuple
        Other answers that come from the same mistake.
    """

    name: str
    answer: object
    sentence: str
    also: tuple = ()

    @property
    def answers(self):
        """All answers that show this mistake."""
        return (self.answer, *self.also)


@dataclass(frozen=True)
class Task:
    """One task of an exercise.

    Attributes
    ----------
    name : str
        Such as "03.b".
    title : str
    points : int
    examine : function
        Takes the answer. Returns a sentence for whoever got it right; raises `Wrong` or
        `NotAttempted`.
    mistakes : tuple of Mistake
        Those that `examine` tells by name.
    by_hand : bool
        A person gives the points; `examine` says only whether there is something to mark.
    """

    name: str
    title: str
    points: int
    examine: Callable
    mistakes: tuple[Mistake, ...] = ()
    by_hand: bool = False


def value_task(name, title, points, right, mistakes, praise, otherwise, shape=(), atol=0.0):
    """A task whose answer is a number, or numbers in a given shape.

    Parameters
    ----------
    right : float, sequence or function
        The right answer, or what computes it when the first answer comes.
    praise : str
        For a right answer.
    otherwise : str or function
        For one that is no known mistake; a function makes it from the array given.
    shape : tuple of int
        Of the answer; () is one number.
    atol : float or sequence
        How far from the right answer is still right, for each number or for all: half a unit of
        the last digit asked for, and a little. Default 0, whole numbers.
    """

    def examine(answer):
        array = numbers(answer, shape)
        expected = np.asarray(right() if callable(right) else right, float)
        if close(array, expected, atol):
            return praise

        def is_it(wrong):
            # Of several numbers only those matter that this mistake gets wrong.
            affected = ~np.isclose(wrong, expected)
            known, slack = np.asarray(wrong, float), np.broadcast_to(atol, shape)
            return close(array[affected], known[affected], slack[affected])

        said = otherwise(array) if callable(otherwise) else otherwise
        raise recognize(mistakes, said, is_it)

    return Task(name, title, points, examine, tuple(mistakes))


def function_task(
    name, title, points, right, cases, mistakes, praise, otherwise, atol=1e-5, quiet=None
):
    """A task whose answer is a function from arrays and numbers to an array, or a tuple of them.

    Parameters
    ----------
    right : function
        The right one.
    cases : function
        Returns a list of tuples of arguments to try; a mistake is told by them all together.
    praise, otherwise : str
        For a right answer; for one that is no known mistake.
    atol : float
        Default 1e-5, for float32.
    quiet : tuple, optional
        Arguments with which NumPy must not complain about a division by zero.
    """

    def examine(answer):
        tried = cases()
        expected = [as_arrays(right(*copy.deepcopy(case))) for case in tried]
        counts = map(len, expected)
        returned = [call(answer, *each) for each in zip(tried, counts, strict=True)]

        def is_it(function):
            with np.errstate(all="ignore"):
                made = [as_arrays(function(*copy.deepcopy(case))) for case in tried]
            return all(same(*both, atol) for both in zip(returned, made, strict=True))

        if is_it(right):
            if quiet is not None:
                quietly(answer, *quiet)
            return praise
        wrong = recognize(mistakes, otherwise, is_it)
        if wrong.mistake is None:
            for case, arrays, right_arrays in zip(tried, returned, expected, strict=True):
                plausible(case, arrays, right_arrays)
                if not same(arrays, right_arrays, atol) and (told := example(case, arrays)):
                    raise Wrong(f"{otherwise} {told}")
        raise wrong

    return Task(name, title, points, examine, tuple(mistakes))


def hand_task(name, title, points, examine):
    """A task that a person marks; `examine` as in `Task`."""
    return Task(name, title, points, examine, by_hand=True)


def recognize(mistakes, otherwise, is_it):
    """The `Wrong` of the first mistake whose answer `is_it`, or of none of them."""
    for mistake in mistakes:
        if any(map(is_it, mistake.answers)):
            return Wrong(mistake.sentence, mistake.name)
    return Wrong(otherwise)
