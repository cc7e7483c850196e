"""ipywidgets, or one sentence on how to get it; and the layouts that panels share.

Panels use what ipywidgets 7 and 8 have in common, and import `widgets` from here.
"""

from __future__ import annotations

try:
    import ipywidgets as widgets
except ImportError:
    raise ImportError(
        'the panel needs ipywidgets; install it with: pip install "dreamkit[course]"'
    ) from None

from dreamkit.panel.html import STYLE


def wide():
    """A layout of its own for each widget: what is shared is hidden together."""
    return widgets.Layout(width="auto")


def share(grow):
    """A layout that takes its share of a row."""
    return widgets.Layout(flex=f"{grow} 1 0%", width="auto")


def hide(widget, hidden=True):
    """Take a widget off the page, or put it back; what is below it moves."""
    widget.layout.display = "none" if hidden else None


def reserve(widget, hidden=True):
    """Make a widget invisible, or visible again; its place stays."""
    widget.layout.visibility = "hidden" if hidden else "visible"


def above(*controls):
    """Put the descriptions of these sliders and dropdowns above them, where there is room."""
    for control in controls:
        control.add_class("dreamkit-above")


def beside(controls, figure, needed):
    """A figure and controls to its left; without `needed` pixels for it they are rows above it."""
    grid = widgets.Layout(flex="1 1 260px", min_width="0", margin="0 20px 0 0")
    grid.grid_template_columns, grid.grid_gap = "repeat(auto-fill, minmax(200px, 1fr))", "0 20px"
    grid.align_content = "flex-start"
    # The figure takes whatever the controls do not need; without room for both it goes below.
    figure.layout.flex, figure.layout.min_width = f"1000 1 {needed}px", "0"
    return widgets.HBox(
        [widgets.GridBox(controls, layout=grid), figure],
        layout=widgets.Layout(flex_flow="row wrap"),
    )


def explain(control, text):
    """Show a text where the mouse rests on a control."""
    control.set_trait("tooltip" if control.has_trait("tooltip") else "description_tooltip", text)


def frame(panel, left, right, columns):
    """Lay a panel out: two columns that stand below each other where the page is narrow.

    Parameters
    ----------
    panel : VBox
    left, right : list of widgets
    columns : ((int, int), (int, int))
        The least and the greatest width of each column, in pixels.
    """
    sides = []
    for content, (least, greatest), gap in zip((left, right), columns, ("24px", "0"), strict=True):
        layout = widgets.Layout(flex=f"1 1 {least}px", min_width="0", max_width=f"{greatest}px")
        layout.margin = f"0 {gap} 0 0"
        sides.append(widgets.VBox(content, layout=layout))
    row = widgets.HBox(sides, layout=widgets.Layout(flex_flow="row wrap"))
    panel.children = [widgets.HTML(STYLE), row]
    most = sum(greatest for _, greatest in columns) + 24 + 2 * 17  # the gap, padding and border
    panel.layout = widgets.Layout(padding="16px", border="1px solid #8884", max_width=f"{most}px")
    panel.add_class("dreamkit")
