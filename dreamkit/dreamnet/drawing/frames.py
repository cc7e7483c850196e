"""Local frames: where a motif stands, how large, how turned, and slightly bent."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .canvas import TURN, Array, Canvas, Rng, choose
from .noise import noise


@dataclass(frozen=True)
class Frame:
    """Local coordinates of one motif: it fills about -1 to 1, u right and v down."""

    u: Array
    v: Array
    pixel: float

    def mirrored(self) -> "Frame":
        """The same frame seen in a mirror."""
        return Frame(-self.u, self.v, self.pixel)

    def bent(self, bend: float) -> "Frame":
        """The same frame with its vertical axis bent into a curve."""
        return Frame(self.u + bend * self.v * self.v, self.v, self.pixel)

    def polar(self) -> tuple[Array, Array]:
        """Distance from the middle, and angle from -pi to pi."""
        return np.hypot(self.u, self.v), np.arctan2(self.v, self.u)


def turned(u: Array, v: Array, x: float, y: float, angle: float) -> tuple[Array, Array]:
    """Coordinates about the point (x, y), along axes turned by `angle`."""
    c, s = math.cos(angle), math.sin(angle)
    u, v = u - x, v - y
    return c * u + s * v, c * v - s * u


def frame_at(
    rng: Rng,
    canvas: Canvas,
    scale: float,
    x: float = 0.0,
    y: float = 0.0,
    turn: float = 0.0,
    aspect: float = 0.15,
    warp: float = 0.05,
) -> Frame:
    """A frame at (x, y), of this scale and turn, slightly stretched and warped.

    Stretch and warp play the part of perspective and of nature's irregularity.
    """
    u, v = turned(canvas.x, canvas.y, x, y, turn)
    stretch = math.exp(rng.uniform(-aspect, aspect))
    u, v = u * (stretch / scale), v / (stretch * scale)
    if warp > 0:
        strength = rng.uniform(0, warp) * 0.6 / scale
        u = u + strength * noise(rng, "smooth", canvas.x, canvas.y, 0.5)
        v = v + strength * noise(rng, "smooth", canvas.x, canvas.y, 0.5)
    return Frame(u, v, canvas.pixel / scale)


def frames(
    rng: Rng,
    canvas: Canvas,
    counts: tuple[int, ...],
    smallest: float,
    largest: float,
    upright: bool = False,
    aspect: float = 0.15,
    warp: float = 0.05,
) -> Iterator[Frame]:
    """Frames for one or several objects; how many is chosen from `counts`.

    Several objects are smaller and spread wider. `upright` objects only lean a
    little; others turn any way.
    """
    count = choose(rng, *counts)
    spread = 0.2 if count == 1 else 0.6
    for _ in range(count):
        scale = rng.uniform(smallest, largest) / count**0.42
        x, y = rng.uniform(-spread, spread), rng.uniform(-spread, spread)
        turn = rng.normal(0, 0.16) if upright else rng.uniform(0, TURN)
        yield frame_at(rng, canvas, scale, x, y, turn, aspect, warp)


def texture_frame(rng: Rng, canvas: Canvas, smallest: float, largest: float) -> Frame:
    """A frame for a texture that covers the picture: any place, any turn."""
    scale = rng.uniform(smallest, largest)
    x, y = rng.uniform(-1, 1), rng.uniform(-1, 1)
    return frame_at(rng, canvas, scale, x, y, rng.uniform(0, TURN), warp=0.07)
