"""A figure beside the controls that it depends on, for effects that show at once."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from dreamkit.images import figures
from dreamkit.panel.controller import sentence
from dreamkit.panel.html import STYLE, trouble
from dreamkit.panel.layout import above, frame, widgets
from dreamkit.panel.pictures import jpeg

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MANY = 3  # more controls than this stand beside the figure


def explore(draw: Callable[..., Figure | npt.NDArray[Any]], **controls: widgets.Widget) -> Explorer:
    """Interactive figure: show it with controls, and draw it anew whenever one is let go.

    For what takes a second at most; `runner` is for what takes longer. The figure stands in one
    image that changes in place. An `Output` widget would flicker, and makes programs that run
    notebooks, such as nbconvert, wait forever now and then.

    Parameters
    ----------
    draw : function
        Takes the controls' values by name; returns a matplotlib figure, or a picture.
    **controls
        ipywidgets controls. One without a description is called like its argument.

    Returns
    -------
    Explorer
        A widget. `.controls` holds the controls by name, `.error` the sentence shown if the last
        drawing failed, or None.

    Raises
    ------
    ImportError
        ipywidgets is missing.
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
    return Explorer(draw, controls)


class Explorer(widgets.VBox):
    """Controls above one image, or beside it if they are many; see `explore`.

    `controls` holds the widgets by name.
    """

    controls: dict[str, widgets.Widget]
    error: str | None

    def __init__(
        self,
        draw: Callable[..., Figure | npt.NDArray[Any]],
        controls: dict[str, widgets.Widget],
    ) -> None:
        self._draw, self.controls, self.error = draw, controls, None
        self.view = widgets.Image()
        self.view.layout.max_width = "100%"
        self._trouble = widgets.HTML()
        for name, control in controls.items():
            control.description = control.description or name.replace("_", " ").capitalize()
            control.layout.width, control.layout.max_width = "auto", "420px"
            above(control)
            if control.has_trait("continuous_update"):
                control.continuous_update = False
            control.observe(lambda _: self._refresh(), "value")
        left, right = list(controls.values()), [self._trouble, self.view]
        super().__init__([widgets.HTML(STYLE), *left, *right])
        self.add_class("dreamkit")
        if len(left) > MANY:  # above the figure they would push it off the screen
            frame(self, left, right, ((170, 240), (480, 900)))
        self._put()  # the first time, trouble belongs to the cell

    def _refresh(self):
        try:
            self._put()
        except Exception as error:
            self.error = sentence(error)
            self._trouble.value = trouble(html.escape(self.error))
        else:
            self.error, self._trouble.value = None, ""

    def _put(self):
        drawn = self._draw(**{name: control.value for name, control in self.controls.items()})
        if isinstance(drawn, np.ndarray):
            self.view.format, self.view.value = "jpeg", jpeg(drawn)
        else:
            self.view.format, self.view.value = "png", figures.png(drawn, dpi=100)
