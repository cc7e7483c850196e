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
    "load_image": "images",
    "save_image": "images",
    "sample": "samples",
    "sample_names": "samples",
    "resize": "images",
    "high_frequency_share": "images",
    "show": "figures",
    "present": "figures",
    "network": "networks",
    "Network": "networks",
    "Preset": "presets",
    "Goal": "goals",
    "goal": "grammar",
    "layer": "objectives",
    "channel": "objectives",
    "neuron": "objectives",
    "logit": "objectives",
    "direction": "objectives",
    "guide": "objectives",
    "activations_like": "objectives",
    "texture_like": "objectives",
    "Priors": "priors",
    "dream": "dreaming",
    "visualize": "visualizing",
    "Dream": "results",
    "read_settings": "results",
    "ellipse_mask": "masks",
    "Step": "progress",
    "saliency": "recipes.attribution",
    "class_picture": "recipes.classes",
    "gallery": "recipes.channels",
    "inversion": "recipes.likeness",
    "caricature": "recipes.likeness",
    "texture": "recipes.textures",
    "style_transfer": "recipes.textures",
    "first_dream": "panel.first",
    "explore": "panel.explore",
    "runner": "panel.runner",
    "studio": "panel.studio",
    "check": "exercises.checks",
    "my_tasks": "exercises.checks",
}

__all__ = [*_HOMES, "__version__"]


def __getattr__(name):
    if name not in _HOMES:
        raise AttributeError(f"module 'dreamkit' has no attribute '{name}'")
    value = getattr(import_module(f"dreamkit.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__():
    return sorted(set(globals()) | set(_HOMES))
