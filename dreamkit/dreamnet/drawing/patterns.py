"""Patterns and textures: spiral, rings, web, honeycomb, scales, zebra, leopard,
fur, bubbles, waves, cobble.
"""

import math

import numpy as np

from .canvas import (
    TURN,
    WHITE,
    Array,
    Canvas,
    Rng,
    chance,
    choose,
    coverage,
    different_from,
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
from .frames import frame_at, frames, texture_frame
from .noise import noise
from .tilings import hexagons, patch, voronoi

FOAM = np.array([0.95, 0.98, 1.0], np.float32)

# ----------------------------------------------------------------- about a center


def spiral(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """A bold spiral of one to three arms that wind all the way to the center."""
    for frame in frames(rng, canvas, (1, 1, 1, 2, 3), 0.8, 1.35):
        radius, angle = frame.polar()
        arms = whole(rng, 1, 3)
        direction = choose(rng, -1, 1)
        if chance(rng, 0.5):  # Archimedes: arms equally spaced
            phase = arms * angle + rng.uniform(13, 19) * radius
        else:  # logarithmic: arms that widen outwards, as in a galaxy
            arms = max(arms, 2)
            phase = arms * angle + rng.uniform(4.5, 7.5) * np.log(radius + 0.02)
        phase = phase * direction
        light_arm = random_color(rng)
        dark_arm = different_from(rng, light_arm)
        amount = smoothstep(-0.3, 0.3, np.cos(phase))
        relief = 0.85 + 0.22 * np.sin(phase)
        disc = smoothstep(1.02, 0.94, radius)
        picture = over(picture, shade(mix(light_arm, dark_arm, amount), relief), disc)
    return picture


def rings(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """Closed concentric rings about a solid center, like a target or a ripple."""
    for frame in frames(rng, canvas, (1, 1, 1, 2, 3), 0.75, 1.25):
        radius, _ = frame.polar()
        count = whole(rng, 3, 5)
        # A power makes the rings crowd toward the rim or toward the center.
        step = radius ** rng.uniform(0.8, 1.3) * count
        first = random_color(rng)
        second = different_from(rng, first)
        third = choose(rng, first, random_color(rng))
        distance_to_edge = np.abs(step % 1 - 0.5) - 0.25
        amount = smoothstep(-0.06, 0.06, distance_to_edge)
        color = mix(mix(first, third, np.clip(radius, 0, 1)), second, amount)
        relief = 0.9 + 0.15 * np.cos(step * TURN * 2) - 0.1 * frame.v
        picture = over(picture, shade(color, relief), coverage(radius - 1, frame.pixel))
        picture = stroke(picture, second * 0.4, radius - 1, 0.025, frame.pixel)
    return picture


def web(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """A spider's web: straight spokes and sagging threads, sometimes with dew."""
    if chance(rng, 0.7):
        picture = picture * rng.uniform(0.25, 0.6)
    for frame in frames(rng, canvas, (1, 1, 1, 2), 1.0, 1.5):
        radius, angle = frame.polar()
        spokes = whole(rng, 8, 13)
        off = sector_angle(angle, spokes)
        to_spoke = radius * np.sin(np.abs(np.abs(off) - math.pi / spokes))
        # Between two spokes a thread sags toward the hub.
        sag = 1 + rng.uniform(0.1, 0.25) * np.cos(off * spokes / 2)
        turns = rng.uniform(5, 8)
        thread = radius * sag * turns
        to_thread = np.abs(thread - np.round(thread)) / turns
        silk = near(rng, 0.55, 0.1, 0.95)
        width = rng.uniform(0.01, 0.024)
        strand = coverage(np.minimum(to_spoke, to_thread) - width, frame.pixel * 1.2)
        strand = strand * smoothstep(1.1, 0.95, radius) * rng.uniform(0.8, 1)
        picture = over(picture, silk, strand)
        if chance(rng, 0.35):
            drops = np.hypot(to_thread, to_spoke) - 0.045
            picture = over(picture, WHITE, coverage(drops, frame.pixel) * (radius < 1))
    return picture


# ----------------------------------------------------------------- tilings


def honeycomb(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """Six-sided cells with straight walls: deep and empty, filled, or capped."""
    frame = texture_frame(rng, canvas, 0.32, 0.65)
    distance, x, y = hexagons(frame.u, frame.v)
    color = near_one_of(rng, (0.11, 0.9, 0.95), (0.09, 0.85, 0.75))
    if chance(rng, 0.3):
        color = random_color(rng)
    wall = rng.uniform(0.045, 0.09)
    kind = choose(rng, "deep", "filled", "capped")
    if kind == "deep":  # the walls go down into the dark
        depth = smoothstep(0.0, 0.5, distance) + 0.9 * (x + y)
        cells = shade(color, 0.2 + 0.55 * np.clip(depth, 0, 1))
        wall_color = lighter(color, 0.35)
    elif kind == "filled":  # honey, glossy and level
        cells = shade(color, 0.95 + 0.3 * (x + y))
        gloss = smoothstep(0.1, 0.04, np.hypot(x + 0.16, y + 0.16))
        cells = over(cells, WHITE, gloss * 0.8)
        wall_color = color * 0.35
    else:  # wax lids, slightly domed, over some of the cells
        dome = 0.65 + 0.5 * smoothstep(0.5, 0.05, distance) - 0.4 * (x + y)
        cells = shade(lighter(color, 0.2), dome)
        wall_color = color * 0.4
    cells = over(cells, wall_color, coverage(0.5 - wall - distance, frame.pixel))
    ridge = coverage(np.abs(distance - 0.5 + wall) - 0.012, frame.pixel)
    return patch(rng, canvas, picture, over(cells, color * 0.15, ridge * 0.5))


def scales(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """Round shingles in overlapping rows, each with a shine, a gradient, a dark rim."""
    frame = texture_frame(rng, canvas, 0.32, 0.6)
    u, v, pixel = frame.u, frame.v, frame.pixel
    color = near_one_of(
        rng,
        (0.48, 0.7, 0.7),
        (0.35, 0.65, 0.6),
        (0.6, 0.7, 0.75),
        (0.03, 0.8, 0.8),
        (0.12, 0.7, 0.85),
    )
    tip = choose(rng, lighter(color, 0.5), near(rng, 0.15, 0.7, 0.9), color * 0.5)
    spacing = rng.uniform(0.42, 0.55)
    row_here = np.floor(v / spacing)
    keel = rng.uniform(0, 0.2) * choose(rng, 0, 1)
    result = np.broadcast_to(color * 0.2, picture.shape)
    # Each row hides the top of the row below: paint from the lowest row upwards.
    for below in (1, 0, -1, -2):
        row = row_here + below
        x = u + 0.5 * (row % 2)
        x = x - np.round(x)
        y = v - row * spacing
        radius = np.hypot(x, y * 0.9)
        shadow = 0.55 + 0.6 * smoothstep(0.05, 0.75, y)
        light = shadow - 0.35 * x - keel * smoothstep(0.06, 0.0, np.abs(x))
        shingle = shade(mix(color, tip, smoothstep(0.3, 0.56, radius)), light)
        shine = smoothstep(0.13, 0.03, np.hypot(x + 0.16, (y - 0.32) * 1.3))
        shingle = over(shingle, WHITE, shine * 0.5)
        shingle = over(shingle, color * 0.12, smoothstep(0.49, 0.53, radius))
        result = over(result, shingle, coverage(radius - 0.57, pixel) * (y > -0.05))
    return patch(rng, canvas, picture, result)


def cobble(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """Cobblestones: rounded stones of many grays, lit from one side, in dark joints."""
    frame = texture_frame(rng, canvas, 0.32, 0.65)
    cells = voronoi(rng, frame.u, frame.v, 0.7)
    border = cells.second - cells.nearest
    stone = near_one_of(
        rng, (0.08, 0.12, 0.65), (0.6, 0.1, 0.6), (0.06, 0.35, 0.6), (0.3, 0.15, 0.55)
    )
    dome = 0.5 + 0.65 * smoothstep(0, 0.5, border)
    light = (0.65 + 0.5 * cells.label) * dome * (1 - 0.65 * (cells.x + cells.y))
    light = light * (1 + 0.1 * noise(rng, "clouds", frame.u, frame.v))
    joints = smoothstep(0.15, 0.06, border)
    stones = over(shade(stone, light), stone * rng.uniform(0.12, 0.3), joints)
    return patch(rng, canvas, picture, stones)


# ----------------------------------------------------------------- coats


def zebra(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """The stripes of a zebra or a tiger, which fork and wander, or become a maze."""
    frame = texture_frame(rng, canvas, 0.8, 1.7)
    kind = choose(rng, "stripes", "stripes", "stripes", "maze")
    level = noise(rng, kind, frame.u, frame.v, 0.9) * rng.uniform(0.8, 1.6)
    dark = smoothstep(-0.3, 0.3, level + rng.uniform(-0.25, 0.25))
    light_color, dark_color = choose(
        rng,
        ((0.1, 0.08, 0.95), (0.1, 0.3, 0.12)),  # zebra
        ((0.08, 0.8, 0.9), (0.08, 0.5, 0.12)),  # tiger
        ((0.5, 0.5, 0.9), (0.65, 0.8, 0.3)),  # a fish of the reef
    )
    coat = mix(near(rng, *light_color), near(rng, *dark_color), dark)
    sheen = 1 + 0.1 * noise(rng, "clouds", canvas.x, canvas.y)
    return patch(rng, canvas, picture, shade(coat, sheen))


def leopard(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """Rosettes: broken dark rings about a tawny middle, scattered over short fur."""
    frame = texture_frame(rng, canvas, 0.3, 0.55)
    cells = voronoi(rng, frame.u, frame.v, 0.55)
    coat, dark = near(rng, 0.09, 0.55, 0.88), near(rng, 0.06, 0.6, 0.15)
    middle = near(rng, 0.07, 0.7, 0.62)
    # The cell's own number turns and breaks each rosette differently.
    angle = np.arctan2(cells.y, cells.x) + cells.label * TURN
    middle_radius = 0.3 * (1 + 0.14 * np.cos(2 * angle + cells.label * 9))
    lobes = np.cos(3 * angle) + 0.6 * np.cos(5 * angle + cells.label * 20)
    broken = 0.065 + 0.045 * lobes
    hairs = 1 + 0.1 * noise(rng, "hair", frame.u, frame.v)
    result = over(picture, shade(coat, hairs), np.ones_like(hairs))
    result = fill(result, middle, cells.nearest - middle_radius, frame.pixel)
    spots = np.abs(cells.nearest - middle_radius) - broken
    result = fill(result, dark, spots, frame.pixel * 1.3)
    return patch(rng, canvas, picture, result)


def fur(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """Long fur: fine strands that flow and swirl together, with locks of light."""
    frame = texture_frame(rng, canvas, 0.5, 1.1)
    flow = noise(rng, "smooth", canvas.x, canvas.y, 0.25)
    u, v = frame.u, frame.v + 0.25 * flow
    fine = noise(rng, "hair", u, v, 0.9)
    locks = noise(rng, "hair", u, v, 0.4)
    color = near_one_of(
        rng, (0.07, 0.6, 0.65), (0.09, 0.35, 0.85), (0.06, 0.5, 0.4), (0.1, 0.1, 0.8)
    )
    amount = smoothstep(-1.3, 1.5, 0.65 * fine + 0.45 * locks + 0.2 * flow)
    coat = mix(color * 0.25, lighter(color * 1.1, 0.25), amount)
    return patch(rng, canvas, picture, coat)


# ----------------------------------------------------------------- water


def bubbles(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """Soap bubbles: clear globes with a bright rim, a window and a lower glint."""
    tint = near_one_of(rng, (0.55, 0.3, 0.95), (0.5, 0.2, 0.95), (0.85, 0.25, 0.95))
    for _ in range(whole(rng, 3, 9)):
        size = rng.uniform(0.16, 0.55)
        x = (canvas.x - rng.uniform(-0.9, 0.9)) / size
        y = (canvas.y - rng.uniform(-0.9, 0.9)) / size
        pixel = canvas.pixel / size
        radius = np.hypot(x, y)
        film = 0.08 + 0.6 * np.clip(radius, 0, 1) ** 5
        picture = over(picture, tint, coverage(radius - 1, pixel) * film)
        window = coverage(np.hypot(x + 0.4, y + 0.42) - 0.18, pixel * 1.5)
        picture = over(picture, WHITE, window * 0.95)
        crescent = smoothstep(0.22, 0.1, np.abs(radius - 0.75))
        picture = over(picture, WHITE, crescent * smoothstep(0.5, 1, (x + y) * 0.75) * 0.7)
        rim = coverage(np.abs(radius - 1) - 0.035, pixel)
        picture = over(picture, tint * 0.35, rim * 0.75)
    return picture


def waves(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """Rows of pointed waves with foam on their crests, the nearest in front."""
    scale, x, y = rng.uniform(0.6, 1.1), rng.uniform(-1, 1), rng.uniform(-0.3, 0.3)
    frame = frame_at(rng, canvas, scale, x, y, rng.normal(0, 0.15))
    u, v, pixel = frame.u, frame.v, frame.pixel
    water = near_one_of(rng, (0.58, 0.75, 0.75), (0.52, 0.65, 0.75), (0.62, 0.7, 0.55))
    rows = whole(rng, 3, 5)
    wave_number = rng.uniform(3.2, 5)
    spray = np.clip(noise(rng, "clouds", u, v, 1.4) * 0.5 + 0.5, 0, 1)
    for row in range(rows):
        level = -0.9 + row * 2.2 / rows + rng.uniform(-0.1, 0.1)
        phase = u * (wave_number / 2) + rng.uniform(0, math.pi)
        height = rng.uniform(0.16, 0.28)
        # |sin| has pointed minima: turned upside down, they are the crests.
        profile = 1 - 2 * np.abs(np.sin(phase)) ** rng.uniform(0.6, 1)
        depth = v - level + height * profile
        under = np.clip(depth, 0, 1.5)
        light = 0.6 + 0.65 * np.exp(-3 * under) + 0.1 * np.cos(under * 34)
        body = coverage(-depth, pixel)
        picture = over(picture, shade(water, light), body)
        foam = smoothstep(0.14 + 0.1 * profile, 0.03, depth + 0.06 * spray)
        picture = over(picture, FOAM, body * foam)
    return picture
