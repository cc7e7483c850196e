"""What is known of the networks of keras.applications, without importing Keras.

Keras's own code holds their layers and weights; what it holds nowhere as plain data stands here:
how each wants its pictures, how small they may be, and what its file of weights is called.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, TypeVar

import numpy as np

Inputs: TypeAlias = Literal["-1..1", "0..1", "0..255", "caffe", "torch"]
Pixels = TypeVar("Pixels", bound=Any)  # of NumPy or of TensorFlow

# What a network may want to be given, and in words.
INPUTS: dict[Inputs, str] = {
    "-1..1": "RGB in [-1, 1]",
    "0..1": "RGB in [0, 1]",
    "0..255": "RGB in [0, 255]",
    "caffe": "BGR in [0, 255] less the mean of ImageNet",
    "torch": "RGB less the mean of ImageNet, over its standard deviation",
}
_BGR_MEAN = np.array([103.939, 116.779, 123.68], np.float32)  # of [0, 255]
_RGB_MEAN = np.array([0.485, 0.456, 0.406], np.float32)  # of [0, 1]
RGB_DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)

_USUAL_FILE = "{lower}_weights_tf_dim_ordering_tf_kernels_notop.h5"
_OLD_FILE = "{name}_weights_tf_dim_ordering_tf_kernels_notop.h5"
# Each: module, networks, what they want, smallest side in pixels, file of weights.
_FAMILIES = (
    ("inception_v3", "InceptionV3", "-1..1", 75, _OLD_FILE),
    (
        "mobilenet_v2",
        "MobileNetV2",
        "-1..1",
        32,
        "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5",
    ),
    ("resnet_v2", "ResNet50V2 ResNet101V2 ResNet152V2", "-1..1", 32, _USUAL_FILE),
    ("vgg16", "VGG16", "caffe", 32, _USUAL_FILE),
    ("vgg19", "VGG19", "caffe", 32, _USUAL_FILE),
    ("resnet", "ResNet50 ResNet101 ResNet152", "caffe", 32, _USUAL_FILE),
    ("xception", "Xception", "-1..1", 71, _USUAL_FILE),
    ("inception_resnet_v2", "InceptionResNetV2", "-1..1", 75, _OLD_FILE),
    ("mobilenet", "MobileNet", "-1..1", 32, "mobilenet_1_0_224_tf_no_top.h5"),
    (
        "mobilenet_v3",
        "MobileNetV3Small MobileNetV3Large",
        "0..255",
        32,
        "weights_mobilenet_v3_{last}_224_1.0_float_no_top_v2.h5",
    ),
    ("densenet", "DenseNet121 DenseNet169 DenseNet201", "torch", 32, _USUAL_FILE),
    ("nasnet", "NASNetMobile NASNetLarge", "-1..1", 32, "{name}_no_top.h5"),
    (
        "efficientnet",
        " ".join(f"EfficientNetB{size}" for size in range(8)),
        "0..255",
        32,
        "{lower}_notop.h5",
    ),
    (
        "efficientnet_v2",
        " ".join(f"EfficientNetV2{size}" for size in ("B0", "B1", "B2", "B3", "S", "M", "L")),
        "0..255",
        32,
        "efficientnetv2-{last}_notop.h5",
    ),
    (
        "convnext",
        " ".join(f"ConvNeXt{size}" for size in ("Tiny", "Small", "Base", "Large", "XLarge")),
        "0..255",
        32,
        "{name}_notop.h5",
    ),
)


@dataclass(frozen=True)
class Application:
    """One network of keras.applications.

    Attributes
    ----------
    name : str
        Such as "resnet50_v2".
    class_name, module : str
        What makes it, `keras.applications.<class_name>`, and the module with its preprocessing.
    inputs : str
        What it wants to be given, a key of `INPUTS`; "0..255": its preprocessing is built in.
    minimum_size : int
        The smallest side of a picture, in pixels.
    file : str
        What Keras calls its weights without the classifier, in its cache.
    """

    name: str
    class_name: str
    module: str
    inputs: Inputs
    minimum_size: int
    file: str

    def file_with(self, top):
        """What Keras calls the file of its weights, with the classifier if `top`."""
        return re.sub(r"_no_?top(_v2)?", "", self.file) if top else self.file

    @property
    def variable(self):
        """The environment variable that may name a file of its weights."""
        return f"DREAMKIT_{self.name.upper()}_WEIGHTS"


def snake_case(class_name):
    """Return "resnet50_v2" for "ResNet50V2": words as in the names of Keras's modules."""
    brands = r"NASNet|ResNet|DenseNet|MobileNet|EfficientNet|ConvNeXt"  # each one word
    words = re.sub(brands, lambda brand: brand[0].capitalize(), class_name)
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", words).lower()


def _applications():
    for module, class_names, inputs, minimum_size, file in _FAMILIES:
        for class_name in class_names.split():
            name = snake_case(class_name)
            names = {"name": name, "lower": class_name.lower(), "last": name.split("_")[-1]}
            yield Application(name, class_name, module, inputs, minimum_size, file.format(**names))


APPLICATIONS = {application.name: application for application in _applications()}


def preprocess(picture: Pixels, inputs: Inputs) -> Pixels:
    """Preprocess: bring a picture from RGB in [0, 1] to what a network wants.

    Parameters
    ----------
    picture : numpy.ndarray or tf.Tensor
        float32, shape (..., 3).
    inputs : str
        A key of `INPUTS`.

    Returns
    -------
    numpy.ndarray or tf.Tensor
        float32, same shape.
    """
    if inputs == "0..1":
        return picture
    if inputs == "0..255":
        return picture * 255.0
    if inputs == "caffe":
        return picture[..., ::-1] * 255.0 - _BGR_MEAN
    if inputs == "torch":
        return (picture - _RGB_MEAN) / RGB_DEVIATION
    return picture * 2.0 - 1.0
