"""What looks at the picture: a Keras model, its preprocessing, its named layers.

Keras is imported only when a network is asked for.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from dreamkit.errors import FileError, InputError, nearest, unknown
from dreamkit.networks import weights as weights_files
from dreamkit.networks.applications import APPLICATIONS, INPUTS, Inputs, Pixels, preprocess
from dreamkit.networks.presets import PRESETS, Preset
from dreamkit.tensorflow_import import import_tensorflow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import keras

# What every function takes as its network; see `network`.
NetworkLike: TypeAlias = "str | os.PathLike[str] | keras.Model | Network"

# The ones to begin with; every other name of keras.applications works too.
ABOUT = {
    "dreamnet": "Comes with this package; learned pictures that this project draws.",
    "inception_v3": "The tutorial's network; learned the photographs of ImageNet.",
    "mobilenet_v2": "Small, made for phones; learned ImageNet.",
    "resnet50_v2": "Fifty layers, each adding to the one before; learned ImageNet.",
    "vgg16": "Plain rows of 3x3 convolutions, slow and painterly; learned ImageNet.",
}
KERAS_FILE = APPLICATIONS["inception_v3"].file
WEIGHTS_VARIABLE = APPLICATIONS["inception_v3"].variable

# A model that begins with one of these brings the colors into form by itself.
_BRINGS_INTO_FORM = (
    *("Rescaling", "Normalization"),
    *("TrueDivide", "Divide", "Multiply", "Subtract", "GetItem"),  # keras.ops, as in x / 255
)


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
            raise InputError(f"layer '{name}' is not in {self.name}; {known}")
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

        Examples
        --------
        >>> import dreamkit as dk
        >>> dk.network().layer_at(0)
        'stem'
        """
        return self.layer_names[round(share * (len(self.layer_names) - 1))]

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


def network(
    name: NetworkLike | None = None,
    weights: str | os.PathLike[str] | None = None,
    inputs: Inputs | None = None,
) -> Network:
    """Pretrained model: return a trained network by name; the same call returns the same network.

    Parameters
    ----------
    name : str, Path, keras.Model, Network or None
        "dreamnet" (default): embedded in this package, no download. "inception_v3", "vgg16" or
        another name of keras.applications: trained on ImageNet; its weights come from `weights`,
        else from the file that an environment variable such as DREAMKIT_VGG16_WEIGHTS names,
        else from Keras's own download. A `.keras` file. A functional or Sequential keras.Model
        of your own, as it is now: pictures of any size, models inside it as `outer/inner`.
    weights : str or Path, optional
        A weights file for a network of keras.applications: `.weights.h5`, or the `.h5` that
        Keras downloads, with or without its classifier. A file that ends early gives a network
        that ends there.
    inputs : str, optional
        What a model or `.keras` file of your own was trained on: "-1..1", "0..1" or "0..255"
        for RGB in that range, "caffe" or "torch" for those ways of Keras's `preprocess_input`.
        By default [-1, 1] is assumed, or [0, 255] if the model begins by rescaling.

    Returns
    -------
    Network

    Raises
    ------
    InputError
        There is no such network, it takes no weights file, or it cannot be dreamt with.
    FileError
        The weights cannot be read or do not fit, or the download failed.

    Examples
    --------
    >>> import dreamkit as dk
    >>> net = dk.network()
    >>> net.name
    'dreamnet'
    >>> net is dk.network("dreamnet")
    True

    A model of your own:

    >>> from tensorflow import keras
    >>> picture = keras.Input((None, None, 3))
    >>> edges = keras.layers.Conv2D(4, 3, name="edges")(picture)
    >>> dk.network(keras.Model(picture, edges, name="mine"), inputs="0..1")
    <Network mine: 1 layers to dream on>
    """
    if inputs is not None and inputs not in INPUTS:
        raise InputError(unknown("kind of inputs", inputs, INPUTS))
    if isinstance(name, os.PathLike):
        name = os.fspath(name)
    if isinstance(name, Network):
        if inputs is not None:
            raise InputError(f"what {name.name} is given is settled; leave out inputs.")
        return name
    if not isinstance(name, str | None):
        return _from_model(name, inputs)
    name = name or "dreamnet"
    if _is_file(name):
        if weights is not None:
            raise InputError(f"'{name}' brings its own weights; leave out the weights file.")
        path = _existing(name, "file", "check its name")
        return _build(path.name, path.resolve(), path.stat().st_mtime_ns, inputs)
    _check_name(name)
    if inputs is not None:
        raise InputError(f"what {name} wants to be given is known; leave out inputs.")
    if name == "dreamnet":
        if weights is not None:
            raise InputError("dreamnet brings its own weights; leave out the weights file.")
        return _build(name, None, None, None)
    if APPLICATIONS[name].module == "nasnet":
        # Its cells halve maps in two ways that agree on few sizes only; Keras does not mend that.
        raise InputError(
            f"{name} takes only some sizes of pictures, and dreams need all; use another network, "
            "such as inception_v3."
        )
    variable = APPLICATIONS[name].variable
    weights = weights or os.environ.get(variable) or None
    if weights is None:
        return _build(name, None, None, None)
    mend = f"check the name given with --weights or in {variable}"
    path = _existing(weights, "weights file", mend)
    return _build(name, path.resolve(), path.stat().st_mtime_ns, None)


def untrained(name: str) -> Network:
    """Return a network with random weights: enough to list its layers, with no download.

    Raises
    ------
    InputError
        There is no such network, or it is a file.
    """
    _check_name(name)
    if name == "dreamnet":
        return network(name)
    _keras()
    application = APPLICATIONS[name]
    return _of_keras(application, weights_files.untrained(application), "")


def has_weights(name: str) -> bool:
    """Whether a network's weights are on this computer; a `.keras` file brings its own.

    Raises
    ------
    InputError
        There is no such network.
    """
    if _is_file(name):
        return True
    _check_name(name)
    return name == "dreamnet" or weights_files.on_disk(APPLICATIONS[name]) is not None


def inception_weights() -> Path | None:
    """Return where InceptionV3's weights lie on this computer, or None if they do not.

    The file that DREAMKIT_INCEPTION_V3_WEIGHTS names, else the one Keras downloaded before.
    """
    return weights_files.on_disk(APPLICATIONS["inception_v3"])


def _is_file(name):
    return name.endswith(".keras")


def _existing(name, kind, mend):
    path = Path(name).expanduser()
    if not path.is_file():
        raise FileError(f"there is no {kind} '{path}'; {mend}.")
    return path


def _check_name(name):
    if name in APPLICATIONS or name == "dreamnet":
        return
    if name.endswith((".h5", ".hdf5")):
        raise InputError(
            f"'{name}' is no network; a model is kept in a .keras file, and a weights file goes "
            "with the name of its network (--weights FILE)."
        )
    raise InputError(unknown("network", name, [*ABOUT, *sorted(set(APPLICATIONS) - set(ABOUT))]))


def _keras():
    """Import Keras, and make sure that it computes with TensorFlow."""
    keras = import_tensorflow().keras
    backend = os.environ.get("KERAS_BACKEND") or "tensorflow"
    if backend == "tensorflow" or "keras" in sys.modules:  # else it may not even be installed
        backend = keras.backend.backend()
    if backend != "tensorflow":
        raise InputError(
            f"Keras runs on {backend} here, and dreams need TensorFlow; start Python anew with "
            "the environment variable KERAS_BACKEND=tensorflow."
        )
    if keras.config.image_data_format() != "channels_last":
        raise InputError(
            "Keras is set to channels_first, and dreams need channels_last; call "
            "keras.config.set_image_data_format('channels_last') first."
        )
    return keras


@functools.lru_cache(maxsize=4)
def _build(name, path, _modified, inputs):
    _keras()
    if name == "dreamnet":
        from dreamkit import dreamnet
        from dreamkit.dreamnet import motifs

        model = dreamnet.architecture.with_shares(dreamnet.load())
        digest = dreamnet.weights_sha256()
        model.trainable = False
        classes = {"classes": tuple(motifs.CLASSES), "class_layer": "class_map"}
        return Network(name, model, 32, PRESETS[name], digest, **classes)
    if _is_file(name):
        return _from_model(weights_files.model_in(path), inputs, path.name, _sha256(path))
    application = APPLICATIONS[name]
    if path is None:
        model = weights_files.download(application)
        path = weights_files.on_disk(application)  # what Keras has just downloaded
    else:
        model = weights_files.from_file(application, path)
    return _of_keras(application, model, _sha256(path) if path else "")


def _sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _of_keras(application, model, digest):
    """The network for a model of keras.applications."""
    from dreamkit.networks import layers

    model = layers.flattened(model)
    model.trainable = False
    return Network(
        application.name,
        model,
        application.minimum_size,
        PRESETS.get(application.name, {}),
        digest,
        application.inputs,
        "preprocessing is built into it" if application.inputs == "0..255" else "",
    )


def _from_model(model, inputs=None, name=None, digest=""):
    """The network for a model of the user's own."""
    keras = _keras()
    kind = type(model).__name__
    if not isinstance(model, keras.Model):
        raise InputError(f"a network is a name, a .keras file or a keras.Model, not {kind}.")
    name = name or re.sub(r"^((functional|sequential|model))_\d+$", r"\1", model.name)
    if not getattr(model, "inputs", None) or not hasattr(model, "outputs"):
        mend = (
            "begin it with keras.Input((None, None, 3))"
            if isinstance(model, keras.Sequential)
            else "build it with Keras's functional API"
        )
        raise InputError(f"the layers of {name} ({kind}) cannot be listed as it is; {mend}.")
    shapes = [tuple(one.shape) for one in model.inputs]
    if len(shapes) != 1 or len(shapes[0]) != 4 or shapes[0][-1] != 3:
        raise InputError(
            f"{name} takes inputs of shape {', '.join(map(str, shapes))}; to be dreamt with, a "
            "model takes one batch of color pictures: (None, None, None, 3)."
        )
    from dreamkit.networks import classifier, layers

    model = layers.flattened(model)
    if not layers.dreamable(model):
        raise InputError(f"{name} has no layer that gives feature maps of pictures of any size.")
    model, count = classifier.with_class_map(model)
    classes = {"classes": tuple(map(str, range(count))), "class_layer": classifier.CLASS_MAP}
    assumes = ""
    if inputs is None:
        first = layers.begins_with(model)
        inputs = "0..255" if first in _BRINGS_INTO_FORM else "-1..1"
        because = f", since it begins with {first}" if inputs == "0..255" else ""
        assumes = f"assumed to want {INPUTS[inputs]}{because}; inputs= says otherwise"
    smallest = layers.smallest_side(model)
    return Network(name, model, smallest, {}, digest, inputs, assumes, **(classes if count else {}))
