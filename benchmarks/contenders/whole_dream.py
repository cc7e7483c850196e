"""Whole dreams with a recommended preset, by this package or by an older checkout of it."""

import sys
import time
from pathlib import Path

from benchmarks.contenders import Unavailable


def prepare(network_name, preset, weights=None, package=None, precision="auto"):
    """Dream from photo to picture, again and again; only public names, which older ones have.

    Parameters
    ----------
    package : str, optional
        The folder of another checkout, which is imported instead of this one.
    """
    if package:
        sys.path.insert(0, package)
    import dreamkit as dk

    if package and not Path(dk.__file__).resolve().is_relative_to(package):
        raise Unavailable(f"{package} holds no dreamkit")
    net = dk.network(network_name, weights=weights) if weights else dk.network(network_name)
    facts = {"precision": precision}

    def run(width, height):
        picture = dk.resize(dk.sample("cat"), (height, width)).clip(0, 1)
        quiet = {"on_step": lambda step: None, "precision": precision}
        began = time.perf_counter()
        result = dk.dream(picture, net, preset=preset, **quiet)
        spent = time.perf_counter() - began
        facts["precision"] = result.settings["precision"]
        return [spent]

    return run, facts
