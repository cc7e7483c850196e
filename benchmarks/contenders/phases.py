"""A whole run of dreamkit, for where its time goes."""

import itertools
import operator
import statistics
import time

from benchmarks.contenders import wait


def prepare(began, picture, output, layers, weights, octaves, octave_scale, steps):
    """Do what `dreamkit dream` does; tell the seconds of each phase, the first from `began` on."""
    marks = {"start Python": time.time()}
    from dreamkit.tensorflow_import import import_tensorflow

    import_tensorflow()
    marks["import TensorFlow"] = time.time()
    import dreamkit as dk

    net = dk.network("inception_v3", weights=weights)
    marks["network"] = time.time()
    ends = []

    def ended(step):
        wait(step.picture)
        ends.append(time.time())

    result = dk.dream(
        dk.load_image(picture),
        net,
        sum(dk.layer(name) for name in layers),
        steps=steps,
        octaves=octaves,
        octave_scale=octave_scale,
        on_step=ended,
    )
    marks["steps"] = time.time()
    result.save(output)
    marks["write"] = time.time()

    # The first step compiles; what it takes beyond a usual one of its octave is that.
    usual = statistics.median(after - before for before, after in itertools.pairwise(ends[:steps]))
    marks["compile"] = ends[0] - usual
    phases, last = {}, began
    for name, mark in sorted(marks.items(), key=operator.itemgetter(1)):
        phases[name], last = mark - last, mark
    return None, {"phases": phases}
