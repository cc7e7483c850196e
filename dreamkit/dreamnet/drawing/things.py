"""Things that people make: arches, pagoda, star, gear."""

import math

import numpy as np

from .canvas import (
    INK,
    TURN,
    Array,
    Canvas,
    Rng,
    box,
    chance,
    choose,
    coverage,
    disc,
    fill,
    lighter,
    near_one_of,
    over,
    sector_angle,
    shade,
    smoothstep,
    stroke,
    whole,
)
from .frames import frame_at, frames
from .noise import noise

# ----------------------------------------------------------------- buildings


def arches(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """Tall round arches in a wall: dark openings ringed by wedge-shaped stones."""
    scale, x, y = rng.uniform(0.6, 1.05), rng.uniform(-0.4, 0.4), rng.uniform(-0.1, 0.1)
    frame = frame_at(rng, canvas, scale, x, y, rng.normal(0, 0.07), 0.1, 0.03)
    u, v, pixel = frame.u, frame.v, frame.pixel
    stone = near_one_of(
        rng, (0.1, 0.3, 0.8), (0.04, 0.45, 0.7), (0.08, 0.1, 0.85), (0.6, 0.1, 0.65)
    )
    joint = stone * 0.55
    # Courses of plain blocks, every other course shifted by half a block.
    course = rng.uniform(0.2, 0.28)
    row = np.floor(v / course)
    block = u / (course * 2.2) + 0.5 * (row % 2)
    to_joint = np.abs(block - np.round(block)) * course * 2.2
    to_joint = np.minimum(to_joint, np.abs(v / course - np.round(v / course)) * course)
    wall = shade(stone, 0.88 + 0.07 * noise(rng, "clouds", u, v))
    wall = over(wall, joint, coverage(to_joint - 0.012, pixel) * 0.7)

    spacing = rng.uniform(1.15, 1.5)
    half = spacing * rng.uniform(0.29, 0.34)
    spring = rng.uniform(-0.35, -0.05)  # where the round part begins
    x = u - spacing * np.round(u / spacing)
    # Above the spring line an arch is a disc, below it a pair of upright sides.
    to_arch = np.where(v < spring, np.hypot(x, v - spring), np.abs(x)) - half
    ring = half * rng.uniform(0.3, 0.4)
    angle = np.arctan2(v - spring, x)
    wedges = whole(rng, 7, 11) / math.pi
    to_wedge = np.abs(angle * wedges - np.round(angle * wedges)) / wedges * half
    voussoirs = shade(lighter(stone, 0.3), 1 - 0.2 * (x / half))
    voussoirs = over(voussoirs, joint * 0.7, coverage(to_wedge - 0.02, pixel) * (v < spring))
    wall = fill(wall, voussoirs, to_arch - ring, pixel)
    wall = stroke(wall, joint * 0.6, to_arch - ring, 0.025, pixel)
    capital = np.maximum(np.abs(v - spring) - 0.06, np.abs(to_arch - ring / 2) - ring * 0.75)
    wall = fill(wall, shade(lighter(stone, 0.45), 1 - 2 * (v - spring)), capital, pixel)
    wall = stroke(wall, joint * 0.6, capital, 0.015, pixel)
    # The opening is darkest near the top; light falls on its left reveal.
    dark = near_one_of(rng, (0.6, 0.5, 0.22), (0.07, 0.5, 0.2), (0.75, 0.4, 0.2))
    depth = 0.5 + 0.7 * smoothstep(spring - half, 1.3, v)
    opening = shade(dark, depth)
    reveal = np.where(v < spring, np.hypot(x + 0.1, v - spring), np.abs(x + 0.1)) - half
    opening = fill(opening, stone * 0.75, -reveal, pixel)
    wall = fill(wall, opening, to_arch, pixel)
    wall = stroke(wall, INK, to_arch, 0.02, pixel)

    # A cornice along the top; above it the background may show.
    top = spring - half - ring - rng.uniform(0.12, 0.5)
    wall = fill(
        wall, shade(lighter(stone, 0.35), 0.9 - 3 * (v - top)), np.abs(v - top) - 0.07, pixel
    )
    wall = stroke(wall, joint * 0.6, np.abs(v - top) - 0.07, 0.018, pixel)
    if chance(rng, 0.4):
        return wall
    return over(picture, wall, coverage(top - 0.07 - v, pixel))


def pagoda(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """A tower of three to five stories, each under a roof with upturned corners."""
    for frame in frames(rng, canvas, (1, 1, 1, 1, 2), 0.9, 1.1, True, 0.1, 0.03):
        u, v, pixel = frame.u, frame.v, frame.pixel
        side = np.abs(u)
        roof_color = near_one_of(
            rng, (0, 0.7, 0.6), (0.6, 0.45, 0.4), (0.45, 0.5, 0.45), (0.1, 0.7, 0.6)
        )
        wall_color = near_one_of(rng, (0.02, 0.65, 0.75), (0.1, 0.4, 0.88), (0.08, 0.55, 0.6))
        window_color = choose(rng, INK, INK, np.array([1, 0.85, 0.45], np.float32))
        stories = whole(rng, 3, 5)
        height = 1.75 / stories
        base = box(u, v, 0, 0.98, 0.75, 0.09)
        picture = fill(picture, shade(lighter(wall_color, 0.2), 0.8 - 0.25 * u), base, pixel)
        spire = np.minimum(box(u, v, 0, -0.95, 0.035, 0.24), disc(u, v, 0, -0.98, 0.075))
        picture = fill(picture, roof_color * 0.6, spire, pixel)
        curl = rng.uniform(0.5, 0.8) * height
        for story in reversed(range(stories)):  # from the ground up: roofs overhang
            floor = -0.85 + height * (story + 1)
            wide = 0.52 + 0.44 * story / (stories - 1)
            room = wide * 0.56
            walls = box(u, v, 0, floor - height * 0.25, room, height * 0.3)
            picture = fill(picture, shade(wall_color, 0.95 - 0.3 * u / room), walls, pixel)
            picture = stroke(picture, wall_color * 0.3, walls, 0.018, pixel)
            bay = room * 0.62
            from_bay = u - bay * np.round(np.clip(u / bay, -1, 1))
            window = box(from_bay, v, 0, floor - height * 0.14, bay * 0.26, height * 0.15)
            picture = fill(picture, window_color, window, pixel)
            # The roof sweeps down in a hollow curve, then its corners turn up.
            reach = side / wide
            lift = curl * np.clip(reach, 0, 1.1) ** 4
            eaves = floor - height * 0.36 - lift
            ridge = eaves - height * 0.6 * (1 - np.clip(reach, 0, 1)) ** 1.4 - 0.05
            roof = np.maximum(np.maximum(v - eaves, ridge - v), side - wide) * 0.8
            tiles = 0.9 + 0.22 * np.cos(u * 42) - 0.25 * (v - floor)
            picture = fill(picture, shade(roof_color, tiles), roof, pixel)
            picture = stroke(picture, roof_color * 0.25, roof, 0.026, pixel)
            lip = np.maximum(np.abs(v - eaves) - 0.03, side - wide)
            picture = fill(picture, lighter(roof_color, 0.45), lip, pixel)
    return picture


# ----------------------------------------------------------------- star and gear


def star(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """A faceted star of four to eight points, sometimes on a darkened sky."""
    if chance(rng, 0.4):
        picture = picture * rng.uniform(0.3, 0.7)
    for frame in frames(rng, canvas, (1, 1, 1, 2, 4), 0.75, 1.05):
        radius, angle = frame.polar()
        points = whole(rng, 4, 8)
        off = sector_angle(angle, points)
        # Fold the star onto half a point: its edge is then one straight line,
        # from the tip at (1, 0) to the notch between two points.
        x, y = radius * np.cos(off), radius * np.abs(np.sin(off))
        notch = rng.uniform(0.38, 0.55)
        notch_x = notch * math.cos(math.pi / points)
        notch_y = notch * math.sin(math.pi / points)
        dx, dy = notch_x - 1, notch_y
        distance = ((x - 1) * dy - y * dx) / math.hypot(dx, dy)
        color = near_one_of(
            rng, (0.14, 0.8, 1.0), (0.12, 0.25, 1.0), (0, 0.75, 0.9), (0.55, 0.6, 1.0)
        )
        # One half of each point faces the light, the other half lies in shade.
        facets = np.where(off > 0, 1.1, 0.68).astype(np.float32) - 0.12 * frame.v
        middle = 0.15 * smoothstep(0.4, 0, radius)
        picture = fill(picture, shade(color, facets + middle), distance, frame.pixel)
        picture = stroke(picture, color * 0.22, distance, 0.035, frame.pixel)
    return picture


def gear(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """A toothed wheel: bold square teeth, a rim, spokes or holes, a hub with a bore."""
    for frame in frames(rng, canvas, (1, 1, 1, 2), 0.85, 1.1, False, 0.06, 0.02):
        u, v, pixel = frame.u, frame.v, frame.pixel
        radius, angle = frame.polar()
        metal = near_one_of(
            rng, (0.12, 0.65, 0.85), (0.06, 0.6, 0.65), (0.6, 0.08, 0.7), (0.1, 0.1, 0.8)
        )
        dark = metal * 0.18
        teeth = whole(rng, 7, 11)
        # A clipped cosine is a smooth square wave: land, flank, land, flank.
        profile = np.clip(np.cos(angle * teeth) * 2.6, -1, 1)
        wheel = (radius - 0.84 - 0.15 * profile) * 0.75
        brushed = 0.85 + 0.22 * np.cos(angle * 2 + rng.uniform(0, TURN)) - 0.15 * v
        body = shade(metal, brushed)
        # A bevel: the rim is raised, bright on its upper left edge.
        bevel = smoothstep(0.09, 0.02, np.abs(radius - 0.68)) * (-u - v) * 0.4
        body = body + bevel[..., None]
        if chance(rng, 0.65):
            spokes = whole(rng, 3, 6)
            off = sector_angle(angle, spokes)
            beside_spoke = 0.11 - radius * np.abs(np.sin(off))
            window = np.maximum(np.maximum(radius - 0.6, 0.3 - radius), beside_spoke)
        else:
            holes = whole(rng, 4, 6)
            off = sector_angle(angle, holes)
            window = disc(radius * np.cos(off), radius * np.sin(off), 0.45, 0, 0.15)
        see_through = coverage(window, pixel)
        picture = over(picture, body, coverage(wheel, pixel) * (1 - see_through))
        picture = over(picture, dark, see_through * rng.uniform(0.3, 0.9))
        picture = stroke(picture, dark, window, 0.028, pixel)
        picture = stroke(picture, dark, wheel, 0.028, pixel)
        hub = radius - 0.26
        picture = fill(picture, shade(lighter(metal, 0.25), 1 - 0.6 * (u + v)), hub, pixel)
        picture = stroke(picture, dark, hub, 0.025, pixel)
        picture = fill(picture, dark, radius - 0.12, pixel)
    return picture
