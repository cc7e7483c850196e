"""Attribution: which pixels of a picture matter to a goal.

Every method takes (image, goal, network) and returns a map, float32, in the units that its
docstring states; nothing is rescaled but by `saliency`. `METHODS` has them by name.

saliency                the gradient's size at each pixel, scaled to [0, 1]; SmoothGrad
gradient                signed, for each color
gradient_times_input    times the picture
integrated_gradients    shares that sum to what the picture has over a baseline
guided_backpropagation  a gradient that ReLUs let back where it is positive
grad_cam                where a layer's channels speak for the goal
class_activation_map    where the evidence for a class is
occlusion               what the goal loses where the picture is covered
rank_correlation        how alike two maps are
randomization_check     whether a map depends on what the network has learned

The modules: saliency_maps, gradients, cam, occluding hold the methods, methods their names,
asking what all of them begin with, sanity the checks; receptive_field: which pixels can change a
neuron.
"""

from dreamkit.attribution.cam import class_activation_map, grad_cam
from dreamkit.attribution.gradients import (
    gradient,
    gradient_times_input,
    guided_backpropagation,
    integrated_gradients,
)
from dreamkit.attribution.methods import METHODS
from dreamkit.attribution.occluding import occlusion
from dreamkit.attribution.saliency_maps import saliency
from dreamkit.attribution.sanity import randomization_check, rank_correlation

__all__ = [
    "METHODS",
    "saliency",
    "gradient",
    "gradient_times_input",
    "integrated_gradients",
    "guided_backpropagation",
    "grad_cam",
    "class_activation_map",
    "occlusion",
    "rank_correlation",
    "randomization_check",
]
