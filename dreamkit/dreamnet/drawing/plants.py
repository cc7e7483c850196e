"""Plants and fungi: flower, leaf, mushroom."""

import math

import numpy as np

from .canvas import (
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
    random_color,
    sector_angle,
    shade,
    smoothstep,
    stroke,
    whole,
)
from .frames import Frame, frames
from .noise import noise

# ----------------------------------------------------------------- flower


def flower(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """A flower seen from above: two layers of petals about a grainy center."""
    for frame in frames(rng, canvas, (1, 1, 1, 2, 3), 0.75, 1.1):
        u, v, pixel = frame.u, frame.v, frame.pixel
        radius, angle = frame.polar()
        petals = whole(rng, 5, 12)
        # Few petals are round; many petals are slender.
        roundness = rng.uniform(0.45, 0.7) if petals < 8 else rng.uniform(0.6, 1.1)
        color = near_one_of(
            rng,
            (0.9, 0.5, 0.9),
            (0.13, 0.8, 0.98),
            (0, 0.8, 0.85),
            (0.75, 0.5, 0.85),
            (0.1, 0.1, 0.95),
        )
        heart = choose(rng, lighter(color, 0.5), color * 0.55, near(rng, 0.12, 0.7, 0.9))
        for layer, reach in enumerate((1.0, rng.uniform(0.62, 0.78))):
            fold = sector_angle(angle + layer * math.pi / petals, petals)
            across = np.abs(fold) * petals / math.pi  # 0 on the midrib, 1 between petals
            arch = np.maximum(np.cos(across * math.pi / 2), 0)
            edge = reach * (0.32 + 0.66 * arch**roundness)
            midrib = 0.12 * smoothstep(0.12, 0.02, across)
            streaks = 0.06 * np.cos(across * 16)
            light = 0.75 + 0.35 * radius / reach - 0.25 * across**2 - midrib + streaks
            petal = mix(heart, color, smoothstep(0.2, 0.7, radius / reach))
            picture = fill(picture, shade(petal, light), radius - edge, pixel)
            picture = stroke(picture, color * 0.3, radius - edge, 0.02, pixel)
        center = near_one_of(rng, (0.13, 0.9, 0.9), (0.07, 0.7, 0.45), (0.25, 0.5, 0.5))
        size = rng.uniform(0.2, 0.3)
        seeds = 0.25 * np.cos(u * 52) * np.cos(v * 52)
        dome = 1.05 - 0.5 * (radius / size) ** 2 - 0.8 * v
        picture = fill(picture, shade(center, dome + seeds), radius - size, pixel)
        picture = stroke(picture, center * 0.3, radius - size, 0.022, pixel)
    return picture


# ----------------------------------------------------------------- leaf


def leaf(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """A broad leaf: few strong veins, a toothed edge, a stalk, one half in shade."""
    for frame in frames(rng, canvas, (1, 1, 2, 3), 0.85, 1.1):
        frame = frame.bent(rng.uniform(-0.25, 0.25))
        u, v, pixel = frame.u, frame.v, frame.pixel
        side = np.abs(u)
        color = near_one_of(
            rng, (0.3, 0.75, 0.6), (0.26, 0.8, 0.75), (0.36, 0.7, 0.45), (0.08, 0.85, 0.85)
        )
        vein_color = lighter(color, 0.5) if chance(rng, 0.75) else color * 0.4
        # The blade runs from the tip at v = -1 to the stalk at v = 0.75.
        along = np.clip((v + 1) / 1.75, 0, 1)
        widest = rng.uniform(0.55, 0.72)
        outline = np.sin(math.pi * along ** rng.uniform(1.0, 1.3))
        blade = widest * np.maximum(outline, 0) ** 0.8
        pairs = rng.uniform(2.2, 3.2)
        vein = (v + rng.uniform(0.6, 0.9) * side) * pairs
        to_vein = np.abs(vein - np.round(vein)) / pairs
        teeth = rng.uniform(0.05, 0.12) * (((vein * 2) % 1) - 0.5)
        distance = side - blade * (1 + teeth)
        inside = coverage(distance, pixel) * (np.abs(v + 0.125) < 0.875)
        bulge = 0.8 + 0.3 * smoothstep(0, 0.2, to_vein)
        light = bulge + 0.2 * smoothstep(-0.02, 0.02, u) - 0.1 * side / widest
        picture = over(picture, shade(color, light), inside)
        taper = 0.035 * (1 - 0.6 * side / widest)
        picture = over(picture, vein_color, coverage(to_vein - taper, pixel) * inside * 0.9)
        rim = coverage(np.abs(distance) - 0.025, pixel) * (np.abs(v + 0.125) < 0.875)
        picture = over(picture, color * 0.3, rim * 0.85)
        stalk = np.maximum(side - 0.025 - 0.015 * v, np.abs(v - 0.1) - 1.0)
        picture = fill(picture, vein_color, stalk, pixel)
    return picture


# ----------------------------------------------------------------- mushroom


def cap_shape(rng: Rng, frame: Frame) -> tuple[Array, Array]:
    """The signed distance of a cap and of the underside that shows its gills."""
    u, v = frame.u, frame.v
    wide = rng.uniform(0.85, 1.0)
    across = np.clip(np.abs(u) / wide, 0, 1)
    kind = choose(rng, "dome", "dome", "cone", "flat")
    if kind == "dome":
        high, top = rng.uniform(0.75, 0.95), np.sqrt(1 - across**2)
    elif kind == "cone":
        high, top = rng.uniform(0.95, 1.1), (1 - across) ** 0.8 * (1 + 0.35 * across)
    else:
        high, top = rng.uniform(0.4, 0.55), np.sqrt(1 - across**4)
    rim = 0.06 - 0.14 * across**2  # the rim is an arc, for we look from a little below
    cap = np.maximum(-v - high * top + 0.05, v - rim)
    cap = np.maximum(cap, np.abs(u) - wide)
    under = np.maximum(ellipse(u, v, 0, -0.06, wide * 0.95, 0.29), rim - v)
    return cap * 0.8, under


def mushroom(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """A mushroom: domed, pointed or flat cap, visible gills, a stem of its own color.

    Spots on the cap and a skirt about the stem are there in about half of them.
    """
    for frame in frames(rng, canvas, (1, 1, 1, 2, 3), 0.8, 1.05, True):
        u, v, pixel = frame.u, frame.v, frame.pixel
        color = near_one_of(
            rng,
            (0, 0.85, 0.8),
            (0.06, 0.75, 0.7),
            (0.08, 0.5, 0.5),
            (0.8, 0.45, 0.65),
            (0.12, 0.5, 0.8),
        )
        stem_color = choose(
            rng,
            near(rng, 0.11, 0.3, 0.85),  # cream
            near(rng, 0.07, 0.5, 0.5),  # brown
            near(rng, 0.6, 0.08, 0.6),  # gray
            lighter(color, 0.35) * 0.85,  # tinted like the cap
        )
        # The stem bends a little and swells toward the ground.
        bend = rng.uniform(-0.3, 0.3)
        x = u - bend * (v - 0.1) * np.clip(v, 0, 1)
        half = rng.uniform(0.13, 0.22) * (1 + rng.uniform(0.2, 0.8) * smoothstep(0.3, 1, v))
        stem = np.maximum(np.abs(x) - half, np.abs(v - 0.45) - 0.5)
        roundness = 0.95 - 0.45 * np.clip(x / half, -1, 1) * np.abs(x / half)
        under_cap = 0.6 + 0.4 * smoothstep(0.1, 0.4, v)
        fibres = 1 + 0.08 * noise(rng, "hair", v, u, 0.4)
        picture = fill(picture, shade(stem_color, roundness * under_cap * fibres), stem, pixel)
        picture = stroke(picture, stem_color * 0.4, stem, 0.022, pixel)
        if chance(rng, 0.45):  # the skirt, a remnant of the veil
            flare = np.abs(x) - half - 0.1 - 0.5 * (v - 0.36)
            skirt = np.maximum(flare, np.abs(v - 0.38 + 0.5 * x * x) - 0.07)
            light = 1 - 0.25 * x - 0.12 * np.cos(x * 45)
            picture = fill(picture, shade(lighter(stem_color, 0.25), light), skirt, pixel)
            picture = stroke(picture, stem_color * 0.5, skirt, 0.015, pixel)

        cap, under = cap_shape(rng, frame)
        # Gills run from the stem to the rim: lines of equal angle seen from above.
        spokes = np.cos(np.arctan2(u, 0.45 - v) * rng.uniform(26, 36))
        gills = lighter(stem_color, 0.15) if chance(rng, 0.6) else color * 0.7
        picture = fill(picture, shade(gills, 0.72 + 0.28 * spokes), under, pixel)
        picture = stroke(picture, color * 0.35, under, 0.018, pixel)
        light = 1.1 - 0.45 * np.hypot(u + 0.3, v + 0.55)
        picture = fill(picture, shade(color, light + 0.15), cap, pixel)
        inside = coverage(cap + 0.02, pixel)
        if chance(rng, 0.5):
            spots = np.full_like(u, 9)
            size = rng.uniform(0.07, 0.15)
            for _ in range(whole(rng, 4, 9)):
                spot_x, spot_y = rng.uniform(-0.75, 0.75), rng.uniform(-0.8, -0.05)
                spot = disc(u, v * 1.2, spot_x, spot_y * 1.2, size * rng.uniform(0.6, 1.2))
                spots = np.minimum(spots, spot)
            spot_color = choose(
                rng,
                near(rng, 0.12, 0.15, 0.9),
                lighter(color, 0.5),
                color * 0.5,
                random_color(rng),
            )
            marks = shade(spot_color, light + 0.1)
            picture = over(picture, marks, coverage(spots, pixel) * inside)
        gloss = smoothstep(0.3, 0.05, np.hypot((u + 0.32) * 0.8, v + 0.42))
        picture = over(picture, WHITE, gloss * inside * 0.3)
        picture = stroke(picture, color * 0.25, cap, 0.025, pixel)
    return picture
