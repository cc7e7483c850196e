"""Everything of Keras that has no public name and that dreamkit uses, on models of few layers.

Where one of these fails with a new version of Keras, dreamkit/networks/_keras.py is to be mended.
"""

import re

import numpy as np
import pytest
from tensorflow import keras

from dreamkit.networks import _keras

layers = keras.layers


def ids(tensors):
    return [id(one) for one in tensors]


def test_how_layers_are_joined():
    """_inbound_nodes, _outbound_nodes, parent_nodes, operation, _keras_history"""
    start = keras.Input((8, 8, 3))
    twice = layers.Conv2D(3, 1)
    first = twice(start)
    second = twice(first)
    total = layers.Add()([first, second])
    model = keras.Model(start, total)
    beginning, add = model.layers[0], model.layers[-1]
    assert [len(_keras.calls(one)) for one in (beginning, twice, add)] == [1, 2, 1]
    assert _keras.parents(twice) == [beginning]
    assert _keras.parents(add) == [twice, twice]
    assert _keras.readers(beginning) == [twice]
    assert _keras.readers(twice) == [twice, add, add]
    assert [_keras.origin(one) for one in (start, first, total)] == [beginning, twice, add]


def test_what_a_node_tells():
    """is_input, input_tensors, outputs, arguments.fill_in"""
    start = keras.Input((8, 8, 3))
    flipped = layers.RandomFlip()
    found = flipped(start, training=False)
    (node,) = _keras.calls(flipped)
    assert node.operation is flipped and not node.is_input
    assert _keras.calls(_keras.origin(start))[0].is_input
    assert ids(node.input_tensors) == [id(start)]
    assert ids(node.outputs) == [id(found)]
    other = keras.Input((4, 4, 3))
    args, how = node.arguments.fill_in({id(start): other})
    assert ids(keras.tree.flatten(args)) == [id(other)] and how["training"] is False


def test_nodes_come_after_what_they_read():
    """_nodes_by_depth"""
    start = keras.Input((8, 8, 3))
    one = layers.ReLU(name="one")(start)
    two = layers.ReLU(name="two")(one)
    model = keras.Model(start, layers.Add(name="sum")([one, two]))
    order = [node.operation.name for node in _keras.nodes(model)]
    assert order == [model.layers[0].name, "one", "two", "sum"]


def test_which_models_have_nodes():
    """_functional, _nodes_by_depth"""

    class Subclassed(keras.Model):
        def call(self, inputs):
            return inputs

    row = keras.Sequential([keras.Input((8, 8, 3)), layers.ReLU()])
    model = keras.Model(row.inputs, row.outputs)
    assert _keras.is_graph(row) and _keras.is_graph(model)
    assert not _keras.is_graph(Subclassed()) and not _keras.is_graph(keras.Sequential())
    assert _keras.functional(model) is model
    inside = _keras.functional(row)
    assert [type(one).__name__ for one in inside.layers] == ["InputLayer", "ReLU"]


def test_variables_get_their_first_value_later():
    """_initializer, with keras.StatelessScope"""
    with _keras.values_later():
        layer = layers.Conv2D(2, 1, bias_initializer="ones")
        layer(keras.Input((None, None, 3)))
        _keras.begin_with(layer.kernel, np.arange(6, dtype=np.float32).reshape(1, 1, 3, 2))
    # red * 0 + green * 2 + blue * 4 and red * 1 + green * 3 + blue * 5, and the bias of 1
    found = layer(np.float32([1, 10, 100]).reshape(1, 1, 1, 3))
    np.testing.assert_array_equal(np.ravel(found), [421, 532])
    layer.kernel.assign(np.zeros((1, 1, 3, 2)))
    np.testing.assert_array_equal(np.ravel(layer(np.ones((1, 1, 1, 3)))), [1, 1])


@pytest.mark.parametrize(
    "kind", ["Conv2D", "DepthwiseConv2D", "BatchNormalization", "ReLU", "InputLayer", "PReLU"]
)
def test_names_that_keras_gives(kind):
    how = {"filters": 1} if kind == "Conv2D" else {"shape": (1,)} if kind == "InputLayer" else {}
    how |= {"kernel_size": 1} if kind.endswith("Conv2D") else {}
    name = getattr(layers, kind)(**how).name
    assert re.sub(r"_\d+$", "", name) == _keras.automatic_name(kind)
