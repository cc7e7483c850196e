"""The Gram matrix of a layer: by hand, and of a network that is linear in its picture."""

import numpy as np

import dreamkit as dk
from dreamkit.goals.gram import gram_matrix
from dreamkit.goals.loss import goal_inputs


def test_the_mean_product_of_each_two_channels():
    """Of (1, 2) and (3, -4): 1 + 9, 2 - 12, 4 + 16, each over two positions."""
    activation = np.array([[[[1.0, 2.0], [3.0, -4.0]]], [[[0.0, 1.0], [0.0, 1.0]]]], np.float32)
    expected = [[[5, -5], [-5, 10]], [[0, 0], [0, 1]]]
    np.testing.assert_allclose(gram_matrix(activation), expected)


def test_a_texture_is_the_same_wherever_its_pixels_are(linear_network, photo):
    x = photo * 2 - 1
    channels = np.stack([x[..., 0] - 2 * x[..., 1], 3 * x[..., 2]], -1).reshape(-1, 2)
    *_, gram = goal_inputs(dk.texture_like("mix", photo), linear_network, (9, 9))
    np.testing.assert_allclose(gram, channels.T @ channels / len(channels), rtol=1e-4)
    shuffled = np.random.default_rng(0).permutation(photo.reshape(-1, 3)).reshape(photo.shape)
    *_, same = goal_inputs(dk.texture_like("mix", shuffled), linear_network, (9, 9))
    np.testing.assert_allclose(gram, same, rtol=1e-4)
