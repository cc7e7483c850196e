"""What layers are computed from, and what every way goes through."""

from tensorflow import keras

import dreamkit as dk
from dreamkit.networks import paths


def test_blocks_of_dreamnet_are_bottlenecks_and_branches_are_not():
    names = paths.bottlenecks(dk.network(), ["class_map"])
    assert names == [
        *("stem", "pool0_smooth", "pool0", "conv1", "pool1_smooth", "pool1", "mixed1", "mixed2"),
        *("pool2_smooth", "pool2", "mixed3", "mixed4", "mixed5"),
    ]
    assert paths.bottlenecks(dk.network(), ["mixed5", "mixed3_1x1"])[-1] == "pool2"
    assert paths.bottlenecks(dk.network(), ["mixed3_5x5"])[-1] == "mixed3_5x5_mid"
    assert paths.bottlenecks(dk.network(), ["stem"]) == []


def test_a_way_around_a_layer_counts():
    """A residual block: from "a" to the sum there is a way past "b"."""
    picture = keras.Input((None, None, 3))
    a = keras.layers.Conv2D(4, 1, name="a")(picture)
    b = keras.layers.Conv2D(4, 1, name="b")(a)
    both = keras.layers.Add(name="sum")([a, b])
    end = keras.layers.Conv2D(2, 1, name="end")(both)
    net = dk.network(keras.Model(picture, end, name="residual"))
    assert paths.bottlenecks(net, ["end"]) == ["a", "sum"]
    names = {layer.name for layer in paths.ancestors(net, "b")}
    assert {"a", "b"} <= names and not {"sum", "end"} & names
