"""Make the dream of ImageNet that lesson 00 shows: python scripts/draw_imagenet_dream.py

It goes into dreamkit/illustrations and needs DREAMKIT_INCEPTION_V3_WEIGHTS=FILE, a weights file
of InceptionV3 that holds at least the layers up to mixed6.
"""

import io

import numpy as np
from PIL import Image

import dreamkit as dk
from dreamkit.illustrations.illustration import Illustration, store
from dreamkit.images.arrays import to_uint8

ALT = (
    "Left, white clouds in a blue sky. Right, the same sky after a dream: the clouds have become "
    "the heads and bodies of shaggy dogs. Five heads with eyes and noses can be counted, two of "
    "them cut by the edges of the picture."
)
CAPTION = (
    "The same clouds, dreamed by InceptionV3, which learned from the photos of ImageNet. Its goal "
    "was {goal}; in {steps} steps it grew from {first} to {last}."
)
CREDIT = (
    "Made with DreamKit from InceptionV3 with ImageNet weights, CC BY 4.0; clouds drawn by DreamKit"
)


def main():
    sky, net = dk.sample("clouds", max_size=480), dk.network("inception_v3")
    preset = net.presets["dogs"]
    result = dk.dream(sky, net, preset.goal, **preset.settings)
    numbers = {
        "goal": result.settings["goal"],
        "steps": len(result.losses),
        "first": round(result.losses[0], 2),
        "last": round(result.losses[-1], 2),
        "settings": result.settings,
    }
    gap = np.ones((sky.shape[0], 10, 3), np.float32)
    pair = np.concatenate([sky, gap, result.image], axis=1)
    buffer = io.BytesIO()
    Image.fromarray(to_uint8(pair)).save(buffer, "WEBP", quality=82, method=6)
    caption = CAPTION.format(**numbers)
    made_by = "scripts/draw_imagenet_dream.py"
    known = Illustration("imagenet_clouds", ALT, caption, CREDIT, numbers, made_by)
    path = store(known, buffer.getvalue(), ".webp")
    print(path.name, f"{path.stat().st_size // 1024} kB", numbers)


if __name__ == "__main__":
    main()
