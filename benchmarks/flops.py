"""Counting floating-point operations from the shapes of a network's layers."""

import math

from benchmarks import networks


def forward(model, height, width):
    """Count the operations of a functional model on one picture of this size.

    A multiply-add is two operations. Only matrix products and convolutions are counted, not
    biases, activations, normalizations and pooling.

    Raises
    ------
    ValueError
        A layer with a kernel that cannot be counted.
    """
    from tensorflow import keras

    picture = keras.Input((height, width, 3))
    inputs = [picture] if isinstance(model.input, list) else picture
    sized = keras.models.clone_model(model, input_tensors=inputs)
    return sum(2 * _multiply_adds(one, keras.layers) for one in sized.layers)


def gradient_step(model, height, width):
    """Count the operations of one gradient with respect to the picture.

    Each convolution runs once forward and once to bring the gradient back to its input, which
    takes as many operations. The weights are fixed: their gradients are not needed.
    """
    return 2 * forward(model, height, width)


def _multiply_adds(layer, kinds):
    """At every place of the output, each number of the kernels is used exactly once.

    That holds with groups and dilation as well: a kernel's shape leaves out what it skips.
    """
    kernels = [weight.shape for weight in layer.weights if len(weight.shape) > 1]
    if not kernels:
        return 0
    if type(layer) not in (
        kinds.Conv2D,
        kinds.DepthwiseConv2D,
        kinds.SeparableConv2D,
        kinds.Dense,
    ):
        raise ValueError(f"the operations of a {type(layer).__name__} cannot be counted.")
    places = math.prod(layer.output.shape[1:-1])
    return places * sum(math.prod(kernel) for kernel in kernels)


def prepare(network, layers, width, height):
    """Tell the operations of a step for `children.tell`; nothing is run."""
    cut = networks.cut(networks.untrained(network), layers)
    return None, {"flop": gradient_step(cut, height, width)}
