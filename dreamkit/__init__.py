"""DreamKit: run a trained network backwards and watch it dream.

    import dreamkit as dk
    photo = dk.sample("cat")
    result = dk.dream(photo)
    result.save("dream.png")

Names are resolved when first used, so that `import dreamkit` does not load TensorFlow.
"""

from importlib import import_module

__version__ = "0.1.0"

_HOMES = {
    "InputError": "errors",
    "FileError": "errors",
    "load_image": "images.files",
    "save_image": "images.files",
    "sample": "images.samples",
    "sample_names": "images.samples",
    "resize": "images.arrays",
    "high_frequency_share": "images.spectra",
    "spectrum": "images.spectra",
    "Spectrum": "images.spectra",
    "show": "images.figures",
    "present": "images.figures",
    "illustration": "illustrations.illustration",
    "illustration_names": "illustrations.illustration",
    "Illustration": "illustrations.illustration",
    "network": "networks.network",
    "Network": "networks.extractor",
    "Preset": "networks.presets",
    "Goal": "goals.goal",
    "goal": "goals.text",
    "layer": "goals.objectives",
    "channel": "goals.objectives",
    "neuron": "goals.objectives",
    "logit": "goals.objectives",
    "direction": "goals.objectives",
    "objective": "goals.objectives",
    "guide": "goals.objectives",
    "activations_like": "goals.objectives",
    "texture_like": "goals.objectives",
    "Priors": "ascent.priors",
    "dream": "dreaming.dream",
    "visualize": "visualizing.visualize",
    "Dream": "dreaming.result",
    "read_settings": "dreaming.stored_settings",
    "ellipse_mask": "images.masks",
    "Step": "ascent.progress",
    "randomize": "networks.randomized",
    "saliency": "attribution.saliency_maps",
    "top_pictures": "visualizing.examples",
    "class_picture": "visualizing.classes",
    "gallery": "visualizing.gallery",
    "inversion": "visualizing.inversion",
    "caricature": "visualizing.inversion",
    "texture": "visualizing.textures",
    "style_transfer": "visualizing.textures",
    "zoom_film": "movies.zoom",
    "dream_video": "movies.video",
    "dream_panorama": "movies.panorama",
    "preview_video": "movies.preview",
    "Film": "movies.film",
    "read_film_settings": "movies.film",
    "first_dream": "panel.first_dream",
    "explore": "panel.explore",
    "runner": "panel.runner",
    "studio": "panel.studio",
    "check": "exercises.checks",
    "my_tasks": "exercises.checks",
}
# Modules that are reached as dk.NAME: what would flood this one stands together there.
_NAMESPACES = ("attribution",)

__all__ = [*_HOMES, "__version__"]


def __getattr__(name):
    if name in _NAMESPACES:
        return import_module(f"dreamkit.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module 'dreamkit' has no attribute '{name}'")
    value = getattr(import_module(f"dreamkit.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__():
    return sorted(set(globals()) | set(_HOMES) | set(_NAMESPACES))
