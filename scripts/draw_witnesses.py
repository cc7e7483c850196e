"""Make the stored pictures of InceptionV3: python scripts/draw_witnesses.py [NAME ...]

They go into dreamkit/illustrations. Without names all are made. They need
DREAMKIT_INCEPTION_V3_WEIGHTS=FILE, a weights file of
InceptionV3 that holds at least the layers up to mixed5.
"""

import io
import sys

import numpy as np
from PIL import Image

import dreamkit as dk
from dreamkit.ascent.gradient import gradient_function
from dreamkit.illustrations.illustration import store
from dreamkit.images.arrays import to_uint8
from dreamkit.images.figures import contact_sheet

CREDIT = "Made with DreamKit from InceptionV3 with ImageNet weights, CC BY 4.0"


def keep(name, picture, alt, caption, numbers, made_by, width=None, quality=85):
    """Store a picture as WebP with its words and its numbers."""
    buffer = io.BytesIO()
    Image.fromarray(to_uint8(picture)).save(buffer, "WEBP", quality=quality, method=6)
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
        "Two squares. The left one is a gray carpet of fine stripes and dots in which nothing can "
        "be named. The right one shows a crowd of smooth pale heads with small dark eyes.",
        "What one channel of InceptionV3 (mixed5, channel 11) answers to most, grown twice: on "
        "the left by naive ascent, on the right with the regularizers of this lesson.",
        numbers,
        "scripts/draw_witnesses.py naive_and_regularized",
        width=640,
    )


def draw_unseen_attack():
    """A photo before and after a few steps too small to see, and what they added."""
    goal, photo = "mixed5:11", dk.sample("cat", max_size=300)
    alone = {"octaves": 1, "tile_size": None, "jitter": 0, "precision": "float32"}
    moved = dk.dream(photo, "inception_v3", goal, steps=5, step_size=0.002, **alone).image
    change = moved - photo
    _, gradient = gradient_function(dk.network("inception_v3"), dk.goal(goal))(photo[None])
    before, after = mean_activation(goal, photo), mean_activation(goal, moved)
    numbers = {
        "activation_before": round(before, 3),
        "activation_after": round(after, 3),
        "moved_of_255": round(255 * float(np.abs(change).mean()), 1),
        "fine_share": round(dk.spectrum(change).fine_share, 2),
        "fine_share_of_gradient": round(dk.spectrum(gradient[0].numpy()).fine_share, 2),
    }
    keep(
        "unseen_attack",
        contact_sheet([photo, moved, np.clip(0.5 + 20 * change, 0, 1)], columns=3, gap=8),
        "A cat; the same cat, in which no change can be seen; and the change, 20 times as strong: "
        "fine colored grain all over, without a form.",
        "InceptionV3 is asked for more of one channel (mixed5, channel 11). Left: the photo. "
        f"Middle: after five steps of 0.002; the channel answers {after / before:.0f} times as "
        "strongly. Right: what was added, 20 times as strong.",
        numbers,
        "scripts/draw_witnesses.py unseen_attack",
        width=900,
    )


DRAWINGS = {
    "unseen_attack": draw_unseen_attack,
    "naive_and_regularized": draw_naive_and_regularized,
}

if __name__ == "__main__":
    for chosen in sys.argv[1:] or DRAWINGS:
        DRAWINGS[chosen]()
