"""Eyes and faces: eye, owl, cat.

Every motif is a function of (rng, canvas, picture) that returns the picture with the motif drawn
on it. See `drawing` for the tools and for what a signed distance is.
"""

from dataclasses import dataclass

import numpy as np

from .canvas import (
    EYE_WHITE,
    INK,
    TURN,
    WHITE,
    Array,
    Canvas,
    Rng,
    chance,
    coverage,
    disc,
    ellipse,
    fill,
    lighter,
    near,
    near_one_of,
    over,
    polygon,
    random_color,
    segment,
    shade,
    smoothstep,
    stroke,
    whole,
)
from .frames import Frame, frames

# ----------------------------------------------------------------- eyes


@dataclass(frozen=True)
class Iris:
    """What one iris looks like, so that the two eyes of a face can match."""

    color: Array
    radius: float
    pupil: float  # radius of the pupil, as a part of the iris
    slit: float  # width of the pupil over its height, 1 for a round one
    fibres: int
    folds: int
    phase: float
    highlight: tuple[float, float, float]  # x, y and radius, as parts of the iris


def random_iris(rng: Rng, radius: float, color: Array | None = None, slit=False) -> Iris:
    """An iris of this radius; of any natural color unless one is given."""
    if color is None:
        color = near_one_of(
            rng, (0.1, 0.9, 0.95), (0.55, 0.75, 0.9), (0.3, 0.7, 0.8), (0.06, 0.8, 0.65)
        )
    return Iris(
        color=color,
        radius=radius,
        pupil=rng.uniform(0.62, 0.8) if slit else rng.uniform(0.38, 0.56),
        slit=rng.uniform(0.3, 0.5) if slit else 1.0,
        fibres=whole(rng, 14, 24),
        folds=whole(rng, 5, 10),
        phase=rng.uniform(0, TURN),
        highlight=(rng.uniform(-0.4, -0.2), rng.uniform(-0.45, -0.25), rng.uniform(0.18, 0.28)),
    )


def draw_iris(picture: Array, u: Array, v: Array, pixel: float, iris: Iris, x=0.0, y=0.0) -> Array:
    """An iris at (x, y): fibres, dark rim, pupil, a bright window and its echo."""
    u, v = (u - x) / iris.radius, (v - y) / iris.radius
    pixel = pixel / iris.radius
    radius, angle = np.hypot(u, v), np.arctan2(v, u)
    fibres = 0.14 * np.cos(angle * iris.fibres + iris.phase)
    fibres = fibres + 0.1 * np.cos(angle * iris.folds + 2 * iris.phase)
    # Light enters from above and gathers in the lower half, as in a glass ball.
    glow = 0.62 + 0.5 * smoothstep(0.25, 0.75, radius) + 0.28 * v
    light = (glow + fibres) * (1 - 0.55 * smoothstep(0.72, 1, radius))
    picture = fill(picture, np.clip(shade(iris.color, light), 0, 1), radius - 1, pixel)
    picture = stroke(picture, iris.color * 0.15, radius - 1, 0.06, pixel)
    pupil = (np.hypot(u / iris.slit, v) - iris.pupil) * iris.slit
    picture = fill(picture, INK * 0.5, pupil, pixel)
    left, top, size = iris.highlight
    picture = fill(picture, WHITE, disc(u, v, left, top, size), pixel)
    echo = coverage(disc(u, v, -left, -top, size * 0.5), pixel)
    return over(picture, WHITE, 0.45 * echo)


def almond_eye(rng: Rng, picture: Array, frame: Frame) -> Array:
    """An eye between two lids, with a crease and sometimes lashes."""
    u, v, pixel = frame.u, frame.v, frame.pixel
    upper, lower = rng.uniform(0.5, 0.75), rng.uniform(0.38, 0.58)
    arch = np.clip(1 - u * u, 0, 1)
    opening = np.where(v < 0, -v - upper * arch, v - lower * arch)
    opening = np.maximum(opening, np.abs(u) - 1)
    skin = near_one_of(rng, (0.07, 0.4, 0.85), (0.05, 0.5, 0.5), (0.3, 0.4, 0.5), (0.6, 0.3, 0.55))
    if chance(rng, 0.2):
        skin = random_color(rng)
    reach = np.hypot(u, v * 1.3)
    shadow = 0.7 + 0.4 * smoothstep(0, 0.35, opening) - 0.1 * v
    picture = over(picture, shade(skin, shadow), smoothstep(1.35, 0.95, reach))
    crease = np.abs(opening - rng.uniform(0.16, 0.24) * (0.4 + 0.6 * arch))
    in_lid = (v < 0) * (np.abs(u) < 1)
    picture = over(picture, skin * 0.45, smoothstep(0.07, 0.02, crease) * in_lid * 0.8)

    # The ball: white, shaded toward the corners and under the upper lid.
    light = 1 - 0.3 * u * u - 0.4 * smoothstep(0.3, 0, -opening) * (v < 0.1)
    ball = shade(EYE_WHITE, light)
    iris = random_iris(rng, rng.uniform(0.44, 0.56), slit=chance(rng, 0.2))
    look, lift = rng.uniform(-0.18, 0.18), rng.uniform(-0.1, 0.04)
    ball = draw_iris(ball, u, v, pixel, iris, look, lift)
    picture = over(picture, ball, coverage(opening, pixel))

    tear = ellipse(u, v, -0.93, 0.02, 0.1, 0.06)
    picture = fill(picture, near(rng, 0.98, 0.4, 0.8), tear, pixel)
    within = np.abs(u) < 1.03
    lid_line = coverage(np.abs(opening) - rng.uniform(0.04, 0.08), pixel) * within
    picture = over(picture, skin * 0.12, lid_line * (0.95 - 0.45 * smoothstep(0, 0.06, v)))
    if chance(rng, 0.5):
        # Lashes fan out from a point below the eye: each is a thin wedge of angle.
        angle = np.arctan2(u, 0.9 - v)
        count, length = rng.uniform(6, 9), rng.uniform(0.22, 0.36)
        across = np.abs(angle * count - np.round(angle * count)) / count
        taper = 0.05 * (1 - opening / length)
        lashes = coverage(across - taper, pixel) * (opening > 0) * (v < -0.02) * within
        picture = over(picture, INK, lashes * (opening < length))
    return picture


def round_eye(rng: Rng, picture: Array, frame: Frame) -> Array:
    """The round eye of a bird, a lizard or a fish, in rings of wrinkled skin."""
    u, v, pixel = frame.u, frame.v, frame.pixel
    skin = random_color(rng)
    radius, angle = frame.polar()
    beads = 0.1 * np.cos(angle * whole(rng, 10, 18)) * smoothstep(0.75, 0.85, radius)
    wrinkles = 0.8 + 0.25 * np.cos(radius * rng.uniform(22, 32)) + beads - 0.15 * v
    picture = over(picture, shade(skin, wrinkles), smoothstep(1.02, 0.92, radius))
    picture = fill(picture, INK, radius - 0.76, pixel)
    iris = random_iris(rng, 0.68, slit=chance(rng, 0.35))
    return draw_iris(picture, u, v, pixel, iris)


def eye(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """One to three eyes: almonds between lids, or round ones in wrinkled skin."""
    upright = chance(rng, 0.75)
    for frame in frames(rng, canvas, (1, 1, 1, 2, 3), 0.65, 1.05, upright):
        draw = almond_eye if chance(rng, 0.6) else round_eye
        picture = draw(rng, picture, frame)
    return picture


# ----------------------------------------------------------------- faces


def owl(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """A round owl: ear tufts, face discs, huge eyes, beak and a feathered breast."""
    for frame in frames(rng, canvas, (1, 1, 1, 2), 0.75, 1.0, True):
        u, v, pixel = frame.u, frame.v, frame.pixel
        side = np.abs(u)
        coat = near_one_of(
            rng, (0.07, 0.5, 0.55), (0.09, 0.25, 0.8), (0.06, 0.6, 0.4), (0.6, 0.15, 0.65)
        )
        # Head and body are two overlapping ellipses, the tufts two triangles.
        body = np.minimum(ellipse(u, v, 0, -0.2, 0.8, 0.62), ellipse(u, v, 0, 0.3, 0.7, 0.72))
        tuft = polygon(side, v, (0.3, -0.68), (0.86, -0.98), (0.76, -0.3))
        body = np.minimum(body, tuft)
        feet = ellipse(side, v, 0.24, 1.0, 0.16, 0.09)
        picture = fill(picture, near(rng, 0.1, 0.8, 0.85), feet, pixel)
        picture = fill(picture, shade(coat, 1.05 - 0.25 * v - 0.25 * side), body, pixel)
        picture = stroke(picture, coat * 0.35, body, 0.03, pixel)

        wing = np.maximum(ellipse(side, v, 0.72, 0.42, 0.3, 0.55), body)
        picture = fill(picture, coat * 0.62, wing, pixel)
        breast = ellipse(u, v, 0, 0.55, 0.46, 0.44)
        # Scalloped rows of small feathers.
        rows = v * 5.5 + 0.35 * np.abs(np.sin(u * rng.uniform(7, 9)))
        scallops = 0.72 + 0.35 * smoothstep(0.0, 0.5, rows % 1)
        picture = fill(picture, shade(lighter(coat, 0.5), scallops), breast, pixel)

        apart, radius = rng.uniform(0.36, 0.41), rng.uniform(0.25, 0.3)
        face = disc(side, v, apart, -0.2, radius * 1.45)
        rays = 0.9 + 0.12 * np.cos(np.arctan2(v + 0.2, side - apart) * 20)
        picture = fill(picture, shade(lighter(coat, 0.55), rays), face, pixel)
        picture = stroke(picture, coat * 0.45, face, 0.03, pixel)
        color = near_one_of(rng, (0.13, 0.95, 1.0), (0.08, 0.95, 0.95), (0.2, 0.8, 0.9))
        iris = random_iris(rng, radius, color)
        for x in (-apart, apart):
            picture = draw_iris(picture, u, v, pixel, iris, x, -0.2)
        beak = polygon(side, v, (-0.2, -0.13), (0.13, -0.1), (0.0, 0.22))
        picture = fill(picture, shade(near(rng, 0.11, 0.75, 0.85), 1.15 - 2 * side), beak, pixel)
        picture = stroke(picture, coat * 0.25, beak, 0.018, pixel)
    return picture


def cat(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """The face of a cat: pointed ears, slit eyes, muzzle, nose and whiskers."""
    for frame in frames(rng, canvas, (1, 1, 1, 2), 0.75, 1.0, True):
        u, v, pixel = frame.u, frame.v, frame.pixel
        side = np.abs(u)
        coat = near_one_of(
            rng, (0.07, 0.65, 0.85), (0.08, 0.2, 0.6), (0.6, 0.1, 0.35), (0.1, 0.15, 0.9)
        )
        pale = lighter(coat, 0.55)
        head = ellipse(u, v, 0, 0.12, 0.82, 0.7)
        ear = polygon(side, v, (0.14, -0.4), (0.68, -1.02), (0.8, 0.02))
        shape = np.minimum(head, ear)
        fur = 1.05 - 0.2 * v - 0.2 * side * side
        if chance(rng, 0.6):
            # Tabby stripes: rays on the brow, bars on the cheeks.
            brow = np.cos(u * 22) * smoothstep(-0.25, -0.45, v)
            cheeks = np.cos(v * 20) * smoothstep(0.5, 0.7, side)
            fur = fur - 0.28 * np.clip(brow + cheeks, 0, 1)
        picture = fill(picture, shade(coat, fur), shape, pixel)
        picture = stroke(picture, coat * 0.3, shape, 0.03, pixel)
        inner = polygon(side, v, (0.3, -0.47), (0.64, -0.82), (0.7, -0.25))
        picture = fill(picture, near(rng, 0.98, 0.35, 0.88), inner, pixel)

        muzzle = np.minimum(ellipse(side, v, 0.15, 0.46, 0.24, 0.2), disc(u, v, 0, 0.62, 0.14))
        picture = fill(picture, pale, muzzle, pixel)
        color = near_one_of(rng, (0.25, 0.8, 0.9), (0.14, 0.9, 0.95), (0.55, 0.6, 0.95))
        iris = random_iris(rng, rng.uniform(0.2, 0.25), color, slit=True)
        for x in (-0.37, 0.37):
            lid = ellipse(u, v, x, 0.0, iris.radius * 1.22, iris.radius * 1.12)
            picture = fill(picture, INK, lid, pixel)
            picture = draw_iris(picture, u, v, pixel, iris, x, 0.0)
        nose = polygon(u, v, (-0.11, 0.27), (0.11, 0.27), (0, 0.4))
        picture = fill(picture, near(rng, 0.97, 0.5, 0.75), nose, pixel)
        # The mouth is the lower half of two small circles.
        mouth = np.abs(disc(side, v, 0.1, 0.46, 0.1)) - 0.018
        picture = fill(picture, INK, np.maximum(mouth, 0.46 - v), pixel)
        whisker = WHITE if coat.mean() < 0.6 or chance(rng, 0.5) else INK
        for slope in (-0.12, 0.03, 0.18):
            hair = segment(side, v, 0.32, 0.46 + slope * 0.4, 1.02, 0.44 + slope * 1.6)
            picture = over(picture, whisker, coverage(hair - 0.012, pixel) * 0.85)
    return picture
