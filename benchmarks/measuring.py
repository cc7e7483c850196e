"""Contenders in turns, and what their times say."""

import statistics
from dataclasses import dataclass, field

from benchmarks import children


@dataclass(frozen=True)
class Row:
    """What one contender did.

    Attributes
    ----------
    rounds : list of float
        Seconds a step: the median of its steps in each round.
    facts : dict
        What it told about itself.
    missing : str
        Why there are no rounds.
    """

    rounds: list[float] = field(default_factory=list)
    facts: dict = field(default_factory=dict)
    missing: str = ""

    @property
    def median(self):
        return statistics.median(self.rounds)


def alternate(tasks, rounds):
    """Let each task have its turn in every round, each round beginning with another task.

    One round more comes first to warm up, and is not counted.

    Parameters
    ----------
    tasks : dict of str to function
        Each returns the seconds of its steps, or nothing if it cannot work.
    rounds : int

    Returns
    -------
    dict of str to list of float
        The median of each round; an empty list for a task that could not work every time.
    """
    names, medians = list(tasks), {name: [] for name in tasks}
    for number in range(-1, rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            seconds = tasks[name]()
            if number >= 0 and seconds:
                medians[name].append(statistics.median(seconds))
    return {name: found if len(found) == rounds else [] for name, found in medians.items()}


def measure(specifications, requests, rounds, processes=1):
    """Measure contenders against each other.

    Parameters
    ----------
    specifications : dict
        Who takes part, see `children.started`.
    requests : dict
        {row: (name in `specifications`, request)}; several rows may share a contender.
    rounds : int
        How often each has its turn in one life.
    processes : int
        How many lives: two processes of the same program can differ by a tenth for as long as
        they live, by where their memory happens to lie.

    Returns
    -------
    dict of Row
    """
    rows = {}
    for _ in range(processes):
        with children.started(specifications) as running:
            for row, found in _one_life(running, requests, rounds).items():
                before = rows.get(row, Row())
                missing = before.missing or found.missing
                together = [] if missing else before.rounds + found.rounds
                rows[row] = Row(together, found.facts, missing)
    return rows


def _one_life(running, requests, rounds):
    def task(name, request):
        return lambda: children.ask(running[name], **request)

    medians = alternate({row: task(*wanted) for row, wanted in requests.items()}, rounds)
    rows = {}
    for row, (name, _) in requests.items():
        child, found = running[name], medians[row]
        missing = "" if found else child.missing or "it would take too long"
        rows[row] = Row(found, child.facts, missing)
    return rows


def times_faster(row, other):
    """How many times faster `row` is than `other`: the median over the rounds of their ratio.

    Within a round both worked under the same conditions, so a machine that slows down for some
    rounds does not disturb the ratio.
    """
    return statistics.median(b / a for a, b in zip(row.rounds, other.rounds, strict=True))
