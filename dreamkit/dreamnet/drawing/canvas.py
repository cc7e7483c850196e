"""Drawing with NumPy: a small box of tools shared by every motif.

A picture is a float32 array of shape (size, size, 3) with values from 0 to 1.
A shape is a *signed distance*: an array that tells, for each pixel, how far it
lies from the edge of the shape, negative inside and positive outside. Combining
shapes is then arithmetic: `np.minimum` joins two shapes, `np.maximum` keeps what
they share, and `abs(distance) - width` is the outline.

Most functions that draw take `pixel`, the width of one pixel in the units of the
distance, because an edge looks smooth when it fades over exactly one pixel.
"""

import colorsys
import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

Array = np.ndarray
Rng = np.random.Generator

BLACK = np.zeros(3, np.float32)
INK = np.full(3, 0.06, np.float32)
WHITE = np.ones(3, np.float32)
EYE_WHITE = np.array([0.96, 0.94, 0.9], np.float32)

TURN = 2 * math.pi


# ----------------------------------------------------------------- the pixel grid


@dataclass(frozen=True)
class Canvas:
    """The pixel centers of a square picture, x and y running from -1 to 1."""

    size: int
    x: Array
    y: Array
    pixel: float


@lru_cache(maxsize=8)
def canvas_of(size: int) -> Canvas:
    """The canvas of a picture of `size` x `size` pixels."""
    centers = ((np.arange(size) + 0.5) / size * 2 - 1).astype(np.float32)
    x, y = np.meshgrid(centers, centers)
    return Canvas(size, x, y, 2 / size)


# ----------------------------------------------------------------- chance


def choose(rng: Rng, *options):
    """One of the options, each equally likely."""
    return options[int(rng.integers(len(options)))]


def chance(rng: Rng, probability: float) -> bool:
    """True with the given probability."""
    return rng.random() < probability


def whole(rng: Rng, low: int, high: int) -> int:
    """A whole number from low to high, both included.

    A plain `int`: a NumPy integer would turn float32 arrays into float64.
    """
    return int(rng.integers(low, high + 1))


# ----------------------------------------------------------------- colors


def hsv(hue: float, saturation: float, value: float) -> Array:
    """An RGB color from hue (wrapping at 1), saturation and value (clipped)."""
    saturation = min(max(saturation, 0.0), 1.0)
    value = min(max(value, 0.0), 1.0)
    return np.array(colorsys.hsv_to_rgb(hue % 1, saturation, value), np.float32)


def random_color(rng: Rng) -> Array:
    """Any color, but neither quite black nor always loud."""
    return hsv(rng.random(), rng.uniform(0.2, 0.95), rng.uniform(0.15, 1))


def near(rng: Rng, hue: float, saturation: float, value: float) -> Array:
    """A color close to this one."""
    return hsv(
        hue + rng.uniform(-0.05, 0.05),
        saturation + rng.uniform(-0.15, 0.15),
        value + rng.uniform(-0.12, 0.12),
    )


def near_one_of(rng: Rng, *colors: tuple[float, float, float]) -> Array:
    """A color close to one of these (hue, saturation, value) triples."""
    return near(rng, *choose(rng, *colors))


def different_from(rng: Rng, color: Array) -> Array:
    """A random color that can be told from `color`."""
    other = random_color(rng)
    if np.abs(other - color).sum() < 0.8:
        other = np.where(color > 0.5, color * 0.25, color * 0.4 + 0.6)
    return other.astype(np.float32)


def lighter(color: Array, amount: float = 0.3) -> Array:
    """The color moved toward white."""
    return color + (1 - color) * amount


# ----------------------------------------------------------------- painting


def smoothstep(start: float, end: float, x: Array) -> Array:
    """0 before `start`, 1 after `end`, a smooth ramp between (either order)."""
    t = np.clip((x - start) / (end - start), 0, 1)
    return t * t * (3 - 2 * t)


def coverage(distance: Array, pixel: float) -> Array:
    """How much of each pixel a shape covers, from its signed distance."""
    return np.clip(0.5 - distance / pixel, 0, 1)


def shade(color: Array, light: Array) -> Array:
    """The color (or picture) multiplied by a light per pixel."""
    return color * light[..., None]


def mix(first: Array, second: Array, amount: Array) -> Array:
    """From `first` where the amount is 0 to `second` where it is 1."""
    return first + (second - first) * amount[..., None]


def over(picture: Array, color: Array, opacity: Array) -> Array:
    """Lay a color (or another picture) over the picture."""
    return picture + (color - picture) * opacity[..., None]


def fill(picture: Array, color: Array, distance: Array, pixel: float) -> Array:
    """Paint the inside of a shape."""
    return over(picture, color, coverage(distance, pixel))


def stroke(picture: Array, color: Array, distance: Array, width: float, pixel: float) -> Array:
    """Paint a line of half-width `width` along the edge of a shape."""
    return over(picture, color, coverage(np.abs(distance) - width, pixel))


# ----------------------------------------------------------------- shapes


def disc(u: Array, v: Array, x: float, y: float, radius: float) -> Array:
    """Signed distance of a disc."""
    return np.hypot(u - x, v - y) - radius


def ellipse(u: Array, v: Array, x: float, y: float, wide: float, high: float) -> Array:
    """Signed distance (approximate) of an ellipse with these half-axes."""
    return (np.hypot((u - x) / wide, (v - y) / high) - 1) * min(wide, high)


def box(u: Array, v: Array, x: float, y: float, wide: float, high: float) -> Array:
    """Signed distance (approximate near corners) of an upright rectangle."""
    return np.maximum(np.abs(u - x) - wide, np.abs(v - y) - high)


def segment(u: Array, v: Array, x0: float, y0: float, x1: float, y1: float) -> Array:
    """Distance to the straight line between two points."""
    dx, dy = x1 - x0, y1 - y0
    along = ((u - x0) * dx + (v - y0) * dy) / (dx * dx + dy * dy)
    along = np.clip(along, 0, 1)
    return np.hypot(u - x0 - along * dx, v - y0 - along * dy)


def polygon(u: Array, v: Array, *corners: tuple[float, float]) -> Array:
    """Signed distance (approximate near corners) of a convex polygon.

    A point is inside when it is on the inner side of every edge. The corners go
    round clockwise as seen on the screen, where v points down.
    """
    distance = None
    for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
        dx, dy = x1 - x0, y1 - y0
        edge = ((u - x0) * dy - (v - y0) * dx) / math.hypot(dx, dy)
        distance = edge if distance is None else np.maximum(distance, edge)
    return distance


def sector_angle(angle: Array, count: int) -> Array:
    """The angle folded into one of `count` equal sectors, 0 on its middle line."""
    sector = TURN / count
    return angle - sector * np.round(angle / sector)
