"""A figure beside the controls that it depends on, for effects that show at once."""

from __future__ import annotations

import html
import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from dreamkit.errors import InputError, check_function, shown
from dreamkit.images import figures
from dreamkit.images.arrays import as_picture
from dreamkit.panel.html import STYLE, note, trouble
from dreamkit.panel.layout import above, beside, widgets
from dreamkit.panel.picture_view import PictureView
from dreamkit.panel.pictures import jpeg
from dreamkit.panel.worker import sentence

if TYPE_CHECKING:
    from matplotlib.figure import Figure


MANY = 3  # from so many controls on they stand beside the figure
LEAST_HEIGHT = 240  # pixels, of a figure beside its controls


def explore(
    draw: Callable[..., Figure | npt.NDArray[Any]],
    *,
    alt: str | None = None,
    **controls: widgets.Widget,
) -> Explorer:
    """Interactive figure: show it with controls, and draw it anew whenever one is let go.

    For what takes a second at most; `runner` is for what takes longer. A line says when the
    figure is being drawn; it changes in place. Three controls and more stand beside it where the
    page is wide enough, else in rows above. An `Output` widget would flicker, and makes programs
    that run notebooks, such as nbconvert, wait forever now and then.

    Parameters
    ----------
    draw : function
        Takes the controls' values by name; returns a matplotlib figure, or a picture. The alt
        text that it gives its figure, with `show` or `present`, is the figure's alt text here.
    alt : str, optional
        What is to be seen, for those who cannot see it, if `draw` does not say so. Default the
        figure's titles and the controls' values.
    **controls
        ipywidgets controls. One without a description is called like its argument.

    Returns
    -------
    Explorer
        A widget. `.controls` holds the controls by name, `.content` the picture shown as the
        bytes of its file, `.error` the sentence shown if the last drawing failed, or None.

    Raises
    ------
    ImportError
        ipywidgets is missing.
    InputError
        `draw` is no function, or draws nothing, or a control is none.
    Exception
        What the first drawing raises; what a later one raises is shown as a sentence.

    Examples
    --------
    >>> import dreamkit as dk
    >>> import ipywidgets as widgets
    >>> photo = dk.sample("clouds", max_size=64)
    >>> slider = widgets.FloatSlider(0.5, min=0, max=1)
    >>> panel = dk.explore(lambda light: photo * light, light=slider)
    >>> slider.description
    'Light'
    >>> slider.value = 0.8  # as if moved by hand; the picture follows
    >>> panel.error is None
    True
    """
    return Explorer(draw, controls, alt)


class Explorer(widgets.VBox):
    """Controls and one figure; see `explore`. `controls` holds the widgets by name."""

    controls: dict[str, widgets.Widget]
    error: str | None

    @property
    def content(self) -> bytes:
        """The file of the figure that is shown."""
        return self.view.content

    def __init__(
        self,
        draw: Callable[..., Figure | npt.NDArray[Any]],
        controls: dict[str, widgets.Widget],
        alt: str | None = None,
    ) -> None:
        check_function("draw", draw)
        for name, control in controls.items():
            if not isinstance(control, widgets.Widget) or not control.has_trait("value"):
                raise InputError(f"{name} is a control of ipywidgets, not {shown(control)}.")
        self._draw, self._alt, self.controls = draw, alt, controls
        self.error = None
        self.view, self.status = PictureView(), widgets.HTML()
        self.status.layout.min_height = "22px"  # the figure stays where it is
        for name, control in controls.items():
            control.description = control.description or name.replace("_", " ").capitalize()
            control.layout.width, control.layout.max_width = "auto", "420px"
            above(control)
            if control.has_trait("continuous_update"):
                control.continuous_update = False
            control.observe(lambda _: self._refresh(), "value")
        self._put()  # the first time, trouble belongs to the cell
        if len(controls) < MANY:
            children = [*controls.values(), self.status, self.view]
        else:
            with Image.open(io.BytesIO(self.content)) as image:
                needed = LEAST_HEIGHT * image.width // image.height
            children = [beside([*controls.values(), self.status], self.view, min(needed, 900))]
        super().__init__([widgets.HTML(STYLE), *children])
        self.add_class("dreamkit")

    def _refresh(self):
        self.status.value = note("drawing ...")
        try:
            self._put()
        except Exception as error:
            self.error = sentence(error)
            self.status.value = trouble(html.escape(self.error))
        else:
            self.error, self.status.value = None, ""

    def _put(self):
        values = {name: control.value for name, control in self.controls.items()}
        with figures.kept_back():
            drawn = self._draw(**values)
        if isinstance(drawn, np.ndarray):
            clipped = np.clip(drawn, 0, 1) if drawn.dtype.kind == "f" else drawn
            titles, told, content = [], None, jpeg(as_picture(clipped))
        elif not figures.is_figure(drawn):
            raise InputError(f"draw returns a figure or a picture, not {type(drawn).__name__}.")
        else:
            titles = [title for axes in drawn.axes if (title := axes.get_title())]
            told, content = figures.alt_of(drawn), figures.png(drawn, dpi=100)
        alt = told or self._alt or described(titles, self.controls)
        self.view.show(content, alt)


def described(titles, controls):
    """A figure in words, for want of better ones: its titles, and what it was drawn for."""
    chosen = ", ".join(
        f"{control.description} {value_of(control)}" for control in controls.values()
    )
    named = "; ".join(" ".join(title.split()) for title in titles) or "A picture"
    return f"{named} ({chosen})." if chosen else f"{named}."


def value_of(control):
    """A control's value as the page shows it."""
    label = getattr(control, "label", None)  # of an option
    if label is not None:
        return label
    return f"{control.value:.6g}" if isinstance(control.value, float) else str(control.value)
