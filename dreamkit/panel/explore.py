"""A figure beside the controls that it depends on, for effects that show at once."""

from __future__ import annotations

import html

import numpy as np

from dreamkit.images import figures
from dreamkit.panel.controller import sentence
from dreamkit.panel.html import STYLE, trouble
from dreamkit.panel.layout import above, widgets
from dreamkit.panel.pictures import jpeg


def explore(draw, **controls):
    """Show a figure and controls; it is drawn anew whenever a control is let go.

        dk.explore(lambda depth: dk.show(pictures[depth]), depth=widgets.IntSlider(0, 0, 5))

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
    ipywidgets.VBox
        `.error` is the sentence shown if the last drawing failed, or None.
    """
    return Explorer(draw, controls)


class Explorer(widgets.VBox):
    """Controls above one image; see `explore`. `controls` holds the widgets by name."""

    def __init__(self, draw, controls):
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
        super().__init__([widgets.HTML(STYLE), *controls.values(), self._trouble, self.view])
        self.add_class("dreamkit")
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
