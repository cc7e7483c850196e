"""A picture for each channel of a layer: dreamkit's gallery, or one `visualize` after another."""

import contextlib
import time

from benchmarks.contenders.dreamkit import network


def prepare(layer, precision, together, weights=None):
    """Seconds a picture: of a gallery made in batches if `together`, else one by one."""
    import dreamkit as dk

    net = network("inception_v3", weights)

    def run(pictures, steps, size):
        how = {"steps": steps, "size": size, "precision": precision, "on_step": lambda step: None}
        began = time.perf_counter()
        if together:
            dk.gallery(net, layer, range(pictures), **how)
        else:
            for channel in range(pictures):
                with contextlib.suppress(dk.InputError):  # of a channel that answers to nothing
                    dk.visualize(net, dk.channel(layer, channel), **how)
        return [(time.perf_counter() - began) / pictures]

    return run, {}
