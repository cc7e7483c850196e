"""Patterns that fill the plane: hexagons, Voronoi cells, and a soft-edged patch of them."""

import math
from dataclasses import dataclass

import numpy as np

from .canvas import Array, Canvas, Rng, chance, over, smoothstep
from .noise import noise

ROOT3 = math.sqrt(3)


def hexagons(u: Array, v: Array) -> tuple[Array, Array, Array]:
    """Tile the plane with hexagons whose neighbors' centers are 1 apart.

    Returns the hexagonal distance from the nearest center (0 there, 1/2 on the
    walls) and the offset (x, y) from that center.
    """
    # The centers are two rectangular grids, the second shifted by half a cell.
    first_x, first_y = u - np.round(u), v - ROOT3 * np.round(v / ROOT3)
    second_x = u - 0.5 - np.round(u - 0.5)
    second_y = v - ROOT3 / 2 - ROOT3 * np.round(v / ROOT3 - 0.5)
    nearer = first_x**2 + first_y**2 < second_x**2 + second_y**2
    x = np.where(nearer, first_x, second_x)
    y = np.where(nearer, first_y, second_y)
    flat = np.abs(x)
    slanted = flat * 0.5 + np.abs(y) * (ROOT3 / 2)
    return np.maximum(flat, slanted), x, y


@dataclass(frozen=True)
class Cells:
    """Voronoi cells: for each pixel, facts about its nearest seed."""

    nearest: Array  # distance to the nearest seed
    second: Array  # distance to the next nearest: equal on the borders
    x: Array  # offset from the nearest seed
    y: Array
    label: Array  # a random number from 0 to 1 that belongs to the cell


CELL_TABLE = 32


def voronoi(rng: Rng, u: Array, v: Array, jitter: float = 0.75) -> Cells:
    """Voronoi cells about one jittered seed per unit square."""
    table = rng.random((3, CELL_TABLE, CELL_TABLE)).astype(np.float32)
    return voronoi_from(table, u, v, jitter)


def voronoi_from(table: Array, u: Array, v: Array, jitter: float) -> Cells:
    """Voronoi cells from a table of random numbers (x, y, label), repeated forever."""
    column, row = np.floor(u).astype(np.int32), np.floor(v).astype(np.int32)
    nearest = np.full(u.shape, 9, np.float32)
    second = nearest
    x, y, label = np.zeros_like(nearest), np.zeros_like(nearest), np.zeros_like(nearest)
    # The nearest seed is in the pixel's own square or in one of its neighbors.
    for right in (-1, 0, 1):
        for down in (-1, 0, 1):
            i = (column + right) & (CELL_TABLE - 1)
            j = (row + down) & (CELL_TABLE - 1)
            at = j * CELL_TABLE + i
            jump_x, jump_y, name = (layer.ravel()[at] for layer in table)
            dx = u - (column + (right + 0.5)).astype(np.float32) - (jump_x - 0.5) * jitter
            dy = v - (row + (down + 0.5)).astype(np.float32) - (jump_y - 0.5) * jitter
            distance = np.sqrt(dx * dx + dy * dy)
            closer = distance < nearest
            second = np.where(closer, nearest, np.minimum(second, distance))
            nearest = np.where(closer, distance, nearest)
            x, y = np.where(closer, dx, x), np.where(closer, dy, y)
            label = np.where(closer, name, label)
    return Cells(nearest, second, x, y, label)


def patch(rng: Rng, canvas: Canvas, picture: Array, texture: Array) -> Array:
    """Lay a texture over the picture: mostly everywhere, sometimes in soft patches."""
    if not chance(rng, 0.35):
        return texture
    level = noise(rng, "smooth", canvas.x, canvas.y, 0.35) + rng.uniform(0.5, 1.3)
    return over(picture, texture, smoothstep(-0.25, 0.25, level))
