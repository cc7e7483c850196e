"""ReLUs that let back through what is positive only: guided backpropagation.

Springenberg et al., "Striving for Simplicity: The All Convolutional Net", 2015, arXiv:1412.6806.
The gradient is exchanged for each operation of TensorFlow, so that it does not matter whether a
model has a ReLU as a layer, as the activation of a convolution, or in a layer of its own.
"""

from __future__ import annotations

import functools

KINDS = ("Relu", "Relu6")  # what TensorFlow calls max(x, 0), and min(max(x, 0), 6)


def guided():
    """Return a context, for what is traced: in it, ReLUs get the guided gradient.

    `tf.gradients` takes it up, `tf.GradientTape` does not. Other activations, such as ELU, GELU
    or a ReLU that leaks, keep their own gradient.
    """
    import tensorflow as tf

    _register()
    graph = tf.compat.v1.get_default_graph()
    return graph.gradient_override_map({kind: _name(kind) for kind in KINDS})


def stand_in(graph):
    """Whether an operation of a traced function is such a ReLU."""
    return any(operation.type in KINDS for operation in graph.get_operations())


def _name(kind):
    return f"DreamKitGuided{kind}"


@functools.cache
def _register():
    """Tell TensorFlow of both gradients; it takes a name only once in a process."""
    import tensorflow as tf

    @tf.RegisterGradient(_name("Relu"))
    def relu(operation, gradient):
        return tf.where((operation.outputs[0] > 0) & (gradient > 0), gradient, 0)

    @tf.RegisterGradient(_name("Relu6"))
    def relu6(operation, gradient):
        answer = operation.outputs[0]
        return tf.where((answer > 0) & (answer < 6) & (gradient > 0), gradient, 0)
