"""Steps of this package, and which share of each passes outside of the network's gradient."""

import statistics
import time

import numpy as np

from benchmarks.contenders import wait
from benchmarks.contenders.dreamkit import network
from benchmarks.pictures import photo


def prepare(network_name, precision, weights=None):
    """Steps as `dream` takes them; `facts` gets the median share of the last request."""
    import dreamkit as dk
    from dreamkit import device
    from dreamkit.ascent.gradient import gradient_function

    net = dk.network() if network_name == "dreamnet" else network(network_name, weights)
    facts = {"precision": device.precision(precision)}

    def run(goal, normalize, steps, width, height, tile_size):
        goal = dk.goal(goal)
        look = gradient_function(net, goal, facts["precision"])
        inside = []

        def watched(tiles, *turn):
            began = time.perf_counter()
            answer = look(tiles, *turn)
            wait(answer[1])
            inside[-1] += time.perf_counter() - began
            return answer

        step = _stepper(photo(width, height), watched, net.fitting_side(goal.layers), normalize)
        spent = []
        for number in range(steps + 2):  # the first two compile
            inside.append(0.0)
            began = time.perf_counter()
            step(tile_size)
            spent.append(time.perf_counter() - began)
            if number < 2:
                inside.pop()
                spent.pop()
        shares = [1 - part / whole for part, whole in zip(inside, spent, strict=True)]
        facts["host_share"] = statistics.median(shares)
        return spent

    return run, facts


def _stepper(picture, look, fit, normalize):
    """A function that takes one step after another, with the jitter of the presets."""
    import tensorflow as tf

    from dreamkit.ascent.move import move_function
    from dreamkit.ascent.normalize import levels_of
    from dreamkit.ascent.priors import Priors
    from dreamkit.ascent.tiles import TiledGradient
    from dreamkit.ascent.transforms import sample_shift

    random, nothing = np.random.default_rng(0), tf.constant(0.0)
    levels, tiled = levels_of(*picture.shape[:2]), {}
    move = move_function(normalize, levels, Priors(), False, False, False)
    now = tf.constant(picture)

    def step(tile_size):
        nonlocal now
        if tile_size not in tiled:
            tiled[tile_size] = TiledGradient(look, picture.shape, tile_size, fit)
        _, gradient = tiled[tile_size](now, sample_shift(random, 64))
        now = move(now, gradient, nothing, nothing, tf.constant(0.0075))
        wait(now)

    return step
