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
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

Array = np.ndarray
Rng = np.random.Generator

BLACK = np.zeros(3, np.float32)
INK = np.full(3, 0.06, np.float32)
WHITE = np.ones(3, np.float32)

TURN = 2 * math.pi


# ----------------------------------------------------------------- the pixel grid


@dataclass(frozen=True)
class Canvas:
    """The pixel centres of a square picture, x and y running from -1 to 1."""

    size: int
    x: Array
    y: Array
    pixel: float


@lru_cache(maxsize=8)
def canvas_of(size: int) -> Canvas:
    """The canvas of a picture of `size` x `size` pixels."""
    centres = ((np.arange(size) + 0.5) / size * 2 - 1).astype(np.float32)
    x, y = np.meshgrid(centres, centres)
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


# ----------------------------------------------------------------- noise

BANK_SIDE = 256
BANK_FIELDS = 12
TEXELS_PER_UNIT = 64


def _spectrum(kind: str, rng: Rng, kx: Array, ky: Array) -> Array:
    """How strong each spatial frequency is in noise of this kind."""
    k = np.hypot(kx, ky)
    k[0, 0] = 1
    if kind == "clouds":  # a power law, from soft billows to rough rock
        return k ** -rng.uniform(0.9, 2.2)
    if kind == "smooth":  # slow swells only
        return np.exp(-((k / rng.uniform(4, 8)) ** 2))
    if kind == "maze":  # one wavelength, every direction
        return np.exp(-(((k - rng.uniform(22, 34)) / 3) ** 2))
    if kind == "stripes":  # one wavelength, nearly one direction
        across = np.exp(-((ky / k / 0.35) ** 2)) + 0.02
        return np.exp(-(((k - 26) / 5) ** 2)) * across
    if kind == "hair":  # long in one direction, fine in the other
        fine = np.exp(-(((np.abs(ky) - 40) / 28) ** 2))
        return np.exp(-((kx / 5) ** 2)) * fine * (np.abs(ky) > 5)
    raise ValueError(f"no noise of kind {kind!r}")


@cache
def noise_bank(kind: str) -> Array:
    """A stack of periodic noise fields, each with mean 0 and deviation 1.

    They are made once and then sampled at random places, which is far cheaper
    than making noise for every picture.
    """
    rng = np.random.default_rng(5)
    k = np.fft.fftfreq(BANK_SIDE) * BANK_SIDE
    fields = []
    for _ in range(BANK_FIELDS):
        white = np.fft.fft2(rng.standard_normal((BANK_SIDE, BANK_SIDE)))
        strength = _spectrum(kind, rng, k[None, :], k[:, None])
        strength[0, 0] = 0
        field = np.fft.ifft2(white * strength).real
        fields.append(field / field.std())
    return np.stack(fields).astype(np.float32)


def noise(rng: Rng, kind: str, u: Array, v: Array, frequency: float = 1.0) -> Array:
    """Noise at the points (u, v), from a random place in the bank (bilinear)."""
    bank = noise_bank(kind)
    field = bank[int(rng.integers(len(bank)))]
    left, top = (float(offset) for offset in rng.integers(0, BANK_SIDE, 2))
    x = u * (TEXELS_PER_UNIT * frequency) + left
    y = v * (TEXELS_PER_UNIT * frequency) + top
    floor_x, floor_y = np.floor(x), np.floor(y)
    along, down = x - floor_x, y - floor_y
    # The bank is periodic: "& 255" wraps a position to the other side.
    x0 = floor_x.astype(np.int32) & (BANK_SIDE - 1)
    y0 = floor_y.astype(np.int32) & (BANK_SIDE - 1)
    x1 = (x0 + 1) & (BANK_SIDE - 1)
    y1 = (y0 + 1) & (BANK_SIDE - 1)
    upper = field[y0, x0] * (1 - along) + field[y0, x1] * along
    lower = field[y1, x0] * (1 - along) + field[y1, x1] * along
    return upper * (1 - down) + lower * down


# ----------------------------------------------------------------- local frames


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


# ----------------------------------------------------------------- colours


def hsv(hue: float, saturation: float, value: float) -> Array:
    """An RGB colour from hue (wrapping at 1), saturation and value (clipped)."""
    saturation = min(max(saturation, 0.0), 1.0)
    value = min(max(value, 0.0), 1.0)
    return np.array(colorsys.hsv_to_rgb(hue % 1, saturation, value), np.float32)


def random_colour(rng: Rng) -> Array:
    """Any colour, but neither quite black nor always loud."""
    return hsv(rng.random(), rng.uniform(0.2, 0.95), rng.uniform(0.15, 1))


def near(rng: Rng, hue: float, saturation: float, value: float) -> Array:
    """A colour close to this one."""
    return hsv(
        hue + rng.uniform(-0.05, 0.05),
        saturation + rng.uniform(-0.15, 0.15),
        value + rng.uniform(-0.12, 0.12),
    )


def near_one_of(rng: Rng, *colours: tuple[float, float, float]) -> Array:
    """A colour close to one of these (hue, saturation, value) triples."""
    return near(rng, *choose(rng, *colours))


def different_from(rng: Rng, colour: Array) -> Array:
    """A random colour that can be told from `colour`."""
    other = random_colour(rng)
    if np.abs(other - colour).sum() < 0.8:
        other = np.where(colour > 0.5, colour * 0.25, colour * 0.4 + 0.6)
    return other.astype(np.float32)


def lighter(colour: Array, amount: float = 0.3) -> Array:
    """The colour moved towards white."""
    return colour + (1 - colour) * amount


# ----------------------------------------------------------------- painting


def smoothstep(start: float, end: float, x: Array) -> Array:
    """0 before `start`, 1 after `end`, a smooth ramp between (either order)."""
    t = np.clip((x - start) / (end - start), 0, 1)
    return t * t * (3 - 2 * t)


def coverage(distance: Array, pixel: float) -> Array:
    """How much of each pixel a shape covers, from its signed distance."""
    return np.clip(0.5 - distance / pixel, 0, 1)


def shade(colour: Array, light: Array) -> Array:
    """The colour (or picture) multiplied by a light per pixel."""
    return colour * light[..., None]


def mix(first: Array, second: Array, amount: Array) -> Array:
    """From `first` where the amount is 0 to `second` where it is 1."""
    return first + (second - first) * amount[..., None]


def over(picture: Array, colour: Array, opacity: Array) -> Array:
    """Lay a colour (or another picture) over the picture."""
    return picture + (colour - picture) * opacity[..., None]


def fill(picture: Array, colour: Array, distance: Array, pixel: float) -> Array:
    """Paint the inside of a shape."""
    return over(picture, colour, coverage(distance, pixel))


def stroke(picture: Array, colour: Array, distance: Array, width: float, pixel: float) -> Array:
    """Paint a line of half-width `width` along the edge of a shape."""
    return over(picture, colour, coverage(np.abs(distance) - width, pixel))


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


# ----------------------------------------------------------------- tilings

ROOT3 = math.sqrt(3)


def hexagons(u: Array, v: Array) -> tuple[Array, Array, Array]:
    """Tile the plane with hexagons whose neighbours' centres are 1 apart.

    Returns the hexagonal distance from the nearest centre (0 there, 1/2 on the
    walls) and the offset (x, y) from that centre.
    """
    # The centres are two rectangular grids, the second shifted by half a cell.
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
    # The nearest seed is in the pixel's own square or in one of its neighbours.
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


# ----------------------------------------------------------------- backgrounds


def clouds(rng: Rng, canvas: Canvas) -> Array:
    """Fractal clouds in two or three colours."""
    field = noise(rng, "clouds", canvas.x, canvas.y, rng.uniform(0.3, 1.2))
    light = field * rng.uniform(0.08, 0.5) + 0.5 + rng.uniform(-0.4, 0.4) * canvas.y
    picture = mix(random_colour(rng), random_colour(rng), np.clip(light, 0, 1))
    if chance(rng, 0.5):
        wisps = noise(rng, "clouds", canvas.x, canvas.y, rng.uniform(0.3, 1))
        picture = over(picture, random_colour(rng), np.clip(wisps * 0.3, 0, 0.8))
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
    """A plain gradient between two colours, in any direction."""
    angle = rng.uniform(0, TURN)
    across = math.cos(angle) * canvas.x + math.sin(angle) * canvas.y
    amount = np.clip(0.5 + 0.5 * across * rng.uniform(0.1, 1.2), 0, 1)
    return mix(random_colour(rng), random_colour(rng), amount)


def soft_field(rng: Rng, canvas: Canvas) -> Array:
    """Slow swells of every colour, like a photograph far out of focus."""
    frequency = rng.uniform(0.25, 1.1)
    channels = [noise(rng, "smooth", canvas.x, canvas.y, frequency) for _ in range(3)]
    return np.stack(channels, -1) * rng.uniform(0.05, 0.25) + random_colour(rng)


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
        picture = over(picture, random_colour(rng), opacity)
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
    """Turn every colour about the grey axis of the RGB cube."""
    c, s = math.cos(angle), math.sin(angle)
    same = c + (1 - c) / 3
    ahead = (1 - c) / 3 - s / ROOT3
    behind = (1 - c) / 3 + s / ROOT3
    rows = [[same, ahead, behind], [behind, same, ahead], [ahead, behind, same]]
    return picture @ np.array(rows, np.float32).T


def blur(picture: Array, weight: float) -> Array:
    """A light blur: each pixel takes `weight` from each neighbour, in x and in y."""
    for axis in (0, 1):
        ends = [(1, 1) if axis == i else (0, 0) for i in range(3)]
        padded = np.pad(picture, ends, mode="edge")
        before = padded[:-2] if axis == 0 else padded[:, :-2]
        after = padded[2:] if axis == 0 else padded[:, 2:]
        picture = picture * (1 - 2 * weight) + (before + after) * weight
    return picture


def camera(rng: Rng, canvas: Canvas, picture: Array) -> Array:
    """Photograph the scene: uneven light, odd colours, any contrast, blur, grain.

    The contrast is drawn log-uniformly, down to a faint print. A network that
    must recognise faint motifs as well learns shapes, not colours or contrast.
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
        # The fainter the print, the nearer its average comes to a random grey, so
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
