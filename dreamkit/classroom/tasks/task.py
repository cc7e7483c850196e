"""What a task is: a question, its points, and how an answer is told from a mistake.

The sentences are read by somebody who is stuck: they name what was done, not what to write.
None of them may hold the answer.
"""

from __future__ import annotations

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
    atol : float
        How far from the right answer is still right: half a unit of the last digit asked for,
        and a little. Default 0, whole numbers.
    """

    def examine(answer):
        given = numbers(answer, shape)
        wanted = np.asarray(right() if callable(right) else right, float)
        if close(given, wanted, atol):
            return praise
        raise recognise(mistakes, otherwise, lambda wrong: close(given, wrong, atol))

    return Task(name, title, points, examine, tuple(mistakes))


def function_task(name, title, points, right, cases, mistakes, praise, otherwise, atol=1e-5):
    """A task whose answer is a function from arrays and numbers to an array or a number.

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
        wanted = [np.asarray(right(*case), float) for case in tried]
        given = [call(answer, case) for case in tried]
        for one, other in zip(given, wanted, strict=True):
            same_shape(one, other)
        if all(close(one, other, atol) for one, other in zip(given, wanted, strict=True)):
            return praise

        def is_it(function):
            made = [np.asarray(function(*case), float) for case in tried]
            return all(close(one, other, atol) for one, other in zip(given, made, strict=True))

        raise recognise(mistakes, otherwise, is_it)

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
    wanted = np.asarray(wanted, float)
    # Beside atol a little for sums that were added up in another order.
    return given.shape == wanted.shape and np.allclose(given, wanted, rtol=1e-6, atol=atol + 1e-9)


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


def call(function, arguments):
    """What the student's function makes of copies of the arguments, as an array of floats.

    Raises
    ------
    NotAttempted, Wrong
        It raises NotImplementedError; it is no function, fails, changes what it was given or
        returns no finite numbers.
    """
    if is_open(function):
        raise NotAttempted
    if not callable(function):
        raise Wrong(f"Give the function itself, without brackets; this is a {_kind(function)}.")
    copies = [given.copy() if isinstance(given, np.ndarray) else given for given in arguments]
    try:
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
            raise Wrong(
                "The function changes the array it is given. Work on a copy, or compute a new "
                "array: whoever calls it may still need theirs.",
                "changes its argument",
            )
    try:
        array = np.asarray(result, float)
    except (TypeError, ValueError):
        raise Wrong(f"The function returns a {_kind(result)}, not numbers.") from None
    if not np.isfinite(array).all():
        raise Wrong(f"Called with {_told(arguments)}, it returns nan or infinity somewhere.")
    return array


def same_shape(given, wanted):
    """Raise Wrong unless both arrays have the same shape."""
    if given.shape != wanted.shape:
        raise Wrong(f"The function returns {_told([given])}, where {_told([wanted])} was expected.")


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


def _kind(thing):
    return type(thing).__name__


def _told(arguments):
    """Arguments in words: the shapes of arrays, other things as they are."""
    words = [
        f"an array of shape {given.shape}"
        if isinstance(given, np.ndarray) and given.shape
        else f"{given!r:.60}"
        if not isinstance(given, np.ndarray)
        else "a single number"
        for given in arguments
    ]
    return " and ".join(words)
