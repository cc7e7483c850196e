"""What a task is: a question, its points, and how an answer is told from a mistake.

The sentences are read by somebody who is stuck: they name what was done, not what to write.
None of them may hold the answer.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


class NotAttempted(Exception):
    """There is nothing to judge yet."""


class Wrong(Exception):
    """The answer is not right; the text says what was probably done.

    `mistake` is the name of a typical mistake, or None.
    """

    def __init__(self, sentence, mistake=None):
        super().__init__(sentence)
        self.mistake = mistake


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
    """

    name: str
    answer: object
    sentence: str


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
    praise, otherwise : str
        For a right answer; for one that is no known mistake.
    shape : tuple of int
        Of the answer; () is one number.
    atol : float or sequence
        How far from the right answer is still right, for each number or for all: half a unit of
        the last digit asked for, and a little. Default 0, whole numbers.
    """

    def examine(answer):
        given = numbers(answer, shape)
        wanted = np.asarray(right() if callable(right) else right, float)
        if close(given, wanted, atol):
            return praise

        def is_it(wrong):
            # Of several numbers only those matter that this mistake gets wrong.
            here = ~np.isclose(wrong, wanted)
            return close(
                given[here], np.asarray(wrong, float)[here], np.broadcast_to(atol, shape)[here]
            )

        raise recognise(mistakes, otherwise, is_it)

    return Task(name, title, points, examine, tuple(mistakes))


def function_task(name, title, points, right, cases, mistakes, praise, otherwise, atol=1e-5):
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
    """

    def examine(answer):
        tried = cases()
        wanted = [_parts(right(*copy.deepcopy(case))) for case in tried]
        given = [call(answer, case, len(parts)) for case, parts in zip(tried, wanted, strict=True)]

        def is_it(function):
            with np.errstate(all="ignore"):
                made = [_parts(function(*copy.deepcopy(case))) for case in tried]
            return all(map(lambda one, other: same(one, other, atol), given, made))

        if is_it(right):
            return praise
        for mistake in mistakes:
            if is_it(mistake.answer):
                raise Wrong(mistake.sentence, mistake.name)
        for case, one, other in zip(tried, given, wanted, strict=True):
            plausible(case, one, other)
        raise Wrong(otherwise)

    return Task(name, title, points, examine, tuple(mistakes))


def hand_task(name, title, points, examine):
    """A task that a person marks; `examine` as in `Task`."""
    return Task(name, title, points, examine, by_hand=True)


def recognise(mistakes, otherwise, is_it):
    """The `Wrong` of the first mistake whose answer `is_it`, or of none of them."""
    for mistake in mistakes:
        if is_it(mistake.answer):
            return Wrong(mistake.sentence, mistake.name)
    return Wrong(otherwise)


def close(given, wanted, atol):
    """Whether two arrays have the same shape and their numbers lie within `atol`."""
    given, wanted = np.asarray(given, float), np.asarray(wanted, float)
    # Beside atol a little for sums that were added up in another order.
    slack = np.asarray(atol) + 1e-9
    return given.shape == wanted.shape and np.allclose(given, wanted, 1e-6, slack, equal_nan=True)


def same(given, wanted, atol):
    """Whether two tuples of arrays are alike."""
    return len(given) == len(wanted) and all(map(lambda a, b: close(a, b, atol), given, wanted))


def is_open(answer):
    """Whether the three dots are still there, in the answer or anywhere in it."""
    if isinstance(answer, dict):
        answer = list(answer.values())
    if isinstance(answer, list | tuple):
        return any(is_open(part) for part in answer)
    return answer is ...


def pair(answer):
    """The two parts of an answer that has two; either may still have its dots.

    Raises
    ------
    NotAttempted, Wrong
        Both are open; it has not two parts.
    """
    parts = answer if isinstance(answer, tuple | list) else [answer]
    if parts and all(is_open(part) for part in parts):
        raise NotAttempted
    if len(parts) != 2:
        raise Wrong("This check takes two things in one pair of brackets, as its cell has them.")
    return parts


def numbers(answer, shape=()):
    """The answer as an array of floats.

    Raises
    ------
    NotAttempted, Wrong
        The dots are still there; it is no number, has another shape or is not finite.
    """
    if is_open(answer):
        raise NotAttempted
    expected = "one number" if shape == () else f"numbers of shape {shape}"
    if answer is None:
        raise Wrong(f"The answer is None. Does a function return nothing? Give {expected}.")
    if isinstance(answer, str | dict | set):
        raise Wrong(f"That is a {type(answer).__name__}; give {expected}, without quotes.")
    try:
        array = np.asarray(answer, float)
    except (TypeError, ValueError):
        kind = type(answer).__name__
        raise Wrong(f"That {kind} does not hold {expected}; are all rows as long?") from None
    if array.shape != shape and not (shape == () and array.size == 1):
        found = f"numbers of shape {array.shape}" if array.shape else "one number"
        raise Wrong(f"The answer has {found}, and {expected} was asked for.")
    if not np.isfinite(array).all():
        raise Wrong("There is an infinite number in the answer, or one that is none (nan).")
    return array.reshape(shape)


CHANGES = (
    "The function changes the array it is given. Work on a copy, or compute a new array: whoever "
    "calls it may still need theirs."
)


def call(function, arguments, parts=1):
    """What the student's function makes of copies of the arguments: a tuple of float arrays.

    Parameters
    ----------
    parts : int
        How many things it is to return; a list of so many is taken for a tuple.

    Raises
    ------
    NotAttempted, Wrong
        It raises NotImplementedError; it is no function, fails, changes what it was given or
        returns no numbers.
    """
    if is_open(function):
        raise NotAttempted
    if not callable(function):
        kind = type(function).__name__
        raise Wrong(f"Give the function itself, without brackets; this is a {kind}.")
    copies = copy.deepcopy(arguments)
    try:
        with np.errstate(all="ignore"):
            result = function(*copies)
    except NotImplementedError:
        raise NotAttempted from None
    except Exception as error:
        said = (str(error).strip().splitlines() or [""])[0][:160]
        name = type(error).__name__
        raise Wrong(f"Called with {_told(arguments)}, it stopped: {name}: {said}") from error
    if result is None:
        raise Wrong("The function returns nothing: does it end with a return?")
    for before, after in zip(arguments, copies, strict=True):
        if isinstance(before, np.ndarray) and not np.array_equal(before, after):
            raise Wrong(CHANGES, "changes its argument")
    if parts > 1 and isinstance(result, list) and len(result) == parts:
        result = tuple(result)
    try:
        return _parts(result)
    except (TypeError, ValueError):
        kind = type(result).__name__
        raise Wrong(f"The function returns a {kind} that does not hold numbers only.") from None


def plausible(arguments, given, wanted):
    """Raise Wrong if the parts are not as many, or have other shapes, or are not finite."""
    called = f"Called with {_told(arguments)}, the function returns"
    if len(given) != len(wanted):
        raise Wrong(f"{called} {len(given)} thing(s), where {len(wanted)} were expected.")
    for one, other in zip(given, wanted, strict=True):
        if one.shape != other.shape:
            raise Wrong(f"{called} {_told([one])}, where {_told([other])} was expected.")
        if not np.isfinite(one).all():
            raise Wrong(f"{called} nan or infinity somewhere.")


def _parts(result):
    """What a function returned, as a tuple of float arrays."""
    parts = result if isinstance(result, tuple) else (result,)
    return tuple(np.asarray(part, float) for part in parts)


def choices(answer, known):
    """The answer as a set of some of the `known` marks, such as numbers of sentences.

    Raises
    ------
    NotAttempted, Wrong
        The dots are still there; it is no list, or holds something unknown.
    """
    if is_open(answer):
        raise NotAttempted
    if not isinstance(answer, list | tuple | set | frozenset):
        raise Wrong("Give a list, in square brackets, with a comma between the numbers.")
    strange = [mark for mark in answer if mark not in known]
    if strange:
        raise Wrong(f"{strange[0]!r:.30} is none of {', '.join(map(str, known))}.")
    return set(answer)


def picture(answer):
    """The answer as a picture: float, shape (height, width, 3), in [0, 1].

    A `dreamkit.Dream` is taken for its image.

    Raises
    ------
    NotAttempted, Wrong
        The dots are still there; it is no picture.
    """
    if is_open(answer):
        raise NotAttempted
    array = np.asarray(getattr(answer, "image", answer))
    if array.ndim != 3 or array.shape[2] != 3 or array.dtype.kind != "f":
        raise Wrong("That is no picture: float numbers of shape (height, width, 3).")
    if not np.isfinite(array).all() or array.min() < 0 or array.max() > 1:
        raise Wrong("A picture's numbers lie between 0 and 1; np.clip sees to that.")
    if min(array.shape[:2]) < 32:
        raise Wrong("The picture is smaller than 32 pixels; nobody can judge that.")
    if array.std() < 0.01:
        raise Wrong("The picture is one even colour.")
    return array


def _told(arguments):
    """Arguments in words: the shapes of arrays, other things as they are."""
    return " and ".join(map(_told_one, arguments))


def _told_one(thing):
    if isinstance(thing, np.ndarray):
        return f"an array of shape {thing.shape}" if thing.shape else "a single number"
    return "a function" if callable(thing) else f"{thing!r:.60}"
