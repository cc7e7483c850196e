"""Make the stored pictures of InceptionV3: python scripts/draw_witnesses.py [NAME ...]

They go into dreamkit/illustrations. Without names all are made. They need
DREAMKIT_INCEPTION_V3_WEIGHTS=FILE, a weights file of
InceptionV3 that holds at least the layers up to mixed5.
"""

import io
import sys

from PIL import Image

import dreamkit as dk
from dreamkit.illustrations.illustration import store
from dreamkit.images.arrays import to_uint8
from dreamkit.images.figures import contact_sheet

CREDIT = "Made with DreamKit from InceptionV3 with ImageNet weights, CC BY 4.0"


def keep(name, picture, alt, caption, numbers, width=None):
    """Store a picture as WebP with its words and its numbers."""
    buffer = io.BytesIO()
    Image.fromarray(to_uint8(picture)).save(buffer, "WEBP", quality=85, method=6)
    made_by = f"scripts/draw_witnesses.py {name}"
    known = dk.Illustration(name, alt, caption, CREDIT, numbers, made_by, width)
    path = store(known, buffer.getvalue(), ".webp")
    print(f"{path.name}: {len(buffer.getvalue()) / 1000:.0f} kB, {numbers}", flush=True)


def mean_activation(goal, picture):
    """How strongly InceptionV3's channel answers to a picture: the mean over its places."""
    net, [layer] = dk.network("inception_v3"), dk.goal(goal).layers
    channel = int(goal.partition(":")[2])
    activation = net.activations_model([layer])(net.preprocess(picture[None]))[layer]
    return float(activation.numpy()[..., channel].mean())


def draw_naive_and_regularized():
    """One channel, grown from the same noise without and with priors."""
    goal, settings = "mixed5:11", {"size": 224, "steps": 96}
    naive = dk.visualize("inception_v3", goal, canvas="pixels", priors=None, jitter=0, **settings)
    regularized = dk.visualize("inception_v3", goal, **settings)
    pictures = {"naive": naive, "regularized": regularized}
    numbers = {
        key: {
            "fine_share": round(dk.high_frequency_share(picture), 3),
            "mean_activation": round(mean_activation(goal, picture), 2),
        }
        for key, picture in pictures.items()
    }
    keep(
        "naive_and_regularized",
        contact_sheet([naive, regularized], columns=2, gap=12),
        "Two squares. The left one is gray noise with a faint pattern and nothing that can be "
        "named. The right one shows a crowd of smooth pale heads with small dark eyes.",
        "What one channel of InceptionV3 (mixed5, channel 11) answers to most, grown twice: on "
        "the left by naive ascent, on the right with the regularizers of this lesson.",
        numbers,
        width=640,
    )


DRAWINGS = {
    "naive_and_regularized": draw_naive_and_regularized,
}

if __name__ == "__main__":
    for chosen in sys.argv[1:] or DRAWINGS:
        DRAWINGS[chosen]()
