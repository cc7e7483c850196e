"""The recap of lesson 03: the loop of ascent, and the three places where a regularizer enters."""

from diagrams import style

TEXTS = {
    "alt": (
        "A loop of four boxes: picture, transformation, gradient of the goal, step. Three of them "
        "are marked: a transformation shifts, scales or turns the picture before the network "
        "looks; a penalty is subtracted from the gradient; an operator such as decay or blur "
        "changes the picture after the step."
    ),
    "caption": (
        "Three places for a regularizer: a transformation before the network looks, a penalty "
        "beside the gradient, an operator after the step."
    ),
}


def numbers():
    return {}


def draw(n):
    figure, axes = style.canvas(104, 50)
    data, weight = (style.DATA_LIGHT, style.DATA), (style.WEIGHT_LIGHT, style.WEIGHT)
    back = style.BACK_LIGHT, style.BACK
    gray = "#eceff2", style.SOFT
    boxes = {
        "picture": (3, 6, *data, "picture", ""),
        "look": (40, 6, *weight, "1  transformation", "jitter, scale, rotation"),
        "gradient": (77, 6, *back, "gradient", "of the goal"),
        "penalty": (77, 32, *weight, "2  penalty", "total variation"),
        "step": (40, 32, *gray, "step", "along what is left"),
        "operator": (3, 32, *weight, "3  operator", "decay, blur"),
    }
    for x, y, face, edge, title, words in boxes.values():
        style.box(axes, x, y, 24, 12, "", face, edge)
        style.text(axes, x + 12, y + (4.2 if words else 6), title, 14, edge, weight="bold")
        style.text(axes, x + 12, y + 8.4, words, 12)
    for start, end in (
        ((27.5, 12), (39.5, 12)),
        ((64.5, 12), (76.5, 12)),
        ((89, 18.5), (89, 31.5)),
        ((76.5, 38), (64.5, 38)),
        ((39.5, 38), (27.5, 38)),
        ((15, 31.5), (15, 18.5)),
    ):
        style.arrow(axes, start, end, width=2.4)
    style.text(axes, 91, 25, "minus", 12.5, style.WEIGHT, ha="left", weight="bold")
    style.text(axes, 17, 25, "and again", 12.5, ha="left", weight="bold")
    style.text(axes, 52, 25, "All three closed: naive ascent.", 13, style.SOFT)
    return figure
