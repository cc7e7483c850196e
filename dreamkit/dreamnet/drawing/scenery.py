"""What lies behind a motif, and the camera that photographs the whole."""

import math

import numpy as np

from .canvas import (
    TURN,
    Array,
    Canvas,
    Rng,
    chance,
    choose,
    ellipse,
    lighter,
    mix,
    near_one_of,
    over,
    random_color,
    shade,
    smoothstep,
    whole,
)
from .frames import turned
from .noise import noise
from .tilings import ROOT3

# ----------------------------------------------------------------- backgrounds


def clouds(rng: Rng, canvas: Canvas) -> Array:
    """Fractal clouds in two or three colors."""
    field = noise(rng, "clouds", canvas.x, canvas.y, rng.uniform(0.3, 1.2))
    light = field * rng.uniform(0.08, 0.5) + 0.5 + rng.uniform(-0.4, 0.4) * canvas.y
    picture = mix(random_color(rng), random_color(rng), np.clip(light, 0, 1))
    if chance(rng, 0.5):
        wisps = noise(rng, "clouds", canvas.x, canvas.y, rng.uniform(0.3, 1))
        picture = over(picture, random_color(rng), np.clip(wisps * 0.3, 0, 0.8))
    return picture


def sky(rng: Rng, canvas: Canvas) -> Array:
    """A gradient from zenith to horizon, clear or with pale clouds."""
    zenith = near_one_of(rng, (0.58, 0.6, 0.75), (0.6, 0.4, 0.5), (0.7, 0.4, 0.35))
    horizon = near_one_of(rng, (0.55, 0.2, 0.95), (0.08, 0.4, 0.95), (0.95, 0.3, 0.8))
    slope = rng.uniform(0.3, 0.8)
    tilt = rng.uniform(-0.3, 0.3)
    height = np.clip(0.5 + slope * (canvas.y + tilt * canvas.x), 0, 1)
    picture = mix(zenith, horizon, height)
    if chance(rng, 0.6):
        field = noise(rng, "clouds", canvas.x * 0.6, canvas.y, rng.uniform(0.3, 0.8))
        amount = smoothstep(0, 1.6, field + rng.uniform(-0.8, 0.4)) * rng.uniform(0.1, 0.7)
        picture = over(picture, lighter(horizon, 0.6), amount)
    return picture


def gradient(rng: Rng, canvas: Canvas) -> Array:
    """A plain gradient between two colors, in any direction."""
    angle = rng.uniform(0, TURN)
    across = math.cos(angle) * canvas.x + math.sin(angle) * canvas.y
    amount = np.clip(0.5 + 0.5 * across * rng.uniform(0.1, 1.2), 0, 1)
    return mix(random_color(rng), random_color(rng), amount)


def soft_field(rng: Rng, canvas: Canvas) -> Array:
    """Slow swells of every color, like a photograph far out of focus."""
    frequency = rng.uniform(0.25, 1.1)
    channels = [noise(rng, "smooth", canvas.x, canvas.y, frequency) for _ in range(3)]
    return np.stack(channels, -1) * rng.uniform(0.05, 0.25) + random_color(rng)


def soft_shapes(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """Blurred blobs and edges: things that are there without being anything."""
    for _ in range(whole(rng, 1, 4)):
        blur = rng.uniform(0.05, 0.6)
        if chance(rng, 0.6):
            x, y = rng.uniform(-1, 1), rng.uniform(-1, 1)
            wide, high = rng.uniform(0.15, 0.8), rng.uniform(0.15, 0.8)
            u, v = turned(canvas.x, canvas.y, x, y, rng.uniform(0, TURN))
            distance = ellipse(u, v, 0, 0, wide, high)
        else:
            u, v = turned(canvas.x, canvas.y, 0, 0, rng.uniform(0, TURN))
            distance = u - rng.uniform(-0.8, 0.8) + 0.2 * rng.normal() * v * v
        opacity = smoothstep(blur, -blur, distance) * rng.uniform(0.2, 0.9)
        picture = over(picture, random_color(rng), opacity)
    return picture


def background(rng: Rng, canvas: Canvas) -> Array:
    """What lies behind the motif, and all there is in a picture of class 'none'."""
    base = choose(rng, clouds, clouds, clouds, sky, gradient, soft_field)
    picture = base(rng, canvas)
    if chance(rng, 0.3):
        picture = soft_shapes(rng, canvas, picture)
    if chance(rng, 0.4):
        grain = noise(rng, "clouds", canvas.x, canvas.y, 1.5)
        picture = picture + grain[..., None] * rng.uniform(0.01, 0.08)
    return np.clip(picture, 0, 1)


# ----------------------------------------------------------------- the camera


LUMINANCE = np.array([0.3, 0.59, 0.11], np.float32)
FAINTEST, STRONGEST = 0.35, 1.35


def rotate_hue(picture: Array, angle: float) -> Array:
    """Turn every color about the gray axis of the RGB cube."""
    c, s = math.cos(angle), math.sin(angle)
    same = c + (1 - c) / 3
    ahead = (1 - c) / 3 - s / ROOT3
    behind = (1 - c) / 3 + s / ROOT3
    rows = [[same, ahead, behind], [behind, same, ahead], [ahead, behind, same]]
    return picture @ np.array(rows, np.float32).T


def blur(picture: Array, weight: float) -> Array:
    """A light blur: each pixel takes `weight` from each neighbor, in x and in y."""
    for axis in (0, 1):
        ends = [(1, 1) if axis == i else (0, 0) for i in range(3)]
        padded = np.pad(picture, ends, mode="edge")
        before = padded[:-2] if axis == 0 else padded[:, :-2]
        after = padded[2:] if axis == 0 else padded[:, 2:]
        picture = picture * (1 - 2 * weight) + (before + after) * weight
    return picture


def camera(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """Photograph the scene: uneven light, odd colors, any contrast, blur, grain.

    The contrast is drawn log-uniformly, down to a faint print. A network that
    must recognize faint motifs as well learns shapes, not colors or contrast.
    """
    if chance(rng, 0.7):
        angle = rng.uniform(0, TURN)
        across = math.cos(angle) * canvas.x + math.sin(angle) * canvas.y
        picture = shade(picture, 1 + rng.uniform(0, 0.3) * across)
    kind = rng.random()
    if kind < 0.4:
        picture = rotate_hue(picture, rng.uniform(0, TURN))
    elif kind < 0.5:
        picture = np.repeat((picture @ LUMINANCE)[..., None], 3, -1)
    elif kind < 0.54:
        picture = 1 - picture
    contrast = math.exp(rng.uniform(math.log(FAINTEST), math.log(STRONGEST)))
    average = picture.mean((0, 1))
    brightness = rng.uniform(-0.12, 0.12)
    if contrast < 1:
        # The fainter the print, the nearer its average comes to a random gray, so
        # that no faint picture is lost in black or white.
        level = rng.uniform(0.25, 0.75)
        brightness += (level - float(average.mean())) * (1 - contrast)
    picture = average + (picture - average) * contrast + brightness
    if chance(rng, 0.35):
        picture = blur(picture, rng.uniform(0.05, 0.28))
    if chance(rng, 0.5):
        # Grain as strong as the contrast allows: a faint motif must stay legible.
        strength = rng.uniform(0, 0.05) * min(contrast, 1.0)
        picture = picture + rng.standard_normal(picture.shape, np.float32) * strength
    return np.clip(picture, 0, 1)
