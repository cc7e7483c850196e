"""Pictures and figures shown with matplotlib, with a text for those who cannot see them."""

from __future__ import annotations

import base64
import contextlib
import html
import io
import sys
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from dreamkit import bounds
from dreamkit.errors import InputError, check_positive_int, shown
from dreamkit.images.arrays import Picture, as_picture, to_uint8

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from dreamkit.dreaming.result import Dream

_texts: weakref.WeakKeyDictionary[Figure, str] = weakref.WeakKeyDictionary()  # alt texts
_kept_back: ContextVar[bool] = ContextVar("kept_back", default=False)


PAGE_WIDTH = 13  # inches: what a notebook shows without shrinking it


def show(
    *images: npt.ArrayLike | Dream,
    titles: Sequence[str] | None = None,
    height: float | None = None,
    columns: int | None = None,
    alt: str | None = None,
) -> Figure:
    """Figure: show pictures side by side, or in rows, with matplotlib.

    Parameters
    ----------
    *images : array or Dream
        Pictures; each keeps its aspect.
    titles : list of str, optional
        One above each picture; "" for none.
    height : float, optional
        Height of a row in inches. Default 5, or, with `columns`, as high as fits a page.
    columns : int, optional
        How many pictures stand in a row; those of a column share their width. Default: all in
        one row.
    alt : str, optional
        What is to be seen, for those who cannot see it; see `present`.

    Returns
    -------
    matplotlib.figure.Figure
        The figure; a notebook shows it at the end of the cell.

    Raises
    ------
    InputError
        Something is not a picture, a number is none, there is not a title for each picture, or
        `alt` says nothing.

    Examples
    --------
    >>> import dreamkit as dk
    >>> cat, sky = dk.sample("cat", max_size=64), dk.sample("clouds", max_size=64)
    >>> figure = dk.show(cat, sky, titles=["a cat", "the sky"], height=2)
    >>> [axis.get_title() for axis in figure.axes]
    ['a cat', 'the sky']
    """
    import matplotlib.pyplot as plt

    pictures = [as_picture(getattr(image, "image", image)) for image in images]
    if not pictures:
        raise InputError("there is no picture to show; pass one or more.")
    columns = None if columns is None else bounds.check("columns", columns)
    height = None if height is None else bounds.check("height", height)
    titles = _checked_titles(titles, len(pictures))
    across = min(columns or len(pictures), len(pictures))
    aspects = [picture.shape[1] / picture.shape[0] for picture in pictures[:across]]
    if height is None:
        height = 5.0 if columns is None else PAGE_WIDTH / sum(aspects)
    down = -(-len(pictures) // across)
    figure, axes = plt.subplots(
        down,
        across,
        figsize=(height * sum(aspects), height * down),
        gridspec_kw={"width_ratios": aspects},
        squeeze=False,
        layout="constrained",
    )
    for axis in axes.flat:
        axis.axis("off")
    places = axes.flat[: len(pictures)]
    for axis, picture, title in zip(places, pictures, titles, strict=True):
        axis.imshow(picture, interpolation="lanczos")
        axis.set_title(title)
    if alt is not None:
        present(figure, alt)
    return figure


def _checked_titles(titles, count):
    if titles is None:
        return [""] * count
    if not isinstance(titles, Iterable) or isinstance(titles, str | bytes):
        raise InputError(f"titles are a list of texts, one for each picture, not {shown(titles)}.")
    titles = list(titles) or [""] * count
    if len(titles) != count:
        raise InputError(f"{count} pictures need as many titles, not {len(titles)}; '' is none.")
    return titles


def present(figure: Figure, alt: str) -> None:
    """Alt text: show a figure in a notebook, with a text for those who cannot see it.

    The text becomes the picture's alt attribute where the notebook is read as a page. Outside of
    notebooks nothing happens, and `plt.show()` shows the figure as ever.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        It is closed, so that the notebook does not show it a second time.
    alt : str
        A full sentence: what is to be seen.

    Returns
    -------
    None

    Raises
    ------
    InputError
        `alt` says nothing, or `figure` is none.

    Examples
    --------
    >>> import dreamkit as dk
    >>> figure = dk.show(dk.sample("cat", max_size=64), height=2)
    >>> dk.present(figure, "A ginger cat looks at the camera.")
    """
    if not isinstance(alt, str) or not alt.strip():
        raise InputError("alt is a sentence that says what is to be seen in the figure.")
    if not is_figure(figure):
        raise InputError(f"a figure of matplotlib is presented, not {type(figure).__name__}.")
    _texts[figure] = alt
    if _kept_back.get():
        return
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None or not hasattr(shell, "kernel"):
        return
    from IPython.display import HTML, display

    # As HTML: the viewers of notebooks drop the alt text of a picture that is shown as such.
    display(HTML(img(png(figure, dpi=144), alt, sharpness=2)))


def is_figure(value: object) -> bool:
    """Whether something is a figure of matplotlib, which need not be loaded for that."""
    return hasattr(value, "savefig")


def alt_of(figure: Figure) -> str | None:
    """Return the text that `present` was given for a figure, or None."""
    return _texts.get(figure)


@contextlib.contextmanager
def kept_back() -> Iterator[None]:
    """In here `present` only takes note of the text: who calls this shows the figure."""
    token = _kept_back.set(True)
    try:
        yield
    finally:
        _kept_back.reset(token)


def img(content: bytes, alt: str, sharpness: int = 1, width: int | None = None) -> str:
    """Return a picture's file as HTML with its alt text.

    Parameters
    ----------
    content : bytes
        Of a file that browsers show: PNG, JPEG.
    alt : str
    sharpness : int
        How many of its pixels stand in one pixel of the page.
    width : int, optional
        How many pixels of the page it takes instead; never more than there is room for.
    """
    with Image.open(io.BytesIO(content)) as image:
        aspect, kind = image.height / image.width, Image.MIME[image.format]
        width = width or image.width // sharpness
    height = round(width * aspect)
    data = base64.b64encode(content).decode()
    # The size beforehand, so that nothing below jumps while the browser reads the file; and read
    # at once, so that a picture that follows another one does not flicker.
    size = (
        f'width="{width}" height="{height}" decoding="sync" '
        f'style="width: {width}px; max-width: 100%; height: auto"'
    )
    return f'<img src="data:{kind};base64,{data}" alt="{html.escape(alt)}" {size}>'


def png(figure: Figure, dpi: float) -> bytes:
    """Return a figure as the bytes of a PNG file, and close it."""
    import matplotlib.pyplot as plt

    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=dpi, bbox_inches="tight")
    plt.close(figure)
    return buffer.getvalue()


def contact_sheet(
    pictures: Sequence[npt.ArrayLike],
    labels: Sequence[object] | None = None,
    columns: int = 8,
    gap: int = 4,
) -> Picture:
    """Lay pictures out in a grid, each with a label below.

    Parameters
    ----------
    pictures : list of array
        Pictures of equal size.
    labels : list, optional
        What stands below each; anything that has a text, which may have several lines. Long
        lines are written smaller.
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
    pictures = [as_picture(picture) for picture in pictures]
    if not pictures:
        return np.ones((1, 1, 3), np.float32)
    height, width = pictures[0].shape[:2]
    texts = [] if labels is None else [str(label) for label in labels]
    lines = max((len(text.splitlines()) for text in texts), default=0)
    font, line = _font(texts, width, largest=round(6 + 0.06 * height))
    rows, columns = -(-len(pictures) // columns), min(columns, len(pictures))
    step_across, step_down = width + gap, height + lines * line + gap
    sheet = Image.new("RGB", (columns * step_across - gap, rows * step_down - gap), "white")
    draw = ImageDraw.Draw(sheet)
    for index, picture in enumerate(pictures):
        row, column = divmod(index, columns)
        left, top = column * step_across, row * step_down
        sheet.paste(Image.fromarray(to_uint8(picture)), (left, top))
        for number, text in enumerate(texts[index].splitlines() if texts else []):
            middle = (left + width / 2, top + height + (number + 0.5) * line)
            draw.text(middle, text, "black", font, anchor="mm")
    return np.asarray(sheet, np.float32) / 255


def _font(texts, width, largest):
    """A font in which every line of the texts fits the width, and the height of a line."""
    for size in range(max(largest, 8), 7, -1):
        font = ImageFont.load_default(size)
        if all(font.getlength(line) <= width for text in texts for line in text.splitlines()):
            break
    return font, size + 4


def labeled(text, size):
    """A light gray square of `size` pixels with a text in the middle; float32."""
    square = Image.new("RGB", (size, size), (225, 225, 225))
    font = ImageFont.load_default(max(8, size // 9))
    ImageDraw.Draw(square).text((size / 2, size / 2), text, (90, 90, 90), font, anchor="mm")
    return np.asarray(square, np.float32) / 255
