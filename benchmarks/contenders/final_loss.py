"""A whole dream, for what it reaches rather than for its time."""

import time

from benchmarks.contenders.dreamkit import network
from benchmarks.pictures import photo


def prepare(goal, precision, weights, steps, width, height):
    """Dream once; tell the goal's value afterwards, which is taken in float32."""
    import dreamkit as dk

    net = network("inception_v3", weights)
    began = time.perf_counter()
    result = dk.dream(
        photo(width, height),
        net,
        goal,
        steps=steps,
        octaves=1,
        precision=precision,
        on_step=lambda step: None,
    )
    seconds = time.perf_counter() - began
    # The same yardstick for every precision: the first loss of one more, float32 dream.
    after = dk.dream(
        result.image, net, goal, steps=1, octaves=1, precision="float32", on_step=lambda step: None
    )
    before = result.losses[0]
    return None, {"before": before, "after": after.losses[0], "seconds": seconds}
