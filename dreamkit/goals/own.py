"""A function of the user's own as a goal: called, and what is wrong with it told in a sentence."""

from __future__ import annotations

import re

from dreamkit.errors import InputError, display_name, first_line


def value(function, activation, layer):
    """What a function of the user's own makes of a layer's activations.

    Parameters
    ----------
    function : OwnFunction
    activation : tensor
        float32, shape (batch, height, width, channels).
    layer : str
        Whose they are.

    Returns
    -------
    tensor
        float32, shape (batch,): the mean of what it gave over all axes but the first.

    Raises
    ------
    InputError
        It fails, returns something else, or what has no gradient.
    """
    import tensorflow as tf

    called = f"the objective '{display_name(function.name)}' on layer '{display_name(layer)}'"
    try:
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(activation)
            found = function.call(activation)
            if tf.is_tensor(found) and found.dtype.is_floating:
                found = tf.cast(found, tf.float32)
        wrong = _wrong(found, activation)
        # Within a traced function this costs nothing: what nobody reads is not computed.
        if not wrong and tape.gradient(found, activation) is None:
            wrong = (
                "gives what does not change with the activations; argmax, rounding and "
                "comparisons have no gradient"
            )
    except Exception as error:
        raise InputError(f"{called} {_failed(error)}") from None
    if wrong:
        raise InputError(f"{called} {wrong}.")
    # Of how many pictures a batch is, is known only where the traced function runs.
    given, came_out = tf.shape(activation)[0], tf.shape(found)[0]
    same = tf.debugging.assert_equal(given, came_out, "it gives another number of pictures")
    with tf.control_dependencies([same] if same is not None else []):
        return tf.reduce_mean(found, axis=list(range(1, len(found.shape))))


def failed_at_run(structure, error):
    """The InputError for what TensorFlow said while it ran a function of the user's own."""
    own = [form.function for form in structure if form.function]
    names = " or ".join(f"'{display_name(function.name)}'" for function in own)
    # After where it happened, and before the names of its nodes.
    said = re.sub(r"\{\{.*?\}\}\s*", "", error.message.split("\n\t [[")[0]).strip().splitlines()[-1]
    said = re.sub(r"assertion failed: \[(.*?)\].*", r"\1", said).rstrip(".")
    return InputError(
        f"the objective {names} fails on this picture ({display_name(said)}); it is to take "
        "any number of pictures of any size, and to keep their axis, the first."
    )


def _wrong(found, activation):
    """What is wrong with what came out, or nothing."""
    import tensorflow as tf

    if found is None:
        return "returns nothing; end it with return"
    if not tf.is_tensor(found):
        return (
            f"returns {type(found).__name__}, not a tensor; compute with TensorFlow, such as "
            "tf.reduce_mean(activations, [1, 2, 3])"
        )
    if not found.dtype.is_floating:
        return f"gives {found.dtype.name}, which has no gradient; give floats"
    if found.shape.rank is None:
        return "gives a tensor whose number of axes is not known; reshape it to (batch, ...)"
    if found.shape.rank == 0:
        return (
            "gives one number for the whole batch; keep the first axis, such as "
            "tf.reduce_mean(activations, [1, 2, 3])"
        )
    if found.shape[0] is not None and found.shape[0] != activation.shape[0]:
        return (
            f"gives the shape {tuple(found.shape)}; its first axis is the pictures of a batch, of "
            "any number: keep it"
        )
    return ""


def _failed(error):
    """What an exception says, for the end of a sentence."""
    text = first_line(error).rstrip(".")
    if "symbolic" in text.lower() and "numpy" in text.lower():
        return "takes NumPy to its activations; compute with TensorFlow, such as tf.reduce_mean."
    if type(error).__name__ == "OperatorNotAllowedInGraphError":
        return (
            "asks its activations in if, while or for; compute with TensorFlow, such as tf.where."
        )
    return f"fails ({type(error).__name__}: {display_name(text)})."
