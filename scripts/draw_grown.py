"""Draw the pictures of docs/ that are grown from noise: python scripts/draw_grown.py [NAME ...]

Without names all are drawn. Those with InceptionV3 need DREAMKIT_INCEPTION_V3_WEIGHTS=FILE and
are left as they are without it.
"""

import os
import sys

import numpy as np
from draw_docs import PICTURES, photo
from draw_witnesses import keep

import dreamkit as dk
from dreamkit.dreamnet import motifs
from dreamkit.goals.gram import gram_matrix
from dreamkit.images.figures import contact_sheet
from dreamkit.visualizing.diversity import similarity

GOAL = "mixed4:63"  # of InceptionV3: broad branches with fine bark, so that both can be lost
PLAIN = {"canvas": "pixels", "jitter": 0, "priors": None, "size": 192, "steps": 96}
ONE_BY_ONE = {
    "nothing": {},
    "total_variation 2": {"priors": {"total_variation": 2}},
    "l2 0.5": {"priors": {"l2": 0.5}},
    "distance 1": {"priors": {"distance": 1}},
    "decay 0.02": {"priors": {"decay": 0.02}},
    "blur 0.5": {"priors": {"blur": 0.5}},
    "clip_norm 0.1": {"priors": {"clip_norm": 0.1}},
    "clip_contribution 0.2": {"priors": {"clip_contribution": 0.2}},
    "blur 0.5, clip_norm 0.1": {"priors": {"blur": 0.5, "clip_norm": 0.1}},
    "jitter 8": {"jitter": 8},
    "scale 0.1": {"priors": {"scale": 0.1}},
    "rotation 10": {"priors": {"rotation": 10}},
    "scale, rotation, jitter,\ntotal_variation 0.5": {
        "jitter": 8,
        "priors": {"scale": 0.1, "rotation": 10, "total_variation": 0.5},
    },
}
SWEEPS = {
    "total_variation": (0.5, 2, 8),
    "l2": (0.1, 0.5, 2),
    "distance": (0.2, 1, 5),
    "decay": (0.005, 0.02, 0.1),
    "blur": (0.3, 0.5, 1),
    "clip_norm": (0.03, 0.1, 0.3),
    "clip_contribution": (0.1, 0.2, 0.5),
    "scale": (0.03, 0.1, 0.3),
    "rotation": (3, 10, 30),
}


def save(name, pictures, labels, columns):
    dk.save_image(PICTURES / f"{name}.webp", contact_sheet(pictures, labels, columns, gap=8))


def grown(**settings):
    """The goal of the comparisons on InceptionV3."""
    return dk.visualize("inception_v3", GOAL, **{**PLAIN, **settings})


def with_share(name, picture):
    share = dk.high_frequency_share(picture)
    print(f"{name}: {share:.1%} of the energy above half Nyquist", flush=True)
    return f"{name}\n{share:.1%}"


def draw_priors():
    """One channel with each prior by itself, and on waves, all from the same seed."""
    together = list(ONE_BY_ONE.values())[-1]
    settings = ONE_BY_ONE | {
        "waves, no prior": {"canvas": "fourier"},
        "waves, colors as RGB": {"canvas": "fourier", "decorrelate": False},
        "the four of them, on waves": {**together, "canvas": "fourier"},
    }
    pictures = {name: grown(**given) for name, given in settings.items()}
    labels = [with_share(*pair) for pair in pictures.items()]
    save("priors", pictures.values(), labels, 4)
    store_priors(contact_sheet(pictures.values(), labels, 4, gap=8), pictures)


def store_priors(sheet, pictures):
    """The same for lesson 03, a little smaller."""
    shares = {name.replace("\n", " "): dk.high_frequency_share(p) for name, p in pictures.items()}
    keep(
        "priors",
        sheet,
        "Sixteen pictures of one channel: branches full of grain without a regularizer; smooth "
        "and pale with blur or total variation; larger branches with jitter, scale and rotation; "
        "in full color when held as waves.",
        "Channel 63 of InceptionV3's mixed4, grown from the same noise with one regularizer at a "
        "time; below each the share of its energy in waves shorter than four pixels.",
        {name: round(share, 3) for name, share in shares.items()},
        "scripts/draw_grown.py priors",
        quality=72,
    )


def draw_sweep():
    """Each prior at three strengths."""
    pictures, labels = [], []
    for name, values in SWEEPS.items():
        for value in values:
            pictures.append(grown(priors={name: value}, size=128, steps=64))
            labels.append(with_share(f"{name} {value}", pictures[-1]))
    save("priors_sweep", pictures, labels, 9)


def draw_class_pictures():
    """What each class looks like to dreamnet; each also by itself, for another network to name."""
    pictures = dk.class_picture(list(motifs.CLASSES))
    folder = PICTURES.parents[1] / "build" / "class_pictures"
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in zip(motifs.CLASSES, pictures, strict=True):
        dk.save_image(folder / f"{name}.png", picture)
    save("class_pictures", pictures, motifs.CLASSES, 9)


def draw_canvases():
    """What each class looks like on waves and on phases; each also by itself, to be named."""
    canvases = ("fourier", "phase")
    pictures, labels = {}, []
    for canvas in canvases:
        pictures[canvas] = dk.class_picture(list(motifs.CLASSES), canvas=canvas)
        folder = PICTURES.parents[1] / "build" / f"class_pictures_{canvas}"
        folder.mkdir(parents=True, exist_ok=True)
        for name, picture in zip(motifs.CLASSES, pictures[canvas], strict=True):
            dk.save_image(folder / f"{name}.png", picture)
    rows = []
    for first in range(0, len(motifs.CLASSES), 9):
        nine = slice(first, first + 9)
        for canvas in canvases:
            rows += [*pictures[canvas][nine]]
            labels += [f"{name}\n{canvas}" for name in motifs.CLASSES[nine]]
    save("canvases", rows, labels, 9)


def draw_transparency():
    """Pictures on phases, and each where the goal's gradient was: the rest is left white."""
    names = ("eye", "fish", "snail", "star")
    pictures, total = [], 0

    def watch(gradient):
        nonlocal total
        total = total + np.abs(gradient).sum(axis=2)
        return gradient

    shown = []
    for name in names:
        total = 0
        pictures.append(dk.class_picture(name, canvas="phase", modify_gradient=watch))
        opaque = np.clip(total / np.quantile(total, 0.95), 0, 1)[..., None]
        shown.append((opaque * pictures[-1] + 1 - opaque).astype(np.float32))
    save("transparency", [*pictures, *shown], None, len(names))


def draw_diversity():
    """Four pictures of one channel, from noise alone and driven apart; and the same of a class."""
    goals = {"mixed4:6": "mixed4", "mixed5:3": "mixed5", "logit:fish": dk.network().layer_at(0.5)}
    shown, net = [], dk.network()
    for goal, layer in goals.items():
        for weight in (0, 1):
            losses = []
            pictures = dk.visualize(
                net,
                goal,
                count=4,
                diversity=weight,
                size=96,
                on_step=lambda step, losses=losses: losses.append(step.loss),
            )
            found = net.activations_model([layer])(net.preprocess(pictures))[layer]
            likeness = similarity(gram_matrix(found).numpy())
            print(f"{goal}, diversity {weight}: cosine {likeness:.2f}, goal {losses[-1]:.3g}")
            shown += [*pictures]
    save("diversity", shown, None, 8)


def draw_gallery():
    """Sixty channels of InceptionV3's mixed4."""
    folder = PICTURES.parents[1] / "build" / "gallery"
    sheet = dk.gallery("inception_v3", "mixed4", range(60), folder=folder, columns=10, steps=96)
    dk.save_image(PICTURES / "gallery_mixed4.webp", sheet)


def draw_recipes():
    """What a layer keeps, what it exaggerates, and two pictures painted like others."""
    cat = photo("cat", 288, 216)
    waves = [motifs.render("waves", (3, number), 72) for number in range(12)]
    waves = np.concatenate([np.concatenate(waves[i : i + 4], axis=1) for i in (0, 4, 8)])
    coffee = photo("coffee", 288, 216)
    rows = {
        "the photo": cat,
        "inversion, mixed1": dk.inversion(cat, layer="mixed1"),
        "inversion, mixed5": dk.inversion(cat, layer="mixed5"),
        "caricature, mixed4": dk.caricature(cat, layer="mixed4"),
        "a texture": waves,
        "grown from it": dk.texture(waves, size=(216, 288)),
        "style_transfer of it": dk.style_transfer(cat, waves),
        "style_transfer of a cup of coffee": dk.style_transfer(cat, coffee),
    }
    save("recipes", rows.values(), list(rows), 4)


DRAWINGS = {
    "class_pictures": draw_class_pictures,
    "canvases": draw_canvases,
    "transparency": draw_transparency,
    "diversity": draw_diversity,
    "recipes": draw_recipes,
    "priors": draw_priors,
    "priors_sweep": draw_sweep,
    "gallery": draw_gallery,
}
WITH_INCEPTION = ("priors", "priors_sweep", "gallery")


if __name__ == "__main__":
    has_weights = bool(os.environ.get("DREAMKIT_INCEPTION_V3_WEIGHTS"))
    for chosen in sys.argv[1:] or DRAWINGS:
        if has_weights or chosen not in WITH_INCEPTION:
            DRAWINGS[chosen]()
