"""Animals and their parts: fish, butterfly, snail, tentacle, feather. See `faces` for the form."""

import math

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
    choose,
    coverage,
    disc,
    ellipse,
    fill,
    lighter,
    mix,
    near,
    near_one_of,
    over,
    polygon,
    segment,
    shade,
    smoothstep,
    stroke,
    whole,
)
from .frames import Frame, frames, turned
from .noise import noise

# ----------------------------------------------------------------- fish and butterfly


def fish(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """A plump fish in profile: forked tail, fins, gill, large eye, bands or scales."""
    for frame in frames(rng, canvas, (1, 1, 1, 2), 0.85, 1.1, chance(rng, 0.8)):
        if chance(rng, 0.5):
            frame = frame.mirrored()
        u, v, pixel = frame.u, frame.v, frame.pixel
        color = near_one_of(
            rng, (0.06, 0.9, 0.95), (0.52, 0.7, 0.8), (0.13, 0.85, 0.95), (0.0, 0.75, 0.85)
        )
        second = choose(rng, EYE_WHITE, near(rng, 0.6, 0.8, 0.45), color * 0.5)
        dark = color * 0.25
        high = rng.uniform(0.44, 0.58)
        # The hull narrows toward the tail, which points right.
        body = ellipse(u, v / (1 - 0.25 * u), -0.15, 0, 0.72, high)
        spread = np.abs(v)
        tail = polygon(spread, u, (-0.1, 0.42), (0.1, 0.42), (0.6, 0.98), (0.34, 1.05), (-0.1, 0.8))
        back = polygon(
            u, v, (-0.4, -high * 0.8), (0.0, -high - 0.32), (0.38, -high - 0.1), (0.4, 0)
        )
        belly = polygon(u, v, (-0.2, high * 0.7), (0.25, 0.2), (0.3, high + 0.22))
        fins = np.minimum(np.minimum(tail, back), belly)
        rays = 0.85 + 0.22 * np.cos(np.arctan2(v, u + 0.1) * rng.uniform(26, 34))
        picture = fill(picture, shade(color * 0.75 + second * 0.25, rays), fins, pixel)
        picture = stroke(picture, dark, fins, 0.03, pixel)

        light = 1.1 - 0.45 * v / high
        design = whole(rng, 0, 2)
        if design == 0:  # a pale belly
            hull = mix(color, second, smoothstep(0.0, 0.8, v / high) * 0.8)
        elif design == 1:  # two or three bold bands
            bands = np.cos((u + 0.12 * (v / high) ** 2) * rng.uniform(8, 11) + 0.6)
            hull = mix(color, second, smoothstep(-0.2, 0.2, bands))
        else:  # scales
            column = np.floor(u * 7)
            row = (v * 6 + 0.5 * (column % 2)) % 1 - 0.5
            arc = np.hypot(row, u * 7 - column - 0.1)
            hull = np.broadcast_to(color, picture.shape)
            light = light - 0.35 * smoothstep(0.35, 0.6, np.abs(arc - 0.1))
        picture = fill(picture, shade(hull, light), body, pixel)
        gloss = ellipse(u, v, -0.1, -high * 0.55, 0.4, 0.08)
        picture = over(picture, WHITE, smoothstep(0.06, -0.04, gloss) * 0.4)
        picture = stroke(picture, dark, body, 0.04, pixel)
        gill = np.maximum(np.abs(disc(u, v, -0.8, 0.02, 0.46)), np.abs(v) - high * 0.55)
        picture = fill(picture, dark, np.where(u > -0.8, gill, 1) - 0.025, pixel)
        fin = ellipse(*turned(u, v, -0.08, 0.16, 0.5), 0, 0, 0.2, 0.1)
        picture = fill(picture, lighter(color, 0.25), fin, pixel)
        picture = stroke(picture, dark, fin, 0.02, pixel)
        mouth = segment(u, v, -0.86, 0.14, -0.68, 0.19)
        picture = fill(picture, dark, mouth - 0.025, pixel)
        picture = fill(picture, EYE_WHITE, disc(u, v, -0.58, -0.1, 0.17), pixel)
        picture = stroke(picture, dark, disc(u, v, -0.58, -0.1, 0.17), 0.02, pixel)
        picture = fill(picture, INK, disc(u, v, -0.6, -0.1, 0.1), pixel)
        picture = fill(picture, WHITE, disc(u, v, -0.64, -0.14, 0.04), pixel)
    return picture


def butterfly(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """A butterfly spread flat: four clear wings, dark margins, an eyespot on each."""
    for frame in frames(rng, canvas, (1, 1, 1, 2), 0.85, 1.1, chance(rng, 0.7)):
        u, v, pixel = frame.u, frame.v, frame.pixel
        side = np.abs(u)
        color = near_one_of(
            rng, (0.07, 0.95, 0.95), (0.58, 0.85, 0.9), (0.14, 0.9, 0.95), (0.85, 0.6, 0.85)
        )
        glow = choose(rng, lighter(color, 0.5), near(rng, 0.14, 0.6, 1.0), color)
        margin = choose(rng, INK, color * 0.25, near(rng, 0.06, 0.6, 0.2))
        pale = choose(rng, EYE_WHITE, near(rng, 0.14, 0.5, 1.0))
        spot = rng.uniform(0.13, 0.18)
        edge = rng.uniform(0.68, 0.8)
        hind = (0.4, 0.42, 0.44, 0.34, 0.75)
        fore = (0.5, -0.34, 0.62, 0.4, -0.62)
        for x, y, long, broad, tilt in (hind, fore):
            a, b = turned(side, v, x, y, tilt)
            # A wing is an ellipse that broadens toward its outer end.
            b = b / (0.85 + 0.3 * a / long)
            radius = np.hypot(a / long, b / broad)
            wing = mix(glow, color, smoothstep(0, 0.8, radius))
            wing = shade(wing, 1.1 - 0.25 * radius)
            fan = np.arctan2(b, a + long)
            vein = np.abs(fan * 3 - np.round(fan * 3)) / 3 * (a + long)
            wing = over(wing, margin, coverage(vein - 0.015, pixel) * 0.7)
            wing = over(wing, margin, smoothstep(edge, edge + 0.08, radius))
            ring = np.hypot(a - long * 0.25, b)
            wing = fill(wing, margin, ring - spot, pixel)
            wing = fill(wing, pale, ring - spot * 0.68, pixel)
            wing = fill(wing, INK, ring - spot * 0.36, pixel)
            picture = over(picture, wing, coverage((radius - 1) * broad, pixel))
        body = np.minimum(ellipse(u, v, 0, 0.08, 0.085, 0.56), disc(u, v, 0, -0.5, 0.11))
        segments = 1 + 0.3 * np.cos(v * 30)
        picture = fill(picture, shade(margin + 0.08, segments), body, pixel)
        feeler = segment(side, v, 0.03, -0.55, 0.3, -0.95) - 0.022
        feeler = np.minimum(feeler, disc(side, v, 0.3, -0.95, 0.055))
        picture = fill(picture, margin, feeler, pixel)
    return picture


# ----------------------------------------------------------------- snail and tentacle


def draw_shell(rng: Rng, picture: Array, u: Array, v: Array, pixel: float) -> Array:
    """A snail's shell of radius 1: rounded whorls that shrink toward the middle."""
    color = near_one_of(
        rng, (0.08, 0.6, 0.8), (0.06, 0.5, 0.65), (0.1, 0.35, 0.9), (0.95, 0.4, 0.8)
    )
    dark = color * rng.uniform(0.35, 0.55)
    growth = rng.uniform(0.13, 0.19)
    radius, angle = np.hypot(u, v) + 1e-4, np.arctan2(v, u)
    # On a logarithmic spiral log(radius) grows in step with the angle.
    whorl = (np.log(radius) / growth - angle) / TURN
    across = whorl - np.floor(whorl)
    light = 0.5 + 0.65 * np.sin(math.pi * across) - 0.25 * v
    ribs = np.cos(angle * whole(rng, 12, 22) + np.log(radius) * 5)
    amount = np.clip(0.65 + rng.uniform(0.1, 0.35) * ribs, 0, 1)
    if chance(rng, 0.5):  # a colored band along the whorl
        amount = amount * (1 - 0.6 * smoothstep(0.16, 0.08, np.abs(across - 0.5)))
    picture = fill(picture, shade(mix(dark, color, amount), light), radius - 1, pixel)
    seam = np.minimum(across, 1 - across) * radius * growth * TURN
    seam_line = coverage(seam - 0.03, pixel) * (radius < 1)
    picture = over(picture, dark * 0.5, seam_line * 0.9)
    picture = stroke(picture, dark * 0.5, radius - 1, 0.04, pixel)
    gloss = smoothstep(0.34, 0.1, np.hypot(u + 0.35, v + 0.45))
    return over(picture, WHITE, gloss * 0.35)


def snail(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """A snail in profile: coiled shell on a long foot, raised head, eyes on stalks."""
    for frame in frames(rng, canvas, (1, 1, 1, 2), 0.75, 1.0, True):
        if chance(rng, 0.5):
            frame = frame.mirrored()
        u, v, pixel = frame.u, frame.v, frame.pixel
        skin = near_one_of(rng, (0.1, 0.4, 0.7), (0.07, 0.3, 0.5), (0.2, 0.3, 0.7))
        foot = np.maximum(ellipse(u, v, 0.02, 0.72, 1.0, 0.26), v - 0.8)
        neck = segment(u, v, -0.6, 0.68, -0.82, 0.15) - 0.16
        body = np.minimum(foot, neck)
        stalks = segment(u, v, -0.86, 0.12, -1.0, -0.32)
        stalks = np.minimum(stalks, segment(u, v, -0.78, 0.12, -0.68, -0.34)) - 0.04
        eyes = np.minimum(disc(u, v, -1.0, -0.34, 0.08), disc(u, v, -0.68, -0.36, 0.08))
        body = np.minimum(body, np.minimum(stalks, eyes))
        mottle = 1.15 - 0.4 * v + 0.08 * noise(rng, "clouds", u, v)
        picture = fill(picture, shade(skin, mottle), body, pixel)
        picture = stroke(picture, skin * 0.3, body, 0.028, pixel)
        picture = fill(picture, INK, eyes + 0.04, pixel)
        size = rng.uniform(0.6, 0.68)
        lean = rng.uniform(-0.6, 0.6)
        a, b = turned(u, v, 0.18, 0.02, lean)
        picture = draw_shell(rng, picture, a / size, b / size, pixel / size)
    return picture


JOINTS = 30


def draw_tentacle(rng: Rng, picture: Array, frame: Frame) -> Array:
    """One tapering, curling arm with a row of suckers."""
    u, v, pixel = frame.u, frame.v, frame.pixel
    color = near_one_of(
        rng, (0.97, 0.6, 0.8), (0.78, 0.5, 0.65), (0.05, 0.7, 0.85), (0.45, 0.5, 0.55)
    )
    # The arm is a chain of overlapping discs; its heading turns ever faster.
    t = np.linspace(0, 1, JOINTS)
    curl = rng.uniform(4.5, 8.5) * choose(rng, -1, 1)
    sway = rng.uniform(0.2, 0.7) * np.sin(t * 5 + rng.uniform(0, TURN))
    heading = np.cumsum(curl * t**1.4) * (1.6 / JOINTS) + sway
    step = 2.9 / JOINTS * (1 - 0.45 * t)
    x = (np.cumsum(np.cos(heading) * step) - 1.0).astype(np.float32)
    y = (np.cumsum(np.sin(heading) * step) - 0.2).astype(np.float32)
    thick = (rng.uniform(0.24, 0.34) * (1 - t) ** 0.8 + 0.03).astype(np.float32)
    to_x, to_y = u[..., None] - x, v[..., None] - y
    gaps = np.sqrt(to_x * to_x + to_y * to_y) - thick
    joint = gaps.argmin(-1)
    distance = gaps.min(-1)

    side_x = (-np.sin(heading)).astype(np.float32)
    side_y = np.cos(heading).astype(np.float32)
    aside = (u - x[joint]) * side_x[joint] + (v - y[joint]) * side_y[joint]
    aside = np.clip(aside / thick[joint], -1, 1)
    round_light = 0.35 + 0.8 * np.sqrt(1 - aside * aside)
    freckles = 0.95 + 0.14 * noise(rng, "maze", u, v, 0.8)
    picture = fill(picture, shade(color, round_light * freckles), distance, pixel)
    picture = stroke(picture, color * 0.2, distance, 0.03, pixel)

    pale = lighter(color, 0.6)
    side = choose(rng, -1, 1) * 0.5
    rim, hole = np.full_like(u, 9), np.full_like(u, 9)
    for j in range(1, JOINTS - 4, 3):
        sucker_x = float(x[j] + side * side_x[j] * thick[j])
        sucker_y = float(y[j] + side * side_y[j] * thick[j])
        radius = float(thick[j]) * 0.42
        center = np.hypot(u - sucker_x, v - sucker_y)
        rim = np.minimum(rim, center - radius)
        hole = np.minimum(hole, center - radius * 0.5)
    picture = fill(picture, pale, rim, pixel)
    return fill(picture, color * 0.45, hole, pixel)


def tentacle(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """One to three octopus arms that curl at the tip and carry suckers."""
    for frame in frames(rng, canvas, (1, 1, 2, 3), 0.85, 1.15):
        picture = draw_tentacle(rng, picture, frame)
    return picture


# ----------------------------------------------------------------- feather


def feather(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """A feather: a curved shaft, many fine barbs with a few splits, down at the base.

    Some carry the eye of a peacock near the tip.
    """
    for frame in frames(rng, canvas, (1, 1, 1, 2), 0.95, 1.25):
        frame = frame.bent(rng.uniform(-0.35, 0.35))
        u, v, pixel = frame.u, frame.v, frame.pixel
        side = np.abs(u)
        color = near_one_of(
            rng,
            (0.45, 0.8, 0.65),
            (0.58, 0.7, 0.8),
            (0.07, 0.5, 0.65),
            (0.1, 0.1, 0.9),
            (0, 0.8, 0.8),
        )
        second = choose(rng, color * 0.4, near(rng, 0.15, 0.8, 0.8), lighter(color, 0.5))
        # `barb` is constant along a barb, which sweeps outwards and to the tip.
        barb = v + rng.uniform(0.8, 1.2) * side
        comb = np.cos(barb * rng.uniform(42, 56))
        along = np.clip((v + 1) / 1.7, 0, 1)  # 0 at the tip, 1 where the vane ends
        vane = np.sqrt(along) * np.clip((1 - along) * 3.5, 0, 1) ** 0.6
        left_slimmer = np.where(u < 0, rng.uniform(0.65, 1.0), 1.0).astype(np.float32)
        width = rng.uniform(0.36, 0.5) * vane * left_slimmer * (1 + 0.045 * comb)
        distance = side - width
        for _ in range(whole(rng, 2, 4)):  # a split is a wedge between two barbs
            place, on_left = rng.uniform(-0.4, 0.55), chance(rng, 0.5)
            wedge = 0.1 * side / 0.4 - np.abs(barb - place)
            on_side = u < 0 if on_left else u > 0
            distance = np.maximum(distance, np.where(on_side, wedge, -1))
        inside = coverage(distance, pixel) * (np.abs(v + 0.15) < 0.85)
        design = choose(rng, "plain", "edged", "barred")
        amount = smoothstep(0.4, 1, side / (width + 0.01)) * (design != "plain")
        if design == "barred":
            amount = smoothstep(-0.2, 0.2, np.cos(barb * rng.uniform(8, 11)))
        light = 0.88 + 0.24 * comb + 0.12 * np.sign(u)
        picture = over(picture, shade(mix(color, second, amount), light), inside)

        rim = coverage(np.abs(distance) - 0.012, pixel) * (np.abs(v + 0.15) < 0.85)
        picture = over(picture, color * 0.3, rim * 0.6)

        # Down: pale loose fluff around the base of the shaft.
        fluff = noise(rng, "hair", v, u, 0.5) * 0.05
        down = ellipse(u, v, 0, 0.68, 0.22, 0.2) + fluff
        picture = over(picture, lighter(color, 0.6), smoothstep(0.06, -0.06, down) * 0.8)
        if chance(rng, 0.35):
            ring = np.hypot(u * 1.2, v + 0.5)
            for radius, hue, value in ((0.3, 0.13, 0.8), (0.22, 0.48, 0.75), (0.13, 0.66, 0.4)):
                color_of_ring = shade(near(rng, hue, 0.8, value), 0.95 + 0.15 * comb)
                picture = fill(picture, color_of_ring, ring - radius, pixel)
        # The shaft tapers from the bare quill to the tip.
        shaft = np.maximum(side - 0.02 - 0.018 * v, np.abs(v - 0.1) - 1)
        picture = fill(picture, lighter(color, 0.75) * rng.uniform(0.7, 1), shaft, pixel)
    return picture
