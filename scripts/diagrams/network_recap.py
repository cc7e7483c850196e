"""A network in one picture: dreamnet, from pixels to a name."""

import numpy as np

import dreamkit as dk
from diagrams import style
from dreamkit.dreamnet import motifs
from dreamkit.visualizing import examples

TEXTS = {
    "alt": (
        "dreamnet from left to right: a picture of 64 by 64 pixels, then stacks of feature maps "
        "that become smaller and more: 24 of 64 by 64, 64 of 32 by 32, 128 of 16 by 16, 256 and "
        "320 of 8 by 8, at last 27 maps, one for each class. Below, what one neuron sees: 5, 11, "
        "31, 87 and 151 pixels; and how many eyes are among the 8 drawings that excite its best "
        "eye channel: from 1 in the first layer to 8 in the last."
    ),
    "caption": (
        "dreamnet in one picture. From left to right the maps become smaller and more, and each "
        "neuron sees more of the picture. A picture of 64 pixels is seen whole from mixed3 on."
    ),
}
LAYERS = ("stem", "conv1", "mixed1", "mixed3", "mixed5")
SEES = (5, 11, 31, 87, 151)  # counted in lesson 01 and tested beside it


def _eyes():
    """How many eyes are among the 8 drawings that excite each layer's eye channel most."""
    drawings, labels = motifs.dataset(270, seed=77, size=64, processes=1)  # as in lesson 01
    eyes = labels == motifs.CLASSES.index("eye")
    counts = {}
    for name, found in examples.peaks(drawings / np.float32(255), LAYERS).items():
        lead = found[eyes].mean(axis=0) - found[~eyes].mean(axis=0)
        channel = np.argmax(lead / (found.std(axis=0) + 1e-6))
        counts[name] = int(eyes[np.argsort(found[:, channel])[::-1][:8]].sum())
    return counts


def numbers():
    net = dk.network()
    look = net.activations_model([*LAYERS, "class_map"])
    maps = look(net.preprocess(np.zeros((1, 64, 64, 3), np.float32)))
    shapes = {name: list(found.shape[1:]) for name, found in maps.items()}
    return {"shapes": shapes, "sees": dict(zip(LAYERS, SEES, strict=True)), "eyes": _eyes()}


def draw(n):
    figure, axes = style.canvas(108, 52)
    drawing = motifs.render("eye", (11, 3), 64) / 255
    style.picture(axes, 2, 13, 14, drawing, style.DATA)
    style.text(axes, 9, 9.4, "picture\n64 × 64", 12)
    x, places = 24, []
    for name in (*LAYERS, "class_map"):
        height, width, channels = n["shapes"][name]
        side = {64: 14, 32: 10, 16: 7, 8: 5}[height]
        count = {24: 3, 64: 4, 128: 5, 256: 6, 320: 7, 27: 3}[channels]
        for sheet in range(count):
            axes.add_patch(
                style.Rectangle(
                    (x + 0.75 * sheet, 20 - side / 2 - 0.55 * sheet),
                    side,
                    side,
                    facecolor=style.DATA_LIGHT if name != "class_map" else style.WEIGHT_LIGHT,
                    edgecolor=style.DATA if name != "class_map" else style.WEIGHT,
                    zorder=10 - sheet,
                )
            )
        center = x + (side + 0.75 * (count - 1)) / 2
        places.append((name, center))
        style.text(axes, center, 31, name, 12.5, weight="bold")
        style.text(axes, center, 34, f"{channels} maps", 11.5)
        style.text(axes, center, 36.6, f"{height} × {width}", 11.5)
        x += side + 0.75 * (count - 1) + 3.4
    style.text(axes, 2, 42.5, "one neuron sees", 12, style.WEIGHT, "left", weight="bold")
    style.text(
        axes, 2, 47.8, "eyes among its\n8 best drawings", 12, style.DATA, "left", weight="bold"
    )
    for name, center in places[:-1]:
        style.text(axes, center, 42.5, f"{n['sees'][name]} px", 13, style.WEIGHT, weight="bold")
        style.text(axes, center, 47.8, f"{n['eyes'][name]}", 13, style.DATA, weight="bold")
    style.text(axes, places[-1][1], 42.5, "27 classes", 12)
    return figure
