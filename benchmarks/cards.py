"""The graphics cards that TensorFlow can use, by name."""


def prepare():
    """Tell them for `children.tell`, each as a line of text; nothing is run."""
    from dreamkit.tensorflow_import import import_tensorflow

    return None, {"cards": names(import_tensorflow().config)}


def names(config):
    """Return the names; `config` is `tensorflow.config`."""
    found = config.list_physical_devices("GPU")
    return [describe(config.experimental.get_device_details(gpu)) for gpu in found]


def describe(details):
    """Return the card's name and, where it has one, its compute capability."""
    name = details.get("device_name") or "a GPU that does not tell its name"
    capability = details.get("compute_capability")
    return f"{name}, compute capability {'.'.join(map(str, capability))}" if capability else name
