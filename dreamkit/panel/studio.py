"""The studio: every setting at hand, the dream as it grows, and the same in code."""

from __future__ import annotations

import functools
import html

from dreamkit.dreaming.settings import DEFAULTS
from dreamkit.errors import FileError, InputError, display_name
from dreamkit.networks import network as networks
from dreamkit.networks.extractor import Network, NetworkLike
from dreamkit.panel import studio_state
from dreamkit.panel.background_task import BackgroundTask
from dreamkit.panel.base import Panel
from dreamkit.panel.goal_chooser import GoalChooser
from dreamkit.panel.html import copy_button, note, terms, title
from dreamkit.panel.layout import explain, frame, wide, widgets
from dreamkit.panel.mask_chooser import MaskChooser
from dreamkit.panel.picture_chooser import PictureChooser
from dreamkit.panel.pictures import spotlight
from dreamkit.panel.run_view import TO_DREAM_ON, RunView

LONGEST = 600  # pixels on the page
COLUMNS = (240, 340), (290, LONGEST + 8)
OWN = "the network given"  # one that no name brings back
MASKED = "Where the dream may go: the part in color"
# What the controls are called, and what they do.
HELP = {
    "longest side": "of the picture, in pixels; twice as long takes four times the time",
    "steps": "of gradient ascent in each octave; more make the dream stronger",
    "step size": "how far each step moves the picture; too far makes noise",
    "octaves": "sizes, from small to large: more bring larger shapes, one only the finest",
    "normalize": (
        "the gradient: std divides it by its standard deviation; laplacian does so for coarse and "
        "fine detail apart, which makes smoother shapes"
    ),
    "keep the colors": "of the photo: only light and dark dream",
}


def studio(network: NetworkLike | None = None) -> Studio:
    """DeepDream, interactive: return the studio, a panel with all of `dream` in it.

    End a cell with it to see it.

    A picture (a sample, an upload of at most 10 MB, or an address), a network, a goal (a preset,
    layers from a list, or a text as for `goal`), the settings that matter most, and a
    mask; Run and Cancel, progress with the time left, the picture and its loss as they grow, a
    slider between before and after, Save and Download (a PNG with its settings), and the same in
    Python. Run rests while the picture, the goal or the mask is wrong, and a sentence says why.

    Cancel leaves the last finished dream alone; before there is one, it keeps the picture so far.
    Interrupting the kernel does not stop a dream.

    Parameters
    ----------
    network : str, Network or keras.Model, optional
        The one to begin with; see `network`. Default "dreamnet". The panel offers others.

    Returns
    -------
    Studio
        A widget. `.result` is the Dream, `.error` the sentence shown if something went wrong,
        and `.raise_error()` raises that in a cell.

    Raises
    ------
    InputError, FileError
        The network cannot be used.
    ImportError
        ipywidgets is missing.

    Examples
    --------
    >>> import dreamkit as dk
    >>> panel = dk.studio()
    >>> panel.steps.value, panel.size.value
    (10, 512)
    >>> print(panel.code.value.splitlines()[2])
    photo = dk.sample("cat", max_size=512)
    """
    return Studio(networks.network(network))


class Studio(Panel):
    """Choosers beside a `RunView`.

    `picture`, `goal`, `mask` are the choosers, `network`, `size`, `steps`, `step_size`, `octaves`,
    `normalize`, `keep_color` the other controls, and `run_view` has the rest. `net` is the network
    in use, `photo` the picture to dream on, `problem` what keeps Run from running.
    """

    def __init__(self, net: Network) -> None:
        self.net, self.photo = net, None
        self.name = net.name if is_known(net) else None
        self.own = net if self.name is None else None
        self._locked = False  # while a dream runs
        self._mask_problem = self._problem = None  # exceptions
        self.loading = BackgroundTask(self._refresh)
        self.run_view = RunView(
            self._run_arguments, self._lock, longest=LONGEST, done="Save it, or try more."
        )
        say = self.run_view.say
        self._load = functools.lru_cache(maxsize=2)(lambda source, size: source.picture(size))
        self.picture = PictureChooser(self._take, say, self._refresh)
        self.size = slider(512, 128, 1024, 32, "longest side")
        self.size.continuous_update = False
        self.network = widgets.Dropdown(
            options=offered(net, self.name), value=self.name or OWN, layout=wide()
        )
        self.goal = GoalChooser(self._show_code, self._take_settings)
        self.steps = slider(10, 1, 100, 1, "steps")
        self.step_size = widgets.FloatSlider(
            value=0.005,
            min=0.001,
            max=0.03,
            step=0.0005,
            description="step size",
            readout_format=".4f",
            layout=wide(),
        )
        self.octaves = slider(5, 1, 8, 1, "octaves")
        self.normalize = widgets.Dropdown(
            options=[("std: as a whole", "std"), ("laplacian: each scale", "laplacian")],
            description="normalize",
            layout=wide(),
        )
        self.keep_color = widgets.Checkbox(
            description="keep the colors", indent=False, layout=wide()
        )
        self.mask = MaskChooser(self._change_mask)
        self.pixels = widgets.HTML()
        self.code = widgets.Textarea(layout=wide())
        # The preview of the next run stands below what was touched last.
        self._picture_place, self._mask_place = widgets.VBox(), widgets.VBox()
        super().__init__()
        self._lay_out()
        self._observe()
        self.goal.set_network(net)
        self._take(self.picture.source)
        say("Press Run.")

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for what is under way: loading, fetching, dreaming; return whether it has ended."""
        waiting = [self.loading.wait, self.picture.fetching.wait, super().wait]
        return all([wait(timeout) for wait in waiting])

    def _lay_out(self):
        settings = [self.steps, self.step_size, self.octaves, self.normalize, self.keep_color]
        left = [
            *(widgets.HTML(title("Picture", top=True)), self.picture, self.size, self.pixels),
            self._picture_place,
            *(widgets.HTML(title("Network")), self.network),
            *(widgets.HTML(title("Goal")), self.goal),
            *(widgets.HTML(title("Settings")), *settings),
            widgets.HTML(terms("What these settings do", HELP.items(), shown=False)),
            *(widgets.HTML(title("Mask")), self.mask, self._mask_place),
        ]
        for control in (self.size, *settings):
            explain(control, f"{control.description}: {HELP[control.description]}")
        frame(self, left, [*self.run_view.left, *self.run_view.right], COLUMNS)
        self.code.add_class("dreamkit-code")
        heading = widgets.HTML(title("The same in Python, to copy into a cell"))
        copy = widgets.HTML(copy_button(), layout=widgets.Layout(width="200px"))
        self.children += (heading, self.code, copy)
        chosen = (*self.picture.controls, *self.goal.controls, *self.mask.controls)
        self.controls = [*chosen, self.network, self.size, *settings]

    def _observe(self):
        self.network.observe(lambda _: self._change_network(), "value")
        self.size.observe(lambda _: self._resize(), "value")
        for control in (
            *(self.steps, self.step_size, self.octaves, self.normalize, self.keep_color),
        ):
            control.observe(lambda _: self._show_code(), "value")

    def _take(self, source):
        """Dream on this picture from now on; raises what makes it unfit."""
        self.photo = self._load(source, self.size.value)
        self.source = source
        self._show_choice(self._picture_place)

    def _resize(self):
        self.picture.offer(self.source)

    def _change_mask(self):
        self._show_choice(self._mask_place)

    def _take_settings(self, settings):
        """Set the controls to what suits a preset."""
        full = {**DEFAULTS, **settings}
        for name in ("steps", "step_size", "octaves", "normalize", "keep_color"):
            getattr(self, name).value = full[name]

    def _change_network(self):
        name = self.network.value
        if name == (self.name or OWN):  # back to the one there is
            self.loading.drop()
            self.run_view.say("Press Run.")
            return
        if name == OWN:
            self.loading.drop()
            self._take_network(self.own, None)
            return
        has_weights = networks.has_weights(name)
        doing = "Loading" if has_weights else "Fetching the weights of"
        self.run_view.say(f"{doing} {html.escape(name)} ...")
        self.loading.start(
            lambda: networks.network(name),
            lambda net: self._take_network(net, name),
            self._keep_network,
        )

    def _take_network(self, net, name):
        self.net, self.name = net, name
        self.goal.set_network(net)
        self.run_view.say(f"{html.escape(net.name)}: {len(net.layer_names)} layers to dream on.")

    def _keep_network(self, error):
        """Loading another one has failed: stay with the one there is."""
        self.network.value = self.name or OWN
        self.run_view.fail(error)

    def _current_state(self):
        return studio_state.StudioState(
            source=self.source,
            size=self.size.value,
            network=self.name,
            preset=self.goal.preset,
            goal=None if self.goal.preset else self.goal.text,
            settings={
                "steps": self.steps.value,
                "step_size": round(self.step_size.value, 6),
                "octaves": self.octaves.value,
                "normalize": self.normalize.value,
                "keep_color": self.keep_color.value,
            },
            mask=self.mask.mask,
        )

    def _run_arguments(self):
        return self.photo, studio_state.arguments(self._current_state(), self.net, self.photo)

    def _show_choice(self, place):
        """Show the picture, and where on it the dream may go; the preview of it in `place`."""
        picture, subject = self.photo, display_name(self.source.name)
        height, width = picture.shape[:2]
        self.pixels.value = note(f"{width} x {height} pixels. More take longer.")
        soft_mask = self._mask_problem = None
        try:
            soft_mask = studio_state.mask_for(self.mask.mask, picture)
        except InputError as error:
            self._mask_problem = error
        for holder in (self._picture_place, self._mask_place):
            holder.children = [self.run_view.preview] if holder is place else []
        if soft_mask is None:
            self.run_view.show(picture, TO_DREAM_ON, subject)
        else:
            self.run_view.show(spotlight(picture, soft_mask), MASKED, subject)
        self._show_code()

    def _show_code(self):
        if self.photo is None:  # not everything is there yet
            return
        self._problem = None
        try:
            self.code.value = studio_state.code(self._current_state(), self.net, self.photo)
        except InputError as error:
            self._problem = error
            self.code.value = "\n".join(f"# {line}" for line in str(error).splitlines())
        self.code.rows = len(self.code.value.splitlines()) + 1
        self._refresh()

    @property
    def problem(self):
        """Why what is chosen cannot be dreamt, as an exception, or None."""
        chosen = self.picture.problem, self.mask.problem, self._mask_problem, self.goal.problem
        return next((each for each in (*chosen, self._problem) if each is not None), None)

    def _lock(self, running):
        self._locked = running
        for control in self.controls:
            control.disabled = running
        self._refresh()

    def _refresh(self):
        coming = self.loading.busy or self.picture.fetching.busy
        self.run_view.allow_run(not (self._locked or coming), self.problem)
        self.picture.fetch_button.disabled = self._locked or self.picture.fetching.busy


def slider(value, least, most, step, description):
    return widgets.IntSlider(value, least, most, step, description=description, layout=wide())


def is_known(net):
    """Whether the network's name alone brings this very network back."""
    try:
        return networks.has_weights(net.name) and networks.network(net.name) is net
    except (InputError, FileError):
        return False


def offered(net, name):
    """The networks to choose from, as (label, name): those whose weights are here come first."""
    on_disk = [known for known in networks.ABOUT if networks.has_weights(known)]
    if name is not None and name not in networks.ABOUT:
        on_disk.insert(0, name)
    missing = [known for known in networks.ABOUT if known not in on_disk]
    own = [] if name is not None else [(f"{net.name} (given)", OWN)]
    return [
        *own,
        *((n, n) for n in on_disk),
        *((f"{n} (downloaded first)", n) for n in missing),
    ]
