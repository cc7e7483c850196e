"""Controls that choose a picture and a mask; each shows one of its ways at a time."""

from __future__ import annotations

import html

from dreamkit.errors import InputError
from dreamkit.images import files, samples
from dreamkit.panel.background_task import BackgroundTask
from dreamkit.panel.html import note
from dreamkit.panel.layout import hide, share, wide, widgets
from dreamkit.panel.studio_state import Ellipse, Source
from dreamkit.panel.uploads import LARGEST_UPLOAD, accepted, uploaded


class PictureChooser(widgets.VBox):
    """A sample, an upload or an address.

    Parameters
    ----------
    take : function
        Called with the `Source` chosen; raises InputError or FileError if it is no good. For an
        address that is in a thread, since fetching takes its time.
    say, fail : function
        Called with a sentence, or with an exception.
    on_busy : function
        Called when `fetching.busy`, whether something is being fetched, has changed.
    """

    def __init__(self, take, say, fail, on_busy):
        self._take, self._say, self._fail = take, say, fail
        self.fetching = BackgroundTask(on_busy)
        self.way = ways(["sample", "upload", "web"])
        self.sample = widgets.Dropdown(options=samples.sample_names(), layout=wide())
        self.upload = upload_button()
        self.address = widgets.Text(placeholder="https://...", layout=share(1))
        self.address.layout.min_width = "0"
        self.fetch_button = widgets.Button(
            description="Fetch", layout=widgets.Layout(width="72px", flex="0 0 auto")
        )
        self.limit = widgets.HTML(note(f"Up to {LARGEST_UPLOAD // 2**20} MB."))
        self._uploaded = self._fetched = None  # Sources
        self._by_way = {
            "sample": [self.sample],
            "upload": [self.upload, self.limit],
            "web": [widgets.HBox([self.address, self.fetch_button])],
        }
        self.controls = [self.way, self.sample, self.upload, self.address, self.fetch_button]
        super().__init__(below(self.way, self._by_way))
        self.way.observe(lambda _: self._change_way(), "value")
        self.sample.observe(lambda _: self._change_way(), "value")
        self.upload.observe(lambda _: self._take_upload(), "value")
        self.fetch_button.on_click(lambda _: self.fetch())

    @property
    def source(self):
        """The Source of the way that is shown, or None while there is nothing yet."""
        chosen = Source("sample", self.sample.value)
        return {"sample": chosen, "upload": self._uploaded, "web": self._fetched}[self.way.value]

    def fetch(self):
        """Fetch the picture at the address, in a thread."""
        address = self.address.value.strip()
        if not address.lower().startswith(("http://", "https://")):
            self._fail(InputError(f"'{address}' is no address; it begins with https://."))
            return
        self._say("Fetching ...")
        self.fetching.start(lambda: files.download(address), self._take_fetched, self._fail)

    def _take_fetched(self, content):
        source = Source("web", self.address.value.strip(), content)
        if self._offer(source):
            self._fetched = source
            self._say("Fetched. Ready to dream.")

    def _take_upload(self):
        self.fetching.drop()
        source = read_upload(self.upload, self._fail)
        if source is not None and self._offer(source):
            self._uploaded = source
            self._say(f"{html.escape(source.name)} is ready to dream.")

    def _change_way(self):
        show_way(self._by_way, self.way.value)
        if self.source is not None:
            self.fetching.drop()
            self._offer(self.source)

    def _offer(self, source):
        try:
            self._take(source)
        except (OSError, ValueError, MemoryError) as error:
            self._fail(error)
            return False
        return True


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
        self.way = ways(["none", "ellipse", "upload"])
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
        self._by_way = {
            "none": [],
            "ellipse": [self.side, *sliders],
            "upload": [self.upload, about],
        }
        self.controls = [self.way, self.side, *sliders, self.upload]
        super().__init__(below(self.way, self._by_way))
        self.way.observe(lambda _: self._change_way(), "value")
        self.upload.observe(lambda _: self._take_upload(), "value")
        for control in (self.side, *sliders):
            control.observe(lambda _: self._on_change(), "value")

    @property
    def mask(self):
        """None, an Ellipse, or the Source of an upload."""
        if self.way.value == "ellipse":
            return Ellipse(
                (self.down.value / 100, self.across.value / 100),
                (self.height.value / 100, self.width.value / 100),
                self.side.value,
            )
        return self._uploaded if self.way.value == "upload" else None

    def _take_upload(self):
        source = read_upload(self.upload, self._fail)
        if source is None:
            return
        try:
            source.picture(64)
        except (OSError, ValueError, MemoryError) as error:
            self._fail(error)
            return
        self._uploaded = source
        self._on_change()

    def _change_way(self):
        show_way(self._by_way, self.way.value)
        self._on_change()


def ways(options):
    """A row of buttons of which one is down."""
    third = {"button_width": "calc(33.3% - 4px)"}
    return widgets.ToggleButtons(options=options, style=third, layout=wide())


def below(way, by_way):
    """The row of buttons and what belongs to each, of which one shows."""
    show_way(by_way, way.value)
    return [way, *(control for controls in by_way.values() for control in controls)]


def show_way(by_way, way):
    """Show the widgets of one way and hide those of the others."""
    for name, controls in by_way.items():
        for control in controls:
            hide(control, name != way)


def upload_button():
    return widgets.FileUpload(
        accept="image/*", multiple=False, description="Choose a file", layout=wide()
    )


def read_upload(control, fail):
    """The Source of a FileUpload, or None if there is none or it is too large."""
    name, content = uploaded(control.value)
    if name is None:
        return None
    try:
        return Source("upload", name, accepted(name, content))
    except InputError as error:
        fail(error)
        return None


def percent(description, value, least):
    return widgets.IntSlider(
        value, least, 100, description=description, readout_format="d", layout=wide()
    )
