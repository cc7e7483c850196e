"""The gradient of a sphere, looked at through six upright views that overlap.

A network knows flat pictures: on an equirectangular one it stretches what it dreams at the poles,
and what it dreams at one edge does not go on at the other. So it looks through six windows, four
around and one each up and down, from another direction in every step.
"""

from __future__ import annotations

import numpy as np

from dreamkit.movies import extra, sphere

# In degrees. Views of 90 would do if they need not overlap; those of 116 leave no gap, however
# they are turned away at random.
WIDE, OFF = 116, 8


def ring(random):
    """Six rotations: four views around from a random direction on, one up, one down."""

    def one(yaw, pitch):
        return sphere.turned(yaw, pitch) @ sphere.turned(*random.uniform(-OFF, OFF, 3))

    first = random.uniform(0, 360)
    around = [one(first + 90 * n, 0) for n in range(4)]
    return [*around, one(random.uniform(-20, 20), 90), one(random.uniform(-20, 20), -90)]


def gradient(picture, look, rotations, normalize):
    """The loss and the normalized gradient of a sphere.

    Parameters
    ----------
    picture : numpy.ndarray
        float32 in [0, 1], (height, width, 3), equirectangular.
    look : function
        From `ascent.gradient.gradient_function`.
    rotations : list of numpy.ndarray
        Of the views, see `ring`.
    normalize : function
        From a gradient (height, width, 3) to one of even size; it is given all views as one strip,
        where nothing is stretched.

    Returns
    -------
    (float, numpy.ndarray)
    """
    height, width = picture.shape[:2]
    side = max(32, round(2 * np.tan(np.deg2rad(WIDE / 2)) * width / (2 * np.pi)))
    ahead = sphere.view_rays(side, WIDE)
    views = [np.clip(sphere.sample(picture, ahead @ turn.T), 0, 1) for turn in rotations]
    losses, gradients = look(np.stack(views))
    strip = np.concatenate(list(np.asarray(gradients)))
    even = np.asarray(normalize(strip)).reshape(len(views), side, side, 3)
    return float(np.mean(losses)), _put_back(even, rotations, height, width)


def _put_back(gradients, rotations, height, width):
    """What the views say about each pixel of the sphere; their weights fade towards the edges."""
    cv2 = extra.opencv()
    side, reach = gradients.shape[1], np.tan(np.deg2rad(WIDE / 2))
    directions = sphere.rays(height, width)
    total = np.zeros((height, width, 3), np.float32)
    weights = np.zeros((height, width, 1), np.float32)
    for turn, seen in zip(rotations, gradients, strict=True):
        right, up, forward = np.moveaxis(directions @ turn, -1, 0)
        is_ahead = forward > 0.1
        depth = np.where(is_ahead, forward, 1)
        x, y = right / depth, -up / depth
        farthest = np.maximum(np.abs(x), np.abs(y))
        weight = np.clip((reach - farthest) / (reach - 1), 0, 1) * is_ahead
        places = [((n / reach + 1) / 2 * side - 0.5).astype(np.float32) for n in (x, y)]
        found = cv2.remap(seen, *places, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        total += found * weight[..., None]
        weights += weight[..., None].astype(np.float32)
    return total / np.maximum(weights, 1e-6)
