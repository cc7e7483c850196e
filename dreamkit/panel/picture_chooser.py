"""Controls that choose a picture, from one place at a time."""

from __future__ import annotations

import html

from dreamkit.errors import InputError, display_name
from dreamkit.images import addresses, samples
from dreamkit.panel.background_task import BackgroundTask
from dreamkit.panel.html import note
from dreamkit.panel.layout import share, wide, widgets
from dreamkit.panel.studio_state import Source
from dreamkit.panel.tabs import show_tab, stack, tab_buttons
from dreamkit.panel.uploads import LARGEST_UPLOAD, read_upload, upload_button


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
        self.tabs = tab_buttons(["sample", "upload", "web"])
        self.sample = widgets.Dropdown(options=samples.sample_names(), layout=wide())
        self.upload = upload_button()
        self.address = widgets.Text(placeholder="https://...", layout=share(1))
        self.address.layout.min_width = "0"
        self.fetch_button = widgets.Button(
            description="Fetch", layout=widgets.Layout(width="72px", flex="0 0 auto")
        )
        self.limit = widgets.HTML(note(f"Up to {LARGEST_UPLOAD // 2**20} MB."))
        self._uploaded = self._fetched = None  # Sources
        self._by_tab = {
            "sample": [self.sample],
            "upload": [self.upload, self.limit],
            "web": [widgets.HBox([self.address, self.fetch_button])],
        }
        self.controls = [self.tabs, self.sample, self.upload, self.address, self.fetch_button]
        super().__init__(stack(self.tabs, self._by_tab))
        self.tabs.observe(lambda _: self._change_tab(), "value")
        self.sample.observe(lambda _: self._change_tab(), "value")
        self.upload.observe(lambda _: self._take_upload(), "value")
        self.fetch_button.on_click(lambda _: self.fetch())

    @property
    def source(self):
        """The Source of the tab that is shown, or None while there is nothing yet."""
        chosen = Source("sample", self.sample.value)
        return {"sample": chosen, "upload": self._uploaded, "web": self._fetched}[self.tabs.value]

    def fetch(self):
        """Fetch the picture at the address, in a thread."""
        address = self.address.value.strip()
        if not address.lower().startswith(("http://", "https://")):
            self._fail(
                InputError(f"'{display_name(address)}' is no address; it begins with https://.")
            )
            return
        self._say("Fetching ...")
        self.fetching.start(lambda: addresses.fetch(address), self._take_fetched, self._fail)

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

    def _change_tab(self):
        show_tab(self._by_tab, self.tabs.value)
        if self.source is not None:
            self.fetching.drop()
            self._offer(self.source)

    def _offer(self, source):
        try:
            self._take(source)
        except Exception as error:
            self._fail(error)
            return False
        return True
