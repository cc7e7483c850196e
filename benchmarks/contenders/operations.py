"""The operations of a dreamkit step, each with its time, as TensorFlow itself records them."""

import collections
import operator

from benchmarks.contenders.dreamkit import network
from benchmarks.pictures import photo

NAMES = {
    "_MklNativeFusedConv2D": "convolutions, forward",
    "_MklNativeConv2D": "convolutions, forward",
    "Conv2D": "convolutions, forward",
    "_FusedConv2D": "convolutions, forward",
    "_MklNativeConv2DBackpropInput": "convolutions, gradient",
    "Conv2DBackpropInput": "convolutions, gradient",
}


def prepare(goal, precision, weights, runs, width, height):
    """Run one gradient `runs` times, one operation after another; tell milliseconds by kind."""
    import dreamkit as dk
    from dreamkit import device
    from dreamkit.ascent.gradient import _traced
    from dreamkit.goals.loss import goal_inputs
    from dreamkit.tensorflow_import import import_tensorflow

    tf = import_tensorflow()
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    wanted, precision = dk.goal(goal), device.precision(precision)
    traced = _traced(network("inception_v3", weights), wanted.structure, precision)
    frozen = convert_variables_to_constants_v2(traced)
    picture = photo(width, height)[None]
    numbers = goal_inputs(wanted, None, picture.shape[1:3])
    given = dict(zip((tensor.name for tensor in frozen.inputs), [picture, *numbers], strict=True))
    v1, spent = tf.compat.v1, collections.Counter()
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(frozen.graph.as_graph_def(), name="")
        alone = v1.ConfigProto(inter_op_parallelism_threads=1)
        with v1.Session(graph=graph, config=alone) as session:
            outputs = [tensor.name for tensor in frozen.outputs]
            for run in range(-2, runs):
                record = v1.RunMetadata()
                options = v1.RunOptions(trace_level=v1.RunOptions.FULL_TRACE)
                session.run(outputs, given, options=options, run_metadata=record)
                if run >= 0:
                    spent.update(_times(record))
    total = {kind: ms / runs for kind, ms in spent.items()}
    ordered = dict(sorted(total.items(), key=operator.itemgetter(1), reverse=True))
    return None, {"milliseconds": ordered, "precision": precision}


def _times(record):
    """{kind of operation: milliseconds} of one run."""
    times = collections.Counter()
    for device in record.step_stats.dev_stats:
        for node in device.node_stats:
            kind = node.timeline_label.partition(" = ")[2].partition("(")[0] or node.node_name
            spent = (node.op_end_rel_micros - node.op_start_rel_micros) / 1000
            times[NAMES.get(kind, kind.removeprefix("_MklNative"))] += spent
    return times
