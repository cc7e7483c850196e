"""How coarse or fine a picture is: its energy by frequency, with a cosine transform.

Frequencies are in waves a pixel: 0.5, a light and a dark pixel in turn, is the finest along an
axis (Nyquist's), and slanting waves reach 0.71. The transform mirrors a picture at its edges, so
that an edge adds no fine waves of its own, as it would with a Fourier transform.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dreamkit import bounds
from dreamkit.errors import InputError, shown
from dreamkit.images.arrays import as_picture

LARGEST = 1e100  # of an array's numbers: their squares are added up
FINE = 0.25  # waves a pixel; finer ones are shorter than 4 pixels
BANDS = np.arange(30) / 40  # from 0 to beyond the finest slanting wave; FINE is one of the edges


@dataclass(frozen=True, eq=False)
class Spectrum:
    """Power spectrum: the energy of a picture by frequency. Made by `spectrum`, not by hand.

    Attributes
    ----------
    frequency : numpy.ndarray
        The middle of each band, in waves a pixel.
    energy : numpy.ndarray
        The mean squared size of the waves in each band; that of white noise is the same in all
        of them. NaN for a band that holds no wave, which happens in small pictures.
    share : numpy.ndarray
        The share of all energy, without the mean color, that each band has.
    fine_share : float
        The share of all energy in waves shorter than 4 pixels, whatever the bands.

    Examples
    --------
    >>> import dreamkit as dk
    >>> spectrum = dk.spectrum(dk.sample("cat"))
    >>> round(float(spectrum.share.sum()), 6)
    1.0
    >>> round(spectrum.fine_share, 2)
    0.02
    """

    frequency: npt.NDArray[np.float64]
    energy: npt.NDArray[np.float64]
    share: npt.NDArray[np.float64]
    fine_share: float


def spectrum(image: npt.ArrayLike, edges: Sequence[float] | None = None) -> Spectrum:
    """Power spectrum: say how much of a picture is coarse and how much is fine.

    A picture is a sum of waves of all lengths and directions; the energy of a wave is its size
    squared (discrete cosine transform).

    Parameters
    ----------
    image : array
        A picture, or any float array of shape (height, width, channels), such as the difference
        of two pictures or a gradient. The unit does not matter to the shares.
    edges : sequence of float, optional
        Where the bands begin and end, in waves a pixel, growing. Default: 29 bands of 1/40, which
        take in every wave.

    Returns
    -------
    Spectrum

    Raises
    ------
    InputError
        It is not such an array, or the edges do not grow.

    Examples
    --------
    >>> import dreamkit as dk
    >>> photo = dk.sample("cat")

    Waves longer than 20 pixels, those between, and those shorter than 4:

    >>> dk.spectrum(photo, [0, 1 / 20, 1 / 4, 1]).share.round(2).tolist()
    [0.87, 0.11, 0.02]
    """
    edges = BANDS if edges is None else _checked_edges(edges)
    energy, frequency, unit = _waves(image)
    band = np.digitize(frequency, edges) - 1
    inside = (band >= 0) & (band < len(edges) - 1)
    counts = np.bincount(band[inside], minlength=len(edges) - 1)
    sums = np.bincount(band[inside], energy[inside], len(edges) - 1)
    total = max(energy.sum(), 1e-30)
    return Spectrum(
        frequency=(edges[1:] + edges[:-1]) / 2,
        energy=unit * np.divide(sums, counts, out=np.full(len(sums), np.nan), where=counts > 0),
        share=sums / total,
        fine_share=float(energy[frequency > FINE].sum() / total),
    )


def high_frequency_share(image: npt.ArrayLike) -> float:
    """Power spectrum: how much of a picture is finest grain; from 0, smooth, to 1.

    The share of its spectral energy, without the mean, at more than half the Nyquist frequency:
    waves shorter than 4 pixels. It is `spectrum(image).fine_share`.

    Parameters
    ----------
    image : array
        A picture, see `load_image`; or a difference of pictures, see `spectrum`.

    Returns
    -------
    float
        From 0 to 1; white noise has 0.80.

    Raises
    ------
    InputError
        It is not a picture.

    Examples
    --------
    >>> import numpy as np
    >>> import dreamkit as dk
    >>> noise = np.random.default_rng(0).random((256, 256, 3))
    >>> round(dk.high_frequency_share(noise), 1)
    0.8
    >>> dk.high_frequency_share(np.full((64, 64, 3), 0.5))
    0.0
    """
    return spectrum(image).fine_share


def _waves(image):
    """The energy of each wave but the mean, averaged over the channels; its frequency; the unit
    of energy, a power of 2, so that no number is too large or too small to be squared.
    """
    from scipy import fft

    array = _as_float(image)
    largest = np.abs(array).max()
    if largest > LARGEST:
        raise InputError(f"the picture holds {largest:.3g}; scale it to at most {LARGEST:g} first.")
    size = 2.0 ** np.floor(np.log2(largest)) if largest else 1.0
    array = array / size
    energy = (fft.dctn(array, axes=(0, 1), norm="ortho") ** 2).mean(axis=2)
    down, across = (np.arange(side) / (2 * side) for side in energy.shape)
    frequency = np.hypot(down[:, None], across[None])
    # What is left of an even picture is rounding, and has no spectrum.
    rounding = (1e-7 * np.abs(array).max()) ** 2
    energy[energy < rounding] = 0
    return energy.ravel()[1:], frequency.ravel()[1:], size**2


def _as_float(image):
    """A picture, or a float array of that form with any values, as float64."""
    try:
        array = np.asarray(image)
    except Exception:  # such as rows of different lengths
        return as_picture(image)  # which says so
    of_any_values = array.ndim == 3 and array.size and np.issubdtype(array.dtype, np.floating)
    if not of_any_values or array.shape[2] == 4:
        return as_picture(array).astype(np.float64)
    if not np.isfinite(array).all():
        raise InputError("the picture holds values that are not numbers (NaN or infinity).")
    return array.astype(np.float64)


def _checked_edges(edges):
    values = [*map(bounds.plain, edges)] if isinstance(edges, Sequence | np.ndarray) else []
    if len(values) < 2 or not all(value is not None and value >= 0 for value in values):
        raise InputError(
            f"edges are two frequencies or more, such as [0, 0.1, 0.5], not {shown(edges)}."
        )
    if any(after <= before for before, after in itertools.pairwise(values)):
        raise InputError(f"edges must grow, such as [0, 0.1, 0.5], not {shown(edges)}.")
    return np.array(values, float)
