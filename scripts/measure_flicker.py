"""Measure how much less carried dreams flicker: python scripts/measure_flicker.py [NETWORK ...]

Two clips of known motion: a photograph under a moving camera, and a disc of another photograph that
crosses it; in the second both are nearly twice as fast. Each is dreamt frame by frame with the same
seed, and by `dream_video`. Flicker is the mean change of the dream along the true motion, where
nothing was hidden; strength is what the goal gained, against the frames dreamt each by itself.
"""

import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import numpy as np
from scipy import ndimage
from skimage import data

import dreamkit as dk
from dreamkit.ascent.gradient import loss_function
from dreamkit.goals.text import goal_for
from dreamkit.movies import flow, video_file

HEIGHT, WIDTH, FRAMES = 180, 320, 24
RADIUS = 40
CLIPS = {  # name: (ground, thing, camera's way a frame, thing's way a frame in the picture)
    "slow": (data.coffee, data.chelsea, (3.2, 1.3), (-2.4, 0.7)),
    "fast": (data.astronaut, data.coffee, (6.1, 2.2), (-4.5, 1.5)),
}
PRESETS = {"dreamnet": "creatures", "inception_v3": "classic"}


def seen(photo, right, down, margin=20):
    """The photograph from `margin` on, moved: float64, (HEIGHT, WIDTH, 3)."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH].astype(float)
    places = rows + margin + down, columns + margin + right
    return np.stack(
        [ndimage.map_coordinates(photo[..., color], places, mode="mirror") for color in range(3)],
        -1,
    )


def disc(center):
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    distance = np.hypot(columns - center[0], rows - center[1])
    return np.clip(RADIUS - distance + 0.5, 0, 1)


def clip(name):
    """Frames, uint8, and for each but the first its true flow and where that was visible."""
    ground, thing, camera, way = CLIPS[name]
    ground, thing = (
        ndimage.gaussian_filter(photo()[..., :3] / 255.0, (0.7, 0.7, 0))
        for photo in (ground, thing)
    )
    frames, truths, before = [], [None], None
    for number in range(FRAMES):
        center = np.array([0.72 * WIDTH, 0.35 * HEIGHT]) + number * np.array(way)
        cover = disc(center)
        shift = (
            140 - center[0],
            120 - center[1],
        )  # the disc takes its part of the photograph along
        picture = seen(ground, number * camera[0], number * camera[1])
        picture += cover[..., None] * (seen(thing, *shift) - picture)
        frames.append((np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8))
        inside = cover > 0.5
        if before is not None:
            truth = np.where(inside[..., None], [-way[0], -way[1]], [camera[0], camera[1]])
            truth = truth.astype(np.float32)
            was = flow.warp(before.astype(np.float32), truth)
            rim = ndimage.binary_dilation(inside, iterations=3)
            rim &= ~ndimage.binary_erosion(inside, iterations=3)
            visible = (np.where(inside, was > 0.9, was < 0.1)) & ~rim
            visible[:10] = visible[-10:] = visible[:, :10] = visible[:, -10:] = False
            truths.append((truth, visible))
        before = inside
    return frames, truths


def flicker(pictures, truths):
    changes = []
    for before, now, truth in zip(pictures, pictures[1:], truths[1:], strict=False):
        way, visible = truth
        changes.append(np.abs(now - flow.warp(before, way))[visible].mean())
    return float(np.mean(changes))


def measure(network, name, folder):
    frames, truths = clip(name)
    path = folder / f"{name}.mkv"
    with video_file.Writer(path, (HEIGHT, WIDTH), Fraction(1, 25), 25) as writer:
        for number, frame in enumerate(frames):
            writer.write(frame, number)
    source = [frame / np.float32(255) for _, frame in video_file.read(video_file.probe(path))]
    net, preset = dk.network(network), PRESETS[network]
    quiet = {"on_step": lambda step: None}
    anew = [dk.dream(picture, net, preset=preset, **quiet).image for picture in source]
    out = folder / f"{network} {name}.mkv"
    dk.dream_video(path, out, net, preset=preset, keep_frames=True, **quiet)
    kept = sorted(Path(f"{out}.frames").glob("*.png"))
    carried = [dk.load_image(one) for one in kept]
    value = loss_function(net, goal_for(net, net.presets[preset].goal))
    values = [[float(value(one[None])[0]) for one in each[4:]] for each in (source, anew, carried)]
    plain, by_itself, on = map(np.array, values)
    strength = ((on - plain) / (by_itself - plain)).mean()
    less = flicker(anew, truths) / flicker(carried, truths)
    print(
        f"{network:<13} {name}: {less:.2f} times less flicker at {strength:.2f} of the strength "
        f"(the clip's own {flicker(source, truths):.4f}, anew {flicker(anew, truths):.4f}, carried "
        f"{flicker(carried, truths):.4f})"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        for chosen in sys.argv[1:] or PRESETS:
            for title in CLIPS:
                measure(chosen, title, Path(scratch))
