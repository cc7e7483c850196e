"""Exercise 02, task d: the gradient by TensorFlow's tape, and what goes wrong with tapes."""

from __future__ import annotations

import numpy as np

from dreamkit.exercises.tasks.answers import Wrong
from dreamkit.exercises.tasks.task import Mistake, Task, function_task
from dreamkit.tensorflow_import import import_tensorflow


class _Scores:
    """Two scores of a picture whose gradients are known: a weighted sum of squares, and a sum."""

    def __init__(self, seed):
        self.squares, self.sums = np.random.default_rng(seed).normal(size=(2, 4, 5, 3))

    def __repr__(self):
        return "scores"

    def __call__(self, pixels):
        import tensorflow as tf

        first = tf.reduce_sum(tf.cast(self.squares, pixels.dtype) * pixels**2)
        return tf.stack([first, tf.reduce_sum(tf.cast(self.sums, pixels.dtype) * pixels)])


def _slope_of(scores, pixels, wanted):
    return 2 * scores.squares * pixels if wanted == 0 else scores.sums


def _scored():
    pixels = np.random.default_rng(0).random((4, 5, 3)).astype(np.float32)
    return [(_Scores(1), pixels, 0), (_Scores(1), pixels, 1)]


def _with_tape(watch=None, score=lambda scores, pixels, picture, wanted: scores(pixels)[wanted]):
    """A tape with something wrong in it."""

    def gradient_of(scores, picture, wanted):
        import tensorflow as tf

        pixels = tf.constant(picture)
        with tf.GradientTape() as tape:
            if watch is not None:
                tape.watch(watch(pixels, picture))
            chosen_score = score(scores, pixels, picture, wanted)
        return tape.gradient(chosen_score, pixels).numpy()

    return gradient_of


# (what Python's or TensorFlow's complaint has in it, the mistake that it comes from)
_COMPLAINTS = (
    (
        "NoneType",
        Mistake(
            "not watched",
            _with_tape(),
            "There is no gradient: the tape gave None. It watches variables by itself, but the "
            "picture is a constant; and it only sees what happens inside its `with`. Is the score "
            "computed from the watched tensor, and does it come first in `tape.gradient`?",
        ),
    ),
    (
        "Passed in object",
        Mistake(
            "array watched",
            _with_tape(lambda pixels, picture: picture),
            "A tape watches tensors, and that is an array: make a tensor of the picture first.",
        ),
    ),
    (
        "'_id'",
        Mistake(
            "NumPy inside the tape",
            _with_tape(
                lambda pixels, picture: pixels,
                lambda scores, pixels, picture, wanted: scores(pixels)[wanted].numpy(),
            ),
            "`.numpy()` inside the `with` ends what the tape can follow. Take it at the very end.",
        ),
    ),
)
_TAPE = function_task(
    "02.d",
    "The gradient with respect to the picture",
    3,
    right=_slope_of,
    cases=_scored,
    mistakes=[
        Mistake(
            "all scores at once",
            lambda s, p, wanted: _slope_of(s, p, 0) + _slope_of(s, p, 1),
            "That is the way to more of *every* class at once. Take one number before you ask for "
            "its gradient.",
        ),
        Mistake(
            "downhill",
            lambda s, p, wanted: -_slope_of(s, p, wanted),
            "The signs are turned round: that is the way to less of the class.",
        ),
        Mistake(
            "always the first class",
            lambda s, p, wanted: _slope_of(s, p, 0),
            "It is the same for every class: `wanted` has no effect.",
        ),
    ],
    praise="One number in front, one for each pixel and color back.",
    otherwise="Watch the pixels, compute the one score inside the `with`, ask the tape after it.",
    atol=1e-4,
)


def _tape(answer):
    code = getattr(answer, "__code__", None)
    if code is not None and "tensorflow" in code.co_names:
        import_tensorflow()  # without the log lines that would stand under the check
    try:
        return _TAPE.examine(answer)
    except Wrong as wrong:
        told = str(wrong)
        if "returns nothing" in told:
            raise Wrong(
                "The function gives None. Does it end with a return? If it does, the tape gave "
                "None: is what you ask it about watched, and computed inside the `with`?"
            ) from None
        for part, mistake in _COMPLAINTS:
            if wrong.mistake is None and part in told:
                raise Wrong(mistake.sentence, mistake.name) from None
        raise


TAPE = Task("02.d", _TAPE.title, 3, _tape, (*_TAPE.mistakes, *(known for _, known in _COMPLAINTS)))
