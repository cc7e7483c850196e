"""Controls that choose a mask, one kind at a time."""

from __future__ import annotations

from dreamkit.panel.html import note
from dreamkit.panel.layout import wide, widgets
from dreamkit.panel.studio_state import Ellipse
from dreamkit.panel.tabs import show_tab, stack, tab_buttons
from dreamkit.panel.uploads import read_upload, upload_button


class MaskChooser(widgets.VBox):
    """Everywhere, in or around an ellipse, or where an uploaded picture is not black.

    Parameters
    ----------
    on_change : function
        Called when `mask` has changed.
    fail : function
        Called with an exception.
    """

    def __init__(self, on_change, fail):
        self._on_change, self._fail = on_change, fail
        self.tabs = tab_buttons(["none", "ellipse", "upload"])
        self.side = widgets.Dropdown(
            options=[("dream inside the ellipse", True), ("dream outside of it", False)],
            layout=wide(),
        )
        self.across, self.down = percent("across", 50, 0), percent("down", 50, 0)
        self.width, self.height = percent("width", 60, 5), percent("height", 60, 5)
        self.upload = upload_button()
        self._uploaded = None
        sliders = [self.across, self.down, self.width, self.height]
        about = widgets.HTML(note("A picture: dreams where it is white, not where it is black."))
        self._by_tab = {
            "none": [],
            "ellipse": [self.side, *sliders],
            "upload": [self.upload, about],
        }
        self.controls = [self.tabs, self.side, *sliders, self.upload]
        super().__init__(stack(self.tabs, self._by_tab))
        self.tabs.observe(lambda _: self._change_tab(), "value")
        self.upload.observe(lambda _: self._take_upload(), "value")
        for control in (self.side, *sliders):
            control.observe(lambda _: self._on_change(), "value")

    @property
    def mask(self):
        """None, an Ellipse, or the Source of an upload."""
        if self.tabs.value == "ellipse":
            return Ellipse(
                (self.down.value / 100, self.across.value / 100),
                (self.height.value / 100, self.width.value / 100),
                self.side.value,
            )
        return self._uploaded if self.tabs.value == "upload" else None

    def _take_upload(self):
        source = read_upload(self.upload, self._fail)
        if source is None:
            return
        try:
            source.picture(64)
        except Exception as error:
            self._fail(error)
            return
        self._uploaded = source
        self._on_change()

    def _change_tab(self):
        show_tab(self._by_tab, self.tabs.value)
        self._on_change()


def percent(description, value, least):
    return widgets.IntSlider(
        value, least, 100, description=description, readout_format="d", layout=wide()
    )
