"""The product of two square matrices in TensorFlow: what this machine can do at best."""

import time

from benchmarks.contenders import wait

LONG = 4.0  # seconds that a product may take; bfloat16 without its own instructions takes far more


def prepare():
    import tensorflow as tf

    multiply = tf.function(tf.matmul, reduce_retracing=False)

    def seconds(kind, side):
        left, right = (tf.cast(tf.random.normal([side, side], seed=n), kind) for n in (1, 2))
        wait(left), wait(right)
        began = time.perf_counter()
        wait(multiply(left, right))
        return time.perf_counter() - began

    rates = {}
    for kind in ("float32", "bfloat16"):
        seconds(kind, 512)
        rates[kind] = seconds(kind, 512) / 512**3

    def run(kind, side, products):
        if rates[kind] * side**3 > LONG:
            return []
        return [seconds(kind, side) for _ in range(products)]

    return run, {}
