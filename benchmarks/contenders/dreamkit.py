"""This package, by the way its users take."""

import itertools
import time

from benchmarks import networks
from benchmarks.contenders import wait
from benchmarks.pictures import photo


def network(name, weights=None):
    """Return the dreamkit network: InceptionV3 with a file's weights, else random ones."""
    import dreamkit as dk

    if name == "inception_v3" and weights:
        return dk.network(name, weights=weights)
    return dk.network(networks.untrained(name))


def prepare(network_name, goal, precision, weights=None, normalize="std"):
    """Dreams in one octave; a step lasts from one call of `on_step` to the next."""
    import dreamkit as dk

    net, facts = network(network_name, weights), {}

    def run(steps, width, height, tile_size):
        ends = []

        def ended(step):
            wait(step.picture)
            ends.append(time.perf_counter())

        result = dk.dream(
            photo(width, height),
            net,
            goal,
            steps=steps + 1,  # the first one has no call before it
            octaves=1,
            tile_size=tile_size,
            precision=precision,
            normalize=normalize,
            on_step=ended,
        )
        facts["precision"] = result.settings["precision"]
        return [after - before for before, after in itertools.pairwise(ends)]

    return run, facts
