"""The step loop's scaffolding: who is told of the steps, how long they take, what ends them.

Written once for dreams, pictures from noise and galleries.
"""

from __future__ import annotations

import contextlib

from dreamkit.ascent.interrupt import gentle_interrupt
from dreamkit.ascent.progress import Bar, Clock, Step
from dreamkit.errors import check_function


class Loop:
    """A context in which steps are taken, told and stopped.

    Parameters
    ----------
    steps : int
        How many there will be.
    work : int, optional
        What all steps together come to, in the units of `tell`; default: each step counts 1.
    octaves : int
        How many octaves they are spread over.
    doing : str
        What the progress bar says.
    on_step : function, optional
        Called with a `Step` after each step, instead of showing a progress bar.
    should_stop : function, optional
        Asked by `stopping`; answering True ends the loop. The first Ctrl-C does the same, a
        second one raises KeyboardInterrupt.

    Raises
    ------
    InputError
        `on_step` or `should_stop` is no function.
    """

    def __init__(
        self, steps, work=None, octaves=1, doing="dreaming", on_step=None, should_stop=None
    ):
        for name, function in (("on_step", on_step), ("should_stop", should_stop)):
            if function is not None:
                check_function(name, function)
        self._steps, self._octaves = steps, octaves
        self._clock = Clock(steps if work is None else work)
        self._bar = None if on_step else Bar(doing)
        self._on_step, self._should_stop = on_step or self._bar, should_stop
        self.done = 0
        self.ended_early = False

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            if self._bar:
                stack.callback(self._bar.close)
            self._interrupted = stack.enter_context(gentle_interrupt())
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *error):
        return self._stack.__exit__(*error)

    @property
    def stopped(self):
        """None, "cancelled" or "interrupted": whether and how the loop was ended early."""
        if not self.ended_early:
            return None
        return "interrupted" if self._interrupted() else "cancelled"

    def stopping(self):
        """Whether to end now; once true it stays so."""
        asked = self._interrupted() or (self._should_stop and self._should_stop())
        self.ended_early = self.ended_early or bool(asked)
        return self.ended_early

    def tell(self, loss, picture, octave=1, work=1):
        """Count one step and tell of it.

        Parameters
        ----------
        loss : float
        picture : tensor or numpy.ndarray
            The picture after the step; it is fetched only if somebody reads `Step.image`.
        octave : int
            The present one, from 1.
        work : int
            What the step comes to, such as its pixels.
        """
        self.done += 1
        seconds, expected = self._clock.tick(work)
        self._on_step(
            Step(self.done, self._steps, octave, self._octaves, loss, picture, seconds, expected)
        )
