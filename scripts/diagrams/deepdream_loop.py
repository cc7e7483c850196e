"""The loop of DeepDream: picture, network, loss, gradient, step, and again."""

import dreamkit as dk
from diagrams import style
from dreamkit.ascent.gradient import gradient_function
from dreamkit.goals.text import goal

GOAL = "mixed4^2"
STEPS, STEP_SIZE = 20, 0.0075
TEXTS = {
    "alt": (
        "A loop of five stations with a cat: picture, network, loss, gradient, step. The picture "
        "goes through the network to one number, the loss. The gradient says for every pixel "
        "which way it must change. A small step changes the picture, and the loop begins again."
    ),
    "caption": (
        "The loop of DeepDream. Forward (blue): the picture goes through the network, and one "
        "number comes out. Backward (purple): the gradient, one number for each pixel and color. "
        "Only the picture changes; the weights of the network stay fixed."
    ),
}
CREDIT = "Drawn for DreamKit, CC BY 4.0; the photo: Chelsea the cat, Stefan van der Walt, CC0"


def _dream():
    photo = dk.sample("cat", max_size=180)
    settings = {"steps": STEPS, "step_size": STEP_SIZE, "octaves": 1, "precision": "float32"}
    return photo, dk.dream(photo, goal=GOAL, normalize="laplacian", **settings)


def numbers():
    _, result = _dream()
    first, last = (round(float(result.losses[i]), 2) for i in (0, -1))
    return {"goal": GOAL, "steps": STEPS, "step_size": STEP_SIZE, "first": first, "last": last}


def _gradient(photo):
    look = gradient_function(dk.network(), goal(GOAL))
    _, gradient = look(photo[None])
    gray = gradient[0].numpy().mean(axis=2)
    return (gray / (6 * gray.std()) + 0.5).clip(0, 1)[..., None].repeat(3, axis=2)


def draw(n):
    photo, result = _dream()
    figure, axes = style.canvas(104, 66)
    width, height = 27, 27 * photo.shape[0] / photo.shape[1]
    top, low = 7, 38
    middle, below = top + height / 2, low + height / 2
    style.text(axes, 2 + width / 2, 4, "1  picture", 14, style.DATA, weight="bold")
    style.picture(axes, 2, top, width, photo, style.DATA)
    style.text(axes, 52, 4, "2  network", 14, style.WEIGHT, weight="bold")
    for layer in range(4):
        x, tall = 43 + 5 * layer, height - 3.2 * layer
        style.box(axes, x, middle - tall / 2, 3.6, tall, "", style.WEIGHT_LIGHT, style.WEIGHT)
    style.text(axes, 52, top + height + 2.4, "weights stay fixed", 12, style.SOFT)
    style.text(axes, 88.5, 4, "3  loss", 14, style.DATA, weight="bold")
    style.box(axes, 77, middle - 7, 24, 14)
    style.text(axes, 89, middle - 3, f"{n['first']}", 21, style.DATA, weight="bold")
    style.text(axes, 89, middle + 2.6, "how strongly a layer\nresponds to the picture", 11)
    style.arrow(axes, (29.5, middle), (42, middle), style.DATA, width=2.6)
    style.arrow(axes, (63, middle), (76.4, middle), style.DATA, width=2.6)
    style.text(axes, 88.5, low + height + 2.6, "4  gradient", 14, style.BACK, weight="bold")
    style.picture(axes, 75, low, width, _gradient(photo), style.BACK)
    style.arrow(axes, (88.5, middle + 7.4), (88.5, low - 0.6), style.BACK, width=2.6, dashed=True)
    style.text(
        axes, 87, (middle + 7 + low) / 2, "back through\nthe network", 11.5, style.BACK, "right"
    )
    style.text(axes, 52, low + height + 2.6, "5  step", 14, weight="bold")
    style.box(axes, 40.5, below - 7, 23, 14, face="#eceff2", edge=style.SOFT)
    style.text(axes, 52, below - 3.4, f"picture + {n['step_size']:g} ×", 12.5)
    style.text(axes, 52, below - 0.4, "normalized gradient", 12.5, style.BACK, weight="bold")
    style.text(axes, 52, below + 4, "each pixel brighter\nor darker, a little", 11, style.SOFT)
    style.arrow(axes, (74.4, below), (64.1, below), style.BACK, width=2.6, dashed=True)
    after = f"after {n['steps']} rounds: {n['last']}"
    style.text(axes, 2 + width / 2, low + height + 2.6, after, 14, style.DATA, weight="bold")
    style.picture(axes, 2, low, width, result.image, style.DATA)
    style.arrow(axes, (39.9, below), (29.6, below), style.INK, width=2.6)
    style.arrow(axes, (15.5, low - 0.6), (15.5, top + height + 0.6), style.INK, width=2.6)
    style.text(axes, 17, (low + top + height) / 2, "and again", 13, ha="left", weight="bold")
    words = "Each round changes the picture a little, so that the loss grows."
    style.text(axes, 52, 63, words, 12.5, style.SOFT)
    return figure
