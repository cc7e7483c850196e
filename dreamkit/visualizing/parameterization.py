"""Image parameterization: how pictures are held while they change: as waves, pixels or phases.

A step of equal length changes different things on each canvas. On pixels it favors the finest
grain; on waves scaled by 1/frequency, as in natural pictures, forms of every size grow alike
(Olah et al., 2017 [1]_: "preconditioning"). On phases only the places of the waves change: how
strong each is stays as in photographs, so that no grain can grow (Fel et al., 2023 [2]_: MACO). On
all of them colors can be decorrelated.

References
----------
.. [1] C. Olah, A. Mordvintsev and L. Schubert, "Feature Visualization", Distill, 2017.
   https://distill.pub/2017/feature-visualization
.. [2] T. Fel et al., "Unlocking Feature Visualization for Deeper Networks with MAgnitude
   Constrained Optimization", 2023. arXiv:2306.06805
"""

from __future__ import annotations

import functools

import numpy as np

from dreamkit.errors import InputError, shown
from dreamkit.visualizing.bases import BASES
from dreamkit.visualizing.photographs import COLORS

CANVASES = tuple(BASES)
MARGIN = 1 / 510  # half a step of 8 bits: black and white are infinitely far on a canvas


class Canvas:
    """Image parameterization: pictures in a form that an optimizer moves well.

    Parameters
    ----------
    pictures : numpy.ndarray
        A batch: float32, shape (count, height, width, 3), RGB in [0, 1].
    kind : "fourier", "pixels" or "phase"
        The form: waves scaled by 1/frequency, pixels, or the phases of waves as strong as those
        of photographs.
    decorrelate : bool
        Hold colors along the axes that those of photographs vary along, not as RGB.
    optimizer : optimizers.Optimizer
        What moves the numbers that the canvas holds.

    Raises
    ------
    InputError
        There is no such canvas.
    """

    def __init__(self, pictures, kind, decorrelate, optimizer):
        import tensorflow as tf

        check_canvas(kind)
        self.kind, self.decorrelate = kind, decorrelate
        self.size = tuple(pictures.shape[1:3])
        numbers = encode(pictures, kind, decorrelate)
        # Each part has an optimizer of its own; most need no more than one for all pictures.
        self._form = kind, decorrelate, self.size, tuple(numbers.shape[1:])
        parts = [numbers] if optimizer.is_elementwise else tf.split(numbers, len(pictures))
        self._parts = [(tf.Variable(part), optimizer.make()) for part in parts]

    def values(self):
        """The numbers that are held now, in TensorFlow."""
        import tensorflow as tf

        held = [variable.value() for variable, _ in self._parts]
        return held[0] if len(held) == 1 else tf.concat(held, 0)

    def pictures(self):
        """The pictures as they are now: a tensor of the form they were given in."""
        return _traced_decode(*self._form)(self.values())

    def put(self, pictures):
        """Replace the pictures; the optimizer's memory of earlier steps stays."""
        for variable, part in self._shared(encode(pictures, self.kind, self.decorrelate)):
            variable.assign(part)

    def move(self, direction):
        """One step along a direction in the space of pictures, of the pictures' shape."""
        gradients = self._shared(_traced_pull_back(*self._form)(self.values(), -direction))
        for (variable, gradient), (_, optimizer) in zip(gradients, self._parts, strict=True):
            optimizer.apply([gradient], [variable])

    def _shared(self, numbers):
        """Pairs of a variable and its share of an array of all numbers."""
        import tensorflow as tf

        parts = [numbers] if len(self._parts) == 1 else tf.split(numbers, len(self._parts))
        return [(variable, part) for (variable, _), part in zip(self._parts, parts, strict=True)]


@functools.lru_cache(maxsize=16)
def _traced_decode(kind, decorrelate, size, shape):
    """`decode` for numbers of this shape, whatever their count."""
    import tensorflow as tf

    @tf.function(input_signature=[tf.TensorSpec([None, *shape])], autograph=False)
    def pictures(values):
        return decode(values, kind, decorrelate, size)

    return pictures.get_concrete_function()


@functools.lru_cache(maxsize=16)
def _traced_pull_back(kind, decorrelate, size, shape):
    """From a direction in the space of pictures to one in the space of a canvas's numbers."""
    import tensorflow as tf

    signature = [tf.TensorSpec([None, *shape]), tf.TensorSpec([None, *size, 3])]

    @tf.function(input_signature=signature, autograph=False)
    def pull_back(values, direction):
        with tf.GradientTape() as tape:
            tape.watch(values)
            pictures = decode(values, kind, decorrelate, size)
        return tape.gradient(pictures, values, output_gradients=direction)

    return pull_back.get_concrete_function()


def check_canvas(kind):
    """Raise InputError unless `kind` is a known canvas."""
    if not isinstance(kind, str) or kind not in CANVASES:
        raise InputError(f"canvas is 'fourier', 'pixels' or 'phase' (MACO), not {shown(kind)}.")


def check_operators(kind, priors):
    """Raise InputError if a canvas would undo what the operators among the priors do."""
    if BASES[kind].holds_magnitude and priors.has_operators:
        raise InputError(
            f"on the canvas '{kind}' waves keep their strength, which decay, blur and clipping are "
            "there to change; leave these priors out, or take the canvas 'fourier'."
        )


def encode(pictures, kind, decorrelate):
    """From pictures to the numbers that a canvas holds, in TensorFlow; undone by `decode`.

    Of "phase" only the phases come back: the magnitudes are those of photographs.

    Parameters
    ----------
    pictures : array
        float32, shape (count, height, width, 3), RGB in [0, 1]. What is nearer to 0 or 1 than
        half a step of 8 bits is moved to there.
    kind, decorrelate
        See `Canvas`.

    Returns
    -------
    tensor
        float32; pixels: (count, 3, height, width); fourier: (count, 2, 3, height,
        width // 2 + 1), the real and the imaginary parts of the waves; phase: (count, 3, height,
        width // 2 + 1), in turns.
    """
    import tensorflow as tf

    values = tf.clip_by_value(tf.constant(pictures, tf.float32), MARGIN, 1 - MARGIN)
    values = tf.math.log(values) - tf.math.log1p(-values)
    if decorrelate:
        values = values @ tf.transpose(tf.linalg.inv(COLORS))
    planes = tf.transpose(values, (0, 3, 1, 2))
    return BASES[kind].encode(planes, planes.shape[2:], decorrelate)


def decode(values, kind, decorrelate, size):
    """From the numbers that a canvas holds to pictures in [0, 1], differentiably.

    Parameters
    ----------
    values : tensor
        See `encode`.
    kind, decorrelate
        See `Canvas`.
    size : (height, width)
        Of the pictures.

    Returns
    -------
    tensor
        float32, shape (count, height, width, 3).
    """
    import tensorflow as tf

    planes = BASES[kind].decode(values, size, decorrelate)
    values = tf.transpose(planes, (0, 2, 3, 1))
    if decorrelate:
        values = values @ tf.transpose(tf.constant(COLORS))
    return tf.sigmoid(values)


def noise(random, count, size, kind, decorrelate, amount):
    """Pictures whose numbers on a canvas are noise of standard deviation `amount`, around gray.

    On phases all noise is alike, and as strong as a photograph. Returns NumPy float32, shape
    (count, *size, 3), in [0, 1].
    """
    values = BASES[kind].noise(random, count, size, amount).astype(np.float32)
    return decode(values, kind, decorrelate, size).numpy()
