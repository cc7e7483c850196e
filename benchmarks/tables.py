"""Markdown tables, and numbers as text."""

import math
from collections.abc import Callable
from dataclasses import dataclass


def times(factor):
    return f"{factor:.2f}×"


@dataclass(frozen=True)
class Figure:
    """A line of the summary: what was aimed at, and what came out.

    Attributes
    ----------
    name : str
    goal : float
    measured : float or None
        None if it was not measured; `missing` says why.
    show : function
        Tells goal and measured as text.
    at_most : bool
        The goal is an upper bound.
    missing : str
    """

    name: str
    goal: float
    measured: float | None = None
    show: Callable[[float], str] = times
    at_most: bool = False
    missing: str = ""

    @property
    def reached(self):
        return self.measured <= self.goal if self.at_most else self.measured >= self.goal


def table(head, lines, column="---:"):
    """Return a Markdown table: the first column is text, the others are numbers or `column`."""
    rows = [head, ["---", *[column] * (len(head) - 1)], *lines]
    cells = [[str(cell).replace("|", "/") for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def number(value):
    """Return a positive number with three significant digits, and never with an exponent."""
    return f"{value:,.{max(0, 2 - math.floor(math.log10(value)))}f}"


def percent(share):
    return f"{100 * share:.1f}%"


def hundredths(share):
    return f"{100 * share:.2f}%"


def spread(row):
    """Return the median of a row's rounds, then the lowest and the highest."""
    return f"{number(row.median)} ({number(min(row.rounds))} to {number(max(row.rounds))})"


def left_out(rows):
    """Return a sentence for each row that has no rounds, and why."""
    return [f"{name}: not measured: {row.missing}." for name, row in rows.items() if row.missing]


def figure(name, goal, rows, of, **how):
    """Return the figure `of(*rows)`, or why there is none if one of the rows was not measured."""
    missing = next((row.missing for row in rows if row.missing), "")
    return Figure(name, goal, None if missing else of(*rows), missing=missing, **how)
