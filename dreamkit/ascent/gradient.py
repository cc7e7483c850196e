"""The loss of a goal and its gradient with respect to the picture, traced and on the device."""

from __future__ import annotations

import contextlib
import functools
import warnings

from dreamkit.ascent import rectifiers, transforms
from dreamkit.errors import InputError
from dreamkit.goals.loss import (
    activations_function,
    array_axes,
    goal_inputs,
    goal_loss,
    layers_of,
)
from dreamkit.goals.own import failed_at_run

FLOAT16_SCALE = 2.0**15  # the gradient of a mean over a million numbers is below float16's range


@functools.lru_cache(maxsize=16)
def _traced(network, structure, precision, batched=False, transformed=False, guided=False):
    """A compiled function for one network, goal structure and precision; for tiles of any size.

    `batched`: every picture of a batch has its own goal inputs. `transformed`: it is looked at
    after a transformation, see `transforms.transformed`. `guided`: see `rectifiers`.
    """
    import tensorflow as tf

    activations = activations_of(network, layers_of(structure), precision)
    scale = FLOAT16_SCALE if precision == "float16" else 1.0
    signature = signature_of(structure, batched, transformed)

    def losses_of(tiles, inputs):
        seen = tiles
        if transformed:
            transformation, *inputs = inputs
            seen = transforms.transformed(tiles, transformation)
        with rectifiers.guided() if guided else contextlib.nullcontext():
            found = activations(seen)
        return goal_loss(structure, inputs, found)

    # Rewriting the source, which nothing here needs, would take half of the time of tracing.
    @tf.function(input_signature=signature, autograph=False)
    def loss_and_gradient(tiles, *inputs):
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(tiles)
            losses = losses_of(tiles, inputs)
            climbed = losses * scale
        # A tape does not ask whether an operation was given another gradient; tf.gradients does.
        gradient = tf.gradients(climbed, tiles)[0] if guided else tape.gradient(climbed, tiles)
        gradient = tf.zeros_like(tiles) if gradient is None else gradient / scale
        # A sum is finite only if all that it adds up is, and costs one pass over the gradient.
        return losses, gradient, tf.math.is_finite(tf.reduce_sum(losses) + tf.reduce_sum(gradient))

    # Called by itself: TensorFlow would take the many goals of a lesson for one function that is
    # compiled too often, and warn of it.
    return loss_and_gradient.get_concrete_function()


def activations_of(network, layers, precision):
    """From pictures to the activations of some layers; see `optimized.activations_model`."""
    from dreamkit.networks import optimized  # loads TensorFlow

    def model_of(seen):
        return optimized.activations_model(network, seen, precision)

    return activations_function(network, layers, model_of)


def _inputs_of(goals, network):
    """From the size of tiles to what `goal_inputs` gives, on the device."""
    import tensorflow as tf

    @functools.lru_cache(maxsize=1)  # the tiles of an octave are all of one size
    def inputs(size):
        return [tf.constant(array) for array in goal_inputs(goals, network, size)]

    return inputs


def _check_size(network, size, structure):
    """Refuse what a model with a size of its own cannot take; others see what they can."""
    if network.own_size is not None:
        network.check_size(size, layers_of(structure))


def signature_of(structure, batched=False, transformed=False):
    """What a traced function is given: tiles, then what `goal_inputs` gives."""
    import tensorflow as tf

    pixels = tf.TensorSpec([None, None, None, 3], tf.float32)
    terms = [None, len(structure)] if batched else [len(structure)]
    shapes = [([4], tf.float32)] if transformed else []
    shapes += [(terms, tf.float32), (terms, tf.int32), ([*terms, 2], tf.float32)]
    shapes += [([None] * count, tf.float32) for count in array_axes(structure)]
    return [pixels, *(tf.TensorSpec(*shape) for shape in shapes)]


@functools.lru_cache(maxsize=16)
def _traced_loss(network, structure, precision):
    """The loss alone, for what needs no gradient."""
    import tensorflow as tf

    activations = activations_of(network, layers_of(structure), precision)

    @tf.function(input_signature=signature_of(structure), autograph=False)
    def loss(tiles, *inputs):
        return goal_loss(structure, inputs, activations(tiles))

    return loss.get_concrete_function()


def loss_function(network, goal, precision="float32"):
    """Return a function from a batch of tiles, (batch, height, width, 3), to their losses."""
    import tensorflow as tf

    inputs, traced = _inputs_of(goal, network), _traced_loss(network, goal.structure, precision)

    def loss(tiles):
        tiles = tf.convert_to_tensor(tiles, tf.float32)
        size = tuple(tiles.shape[1:3])
        _check_size(network, size, goal.structure)
        return traced(tiles, *inputs(size)).numpy()

    return loss


def passes_a_relu(network, goal):
    """Whether a ReLU, which guided backpropagation changes, stands between picture and goal."""
    traced = _traced(network, goal.structure, "float32", guided=True)
    return rectifiers.stand_in(traced.graph)


def gradient_function(network, goals, precision="float32", guided=False):
    """Return a function from a batch of tiles to their losses and gradients.

    The weights of the network stay fixed; the gradient is taken with respect to the pixels.
    Changing only the numbers of a goal (weights, channels) does not compile anything anew.

    Parameters
    ----------
    network : Network
    goals : Goal or list of Goal
        One for all tiles; or one for each picture of the batch, all of the same structure and
        without arrays of their own.
    precision : "float32", "bfloat16" or "float16"
        The type in which the network computes. In float16, whose range is small, the loss is
        multiplied by `FLOAT16_SCALE` and the gradient divided by it; should a gradient still
        leave that range, float32 takes over for good, and a warning says so.
    guided : bool
        Whether the gradient is that of guided backpropagation; see `rectifiers`.

    Returns
    -------
    function
        Takes float32 (batch, height, width, 3) in [0, 1], a tensor or an array, and, if wanted,
        what `transforms.sample_transform` gives; returns tensors: losses (batch,), gradients of
        the shape of the tiles. Raises InputError if they are not finite.
    """
    import tensorflow as tf

    inputs, batched = _inputs_of(goals, network), isinstance(goals, list)
    structure = goals[0].structure if batched else goals.structure
    has_own = any(form.function for form in structure)

    def loss_and_gradient(tiles, transformation=None):
        nonlocal precision
        turn = [] if transformation is None else [tf.constant(transformation)]
        traced = _traced(network, structure, precision, batched, bool(turn), guided)
        tiles = tf.convert_to_tensor(tiles)
        size = tuple(tiles.shape[1:3])
        size = transforms.seen_size(size, transformation) if turn else size
        _check_size(network, size, structure)
        try:
            losses, gradients, finite = traced(tiles, *turn, *inputs(size))
        except tf.errors.InvalidArgumentError as error:
            if not has_own:
                raise
            raise failed_at_run(structure, error) from None
        if finite:
            return losses, gradients
        if precision != "float16":
            raise InputError("the goal's gradient is not finite; use smaller weights or powers.")
        precision = "float32"
        warnings.warn(
            "float16 could not hold the gradient; the rest is computed in float32.", stacklevel=2
        )
        return loss_and_gradient(tiles, transformation)

    return loss_and_gradient
