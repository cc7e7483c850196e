"""Counted operations, against the same worked out by hand."""

import pytest

from benchmarks import flops


@pytest.fixture(scope="module")
def keras():
    from tensorflow import keras

    return keras


@pytest.fixture(scope="module")
def network(keras):
    """One layer of each kind that is counted, on pictures of any size."""
    layers = keras.layers
    inputs = keras.Input((None, None, 3))
    x = layers.Conv2D(4, 3, padding="same")(inputs)
    x = layers.BatchNormalization()(x)
    x = layers.Conv2D(8, 3, strides=2, padding="same", groups=2, use_bias=False)(x)
    x = layers.Activation("relu")(x)
    x = layers.Conv2D(2, 3, dilation_rate=2)(x)
    x = layers.DepthwiseConv2D(3, padding="same", depth_multiplier=3)(x)
    x = layers.SeparableConv2D(5, 3, padding="same", depth_multiplier=2)(x)
    x = layers.MaxPooling2D()(x)
    return keras.Model(inputs, layers.Dense(7)(x))


def test_the_operations_of_a_small_network(network):
    """On a picture of 16 rows and 24 columns, multiply-adds of each layer:

    convolution, 3 x 3, 3 to 4:       16 * 24 places * 3 * 3 * 3 * 4          = 41472
    in 2 groups, 4 to 8, stride 2:     8 * 12 places * 3 * 3 * (4 / 2) * 8    = 13824
    dilated by 2, 8 to 2, no padding:  4 *  8 places * 3 * 3 * 8 * 2          =  4608
        (a dilated 3 x 3 kernel spans 5 x 5, which takes 4 rows and 4 columns)
    depthwise, 2 to 2 * 3:             4 *  8 places * 3 * 3 * 2 * 3          =  1728
    separable, 6 to 5 by way of 12:    4 *  8 places * (3 * 3 * 6 * 2 + 12 * 5) =  5376
    dense, at each place after pooling: 2 * 4 places * 5 * 7                  =   280
    together 67288, and each is two operations
    """
    assert flops.forward(network, 16, 24) == 2 * 67288


def test_a_gradient_costs_as_much_again(network):
    assert flops.gradient_step(network, 16, 24) == 4 * 67288


def test_an_unknown_kernel_is_not_left_out_in_silence(keras):
    inputs = keras.Input((None, None, 3))
    model = keras.Model(inputs, keras.layers.Conv2DTranspose(2, 3)(inputs))
    with pytest.raises(ValueError, match="Conv2DTranspose"):
        flops.forward(model, 8, 8)
