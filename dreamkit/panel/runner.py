"""A small panel for lessons: a few controls of your own, Run, and the dream as it grows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy.typing as npt

from dreamkit.dreaming.dream import dream
from dreamkit.dreaming.result import Dream
from dreamkit.errors import InputError, check_function, shown
from dreamkit.goals.goal import Goal
from dreamkit.images.arrays import as_picture
from dreamkit.networks.extractor import Network, NetworkLike
from dreamkit.networks.network import network as network_named
from dreamkit.panel.base import Panel
from dreamkit.panel.html import note
from dreamkit.panel.layout import above, frame, widgets
from dreamkit.panel.run_view import RunView

LONGEST = 448  # pixels on the page
COLUMNS = (240, 280), (290, LONGEST + 8)


def runner(
    image: npt.ArrayLike,
    network: NetworkLike | None = None,
    goal: Goal | str | widgets.Widget | None = None,
    *,
    work: Callable[..., Dream] = dream,
    arguments: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
    text: str = "",
    curve: bool = True,
    **settings: Any,
) -> Runner:
    """DeepDream, interactive: return a panel that dreams with the values of your own controls.

    End a cell with it to see it.

    Goal and settings may be ipywidgets controls: the panel shows them, and Run dreams with their
    values. A control without a description is called like its argument. Besides there are
    Cancel, the progress with the time left, the picture as it changes, its loss, a slider between
    before and after, and Save.

    Parameters
    ----------
    image : array
        A picture, see `load_image`.
    network : str, Network or keras.Model, optional
        See `network`. Default "dreamnet".
    goal : Goal, str or ipywidgets control, optional
        That of `dream`.
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
    **settings
        Those of `dream`; values or controls.

    Returns
    -------
    Runner
        A widget. After a run, `.result` is the Dream, `.error` the sentence shown if it failed,
        and `.raise_error()` raises that in a cell.

    Raises
    ------
    InputError, FileError
        The picture, the network or a function cannot be used. What is wrong with goal and settings
        is shown when they are run.
    ImportError
        ipywidgets is missing.

    Examples
    --------
    >>> import dreamkit as dk
    >>> import ipywidgets as widgets
    >>> photo = dk.sample("clouds", max_size=64)
    >>> panel = dk.runner(photo, goal="mixed3", steps=widgets.IntSlider(2, 1, 9), octaves=1)
    >>> panel.run_view.run_button.click()  # as if pressed by hand
    >>> panel.wait()
    True
    >>> panel.result.settings["steps"]
    2
    """
    named = {"goal": goal, **settings}
    return Runner(image, network_named(network), named, work, arguments, text, curve)


class Runner(Panel):
    """Controls beside a `RunView`; see `runner`.

    `controls` holds the widgets by name, `run_view` the rest; `run_view.run_button.click()` runs,
    and `wait()` waits for the end.
    """

    controls: dict[str, widgets.Widget]

    def __init__(
        self,
        image: npt.ArrayLike,
        net: Network,
        settings: dict[str, Any],
        work: Callable[..., Dream],
        arguments: Callable[[dict[str, Any]], dict[str, Any]] | None,
        text: str,
        curve: bool,
    ) -> None:
        check_function("work", work)
        if arguments is not None:
            check_function("arguments", arguments)
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
        given = self._arguments(values)
        if not isinstance(given, Mapping):
            raise InputError(f"arguments= returns a dict of arguments, not {shown(given)}.")
        return self.image, {"network": self.net, **given}

    def _lock(self, running):
        for control in self.controls.values():
            control.disabled = running


def _is_control(value):
    return isinstance(value, widgets.Widget) and value.has_trait("value")
