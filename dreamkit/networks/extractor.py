"""The feature extractor: a trained Keras model with its preprocessing and its named layers."""

from __future__ import annotations

import functools
import hashlib
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from dreamkit import bounds
from dreamkit.did_you_mean import nearest
from dreamkit.errors import InputError, display_name, shown
from dreamkit.networks.applications import Inputs, Pixels, preprocess
from dreamkit.networks.presets import Preset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import keras

# What every function takes as its network; see `network`.
NetworkLike: TypeAlias = "str | os.PathLike[str] | keras.Model | Network"


@dataclass(frozen=True, eq=False)
class Network:
    """Model: a trained network, ready to be dreamt with. Made by `network`, not by hand.

    Attributes
    ----------
    name : str
        What `network(name)` knows it by.
    model : keras.Model
        From a batch of prepared pictures to its last feature map; its weights stay fixed.
    minimum_size : int
        The smallest side of a picture, in pixels.
    presets : dict of str to Preset
        Goals with settings that look good, the recommended one first.
    weights_sha256 : str
        Fingerprint of the weights.
    inputs : str
        How the model's pictures are preprocessed, which is what it wants to be given: "-1..1",
        "0..1" or "0..255" for RGB in that range; "caffe" or "torch" for ImageNet's mean taken
        away, as Keras calls these ways.
    assumes : str
        What was assumed about that, as a sentence; empty where it is known.
    classes : tuple of str
        What it tells apart, if it has its classifier; else empty. Those of a Keras model of your
        own are its numbers.
    class_layer : str
        The layer whose channels are the evidence for the classes, place by place.

    Examples
    --------
    >>> import dreamkit as dk
    >>> net = dk.network("dreamnet")
    >>> net.name, net.minimum_size
    ('dreamnet', 32)
    >>> net.classes[:4]
    ('none', 'eye', 'owl', 'cat')
    >>> net.layer_names[-3:]
    ['mixed5', 'class_map', 'class_share']
    """

    name: str
    model: keras.Model
    minimum_size: int = 32
    presets: dict[str, Preset] = field(default_factory=dict)
    weights_sha256: str = ""
    inputs: Inputs = "-1..1"
    assumes: str = ""
    classes: tuple[str, ...] = ()
    class_layer: str = ""

    @functools.cached_property
    def fingerprint(self) -> str:
        """Fingerprint: that of the weights, also of a model that came without one.

        Returns
        -------
        str
            SHA-256, hexadecimal.
        """
        if self.weights_sha256:
            return self.weights_sha256
        digest = hashlib.sha256()
        for array in self.model.get_weights():
            digest.update(np.ascontiguousarray(array))
        return digest.hexdigest()

    @functools.cached_property
    def _layers(self) -> dict[str, keras.Layer]:
        from dreamkit.networks import layers  # loads TensorFlow

        return layers.named(self.model)

    @functools.cached_property
    def layer_names(self) -> list[str]:
        """Layers: the names of those that can be dreamt on, from the picture inwards.

        Returns
        -------
        list of str
        """
        from dreamkit.networks import layers

        return layers.dreamable(self.model)

    def layer(self, name: str) -> keras.Layer:
        """Layer: return the Keras layer called `name`.

        Parameters
        ----------
        name : str
            One of `layer_names`.

        Returns
        -------
        keras.Layer

        Raises
        ------
        InputError
            There is no such layer; the nearest name is offered.

        Examples
        --------
        >>> import dreamkit as dk
        >>> dk.network().layer("mixed3").output.shape
        (None, None, None, 256)
        """
        if name not in self.layer_names:
            known = nearest(name, self.layer_names)
            raise InputError(f"layer '{display_name(name)}' is not in {self.name}; {known}")
        return self._layers[name]

    def layer_at(self, share: float) -> str:
        """Layer: return the name of the one at this share of the network's depth.

        Parameters
        ----------
        share : float
            From 0, the first layer, to 1, the last.

        Returns
        -------
        str

        Raises
        ------
        InputError
            `share` is no such number.

        Examples
        --------
        >>> import dreamkit as dk
        >>> dk.network().layer_at(0)
        'stem'
        """
        number = bounds.plain(share)
        if number is None or not 0 <= number <= 1:
            raise InputError(f"a share of the depth is a number from 0 to 1, not {shown(share)}.")
        return self.layer_names[round(number * (len(self.layer_names) - 1))]

    def fitting_side(self, layer_names: Iterable[str]) -> Callable[[int], int]:
        """Receptive field: which lengths of a picture some layers see to the last pixel.

        A picture of another length has pixels at its end that no window of the network takes
        in, and whose gradient is zero; see `coverage`.

        Parameters
        ----------
        layer_names : iterable of str
            Of `layer_names`.

        Returns
        -------
        function
            From a length in pixels to the next one, at least as long, that is seen whole.

        Examples
        --------
        >>> import dreamkit as dk
        >>> dk.network().fitting_side(["mixed4"])(301)
        301
        """
        from dreamkit.networks import coverage

        @functools.lru_cache(maxsize=256)
        def fit(side):
            sides = (coverage.fitting_side(self.model, self.layer(n), side) for n in layer_names)
            return max(sides)

        return fit

    def activations_model(self, layer_names: Iterable[str]) -> keras.Model:
        """Feature extractor: a model from prepared pictures to the activations of some layers.

        Parameters
        ----------
        layer_names : iterable of str
            Of `layer_names`.

        Returns
        -------
        keras.Model
            It gives a dict, {layer name: activation}, each (batch, height, width, channels).

        Raises
        ------
        InputError
            There is no such layer.

        Examples
        --------
        >>> import dreamkit as dk
        >>> net, photo = dk.network(), dk.sample("clouds", max_size=64)
        >>> extractor = net.activations_model(["conv1"])
        >>> activations = extractor(net.preprocess(photo[None]))
        >>> activations["conv1"].shape[-1] == net.layer("conv1").output.shape[-1]
        True
        """
        from tensorflow import keras

        from dreamkit.networks import _keras

        with _keras.float32():
            return keras.Model(
                self.model.inputs[0], {name: self.layer(name).output for name in layer_names}
            )

    features = activations_model  # as Part I of the course calls it

    def preprocess(self, picture: Pixels) -> Pixels:
        """Preprocess: from RGB in [0, 1] to what the model was trained on; see `inputs`.

        Parameters
        ----------
        picture : numpy.ndarray or tf.Tensor
            float32, shape (..., 3).

        Returns
        -------
        numpy.ndarray or tf.Tensor
            float32, same shape.

        Examples
        --------
        >>> import numpy as np
        >>> import dreamkit as dk
        >>> dk.network().preprocess(np.array([[0.0, 0.5, 1.0]], np.float32))
        array([[-1.,  0.,  1.]], dtype=float32)
        """
        return preprocess(picture, self.inputs)

    prepare = preprocess  # as Part I of the course calls it

    def __repr__(self) -> str:
        text = f"Network {self.name}: {len(self.layer_names)} layers to dream on"
        return f"<{text}; {self.assumes}>" if self.assumes else f"<{text}>"
