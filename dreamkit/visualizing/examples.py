"""Dataset examples: which pictures of a collection excite a channel most, and where in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from dreamkit.images.arrays import Picture
from dreamkit.images.maps import framed
from dreamkit.networks.network import NetworkLike
from dreamkit.networks.network import network as network_named

BATCH = 54  # pictures at a time: 270 drawings of 64 pixels need some 100 MB


def peaks(
    pictures: npt.ArrayLike,
    layer_names: Iterable[str],
    network: NetworkLike | None = None,
) -> dict[str, npt.NDArray[np.float32]]:
    """Dataset examples: the highest activation of each channel anywhere in each picture.

    Parameters
    ----------
    pictures : array
        Shape (count, height, width, 3), in [0, 1].
    layer_names : iterable of str
        Of the network's `layer_names`.
    network : str, Network or keras.Model, optional
        See `network`. Default "dreamnet".

    Returns
    -------
    dict of str to numpy.ndarray
        For each layer, float32, shape (count, channels).

    Raises
    ------
    InputError
        There is no such layer.

    Examples
    --------
    >>> import numpy as np
    >>> from dreamkit.visualizing import examples
    >>> gray = np.full((3, 64, 64, 3), 0.5, np.float32)
    >>> examples.peaks(gray, ["stem"])["stem"].shape
    (3, 24)
    """
    net, names = network_named(network), list(layer_names)
    look = net.activations_model(names)
    pictures = np.asarray(pictures, np.float32)
    parts = [
        {name: maps.numpy().max(axis=(1, 2)) for name, maps in look(net.preprocess(some)).items()}
        for some in np.array_split(pictures, -(-len(pictures) // BATCH))
    ]
    return {name: np.concatenate([part[name] for part in parts]) for name in names}


def best(
    pictures: Sequence[npt.ArrayLike],
    layer: str,
    channel: int,
    field: float,
    network: NetworkLike | None = None,
    scale: int = 3,
) -> list[Picture]:
    """Dataset examples: pictures with a frame where a channel is excited most.

    Parameters
    ----------
    pictures : sequence of array
        Pictures of one size.
    layer : str
        One of the network's `layer_names`.
    channel : int
        Its number.
    field : float
        Side of the frame in pixels, such as the layer's receptive field.
    network : str, Network or keras.Model, optional
        See `network`. Default "dreamnet".
    scale : int
        The pictures are enlarged by this factor. Default 3.

    Returns
    -------
    list of numpy.ndarray
        float32 pictures, in the order given.

    Raises
    ------
    InputError
        There is no such layer.

    Examples
    --------
    >>> import dreamkit as dk
    >>> from dreamkit.visualizing import examples
    >>> [shown] = examples.best([dk.sample("cat", max_size=64)], "stem", 3, field=5)
    >>> shown.shape[1]
    192
    """
    net = network_named(network)
    look, shown = net.activations_model([layer]), []
    for picture in pictures:
        answers = look(net.preprocess(np.asarray(picture, np.float32)[None]))[layer]
        answers = answers[0, ..., channel].numpy()
        place = np.unravel_index(answers.argmax(), answers.shape)
        steps = [
            side / count for side, count in zip(np.shape(picture), answers.shape, strict=False)
        ]
        top, left = ((at + 0.5) * step - field / 2 for at, step in zip(place, steps, strict=True))
        shown.append(framed(picture, (top, left, field, field), scale))
    return shown
