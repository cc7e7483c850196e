"""Draw docs/pictures/attribution*.webp and print the tables of docs/attribution.md.

    python scripts/draw_attribution.py [dreamnet] [inception_v3]

Every attribution method on three pictures, before and after the network has forgotten what it
learned, and how alike the maps are (Adebayo et al., 2018). InceptionV3 needs
DREAMKIT_INCEPTION_V3_WEIGHTS=FILE and is left out without it.
"""

import os
import sys

import numpy as np
from draw_docs import grid, photo
from scipy import ndimage

import dreamkit as dk
from dreamkit.attribution import METHODS, rank_correlation
from dreamkit.dreamnet import motifs
from dreamkit.images import maps

QUIET = {"on_step": lambda step: None}
SETTINGS = {
    "integrated_gradients": {"steps": 25, **QUIET},
    "smoothgrad": {"samples": 25},
    "occlusion": QUIET,
}
COARSE = ("grad_cam", "class_activation_map", "occlusion")  # laid over the picture
TITLES = {
    "smoothgrad": "SmoothGrad",
    "gradient_times_input": "gradient\ntimes input",
    "integrated_gradients": "integrated\ngradients",
    "guided_backpropagation": "guided back-\npropagation",
    "grad_cam": "Grad-CAM",
    "class_activation_map": "class\nactivation map",
}
LEFT_OUT = ("saliency",)  # the size of the gradient, which is there
# The network forgets from this layer on, deeper and deeper into it.
DEPTHS = {
    "dreamnet": ("class_map", "mixed5", "mixed3", "stem"),
    "inception_v3": ("mixed7", "mixed5", "mixed2", "activation"),
}
DRAWN = (("owl", 5), ("butterfly", 2), ("snail", 4))
GOAL_LAYER = "mixed7"


def cases(net):
    """[(picture, goal, what it is called)], three of them."""
    if net.classes:
        return [
            (motifs.render(name, seed, 128).astype(np.float32) / 255, f"logit:{name}", name)
            for name, seed in DRAWN
        ]
    pictures = {name: photo(name, 192, 192) for name in ("cat", "clouds", "coffee")}
    look = net.activations_model([GOAL_LAYER])
    means = np.array(
        [
            look(net.preprocess(picture[None]))[GOAL_LAYER].numpy().mean(axis=(0, 1, 2))
            for picture in pictures.values()
        ]
    )
    found = []
    for number, (name, picture) in enumerate(pictures.items()):
        # The channel that this picture excites most above the other two.
        channel = int(np.argmax(means[number] - np.delete(means, number, 0).max(axis=0)))
        found.append((picture, f"{GOAL_LAYER}:{channel}", f"{name}\n{GOAL_LAYER}:{channel}"))
    return found


def drawn(name, picture, values):
    """A map as a picture."""
    if name in COARSE:
        return maps.overlay(picture, values)
    return maps.signed(values.sum(axis=2)) if values.ndim == 3 else maps.heat(values)


def edges(picture):
    """How steep the picture itself is at each pixel: a map that asks no network."""
    return ndimage.gaussian_gradient_magnitude(picture.mean(axis=2), 1)


def flat(values):
    return np.abs(values).max(axis=2) if values.ndim == 3 else values


def draw(network_name):
    net = dk.network(network_name)
    asked = cases(net)
    names = [name for name in METHODS if name not in LEFT_OUT]
    names = [name for name in names if net.classes or name != "class_activation_map"]
    depths = DEPTHS[network_name]
    nets = [net, *(dk.randomize(net, depth) for depth in depths)]
    found = {
        (n, c, name): METHODS[name](picture, goal, one, **SETTINGS.get(name, {}))
        for n, one in enumerate(nets)
        for c, (picture, goal, _) in enumerate(asked)
        for name in names
    }
    rows, labels = [], []
    for c, (picture, _, title) in enumerate(asked):
        for n, state in ((0, title), (3, f"forgot\n{depths[2]} on"), (4, "forgot all")):
            labels.append(state)
            rows.append([picture, *(drawn(name, picture, found[n, c, name]) for name in names)])
    titles = [["picture", *(TITLES.get(name, name) for name in names)]]
    end = "" if net.classes else f"_{network_name}"
    grid(rows, f"attribution{end}", titles, labels, size=1.25)
    table(network_name, asked, found, names)


def table(network_name, asked, found, names):
    """Print how alike maps are, without signs / with them; a star where a map was all zero."""
    depths = DEPTHS[network_name]

    def alike(name, absolute):
        """For each depth, and at last for the pictures' own edges, one number for each picture."""
        pairs = [
            [(found[0, c, name], found[n, c, name]) for c in range(len(asked))]
            for n in range(1, len(depths) + 1)
        ]
        pairs.append([(flat(found[0, c, name]), edges(asked[c][0])) for c in range(len(asked))])
        return [
            [rank_correlation(one, other, absolute=absolute) for one, other in row] for row in pairs
        ]

    print(f"| {network_name} | {' | '.join(depths)} | edges |")
    print("|---|" + "---:|" * (len(depths) + 1))
    for name in names:
        both = zip(alike(name, True), alike(name, False), strict=True)
        print(f"| `{name}` | {' | '.join(mean(*each) for each in both)} |")


def mean(sizes, signed):
    """The means over the pictures that have a map: one that is all zero cannot be compared."""
    has_map = np.isfinite(sizes)
    if not has_map.any():
        return "none"
    sizes, signed = (np.array(each)[has_map].mean() for each in (sizes, signed))
    return f"{sizes:.2f} / {signed:.2f}" + ("" if has_map.all() else " *")


def main():
    chosen = sys.argv[1:] or list(DEPTHS)
    for name in chosen:
        if name == "inception_v3" and not os.environ.get("DREAMKIT_INCEPTION_V3_WEIGHTS"):
            print("DREAMKIT_INCEPTION_V3_WEIGHTS is not set; inception_v3 is left out.")
            continue
        draw(name)


if __name__ == "__main__":
    main()
