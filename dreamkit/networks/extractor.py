"""The feature extractor: a trained Keras model with its preprocessing and its named layers."""

from __future__ import annotations

import functools
import hashlib
import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from dreamkit import bounds
from dreamkit.did_you_mean import nearest, unknown
from dreamkit.errors import InputError, display_name, shown
from dreamkit.networks.applications import APPLICATIONS, Inputs, Pixels, preprocess
from dreamkit.networks.presets import Preset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import keras

INPUT = "input"  # the picture itself, where a goal names a layer
# What every function takes as its network; see `network`.
NetworkLike: TypeAlias = "str | os.PathLike[str] | keras.Model | Network"


def _plain(name):
    """The name of a class as it is compared with others."""
    return re.sub(r"[\s_-]+", " ", name).casefold()


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
        The smallest side of a picture, in pixels; see `smallest_size` for single layers.
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
        own are its numbers, unless you name them or there are 1000, as in ImageNet.
    class_layer : str
        The layer whose channels are the evidence for the classes, place by place.
    own_size : (int, int) or None
        Height and width of the pictures that the model was made for, if it was made for one size.

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
    own_size: tuple[int, int] | None = None

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

    def is_input(self, name: str) -> bool:
        """Layer: whether `name` means the picture itself, "input", and no layer called so.

        Parameters
        ----------
        name : str

        Returns
        -------
        bool

        Examples
        --------
        >>> import dreamkit as dk
        >>> dk.network().is_input("input"), dk.network().is_input("stem")
        (True, False)
        """
        return name == INPUT and name not in self.layer_names

    def channels(self, name: str) -> int:
        """Layer: return how many channels a layer has; the picture itself, "input", has three.

        Parameters
        ----------
        name : str
            One of `layer_names`, or "input".

        Returns
        -------
        int

        Raises
        ------
        InputError
            There is no such layer.

        Examples
        --------
        >>> import dreamkit as dk
        >>> dk.network().channels("mixed3")
        256
        """
        return 3 if self.is_input(name) else self.layer(name).output.shape[-1]

    def class_number(self, which: int | str) -> int:
        """Classes: return the number of a class, given by that or by name.

        Parameters
        ----------
        which : int or str
            A number, or one of `classes`; case, hyphens and underscores do not matter.

        Returns
        -------
        int

        Raises
        ------
        InputError
            It has no classes, or none of that name; the nearest is offered.

        Examples
        --------
        >>> import dreamkit as dk
        >>> dk.network().class_number("Owl")
        2
        """
        if not self.classes:
            hint = "dreamnet has, and keras models that end in a Dense layer"
            if self.name in APPLICATIONS:
                hint = f"dk.network('{self.name}', top=True) has"
            raise InputError(f"{self.name} has no classifier, and so no logits; {hint}.")
        if not isinstance(which, str):
            return which
        if which in self.classes:
            return self.classes.index(which)
        known = [_plain(name) for name in self.classes]
        if known.count(_plain(which)) != 1:
            raise InputError(unknown("class", which, self.classes))
        return known.index(_plain(which))

    @functools.cached_property
    def _views(self) -> tuple[set[str], set[str]]:
        from dreamkit.networks import layers

        return layers.sized(self.model), layers.whole(self.model)

    def sees_whole(self, name: str) -> bool:
        """Receptive field: whether a layer sees the picture as a whole, however large it is.

        So does a Dense layer after global pooling: it has one place, whatever the picture.

        Parameters
        ----------
        name : str
            One of `layer_names`, or "input".

        Returns
        -------
        bool

        Examples
        --------
        >>> import dreamkit as dk
        >>> dk.network().sees_whole("mixed3")
        False
        """
        return name in self._views[1]

    def smallest_size(self, layer_names: Iterable[str]) -> tuple[int, int]:
        """Receptive field: the smallest picture that some layers can see, (height, width).

        Parameters
        ----------
        layer_names : iterable of str
            Of `layer_names`, or "input".

        Returns
        -------
        (int, int)
            `minimum_size` each; that of the model's own pictures for a layer after Flatten.

        Examples
        --------
        >>> import dreamkit as dk
        >>> dk.network().smallest_size(["mixed3"])
        (32, 32)
        """
        least = self.minimum_size
        if self.own_size is None or self._views[0].isdisjoint(layer_names):
            return least, least
        return self.own_size

    def check_size(
        self, size: tuple[int, int], layer_names: Iterable[str], what: str = "the picture"
    ) -> None:
        """Receptive field: raise InputError if a picture is too small for some layers.

        Parameters
        ----------
        size : (int, int)
            Height and width of the picture.
        layer_names : iterable of str
            Of `layer_names`, or "input".
        what : str
            What has that size, for the sentence.

        Raises
        ------
        InputError
            It is smaller than `smallest_size` says.
        """
        names = list(layer_names)
        height, width = self.smallest_size(names)
        if size[0] >= height and size[1] >= width:
            return
        sized = [name for name in names if name in self._views[0]]
        sees = f"layer '{display_name(sized[0])}' of {self.name}" if sized else self.name
        raise InputError(
            f"{what} is {size[1]} x {size[0]} pixels; {sees} needs at least {width} x {height}."
        )

    def fitting_side(self, layer_names: Iterable[str]) -> Callable[[int], int]:
        """Receptive field: which lengths of a picture some layers see to the last pixel.

        A picture of another length has pixels at its end that no window of the network takes
        in, and whose gradient is zero; see `coverage`.

        Parameters
        ----------
        layer_names : iterable of str
            Of `layer_names`, or "input".

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

        seen = [name for name in layer_names if not self.is_input(name)]

        @functools.lru_cache(maxsize=256)
        def fit(side):
            sides = (coverage.fitting_side(self.model, self.layer(n), side) for n in seen)
            return max(sides, default=side)

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
            It gives a dict, {layer name: activation}, each (batch, height, width, channels); a
            layer after global pooling has one place.

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

        from dreamkit.networks import _keras, heads

        with _keras.float32():
            return keras.Model(
                self.model.inputs[0],
                {name: heads.as_map(self.layer(name).output) for name in layer_names},
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
