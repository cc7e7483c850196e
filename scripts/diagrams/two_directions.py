"""The recap of lesson 02: training moves the weights down, dreaming moves the picture up."""

from diagrams import style

TEXTS = {
    "alt": (
        "Two rows with the same three boxes: picture, weights, one number. Above, training: the "
        "number is the loss, and a purple arrow goes back from it to the weights, which move so "
        "that it falls. Below, dreaming: the number is the score, and the arrow goes back through "
        "the weights to the picture, which moves so that it grows."
    ),
    "caption": (
        "The same backpropagation, used twice. Training keeps the pictures and moves the weights "
        "downhill. Dreaming keeps the weights and moves the picture uphill."
    ),
}


def numbers():
    return {}


def _row(axes, y, title, result, moving, words):
    data, weight = (style.DATA_LIGHT, style.DATA), (style.WEIGHT_LIGHT, style.WEIGHT)
    style.text(axes, 3, y - 3, title, 14, ha="left", weight="bold")
    for x, name, (face, edge) in ((3, "picture", data), (38, "weights", weight)):
        moves = name == moving
        note = "moves" if moves else "fixed"
        style.box(axes, x, y, 22, 11, "", face, edge)
        style.text(axes, x + 11, y + 3.6, name, 15, edge, weight="bold")
        style.text(axes, x + 11, y + 7.8, note, 12.5, style.INK if moves else style.SOFT)
    style.box(axes, 76, y, 24, 11, "")
    style.text(axes, 88, y + 3.6, result, 15, style.DATA, weight="bold")
    style.text(axes, 88, y + 7.8, "one number", 12.5, style.SOFT)
    style.arrow(axes, (25.5, y + 4), (37.5, y + 4), style.DATA, width=2.4)
    style.arrow(axes, (60.5, y + 4), (75.5, y + 4), style.DATA, width=2.4)
    style.arrow(axes, (75.5, y + 8), (60.5, y + 8), style.BACK, width=2.4, dashed=True)
    if moving == "picture":
        style.arrow(axes, (37.5, y + 8), (25.5, y + 8), style.BACK, width=2.4, dashed=True)
    style.text(axes, 52, y + 15, words, 13, style.BACK)


def draw(n):
    figure, axes = style.canvas(104, 52)
    words = "gradient of the loss: a step against it, downhill (minus)"
    _row(axes, 7, "Training", "loss", "weights", words)
    words = "gradient of the score: a step along it, uphill (plus)"
    _row(axes, 33, "Dreaming", "score", "picture", words)
    return figure
