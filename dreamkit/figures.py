"""Pictures and figures shown with matplotlib, with a text for those who cannot see them."""

from __future__ import annotations

import base64
import html
import io
import sys

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from dreamkit.errors import InputError, check_positive_int
from dreamkit.images import as_picture, to_uint8


def show(*images, titles=None, height=5.0, alt=None):
    """Show pictures side by side with matplotlib and return the figure.

    Parameters
    ----------
    *images : array
        Pictures; each keeps its aspect.
    titles : list of str, optional
        One above each picture.
    height : float
        Height of the row in inches.
    alt : str, optional
        What is to be seen, for those who cannot see it; see `present`.
    """
    import matplotlib.pyplot as plt

    pictures = [as_picture(image) for image in images]
    aspects = [picture.shape[1] / picture.shape[0] for picture in pictures]
    figure, axes = plt.subplots(
        1,
        len(pictures),
        figsize=(height * sum(aspects), height),
        gridspec_kw={"width_ratios": aspects},
        squeeze=False,
        layout="constrained",
    )
    for axis, picture, title in zip(axes[0], pictures, titles or [""] * len(pictures), strict=True):
        axis.imshow(picture, interpolation="lanczos")
        axis.set_title(title)
        axis.axis("off")
    if alt is not None:
        present(figure, alt)
    return figure


def present(figure, alt):
    """Show a matplotlib figure in a notebook, with a text for those who cannot see it.

    The text becomes the picture's alt attribute where the notebook is read as a page. Outside of
    notebooks nothing happens, and `plt.show()` shows the figure as ever.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        It is closed, so that the notebook does not show it a second time.
    alt : str
        A full sentence: what is to be seen.

    Raises
    ------
    InputError
        `alt` says nothing.
    """
    if not isinstance(alt, str) or not alt.strip():
        raise InputError("alt is a sentence that says what is to be seen in the figure.")
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None or not hasattr(shell, "kernel"):
        return
    import matplotlib.pyplot as plt
    from IPython.display import HTML, display

    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=144, bbox_inches="tight")
    plt.close(figure)
    # As HTML: the viewers of notebooks drop the alt text of a picture that is shown as such.
    data = base64.b64encode(buffer.getvalue()).decode()
    width = Image.open(buffer).width // 2  # twice the pixels, for sharp screens
    style = f"width: {width}px; max-width: 100%"
    source = f"data:image/png;base64,{data}"
    display(HTML(f'<img src="{source}" alt="{html.escape(alt)}" style="{style}">'))


def contact_sheet(pictures, labels=None, columns=8, gap=4):
    """Lay pictures out in a grid, each with a label below.

    Parameters
    ----------
    pictures : list of array
        Pictures of equal size.
    labels : list, optional
        What stands below each; anything that has a text.
    columns : int
        Default 8.
    gap : int
        Pixels between pictures. Default 4.

    Returns
    -------
    numpy.ndarray
        float32, shape (height, width, 3), on white; empty of pictures it is one white pixel.

    Raises
    ------
    InputError
        `columns` is not a positive whole number.
    """
    check_positive_int("columns", columns)
    pictures, labels = list(pictures), None if labels is None else list(labels)
    if not pictures:
        return np.ones((1, 1, 3), np.float32)
    height, width = as_picture(pictures[0]).shape[:2]
    line = 0 if labels is None else round(10 + 0.06 * height)
    rows = -(-len(pictures) // columns)
    columns = min(columns, len(pictures))
    size = columns * (width + gap) - gap, rows * (height + line + gap) - gap
    sheet = Image.new("RGB", size, "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(max(8, line - 4))
    for index, picture in enumerate(pictures):
        row, column = divmod(index, columns)
        left, top = column * (width + gap), row * (height + line + gap)
        sheet.paste(Image.fromarray(to_uint8(as_picture(picture))), (left, top))
        if labels is not None:
            middle = (left + width / 2, top + height + line / 2)
            draw.text(middle, str(labels[index]), "black", font, anchor="mm")
    return np.asarray(sheet, np.float32) / 255


def labelled(text, size):
    """A light grey square of `size` pixels with a text in the middle; float32."""
    square = Image.new("RGB", (size, size), (225, 225, 225))
    font = ImageFont.load_default(max(8, size // 9))
    ImageDraw.Draw(square).text((size / 2, size / 2), text, (90, 90, 90), font, anchor="mm")
    return np.asarray(square, np.float32) / 255
