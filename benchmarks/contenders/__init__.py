"""Who is compared: each module prepares one contender, see `benchmarks.worker`."""


class Unavailable(Exception):
    """A contender cannot take part here; the text says why."""


def wait(tensor):
    """Read one number of a tensor, which takes until the tensor is computed.

    A GPU works on while Python goes on: a clock that is read without this tells how long it took
    to ask.
    """
    float(tensor[(0,) * tensor.ndim])
