"""The pictures that dreamnet learns from: 27 classes of motif, drawn by program.

>>> picture = render("owl", seed=7)
>>> picture.shape, picture.dtype
((72, 72, 3), dtype('uint8'))
"""

import difflib
import multiprocessing
import os
from collections.abc import Sequence

import numpy as np

from .drawing import creatures, faces, patterns, plants, things
from .drawing.canvas import Array, Canvas, Rng, canvas_of
from .drawing.scenery import background, camera

PICTURES_PER_TASK = 256


def none(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """No motif: the background alone."""
    return picture


# The order is part of the trained network: its outputs are numbered this way.
MOTIFS = {
    "none": none,
    "eye": faces.eye,
    "owl": faces.owl,
    "cat": faces.cat,
    "fish": creatures.fish,
    "butterfly": creatures.butterfly,
    "snail": creatures.snail,
    "tentacle": creatures.tentacle,
    "feather": creatures.feather,
    "flower": plants.flower,
    "leaf": plants.leaf,
    "mushroom": plants.mushroom,
    "spiral": patterns.spiral,
    "rings": patterns.rings,
    "web": patterns.web,
    "honeycomb": patterns.honeycomb,
    "scales": patterns.scales,
    "zebra": patterns.zebra,
    "leopard": patterns.leopard,
    "fur": patterns.fur,
    "bubbles": patterns.bubbles,
    "waves": patterns.waves,
    "cobble": patterns.cobble,
    "arches": things.arches,
    "pagoda": things.pagoda,
    "star": things.star,
    "gear": things.gear,
}
CLASSES = tuple(MOTIFS)


def render(name: str, seed: int | Sequence[int], size: int = 72) -> Array:
    """One picture of a class, uint8 of shape (size, size, 3).

    The same arguments always give the same picture. A seed is anything that
    `numpy.random.default_rng` accepts: a whole number or a tuple of them.
    """
    if name not in MOTIFS:
        guess = difflib.get_close_matches(str(name), CLASSES, n=1, cutoff=0.0)[0]
        raise ValueError(f"no motif class is called {name!r}; did you mean {guess!r}?")
    rng = np.random.default_rng(seed)
    canvas = canvas_of(size)
    scene = MOTIFS[name](rng, canvas, background(rng, canvas))
    photograph = camera(rng, canvas, scene)
    return (photograph * 255 + 0.5).astype(np.uint8)


def _render_range(task: tuple[int, int, int, int]) -> Array:
    """Pictures `start` to `stop` of a data set: the work of one task.

    A module-level function, so that a fresh process can import it.
    """
    start, stop, seed, size = task
    pictures = [
        render(CLASSES[index % len(CLASSES)], (seed, index), size) for index in range(start, stop)
    ]
    return np.stack(pictures)


def dataset(
    count: int, seed: int, size: int = 72, processes: int | None = None
) -> tuple[Array, Array]:
    """`count` pictures and their labels, the classes in turn.

    Picture `index` depends only on (seed, index), so the result is the same for
    any number of processes. `processes=None` uses every core. New processes are
    spawned, not forked: a fork of a program that has loaded TensorFlow can hang.
    """
    labels = (np.arange(count) % len(CLASSES)).astype(np.int32)
    pictures = np.empty((count, size, size, 3), np.uint8)
    starts = range(0, count, PICTURES_PER_TASK)
    tasks = [(at, min(at + PICTURES_PER_TASK, count), seed, size) for at in starts]
    processes = min(processes or os.cpu_count() or 1, len(tasks))
    if processes <= 1:
        for task in tasks:
            pictures[task[0] : task[1]] = _render_range(task)
        return pictures, labels
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for task, part in zip(tasks, pool.imap(_render_range, tasks), strict=True):
            pictures[task[0] : task[1]] = part
    return pictures, labels


def sheet(per_class: int = 10, size: int = 64, seed: int = 0) -> Array:
    """One picture of many: a row for each class, in two blocks side by side."""
    rows = []
    for label, name in enumerate(CLASSES):
        row = [render(name, (seed, label, column), size) for column in range(per_class)]
        rows.append(np.concatenate(row, axis=1))
    half = (len(rows) + 1) // 2
    rows += [np.zeros_like(rows[0])] * (2 * half - len(rows))
    left, right = np.concatenate(rows[:half]), np.concatenate(rows[half:])
    gutter = np.zeros((left.shape[0], size // 8, 3), np.uint8)
    return np.concatenate([left, gutter, right], axis=1)
