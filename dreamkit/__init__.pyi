"""The public names for editors and type checkers, which `__getattr__` hides from them."""

from dreamkit import attribution as attribution
from dreamkit.ascent.priors import Priors as Priors
from dreamkit.ascent.progress import Step as Step
from dreamkit.attribution.saliency_maps import saliency as saliency
from dreamkit.dreaming.dream import dream as dream
from dreamkit.dreaming.result import Dream as Dream
from dreamkit.dreaming.stored_settings import read_settings as read_settings
from dreamkit.errors import FileError as FileError
from dreamkit.errors import InputError as InputError
from dreamkit.exercises.checks import check as check
from dreamkit.exercises.checks import my_tasks as my_tasks
from dreamkit.goals.goal import Goal as Goal
from dreamkit.goals.objectives import activations_like as activations_like
from dreamkit.goals.objectives import channel as channel
from dreamkit.goals.objectives import direction as direction
from dreamkit.goals.objectives import guide as guide
from dreamkit.goals.objectives import layer as layer
from dreamkit.goals.objectives import logit as logit
from dreamkit.goals.objectives import neuron as neuron
from dreamkit.goals.objectives import objective as objective
from dreamkit.goals.objectives import texture_like as texture_like
from dreamkit.goals.text import goal as goal
from dreamkit.illustrations.illustration import Illustration as Illustration
from dreamkit.illustrations.illustration import illustration as illustration
from dreamkit.illustrations.illustration import illustration_names as illustration_names
from dreamkit.images.arrays import resize as resize
from dreamkit.images.figures import present as present
from dreamkit.images.figures import show as show
from dreamkit.images.files import load_image as load_image
from dreamkit.images.files import save_image as save_image
from dreamkit.images.masks import ellipse_mask as ellipse_mask
from dreamkit.images.samples import sample as sample
from dreamkit.images.samples import sample_names as sample_names
from dreamkit.images.spectra import Spectrum as Spectrum
from dreamkit.images.spectra import high_frequency_share as high_frequency_share
from dreamkit.images.spectra import spectrum as spectrum
from dreamkit.networks.extractor import Network as Network
from dreamkit.networks.network import network as network
from dreamkit.networks.presets import Preset as Preset
from dreamkit.networks.randomized import randomize as randomize
from dreamkit.panel.explore import explore as explore
from dreamkit.panel.first_dream import first_dream as first_dream
from dreamkit.panel.runner import runner as runner
from dreamkit.panel.studio import studio as studio
from dreamkit.visualizing.classes import class_picture as class_picture
from dreamkit.visualizing.examples import top_pictures as top_pictures
from dreamkit.visualizing.gallery import gallery as gallery
from dreamkit.visualizing.inversion import caricature as caricature
from dreamkit.visualizing.inversion import inversion as inversion
from dreamkit.visualizing.textures import style_transfer as style_transfer
from dreamkit.visualizing.textures import texture as texture
from dreamkit.visualizing.visualize import visualize as visualize

__version__: str
__all__: list[str]
