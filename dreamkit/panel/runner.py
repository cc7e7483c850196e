"""A small panel for lessons: a few controls of your own, Run, and the dream as it grows."""

from __future__ import annotations

from dreamkit.dreaming.dream import dream
from dreamkit.images.arrays import as_picture
from dreamkit.networks.network import network as network_named
from dreamkit.panel.base import Panel
from dreamkit.panel.html import note
from dreamkit.panel.layout import above, frame, widgets
from dreamkit.panel.run_view import RunView

LONGEST = 448  # pixels on the page
COLUMNS = (240, 280), (290, LONGEST + 8)


def runner(
    image, network=None, goal=None, *, work=dream, arguments=None, text="", curve=True, **settings
):
    """Return a panel that dreams with the values of controls; end a cell with it to see it.

        dk.runner(photo, net, "mixed4", octaves=widgets.IntSlider(3, 1, 6), steps=10)

    Goal and settings may be ipywidgets controls: the panel shows them, and Run dreams with their
    values. A control without a description is called like its argument. Besides there are
    Cancel, the progress with the time left, the picture as it changes, its loss, a slider between
    before and after, and Save.

    Parameters
    ----------
    image, network
        Those of `dream`.
    goal, **settings
        Those of `dream`; values or controls.
    work : function, optional
        What to run instead of `dream`, with the same arguments and also `on_step` (to be called
        with a `Step` after each step) and `should_stop` (which answers True after Cancel); it
        returns a `Dream`.
    arguments : function, optional
        Takes a dict with the values of all controls and settings, by name, and returns the
        keyword arguments of `work`: for controls that are not arguments themselves.
    text : str, optional
        A sentence above the controls.
    curve : bool, optional
        Draw the loss while it grows. Default True.

    Returns
    -------
    Runner
        A widget. After a run, `.result` is the Dream, `.error` the sentence shown if it failed,
        and `.raise_error()` raises that in a cell.
    """
    named = {"goal": goal, **settings}
    return Runner(image, network_named(network), named, work, arguments, text, curve)


class Runner(Panel):
    """Controls beside a `RunView`; see `runner`.

    `controls` holds the widgets by name, `run_view` the rest; `run_view.run_button.click()` runs,
    and `wait()` waits for the end.
    """

    def __init__(self, image, net, settings, work, arguments, text, curve):
        self.image, self.net, self._settings = as_picture(image), net, settings
        self._arguments = arguments or dict
        self.controls = {name: value for name, value in settings.items() if _is_control(value)}
        for name, control in self.controls.items():
            control.description = control.description or name.replace("_", " ").capitalize()
            control.layout.width = "auto"
            if not isinstance(control, widgets.Checkbox):
                above(control)
        self.run_view = RunView(
            self._run_arguments, self._lock, work=work, longest=LONGEST, curve=curve
        )
        left = [*self.controls.values(), *self.run_view.left]
        if text:
            left.insert(0, widgets.HTML(note(text)))
        super().__init__()
        frame(self, left, self.run_view.right, COLUMNS)
        self.run_view.show(self.image)

    def _run_arguments(self):
        values = {
            name: value.value if name in self.controls else value
            for name, value in self._settings.items()
        }
        return self.image, {"network": self.net, **self._arguments(values)}

    def _lock(self, running):
        for control in self.controls.values():
            control.disabled = running


def _is_control(value):
    return isinstance(value, widgets.Widget) and value.has_trait("value")
