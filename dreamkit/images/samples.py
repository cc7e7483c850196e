"""Pictures that need no download: photographs that scikit-image ships, and clouds drawn here."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dreamkit.did_you_mean import unknown
from dreamkit.errors import InputError, check_positive_int
from dreamkit.images.arrays import Picture, as_picture, limit
from dreamkit.images.files import load_image


@dataclass(frozen=True)
class Sample:
    """A picture that needs no download: its name in scikit-image and its credit."""

    source: str
    credit: str


SAMPLES = {
    "cat": Sample("chelsea", "Chelsea the cat, Stefan van der Walt, CC0"),
    "astronaut": Sample("astronaut", "Eileen Collins, NASA, public domain"),
    "coffee": Sample("coffee", "A cup of coffee, Rachel Michetti, CC0"),
    "rocket": Sample("rocket", "Launch of DSCOVR, SpaceX, public domain"),
    "galaxies": Sample("hubble_deep_field", "Hubble eXtreme Deep Field, NASA, public domain"),
    "clouds": Sample("", "Clouds drawn by dreamkit, CC0"),
}


def sample_names() -> list[str]:
    """Sample data: return the names that `sample` knows.

    Returns
    -------
    list of str

    Examples
    --------
    >>> import dreamkit as dk
    >>> dk.sample_names()
    ['cat', 'astronaut', 'coffee', 'rocket', 'galaxies', 'clouds']
    """
    return list(SAMPLES)


def sample(name: str = "cat", max_size: int | None = None) -> Picture:
    """Sample data: return a picture that needs no download.

    The photographs come inside the scikit-image package; see `SAMPLES` for their credits.

    Parameters
    ----------
    name : str
        One of `sample_names()`, by default "cat"; scikit-image's own names ("chelsea") work as
        well.
    max_size : int, optional
        Longest side in pixels.

    Returns
    -------
    numpy.ndarray
        float32, shape (height, width, 3), RGB in [0, 1].

    Raises
    ------
    InputError
        There is no such sample, or `max_size` is not positive.

    Examples
    --------
    >>> import dreamkit as dk
    >>> dk.sample("cat").shape
    (300, 451, 3)
    >>> dk.sample("clouds", max_size=64).shape
    (48, 64, 3)
    """
    by_source = {entry.source: key for key, entry in SAMPLES.items() if entry.source}
    if max_size is not None:
        check_positive_int("max_size", max_size)
    name = by_source.get(name, name) if isinstance(name, str) else name
    if not isinstance(name, str) or name not in SAMPLES:
        raise InputError(unknown("sample", name, SAMPLES))
    if name == "clouds":
        return limit(_draw_clouds(), max_size)
    return limit(_photograph(SAMPLES[name].source), max_size)


def _photograph(source):
    """One of scikit-image's pictures, from its folder: importing its readers takes much longer."""
    package = importlib.util.find_spec("skimage")
    folder = Path(package.submodule_search_locations[0]) if package else Path()
    for suffix in (".png", ".jpg"):
        path = (folder / "data" / source).with_suffix(suffix)
        if path.is_file():
            return load_image(path)
    import skimage.data  # other versions may keep them elsewhere, or under another name

    return as_picture(getattr(skimage.data, source)())


def _draw_clouds(height=384, width=512, seed=7):
    """Draw a summer sky: fractal noise with a 1/f amplitude, lit from above."""
    rng = np.random.default_rng(seed)
    frequency = np.hypot(np.fft.fftfreq(height)[:, None] * 1.6, np.fft.rfftfreq(width)[None])
    amplitude = 1 / np.maximum(frequency, 2 / width) ** 1.75

    def noise():
        spectrum = np.fft.rfft2(rng.standard_normal((height, width))) * amplitude
        field = np.fft.irfft2(spectrum, (height, width))
        return (field - field.mean()) / field.std()

    down = np.linspace(0, 1, height)[:, None]
    density = noise() + 0.35 - 0.5 * np.abs(down - 0.45)
    cover = np.clip(density / 1.4, 0, 1)[..., None] ** 0.8
    thickness = np.clip((density - np.roll(density, 14, axis=0)) * 0.35 + 0.75, 0.35, 1.0)
    sky = np.array([0.16, 0.38, 0.72]) * (1 - down[..., None])
    sky = sky + np.array([0.62, 0.79, 0.93]) * down[..., None]
    cloud = thickness[..., None] * np.array([1.0, 0.985, 0.96])
    return np.clip(sky * (1 - cover) + cloud * cover, 0, 1).astype(np.float32)
