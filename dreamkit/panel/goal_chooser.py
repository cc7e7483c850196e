"""Controls that choose a goal: one of the network's presets, layers from a list, or a text."""

from __future__ import annotations

import html

from dreamkit.errors import InputError
from dreamkit.goals import objectives
from dreamkit.goals.text import HELD, forms, goal_for
from dreamkit.panel.html import mark, note, terms
from dreamkit.panel.layout import hide, wide, widgets
from dreamkit.panel.tabs import show_tab, stack, tab_buttons

ALL = -1  # the channel that stands for all of them
PRESET, LAYERS, TEXT = "preset", "layers", "text"


class GoalChooser(widgets.VBox):
    """The goal in one of three ways. Where one leaves off the next begins: a preset selects its
    layers in the list, and both write their goal into the text.

    Parameters
    ----------
    on_change : function
        Called when `preset` or `text` has changed.
    on_preset : function
        Called with the settings of a preset when it is chosen.

    Attributes
    ----------
    problem : InputError or None
        Why the goal cannot be dreamt of with this network.
    """

    def __init__(self, on_change, on_preset):
        self._on_change, self._on_preset = on_change, on_preset
        self.net = None
        self.tabs = tab_buttons([PRESET, LAYERS, TEXT])
        self.presets = widgets.Dropdown(layout=wide())
        self.layers = widgets.SelectMultiple(rows=6, layout=wide())
        self.channel = widgets.BoundedIntText(ALL, ALL, ALL, description="channel", layout=wide())
        self.typed = widgets.Text(layout=wide())
        self.about, self.help = widgets.HTML(), widgets.HTML()
        self.problem = None
        self._by_tab = {
            PRESET: [self.presets],
            LAYERS: [self.layers, self.channel],
            TEXT: [self.typed],
        }
        self.controls = [self.tabs, self.presets, self.layers, self.channel, self.typed]
        super().__init__([*stack(self.tabs, self._by_tab), self.about, self.help])
        self._quiet = False  # while several controls change together
        for control in self.controls:
            control.observe(self._change, "value")

    @property
    def preset(self):
        """The preset's name, or None where the goal comes another way."""
        return self.presets.value if self.tabs.value == PRESET else None

    @property
    def text(self):
        """The goal as text, in whichever way it was chosen; raises InputError if there is none."""
        if self.tabs.value == PRESET:
            return self.net.presets[self.presets.value].goal
        if self.tabs.value == LAYERS:
            return goal_text(self.layers.value, self.channel.value)
        if not self.typed.value.strip():
            raise InputError("the goal is empty; write one like 'mixed3^2 + 0.5*mixed5:12'.")
        return self.typed.value

    def set_network(self, net):
        """Offer what this network has; its recommended preset is chosen."""
        self._quiet, self.net = True, net
        self.help.value = help_for(net)
        self.presets.options = list(net.presets)
        self.presets.index = 0 if net.presets else None
        self.layers.options = net.layer_names
        self.layers.value = (net.layer_names[len(net.layer_names) // 2],)
        self.channel.value = ALL
        offered = [PRESET, LAYERS, TEXT] if net.presets else [LAYERS, TEXT]
        if list(self.tabs.options) != offered:
            self.tabs.options = offered
            self.tabs.value = offered[0]
        self._quiet = False
        self._change({"owner": self.presets})

    def _change(self, change):
        if self._quiet:
            return
        self._quiet = True  # what follows sets other controls
        show_tab(self._by_tab, self.tabs.value)
        if self.tabs.value == LAYERS:
            self.channel.max = max(ALL, channels(self.net, self.layers.value) - 1)
        if self.preset and change["owner"] in (self.presets, self.tabs):
            self._on_preset(self.net.presets[self.preset].settings)
        hide(self.help, self.tabs.value != TEXT)
        self.about.value = self._explain()
        self._quiet = False
        self._on_change()

    def _explain(self):
        """A sentence on the goal; of one that cannot be used, why."""
        try:
            text = self.text
            goal = goal_for(self.net, text)
        except InputError as error:
            self.problem = error
            return mark(*marked(error))
        self.problem = None
        if self.tabs.value != TEXT:
            self.typed.value = text
        if self.tabs.value == PRESET:
            self.layers.value = goal.layers
            return note(html.escape(self.net.presets[self.presets.value].shows))
        if self.tabs.value == LAYERS:
            last = channels(self.net, self.layers.value) - 1
            keys = "Ctrl or Shift and a click takes several."
            return note(f"<b>{html.escape(text)}</b>. {keys} Channels 0 to {last}; -1: all.")
        return ""


def goal_text(layers, channel=ALL):
    """The text of the goal that adds up layers, or one channel in each.

    Raises
    ------
    InputError
        There is no layer.
    """
    if not layers:
        raise InputError("no layer is chosen; click on one in the list.")
    make = objectives.layer if channel == ALL else lambda name: objectives.channel(name, channel)
    return str(sum(make(name) for name in layers))


def channels(net, layers):
    """How many channels all of these layers have."""
    return min((net.channels(name) for name in layers), default=0)


def help_for(net):
    """Every form of a goal's text, with names of this network."""
    made = ", ".join(HELD)
    return terms("Every form of a goal", forms(net), code=True) + note(
        f"{made} make goals of arrays, which no text can hold: use them in a cell."
    )


def marked(error):
    """What is wrong with a goal's text, and, where there is a place, the text with a caret."""
    sentence, *drawing = str(error).splitlines()
    if not drawing:
        return sentence, ""
    why = sentence.removeprefix("the goal cannot be read at the mark, ").split(";")[0]
    return f"{why}:", "\n".join(line.removeprefix("  ") for line in drawing)
