"""Receptive fields: which pixels can change a neuron, and how much each of them does."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from dreamkit.images.arrays import as_picture
from dreamkit.networks.network import NetworkLike
from dreamkit.networks.network import network as network_named


def effective(
    image: npt.ArrayLike,
    layer_names: Iterable[str],
    network: NetworkLike | None = None,
) -> dict[str, npt.NDArray[np.float32]]:
    """Effective receptive field: how much each pixel can change the neurons in the middle.

    The gradient of the sum of all channels at the middle place of a layer (Luo et al., 2016
    [1]_). Where it is exactly 0, no small change of the pixel reaches these neurons: what is not 0
    is the receptive field, unless a ReLU on the way is shut for this picture.

    Parameters
    ----------
    image : array
        A picture, see `load_image`.
    layer_names : iterable of str
        Of the network's `layer_names`.
    network : str, Network or keras.Model, optional
        See `network`. Default "dreamnet".

    Returns
    -------
    dict of str to numpy.ndarray
        For each layer, float32, shape (height, width): the largest absolute value over the
        colors.

    Raises
    ------
    InputError
        Something is not a picture, or there is no such layer.

    References
    ----------
    .. [1] W. Luo, Y. Li, R. Urtasun and R. Zemel, "Understanding the Effective Receptive Field in
       Deep Convolutional Neural Networks", 2016. arXiv:1701.04128

    Examples
    --------
    >>> import numpy as np
    >>> from dreamkit.attribution import receptive_field
    >>> noise = np.random.default_rng(0).random((64, 64, 3), np.float32)
    >>> found = receptive_field.effective(noise, ["stem"])["stem"]
    >>> found.shape, int(found.any(axis=0).sum())  # a filter of 5 x 5
    ((64, 64), 5)
    """
    import tensorflow as tf

    net, names = network_named(network), list(layer_names)
    look = net.activations_model(names)
    pixels = tf.constant(as_picture(image)[None])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(pixels)
        maps = look(net.preprocess(pixels))
        middles = {name: _middle(maps[name]) for name in names}
    gradients = {name: tape.gradient(middles[name], pixels)[0].numpy() for name in names}
    return {name: np.abs(found).max(axis=2) for name, found in gradients.items()}


def _middle(feature_map):
    """The sum over the channels at the place in the middle."""
    import tensorflow as tf

    row, column = (side // 2 for side in feature_map.shape[1:3])
    return tf.reduce_sum(feature_map[0, row, column])
