"""Backpropagation by hand, on a graph of three numbers."""

from diagrams import style

TEXTS = {
    "alt": (
        "Three numbers, pixel x = 2, weight w = 3 and bias b = −2, are joined to y = w·x + b = 4 "
        "and to the score y² = 16. Arrows back carry the derivatives: 8 at y, then 24 at the "
        "pixel, 16 at the weight and 8 at the bias."
    ),
    "caption": (
        "Forward (blue) we compute values. Backward (purple) each step multiplies by its own small "
        "derivative: that is the chain rule. Training uses the number at the weight, dreaming the "
        "number at the pixel."
    ),
}


def numbers():
    x, w, b = 2, 3, -2
    y = w * x + b
    at_y = 2 * y  # the score is y * y
    return {
        "x": x,
        "w": w,
        "b": b,
        "wx": w * x,
        "y": y,
        "score": y * y,
        "at_y": at_y,
        "at_wx": at_y,
        "at_x": at_y * w,
        "at_w": at_y * x,
        "at_b": at_y,
    }


def _node(axes, x, y, name, value, face, edge):
    style.box(axes, x, y, 13, 7.4, face=face, edge=edge)
    style.text(axes, x + 6.5, y + 2.3, name, 12, style.SOFT)
    style.text(axes, x + 6.5, y + 5.1, f"{value}".replace("-", "−"), 16, weight="bold")


def _pass(axes, start, end, words, at, shift=1.15):
    """A value's way forward in blue, and beside it the derivative's way back in purple."""
    (x1, y1), (x2, y2) = start, end
    style.arrow(axes, (x1, y1 - shift), (x2, y2 - shift), style.DATA)
    style.arrow(axes, (x2, y2 + shift), (x1, y1 + shift), style.BACK, dashed=True)
    style.text(axes, *at, words, 12.5, style.BACK, weight="bold")


def draw(n):
    figure, axes = style.canvas(104, 56)
    style.text(axes, 2.5, 3, "forward: values", 13, style.DATA, ha="left", weight="bold")
    style.arrow(axes, (20, 3), (28, 3), style.DATA)
    back = "backward: how much does the score change?"
    style.text(axes, 50, 3, back, 13, style.BACK, ha="left", weight="bold")
    style.arrow(axes, (47.5, 3), (39.5, 3), style.BACK, dashed=True)
    data, weight = (style.DATA_LIGHT, style.DATA), (style.WEIGHT_LIGHT, style.WEIGHT)
    _node(axes, 3, 11, "pixel x", n["x"], *data)
    _node(axes, 3, 25, "weight w", n["w"], *weight)
    _node(axes, 3, 39, "bias b", n["b"], *weight)
    _node(axes, 37, 17, "w·x", n["wx"], *data)
    _node(axes, 62, 25, "y = w·x + b", n["y"], *data)
    _node(axes, 88, 25, "score y²", n["score"], *data)
    _pass(axes, (16.3, 14.7), (36.7, 19.6), f"{n['at_wx']}·w = {n['at_x']}", (25.5, 21.8))
    _pass(axes, (16.3, 28.7), (36.7, 22.4), f"{n['at_wx']}·x = {n['at_w']}", (29.5, 28.8))
    _pass(axes, (16.3, 42.7), (61.7, 30.4), f"{n['at_y']}·1 = {n['at_b']}", (43, 39.2))
    _pass(axes, (50.3, 21.2), (61.7, 27), f"{n['at_y']}·1 = {n['at_wx']}", (51, 27.8))
    _pass(axes, (75.3, 28.7), (87.7, 28.7), f"2·y = {n['at_y']}", (81.5, 32.4))
    words = (
        f"Check by a nudge: with x = 2.001 the score is 16.024. It grew by 0.024, "
        f"{n['at_x']} times the nudge."
    )
    style.text(axes, 3, 50.2, words, 12.5, ha="left")
    words = (
        f"Training moves w (its number: {n['at_w']}). Dreaming moves x (its number: {n['at_x']})."
    )
    style.text(axes, 3, 53.2, words, 12.5, ha="left", weight="bold")
    return figure
