"""A row of buttons, and below it the controls of the one that is down."""

from __future__ import annotations

from dreamkit.panel.layout import hide, wide, widgets


def tab_buttons(options):
    """A row of buttons of which one is down."""
    third = {"button_width": "calc(33.3% - 4px)"}
    return widgets.ToggleButtons(options=options, style=third, layout=wide())


def stack(tabs, by_tab):
    """The row of buttons and what belongs to each, of which one shows."""
    show_tab(by_tab, tabs.value)
    return [tabs, *(control for controls in by_tab.values() for control in controls)]


def show_tab(by_tab, tab):
    """Show the controls of one tab and hide those of the others."""
    for name, controls in by_tab.items():
        for control in controls:
            hide(control, name != tab)
