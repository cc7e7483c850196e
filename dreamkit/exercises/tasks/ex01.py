"""Exercise 01, How a network sees: filters, sizes, ReLU, receptive field, channels."""

from __future__ import annotations

import numpy as np

from dreamkit.exercises.tasks.answers import Wrong, close, numbers, pair, picture
from dreamkit.exercises.tasks.attempts import is_open
from dreamkit.exercises.tasks.task import (
    Mistake,
    Task,
    function_task,
    hand_task,
    recognize,
    value_task,
)

ANSWERS = value_task(
    "01.a",
    "What does the filter answer?",
    1,
    right=[1.8, 1.8],
    mistakes=[
        Mistake(
            "one row only",
            [0.6, 0.6],
            "You added up one row. The filter has three, and so has the patch.",
        ),
        Mistake(
            "brightness added once",
            [1.8, 1.9],
            "The first is right. In the second you added the 0.1 to the answer; but it goes in "
            "with each of the nine weights, the negative ones as well.",
        ),
        Mistake(
            "brightness added nine times",
            [1.8, 2.7],
            "The first is right. In the second all nine pixels are brighter by 0.1, yes; but not "
            "all nine weights are positive.",
        ),
        Mistake(
            "minus forgotten",
            [3.0, 3.6],
            "You took the left column's weights for positive.",
        ),
        Mistake(
            "left column forgotten for brightness",
            [1.8, 2.1],
            "The first is right. In the second, look at what the left column does with the 0.1.",
        ),
        Mistake(
            "sign reversed",
            [-1.8, -1.8],
            "The right numbers with the wrong sign: which column is counted as negative?",
        ),
    ],
    praise="The weights add up to 0, so even brightness cancels.",
    otherwise="Three rows, each (-1) x left + 0 x middle + 1 x right; then the sum of the rows.",
    shape=(2,),
    atol=1e-6,
)

_ABOVE = np.array([[1.0, 1, 1], [0, 0, 0], [0, 0, 0]])
_LEFT = _ABOVE.T
_DESIGNS = (
    Mistake(
        "above and below exchanged",
        [[-1, -1, -1], [0, 0, 0], [1, 1, 1]],
        "It answers to patches that are brighter *below*. Exchange something.",
    ),
    Mistake(
        "left and right",
        [[1, 0, -1]] * 3,
        "It cares about left and right, and says 0 to a patch that is brighter above.",
    ),
    Mistake(
        "answers to brightness",
        [[1, 1, 1], [0, 0, 0], [0, 0, 0]],
        "An even patch should get exactly 0, and yours answers to brightness itself. What do the "
        "nine weights add up to?",
    ),
    Mistake(
        "corner",
        [[2, 1, 0], [0, 0, 0], [-1, -1, -1]],
        "Above and below are right. But a patch that is brighter on the left gets an answer, too.",
    ),
)


def _design(answer):
    table = numbers(answer, (3, 3))

    def asks(patch):
        return float((table * patch).sum())

    left, even, above = asks(_LEFT), asks(np.ones((3, 3))), asks(_ABOVE)
    sides_matter = abs(left) > 1e-6 or abs(asks(_LEFT[:, ::-1])) > 1e-6
    if abs(even) > 1e-6:
        wrong = _DESIGNS[2]
    elif above < -1e-6 and asks(_ABOVE[::-1]) > 1e-6:
        wrong = _DESIGNS[0]
    elif sides_matter and above < 1e-6:
        wrong = _DESIGNS[1]
    elif sides_matter:
        wrong = _DESIGNS[3]
    elif above <= 1e-6 or asks(_ABOVE[::-1]) >= -1e-6:
        raise Wrong("It gives no clear answer to one of the two: brighter above, brighter below.")
    else:
        return "Zero to anything even, and a sign that tells above from below."
    raise Wrong(wrong.sentence, wrong.name)


SIZES = value_task(
    "01.c",
    "Sizes and weights",
    2,
    right=[58, 29, 29, 7008],
    mistakes=[
        Mistake(
            "one place too few",
            [57, 29, 29, 7008],
            "The first size is off by one. At how many places does a filter of 7 fit on 8 pixels?",
        ),
        Mistake(
            '"valid" taken for "same"',
            [64, 32, 32, 7008],
            'You took "valid" for "same": without padding the filter must fit inside.',
        ),
        Mistake(
            '"same" taken for "valid"',
            [58, 29, 27, 7008],
            'The third size: with "same" the edge is padded, so that nothing is lost.',
        ),
        Mistake(
            "halved wrong",
            [58, 28, 28, 7008],
            "The first size is right. What is half of it?",
        ),
        Mistake(
            "one channel deep",
            [58, 29, 29, 1072],
            "The count: each filter reaches through *all* channels of what it is given. How many "
            "are that in the first convolution, and how many in the second?",
            also=tuple([58, 29, 29, count] for count in (1120, 3264, 2688, 5440)),
        ),
        Mistake(
            "biases missing",
            [58, 29, 29, 6960],
            "Nearly: each filter has one number more, its bias, in both convolutions.",
            also=([58, 29, 29, 6976], [58, 29, 29, 6992]),
        ),
    ],
    praise="You can read a layer.",
    otherwise=lambda answer: (
        ("The sizes are right, the count is not: " if (answer[:3] == [58, 29, 29]).all() else "")
        + "One after the other: where does the filter fit, what is halved, what stays; then "
        "filters times what each of them reaches through, and a bias each."
    ),
    shape=(4,),
)

_BOTH, _RELU = np.array([-1.0, -2, 0, 2, 1]), False
_TWO = (
    Mistake(
        "reversed",
        (-_BOTH, False),
        "Your five numbers are reversed. Here a filter is laid on the row as it is written.",
    ),
    Mistake(
        "put into the middle",
        ([0, -1, 0, 1, 0], False),
        "You multiplied the two place by place. The second filter looks at *answers* of the first, "
        "each of which has looked at three places already.",
    ),
    Mistake(
        "added",
        ([0, 0, 2, 2, 0], False),
        "You added the filters. The second works on what the first has answered.",
    ),
    Mistake(
        "ReLU changes nothing",
        (_BOTH, True),
        "The filter is right. Now put a row and its negative through both with a ReLU between: a "
        "single filter would give opposite answers.",
    ),
)


def _two(answer):
    both, still = pair(answer)
    both = numbers(both, (5,))
    if not close(both, _BOTH, 1e-6):
        wrong = [mistake for mistake in _TWO if mistake.answer[1] is False]
        otherwise = "Put a row with a single 1 through both, and look at what comes out."
        raise recognize(wrong, otherwise, lambda other: close(both, other[0], 1e-6))
    if is_open(still):
        raise Wrong("The filter is right. Now the second question, which still has its dots.")
    if not isinstance(still, bool | np.bool_):
        raise Wrong("The filter is right. The second answer is True or False.")
    if still:
        raise Wrong(_TWO[-1].sentence, _TWO[-1].name)
    return "Without ReLU a deep network is a shallow one."


def receptive_field(layers):
    """(field, distance) in pixels of a neuron behind layers of (size, stride)."""
    field, distance = 1, 1
    for size, stride in layers:
        field += (size - 1) * distance
        distance *= stride
    return field, distance


def _stride_first(layers):
    field, distance = 1, 1
    for size, stride in layers:
        distance *= stride
        field += (size - 1) * distance
    return field, distance


def _whole_size(layers):
    field, distance = 1, 1
    for size, stride in layers:
        field += size * distance
        distance *= stride
    return field, distance


def _sizes_added(layers):
    field, distance = _whole_size(layers)
    return max(1, field - 1), distance


def _from_zero(layers):
    field, distance = 0, 1
    for size, stride in layers:
        field += (size - 1) * distance
        distance *= stride
    return field, distance


def _no_stride(layers):
    return 1 + sum(size - 1 for size, _ in layers), int(np.prod([s for _, s in layers]))


_TO_CONV1 = [(5, 1), (2, 1), (2, 2), (3, 1)]  # dreamnet
_VGG16 = [(3, 1), (3, 1), (2, 2), (3, 1), (3, 1), (2, 2), (3, 1)]

FIELD = function_task(
    "01.e",
    "Receptive field",
    3,
    right=receptive_field,
    cases=lambda: [([],), ([(5, 1)],), ([(3, 1), (3, 1)],), (_TO_CONV1,), (_VGG16,)],
    mistakes=[
        Mistake(
            "stride too early",
            _stride_first,
            "The stride of a layer spreads what comes *after* it, not its own filter.",
        ),
        Mistake(
            "overlap counted twice",
            _whole_size,
            "Two filters of 3 see 5 pixels together: the one in the middle is shared.",
            also=(_sizes_added,),
        ),
        Mistake(
            "strides forgotten",
            _no_stride,
            "The field grows by the filter's size alone in yours. Behind a stride of 2 neighbors "
            "lie two pixels apart, and a filter reaches twice as far.",
        ),
        Mistake(
            "other order",
            lambda layers: receptive_field(layers)[::-1],
            "The right numbers in the other order: first how far a neuron sees.",
        ),
        Mistake(
            "starts at 0",
            _from_zero,
            "Without any layer a neuron is a pixel, and sees one pixel, not none.",
        ),
        Mistake(
            "all multiplied",
            lambda layers: (
                int(np.prod([size for size, _ in layers])),
                int(np.prod([stride for _, stride in layers])),
            ),
            "You multiplied the sizes. Filters overlap, and so they add.",
        ),
    ],
    praise="Eleven pixels for dreamnet's conv1: a gradient finds the same.",
    otherwise="Two numbers go along: how wide the view is, and how far apart neighbors lie.",
)


def _favorite(answer):
    picture(answer)
    return "Now say what it is, and how you know."


TASKS = (
    ANSWERS,
    Task("01.b", "Design a filter", 2, _design, _DESIGNS),
    SIZES,
    Task("01.d", "Why ReLU", 2, _two, _TWO),
    FIELD,
    hand_task("01.f", "What does this channel want?", 4, _favorite),
)
