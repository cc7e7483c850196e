"""Draw the pictures of README.md and docs/: python scripts/draw_docs.py [NAME ...]

Without names all are drawn. Those with InceptionV3 need DREAMKIT_INCEPTION_V3_WEIGHTS=FILE and
are left as they are without it.
"""

import csv
import os
import sys
from pathlib import Path

import matplotlib
import numpy as np

import dreamkit as dk
from dreamkit.dreamnet import motifs
from dreamkit.images import maps
from dreamkit.images.arrays import to_uint8

matplotlib.use("agg")
import matplotlib.pyplot as plt

DOCS = Path(__file__).resolve().parents[1] / "docs"
PICTURES = DOCS / "pictures"
LAYERS = ("conv1", "mixed1", "mixed2", "mixed3", "mixed4", "mixed5")
CREATURES = "mixed4^2 - 0.02*class_map:0"  # of lessons 04 and 05


def photo(name, width=480, height=360):
    """A sample, filling width x height."""
    picture = dk.sample(name)
    factor = max(width / picture.shape[1], height / picture.shape[0])
    size = (round(picture.shape[0] * factor), round(picture.shape[1] * factor))
    picture = dk.resize(picture, size)
    top, left = (size[0] - height) // 2, (size[1] - width) // 2
    return picture[top : top + height, left : left + width]


def dreamt(picture, net, preset):
    return dk.dream(picture, net, preset.goal, **preset.settings).image


def grid(rows, name, titles=(), labels=(), size=2.4):
    """Rows of equal pictures; `titles` are rows too, and may be fewer; `labels` name the rows."""
    high, wide = rows[0][0].shape[:2]
    figure, axes = plt.subplots(
        len(rows),
        len(rows[0]),
        figsize=(size * len(rows[0]) * wide / high, size * len(rows) + 0.3),
        squeeze=False,
        layout="constrained",
    )
    for r, row in enumerate(rows):
        for c, picture in enumerate(row):
            axis = axes[r][c]
            axis.imshow(picture, interpolation="lanczos")
            axis.set(xticks=[], yticks=[])
            axis.spines[:].set_visible(False)
            if r < len(titles):
                axis.set_title(titles[r][c], fontsize=11)
            if labels and c == 0:
                axis.set_ylabel(labels[r], fontsize=11)
    figure.canvas.draw()
    drawn = np.asarray(figure.canvas.buffer_rgba())[..., :3]
    plt.close(figure)
    dk.save_image(PICTURES / f"{name}.webp", drawn)


def draw_motifs():
    """What dreamnet learned from."""
    dk.save_image(PICTURES / "motifs.webp", motifs.sheet(per_class=10, seed=11))


def draw_training():
    """Accuracy and loss over the steps of the training."""
    with (DOCS / "dreamnet-training.csv").open() as file:
        rows = list(csv.DictReader(file))
    steps = [int(row["step"]) for row in rows]
    figure, axes = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
    for axis, key in zip(axes, ("accuracy", "loss"), strict=True):
        axis.plot(steps, [float(row[key]) for row in rows], color="#3b6ea5")
        axis.set(xlabel="step", ylabel=key, title=f"{key} on the training batches")
        start = next(int(row["step"]) for row in rows if float(row["radius"]) > 0)
        axis.axvline(start, color="0.6", linestyle="--")
        middle = sum(axis.get_ylim()) / 2
        axis.text(start, middle, "  from here on\n  pictures moved\n  by an attack", va="center")
        axis.spines[["top", "right"]].set_visible(False)
    figure.savefig(PICTURES / "training.png", dpi=90)
    plt.close(figure)


def draw_classes():
    """The same sky, dreamt into each class."""
    sky = photo("clouds", 320, 240)
    settings = dk.network().presets["eyes"].settings | {"octaves": 3}
    skies = [
        dk.dream(sky, goal=dk.channel("class_map", i), **settings).image
        for i in range(len(motifs.CLASSES))
    ]
    blank = np.ones_like(sky)
    skies += [sky, blank, blank]
    rows = [skies[i : i + 6] for i in range(0, 30, 6)]
    names = [*motifs.CLASSES, "the sky itself", "", ""]
    grid(rows, "classes", [names[i : i + 6] for i in range(0, 30, 6)], size=1.5)


def draw_layers():
    """The same dream, deeper and deeper."""
    settings = next(iter(dk.network().presets.values())).settings
    sources = [photo(name) for name in ("clouds", "cat")]
    rows = [
        [s] + [dk.dream(s, goal=dk.layer(name, 2), **settings).image for name in LAYERS]
        for s in sources
    ]
    grid(rows, "layers", [["photo", *LAYERS]])


def draw_presets(network_name="dreamnet"):
    """Every preset on three photographs."""
    net = dk.network(network_name)
    sources = [photo(name) for name in ("clouds", "cat", "coffee")]
    rows = [[s, *(dreamt(s, net, p) for p in net.presets.values())] for s in sources]
    columns = list(zip(*rows, strict=True))
    labels = ["photo", *net.presets]
    grid(columns, f"presets_{network_name}", labels=labels)


def draw_inception():
    if os.environ.get("DREAMKIT_INCEPTION_V3_WEIGHTS"):
        draw_presets("inception_v3")


def draw_control():
    """A portrait whose surroundings dream and whose face does not; a dream without new colors."""
    portrait = photo("astronaut", 400, 400)
    mask = dk.ellipse_mask(portrait.shape, (0.22, 0.44), (0.5, 0.3), inside=False)
    settings = {"preset": "creatures"}
    dreams = [
        dk.dream(portrait, **settings).image,
        dk.dream(portrait, mask=mask, **settings).image,
        dk.dream(portrait, keep_color=True, **settings).image,
    ]
    titles = ["photo", "preset creatures", "mask=, all but the face", "keep_color=True"]
    grid([[portrait, *dreams]], "control", [titles])


def draw_guides():
    """The same sky, guided by three other pictures."""
    sky, net = photo("clouds"), dk.network()
    settings = net.presets["eyes"].settings
    guides = []
    for name in ("eye", "flower", "spiral"):
        drawn = [motifs.render(name, (11, number), 56) for number in range(12)]
        lines = [np.concatenate(drawn[i : i + 4], axis=1) for i in (0, 4, 8)]
        guides.append(np.concatenate(lines))
    dreams = [dk.dream(sky, net, dk.guide("mixed4", guide), **settings).image for guide in guides]
    shown = [dk.resize(guide / np.float32(255), (360, 480)) for guide in guides]
    grid([shown, dreams], "guides", labels=["guide", "the sky"])


def draw_banner():
    """The first thing a visitor sees: two photographs, each with two dreams."""
    net = dk.network()
    gap = np.ones((288, 8, 3), np.float32)
    rows = []
    for name, presets in (("cat", ("creatures", "leaves")), ("clouds", ("creatures", "spirals"))):
        source = photo(name, 512, 384)
        row = [source, *(dreamt(source, net, net.presets[preset]) for preset in presets)]
        row = [dk.resize(picture, (288, 384)) for picture in row]
        rows.append(np.concatenate([row[0], gap, row[1], gap, row[2]], axis=1))
    between = np.ones((8, rows[0].shape[1], 3), np.float32)
    strip = np.concatenate([rows[0], between, rows[1]])
    dk.save_image(PICTURES / "banner.webp", to_uint8(strip))


def beside(name, *pictures, height=220):
    """Pictures side by side, small, for the first screen of a lesson."""
    gap = np.ones((height, 8, 3), np.float32)
    parts = []
    for picture in pictures:
        width = round(picture.shape[1] * height / picture.shape[0])
        parts += [dk.resize(picture, (height, width)), gap]
    (PICTURES / "lessons").mkdir(exist_ok=True)
    dk.save_image(PICTURES / "lessons" / f"{name}.webp", to_uint8(np.concatenate(parts[:-1], 1)))


def draw_lesson_00():
    """The first dream, before and after."""
    sky = dk.sample("clouds", max_size=448)
    beside("00", sky, dk.dream(sky).image)


def draw_lesson_01():
    """Where dreamnet finds eyes in the cat."""
    cat, net = dk.sample("cat"), dk.network()
    look = net.activations_model(["class_map"])
    found = look(net.preprocess(cat[None]))["class_map"][0, ..., motifs.CLASSES.index("eye")]
    light = np.clip(dk.resize(found.numpy()[..., None] / found.numpy().max(), cat.shape[:2]), 0, 1)
    beside("01", cat, maps.heat(light[..., 0]), cat * (0.2 + 0.8 * light))


def draw_lesson_02():
    """The cat before and after a climb towards "owl", and what the climb added, times 8."""
    cat = dk.sample("cat", max_size=256)
    alone = {"octaves": 1, "tile_size": None, "jitter": 0, "precision": "float32"}
    owl = dk.dream(cat, "dreamnet", dk.logit("owl"), steps=10, step_size=0.005, **alone).image
    beside("02", cat, owl, np.clip(0.5 + 8 * (owl - cat), 0, 1), height=cat.shape[0])


def draw_lesson_03():
    """Four of the sixteen pictures that lesson 03 shows of one channel, from grain to color."""
    sheet = dk.load_image(dk.illustration("priors").path)
    corners = (0, 0), (0, 200), (514, 600), (771, 600)  # nothing, total variation, rotation, all
    beside("03", *(sheet[y : y + 192, x : x + 192] for y, x in corners), height=192)


def draw_lesson_04():
    """The cat, and forty steps towards the goal of lesson 04, at one size."""
    cat, alone = dk.sample("cat"), {"octaves": 1, "tile_size": None, "jitter": 0}
    budget = {"steps": 40, "step_size": 0.0075, "precision": "float32"}
    beside("04", cat, dk.dream(cat, goal=CREATURES, **alone, **budget).image, height=270)


def draw_lesson_05():
    """The cat, and the same goal in five octaves."""
    cat = dk.sample("cat")
    beside("05", cat, dk.dream(cat, goal=CREATURES, steps=10).image, height=270)


def draw_lesson_06():
    """A part of the galaxies and of their dream, tile by tile; brightened, as in the lesson."""
    galaxies = dk.sample("galaxies")
    deep = dk.dream(galaxies, tile_size=256, steps=5).image
    beside("06", *(sky[60:300, 20:340] ** 0.6 for sky in (galaxies, deep)), height=270)


DRAWINGS = {
    "lesson_00": draw_lesson_00,
    "lesson_01": draw_lesson_01,
    "lesson_02": draw_lesson_02,
    "lesson_03": draw_lesson_03,
    "lesson_04": draw_lesson_04,
    "lesson_05": draw_lesson_05,
    "lesson_06": draw_lesson_06,
    "motifs": draw_motifs,
    "training": draw_training,
    "classes": draw_classes,
    "layers": draw_layers,
    "presets": draw_presets,
    "inception": draw_inception,
    "control": draw_control,
    "guides": draw_guides,
    "banner": draw_banner,
}


if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    for chosen in sys.argv[1:] or DRAWINGS:
        DRAWINGS[chosen]()
