"""The same ascent at several scales, putting back the detail that shrinking lost."""

from __future__ import annotations

import numpy as np

from dreamkit.images.arrays import resize


def sizes(height, width, octaves, octave_scale, minimum):
    """The sizes to dream at, from small to the picture's own.

    Parameters
    ----------
    height, width : int
        The picture, in pixels.
    octaves : int
        How many sizes.
    octave_scale : float
        Ratio of one size to the next, above 1.
    minimum : int or (int, int)
        The smallest side, or height and width, that the network takes; smaller octaves are left
        out.

    Returns
    -------
    list of (height, width)
        `octave_scale ** n` times the picture's size for n = -(octaves - 1) ... 0.
    """
    least = (minimum, minimum) if isinstance(minimum, int) else minimum
    wanted = []
    for n in range(-(octaves - 1), 1):
        factor = float(octave_scale) ** n
        size = (round(height * factor), round(width * factor))
        if n == 0 or (size[0] >= least[0] and size[1] >= least[1]):
            wanted.append(size)
    return wanted


def enlarge(picture, source_before, source_now, detail=True, resize=resize):
    """Bring a dreamt picture to the next octave's size.

    Parameters
    ----------
    picture : numpy.ndarray
        The dream so far, at the smaller size.
    source_before, source_now : numpy.ndarray
        The original at the smaller and at the next size.
    detail : bool
        Put back the detail that the original lost at the smaller size: the original at this
        size minus the smaller original enlarged (original Caffe notebook, 2015; the TensorFlow
        tutorial leaves it out).
    resize : function
        From a picture and a size to the picture of that size. Default `images.arrays.resize`.

    Returns
    -------
    numpy.ndarray
        float32 in [0, 1] at the size of `source_now`.
    """
    size = source_now.shape[:2]
    if not detail:
        return np.clip(resize(picture, size), 0, 1)
    enlarged = resize(picture, size) - resize(source_before, size)
    enlarged += source_now
    return np.clip(enlarged, 0, 1, out=enlarged)
