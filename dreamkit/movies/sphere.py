"""The sphere around a camera as a picture twice as wide as high: equirectangular projection.

Columns are longitudes, rows latitudes: the left edge meets the right one behind the camera, the
upper and the lower row are a point each. Directions are unit vectors (right, up, forward).
"""

from __future__ import annotations

import functools

import numpy as np

from dreamkit.movies import extra

PAD = 16  # pixels beyond the edges, for filters


@functools.lru_cache(maxsize=8)
def rays(height, width):
    """The direction of each pixel: float32, (height, width, 3)."""
    longitude = ((np.arange(width) + 0.5) / width * 2 - 1) * np.pi
    latitude = (0.5 - (np.arange(height) + 0.5) / height) * np.pi
    up = np.repeat(np.sin(latitude)[:, None], width, 1)
    out = np.cos(latitude)[:, None]
    return np.stack([out * np.sin(longitude), up, out * np.cos(longitude)], -1).astype(np.float32)


def padded(picture, pixels):
    """The picture continued beyond its edges: round the back, and over the poles.

    Beyond a pole lie the rows on the other side of the sphere, in reverse order.
    """
    half = picture.shape[1] // 2
    above = np.roll(picture[:pixels][::-1], half, 1)
    below = np.roll(picture[-pixels:][::-1], half, 1)
    tall = np.concatenate([above, picture, below])
    return np.concatenate([tall[:, -pixels:], tall, tall[:, :pixels]], 1)


def sample(picture, directions):
    """What the sphere shows in directions (..., 3): float32, (..., 3), by cubic interpolation."""
    cv2 = extra.opencv()
    height, width = picture.shape[:2]
    right, up, forward = np.moveaxis(directions, -1, 0)
    x = (np.arctan2(right, forward) / (2 * np.pi) + 0.5) * width - 0.5
    y = (0.5 - np.arcsin(np.clip(up, -1, 1)) / np.pi) * height - 0.5
    x, y = ((n + PAD).astype(np.float32) for n in (x, y))
    return cv2.remap(padded(picture, PAD), x, y, cv2.INTER_CUBIC)


def resize(picture, size):
    """The sphere as a picture of another (height, width); filters see beyond its edges."""
    from PIL import Image

    if picture.shape[:2] == tuple(size):
        return picture
    (height, width), wide = picture.shape[:2], padded(picture, PAD)
    spare = 2  # pixels of the new size that are cut off again
    down, across = spare * height / size[0], spare * width / size[1]
    box = (PAD - across, PAD - down, PAD + width + across, PAD + height + down)
    new = size[1] + 2 * spare, size[0] + 2 * spare
    colors = [
        Image.fromarray(np.ascontiguousarray(wide[..., color])).resize(
            new, Image.Resampling.BICUBIC, box=box
        )
        for color in range(picture.shape[2])
    ]
    return np.stack([np.asarray(color) for color in colors], -1)[spare:-spare, spare:-spare]


def view_rays(side, degrees):
    """Directions of a square view straight ahead: float32, (side, side, 3).

    Parameters
    ----------
    side : int
        In pixels.
    degrees : float
        How wide it is, below 180.
    """
    reach = np.tan(np.deg2rad(degrees / 2)) * ((np.arange(side) + 0.5) / side * 2 - 1)
    x, y = np.meshgrid(reach, -reach)
    ahead = np.stack([x, y, np.ones_like(x)], -1)
    return (ahead / np.linalg.norm(ahead, axis=-1, keepdims=True)).astype(np.float32)


def view(picture, yaw=0.0, pitch=0.0, degrees=90.0, side=256):
    """What a camera at the center sees that looks right by `yaw` and up by `pitch`, in degrees."""
    return np.clip(sample(picture, view_rays(side, degrees) @ turned(yaw, pitch).T), 0, 1)


def turned(yaw, pitch, roll=0.0):
    """The rotation matrix of a camera that looks right, up, and leans, in degrees."""
    from scipy.spatial.transform import Rotation

    angles = [yaw, -pitch, roll]
    return Rotation.from_euler("YXZ", angles, degrees=True).as_matrix().astype(np.float32)
