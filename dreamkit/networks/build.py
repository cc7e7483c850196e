"""Networks built: from the embedded weights, from keras.applications, from a model of one's own.

Keras is imported only when a network is built.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import re
import sys
from pathlib import Path

import numpy as np

from dreamkit.errors import InputError, display_name
from dreamkit.networks import weights as weights_files
from dreamkit.networks.applications import APPLICATIONS, INPUTS
from dreamkit.networks.extractor import Network
from dreamkit.networks.presets import PRESETS
from dreamkit.tensorflow_import import import_tensorflow

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
def build(name, path, _modified, inputs):
    """Build a network by its name or from its file, once for as long as the file is the same.

    Parameters
    ----------
    name : str
        "dreamnet", a name of keras.applications, or that of a `.keras` file.
    path : Path or None
        The `.keras` file or the weights; None: embedded, or downloaded by Keras.
    _modified : int or None
        When the file was changed last, so that a changed one is read anew.
    inputs : str or None
        Of a `.keras` file; see `dreamkit.network`.
    """
    with in_float32():
        return _built(name, path, inputs)


def _built(name, path, inputs):
    if name == "dreamnet":
        from dreamkit import dreamnet
        from dreamkit.dreamnet import motifs

        model = dreamnet.architecture.with_shares(dreamnet.load())
        digest = dreamnet.weights_sha256()
        model.trainable = False
        classes = {"classes": tuple(motifs.CLASSES), "class_layer": "class_map"}
        return Network(name, model, 32, PRESETS[name], digest, **classes)
    if name.endswith(".keras"):
        return from_model(weights_files.model_in(path), inputs, path.name, _sha256(path))
    application = APPLICATIONS[name]
    if path is None:
        model = weights_files.download(application)
        path = weights_files.on_disk(application)  # what Keras has just downloaded
    else:
        model = weights_files.from_file(application, path)
    return from_application(application, model, _sha256(path) if path else "")


def _sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def from_application(application, model, digest):
    """The network for a model of keras.applications."""
    from dreamkit.networks import layers

    _check_weights(model, application.name)
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


def from_model(model, inputs=None, name=None, digest=""):
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

    model = layers.freed(layers.flattened(model), shapes[0][1:3])
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
    if shapes[0][-1] == 1:
        assumes = f"{assumes}, and sees the lightness alone" if assumes else "sees the lightness"
    smallest = layers.smallest_side(model)
    return Network(name, model, smallest, {}, digest, inputs, assumes, **(classes if count else {}))


def _check_weights(model, name):
    """Raise InputError if a weight is no number, such as after a training that diverged."""
    for layer in model.layers:
        for array in layer.get_weights():
            if array.dtype.kind == "f" and not np.isfinite(array).all():
                raise InputError(
                    f"the weights of {name} hold NaN or infinity, first in layer "
                    f"'{display_name(layer.name)}'; take those from before its training diverged."
                )
