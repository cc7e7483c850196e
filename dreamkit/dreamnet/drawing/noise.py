"""Smooth, cloudy, striped and streaky noise: banks of periodic fields, made once."""

from functools import cache

import numpy as np

from .canvas import Array, Rng

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
