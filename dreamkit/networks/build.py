"""Networks built: from the embedded weights, from keras.applications, from a model of one's own.

Keras is imported only when a network is built.
"""

from __future__ import annotations

import functools
import json
import os
import re
import sys
from pathlib import Path

import numpy as np

from dreamkit import whole_file
from dreamkit.errors import InputError, display_name
from dreamkit.networks import weights as weights_files
from dreamkit.networks.applications import APPLICATIONS, INPUTS
from dreamkit.networks.extractor import Network
from dreamkit.networks.presets import PRESETS
from dreamkit.tensorflow_import import import_tensorflow

TOP = "+top"  # at the end of a name: with the classifier, as Keras's include_top
IMAGENET = 1000  # classes
LEGACY = "TF_USE_LEGACY_KERAS"
# A model that begins with one of these brings the colors into form by itself.
_BRINGS_INTO_FORM = (
    *("Rescaling", "Normalization"),
    *("TrueDivide", "Divide", "Multiply", "Subtract", "GetItem"),  # keras.ops, as in x / 255
)


def import_keras():
    """Import Keras, and make sure that it computes with TensorFlow."""
    if os.environ.get(LEGACY) in ("true", "True", "1"):  # as TensorFlow reads it
        raise InputError(
            f"the environment variable {LEGACY} asks for Keras 2, and dreams need Keras 3; start "
            "Python anew without it."
        )
    if "keras" not in sys.modules:  # before it looks for what may not even be installed
        _check_backend(_chosen_backend())
    keras = import_tensorflow().keras
    if not hasattr(keras, "config"):
        raise InputError(
            "TensorFlow was loaded with Keras 2, and dreams need Keras 3; start Python anew "
            f"without the environment variable {LEGACY}."
        )
    _check_backend(keras.backend.backend())
    if keras.config.image_data_format() != "channels_last":
        raise InputError(
            "Keras is set to channels_first, and dreams need channels_last; call "
            "keras.config.set_image_data_format('channels_last') first."
        )
    return keras


def _chosen_backend():
    """The backend that Keras will take: an environment variable's, or that of its settings."""
    if os.environ.get("KERAS_BACKEND"):
        return os.environ["KERAS_BACKEND"]
    home = os.environ.get("KERAS_HOME") or os.path.join(os.path.expanduser("~"), ".keras")
    try:
        settings = json.loads(Path(home, "keras.json").read_text(encoding="utf-8"))
        return settings.get("backend", "tensorflow")
    except (OSError, ValueError, AttributeError):
        return "tensorflow"


def _check_backend(name):
    if name != "tensorflow":
        raise InputError(
            f"Keras runs on {name} here, and dreams need TensorFlow; start Python anew with "
            "the environment variable KERAS_BACKEND=tensorflow."
        )


def in_float32():
    """Return a context for making networks: in float32, whatever type Keras is set to."""
    import_keras()
    from dreamkit.networks import _keras

    return _keras.float32()


@functools.lru_cache(maxsize=4)
def build(name, path, _modified, inputs=None, classes=None):
    """Build a network by its name or from its file, once for as long as the file is the same.

    Parameters
    ----------
    name : str
        "dreamnet", a name of keras.applications, or that of a `.keras` file.
    path : Path or None
        The `.keras` file or the weights; None: embedded, or downloaded by Keras.
    _modified : int or None
        When the file was changed last, so that a changed one is read anew.
    inputs, classes : str and tuple of str, or None
        Of a `.keras` file; see `dreamkit.network`.
    """
    with in_float32():
        return _built(name, path, inputs, classes)


def _built(name, path, inputs, classes):
    if name == "dreamnet":
        from dreamkit import dreamnet
        from dreamkit.dreamnet import motifs

        model = dreamnet.architecture.with_shares(dreamnet.load())
        digest = dreamnet.weights_sha256()
        model.trainable = False
        classes = {"classes": tuple(motifs.CLASSES), "class_layer": "class_map"}
        return Network(name, model, 32, PRESETS[name], digest, **classes)
    if name.endswith(".keras"):
        model = weights_files.model_in(path)
        return from_model(model, inputs, path.name, whole_file.sha256(path), classes)
    application, top = application_of(name)
    if path is None:
        model = weights_files.download(application, top)
        path = weights_files.on_disk(application, top)  # what Keras has just downloaded
    elif top:
        model = weights_files.with_classifier(application, path)
    else:
        model = weights_files.from_file(application, path)
    return from_application(application, model, whole_file.sha256(path) if path else "", top)


def application_of(name):
    """The network of keras.applications that a name means, and whether with its classifier."""
    return APPLICATIONS[name.removesuffix(TOP)], name.endswith(TOP)


def from_application(application, model, digest, top=False):
    """The network for a model of keras.applications, with its classifier if `top`."""
    from dreamkit.networks import classifier, layers

    _check_weights(model, application.name)
    own_size = _own_size(model)
    model, classes, layer = layers.flattened(model), (), ""
    if top:
        model = layers.freed(model, own_size or (None, None))
        model, _, layer = classifier.with_class_map(model)
        classes, layer = imagenet_classes(), _name_in(model, layer)
    model.trainable = False
    return Network(
        application.name + (TOP if top else ""),
        model,
        application.minimum_size,
        PRESETS.get(application.name, {}),
        digest,
        application.inputs,
        "preprocessing is built into it" if application.inputs == "0..255" else "",
        classes,
        layer,
        own_size,
    )


def _own_size(model):
    """The (height, width) of the pictures that a model was made for, None if it takes any."""
    sides = tuple(model.inputs[0].shape[1:3])
    return None if None in sides else sides


def _name_in(model, layer_name):
    """What a network calls the layer of its model that Keras knows by another name."""
    from dreamkit.networks import layers

    return next(name for name, layer in layers.named(model).items() if layer.name == layer_name)


@functools.cache
def imagenet_classes():
    """The names of the 1000 classes of ImageNet, in the order of every classifier of Keras."""
    text = Path(__file__).with_name("imagenet_classes.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def from_model(model, inputs=None, name=None, digest="", classes=None):
    """The network for a model of the user's own."""
    keras = import_keras()
    type_name = type(model).__name__
    if not isinstance(model, keras.Model):
        raise InputError(f"a network is a name, a .keras file or a keras.Model, not {type_name}.")
    name = name or re.sub(r"^((functional|sequential|model))_\d+$", r"\1", model.name)
    if not getattr(model, "inputs", None) or not hasattr(model, "outputs"):
        mend = (
            "begin it with keras.Input((None, None, 3))"
            if isinstance(model, keras.Sequential)
            else "build it with Keras's functional API"
        )
        raise InputError(f"the layers of {name} ({type_name}) cannot be listed as it is; {mend}.")
    shapes = [tuple(tensor.shape) for tensor in model.inputs]
    if len(shapes) != 1 or len(shapes[0]) != 4 or shapes[0][-1] not in (1, 3):
        raise InputError(
            f"{name} takes inputs of shape {', '.join(map(str, shapes))}; to be dreamt with, a "
            "model takes one batch of pictures, in color (None, None, None, 3) or gray "
            "(None, None, None, 1)."
        )
    _check_weights(model, name)
    from dreamkit.networks import classifier, layers

    own_size, is_row = _own_size(model), [len(out.shape) for out in model.outputs] == [2]
    model = layers.freed(layers.flattened(model), shapes[0][1:3])
    if not layers.dreamable(model):
        raise InputError(f"{name} has no layer that gives feature maps of pictures of any size.")
    count, layer = 0, ""
    if is_row:
        model, count, layer = classifier.with_class_map(model)
    assumes = []
    if inputs is None:
        first = layers.begins_with(model)
        inputs = "0..255" if first in _BRINGS_INTO_FORM else "-1..1"
        because = f", since it begins with {first}" if inputs == "0..255" else ""
        assumes.append(f"assumed to want {INPUTS[inputs]}{because}; inputs= says otherwise")
    if shapes[0][-1] == 1:
        assumes.append("sees the lightness of colors alone")
    if count == IMAGENET and classes is None:
        assumes.append("its 1000 classes assumed to be ImageNet's; classes= says otherwise")
    return Network(
        name,
        model,
        layers.smallest_side(model, own_size),
        weights_sha256=digest,
        inputs=inputs,
        assumes=", and ".join(assumes),
        classes=_class_names(name, count, classes),
        class_layer=_name_in(model, layer) if count else "",
        own_size=own_size,
    )


def _class_names(name, count, classes):
    """The names of a model's classes: those given, ImageNet's if it has as many, else numbers."""
    if classes is None:
        return imagenet_classes() if count == IMAGENET else tuple(map(str, range(count)))
    if len(classes) != count:
        has = f"has {count} classes" if count else "has no classifier"
        raise InputError(f"{name} {has}, and {len(classes)} names were given for them.")
    return classes


def _check_weights(model, name):
    """Raise InputError if a weight is no number, such as after a training that diverged."""
    for layer in model.layers:
        for array in layer.get_weights():
            if array.dtype.kind == "f" and not np.isfinite(array).all():
                raise InputError(
                    f"the weights of {name} hold NaN or infinity, first in layer "
                    f"'{display_name(layer.name)}'; take those from before its training diverged."
                )
