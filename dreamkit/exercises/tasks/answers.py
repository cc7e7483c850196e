"""Reading what a student answered: numbers, functions, choices, pictures, or nothing yet.

What cannot be read gets a sentence in plain words, since it is read by somebody who is stuck.
"""

from __future__ import annotations

import copy

import numpy as np

from dreamkit.exercises.tasks.attempts import NotAttempted, is_open


class Wrong(Exception):
    """The answer is not right; the text says what was probably done.

    `mistake` is the name of a typical mistake, or None.
    """

    def __init__(self, sentence, mistake=None):
        super().__init__(sentence)
        self.mistake = mistake


def close(array, expected, atol):
    """Whether two arrays have the same shape and their numbers lie within `atol`."""
    array, expected = np.asarray(array, float), np.asarray(expected, float)
    # Beside atol a little for sums that were added up in another order.
    slack = np.asarray(atol) + 1e-9
    return array.shape == expected.shape and np.allclose(
        array, expected, 1e-6, slack, equal_nan=True
    )


def same(arrays, expected, atol):
    """Whether two tuples of arrays are alike."""
    return len(arrays) == len(expected) and all(
        close(array, other, atol) for array, other in zip(arrays, expected, strict=True)
    )


def pair(answer):
    """The two parts of an answer that has two; either may still have its dots.

    Raises
    ------
    NotAttempted, Wrong
        Both are open; it has not two parts.
    """
    items = answer if isinstance(answer, tuple | list) else [answer]
    if items and all(map(is_open, items)):
        raise NotAttempted
    if len(items) != 2:
        raise Wrong("This check takes two things in one pair of brackets, as its cell has them.")
    return items


def numbers(answer, shape=()):
    """The answer as an array of floats.

    Raises
    ------
    NotAttempted, Wrong
        The dots are still there; it is no number, has another shape or is not finite.
    """
    if is_open(answer):
        raise NotAttempted
    expected = _amount(shape)
    if answer is None:
        raise Wrong(f"The answer is None, which is nothing at all. Give {expected}.")
    if isinstance(answer, str):
        raise Wrong(f"That is text. Give {expected}, without quotes.")
    if isinstance(answer, dict | set):
        raise Wrong(f"That is a {type(answer).__name__}. Give {expected}.")
    if shape == () and isinstance(answer, tuple) and len(answer) > 1:
        raise Wrong(
            f"The answer is {len(answer)} numbers with commas between them; one number was asked "
            "for. Do they have to be combined first? (And 1000 has no comma, 0.5 has a point.)"
        )
    try:
        array = np.asarray(answer)
        if array.dtype.kind in "US":
            raise Wrong(f"There is text among the numbers. Give {expected}, without quotes.")
        array = array.astype(float)
    except (TypeError, ValueError, OverflowError):
        type_name = type(answer).__name__
        raise Wrong(f"That {type_name} is not {expected}; are all rows as long?") from None
    if array.shape != shape and not (shape == () and array.size == 1):
        raise Wrong(f"Asked for was {expected}; the answer is {_amount(array.shape)}.")
    if not np.isfinite(array).all():
        raise Wrong("There is an infinite number in the answer, or one that is none (nan).")
    return array.reshape(shape)


def _amount(shape):
    """How many numbers, in words."""
    if shape == ():
        return "one number"
    if len(shape) == 1:
        return f"a list of {shape[0]} numbers"
    if len(shape) == 2:
        return f"{shape[0]} rows of {shape[1]} numbers"
    return f"numbers of shape {shape}"


CHANGES = (
    "The function changes the array it is given. Work on a copy, or compute a new array: whoever "
    "calls it may still need theirs."
)


def call(function, arguments, count=1):
    """What the student's function makes of copies of the arguments: a tuple of float arrays.

    Parameters
    ----------
    count : int
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
        type_name = type(function).__name__
        raise Wrong(f"Give the function itself, without brackets; this is of type {type_name}.")
    copies = copy.deepcopy(arguments)
    try:
        with np.errstate(all="ignore"):
            result = function(*copies)
    except NotImplementedError as error:
        own = error.__traceback__.tb_next
        if own is not None and own.tb_next is not None:
            raise Wrong("It calls a function that is still open: write that first.") from None
        raise NotAttempted from None
    except Exception as error:
        said = (str(error).strip().splitlines() or [""])[0][:160]
        name = type(error).__name__
        told = f"{name}: {said}".rstrip(".: ")
        raise Wrong(f"Called with {_told(arguments)}, it stopped: {told}.") from error
    if result is None:
        raise Wrong("The function returns nothing: does it end with a return?")
    for before, after in zip(arguments, copies, strict=True):
        if isinstance(before, np.ndarray) and not np.array_equal(before, after):
            raise Wrong(CHANGES, "changes its argument")
    if isinstance(result, str):
        raise Wrong("The function returns text, where numbers are expected.")
    as_many = isinstance(result, list) or (isinstance(result, np.ndarray) and result.ndim == 1)
    if count > 1 and as_many and len(result) == count:
        result = tuple(result)
    elif count == 1 and isinstance(result, tuple):
        if len(result) == 1 and isinstance(result[0], np.ndarray) and result[0].ndim > 1:
            raise Wrong("The function returns a tuple. Is there a comma behind the result?")
        result = list(result)
    try:
        return as_arrays(result)
    except (TypeError, ValueError):
        if isinstance(result, list) and all(isinstance(item, np.ndarray) for item in result):
            raise Wrong("The function returns a list of arrays. Return one of them.") from None
        said = f"The function returns a {type(result).__name__} that does not hold numbers only."
        raise Wrong(said) from None


def quietly(function, *arguments):
    """Raise Wrong if the student's function divides by zero on the way to its result."""
    try:
        with np.errstate(divide="raise", invalid="raise"):
            function(*copy.deepcopy(arguments))
    except FloatingPointError:
        raise Wrong(
            "The numbers are right, but NumPy warns on the way: a gradient of zeros is divided by "
            "zero. Something tiny below the line would do.",
            "warns of zeros",
        ) from None


def plausible(arguments, returned, expected):
    """Raise Wrong if the values are not as many, or have other shapes, or are not finite."""
    called = f"Called with {_told(arguments)}, the function returns"
    if len(returned) != len(expected):
        raise Wrong(f"{called} {_values(returned)}, where {_values(expected)} were expected.")
    for index, (array, other) in enumerate(zip(returned, expected, strict=True), 1):
        which = f" as number {index} of its values" if len(expected) > 1 else ""
        if array.shape != other.shape:
            raise Wrong(f"{called}{which} {_told([array])}, where {_told([other])} was expected.")
        if not np.isfinite(array).all():
            raise Wrong(f"{called}{which} nan or infinity somewhere.")


def _values(arrays):
    return "one value" if len(arrays) == 1 else f"{len(arrays)} values"


def example(arguments, returned):
    """What was returned for arguments that can be told in a line; "" if they cannot."""
    if any(isinstance(argument, np.ndarray) or callable(argument) for argument in arguments):
        return ""
    if any(array.size > 12 for array in returned):
        return ""
    made = " and ".join(str(array.tolist()) for array in returned)
    return f"Called with {_told(arguments)}, yours returns {made}."


def as_arrays(result):
    """What a function returned, as a tuple of float arrays."""
    results = result if isinstance(result, tuple) else (result,)
    return tuple(np.asarray(value, float) for value in results)


def choices(answer, known):
    """The answer as a set of some of the `known` marks, such as numbers of sentences.

    Raises
    ------
    NotAttempted, Wrong
        The dots are still there; it is no list, or holds something unknown.
    """
    if is_open(answer):
        raise NotAttempted
    answer = answer.tolist() if isinstance(answer, np.ndarray) else answer
    if not isinstance(answer, list | tuple | set | frozenset):
        raise Wrong("Give a list, in square brackets, with a comma between the numbers.")
    strange = [mark for mark in answer if not np.isscalar(mark) or mark not in known]
    if strange and isinstance(strange[0], str):
        raise Wrong("Give the numbers without quotes.")
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
    try:
        array = np.asarray(getattr(answer, "image", answer))
    except ValueError:  # parts of different shapes
        array = np.empty(0)
    if array.ndim != 3 or array.shape[2] != 3 or array.dtype.kind != "f":
        raise Wrong("That is no picture. A picture is an array of floats, (height, width, 3).")
    if array.max() > 100:
        raise Wrong("A picture's numbers lie between 0 and 1. Yours go up to 255: divide by that.")
    if not np.isfinite(array).all() or array.min() < 0 or array.max() > 1:
        raise Wrong("A picture's numbers lie between 0 and 1; np.clip sees to that.")
    if min(array.shape[:2]) < 32:
        raise Wrong("The picture is smaller than 32 pixels; nobody can judge that.")
    if array.std() < 0.01:
        raise Wrong("The picture is one even color.")
    return array


def dreamt(answer):
    """The picture and the settings of an answer that is a `dreamkit.Dream`.

    Raises
    ------
    NotAttempted, Wrong
        The dots are still there; it is something else.
    """
    if is_open(answer):
        raise NotAttempted
    if not hasattr(answer, "settings"):
        raise Wrong("Hand in what dk.dream returns, whole: its settings belong to it.")
    return picture(answer), answer.settings


def _told(arguments):
    """Arguments in words: the shapes of arrays, other things as they are."""
    return " and ".join(map(_told_one, arguments))


def _told_one(thing):
    if isinstance(thing, np.ndarray):
        return f"an array of shape {thing.shape}" if thing.shape else "a single number"
    if isinstance(thing, dict):
        return f"a dict of {len(thing)} arrays"
    return "a function" if callable(thing) else f"{thing!r:.60}"
