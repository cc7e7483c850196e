"""Exercise 00, First dream: reading numbers off a dream."""

from __future__ import annotations

from dreamkit.exercises.tasks.answers import Wrong, choices, dreamt
from dreamkit.exercises.tasks.task import Mistake, Task, hand_task, value_task

PIXELS = value_task(
    "00.a",
    "How many numbers is a cat?",
    1,
    right=300 * 451 * 3,
    mistakes=[
        Mistake(
            "forgot the colors",
            300 * 451,
            "That is how many pixels there are. How many numbers does one pixel need?",
        ),
        Mistake(
            "added the sides",
            300 + 451 + 3,
            "You added. Adding walks once along each edge; every row has a pixel in every column.",
        ),
        Mistake(
            "counted a fourth channel",
            300 * 451 * 4,
            "That is four numbers a pixel; this picture has three colors and no transparency.",
        ),
    ],
    praise="A dream changes all of these numbers a little in every step, and nothing else.",
    otherwise="Count the pixels first: rows times columns. Then the numbers in each of them.",
)

RATIO = value_task(
    "00.b",
    "How strongly did it answer?",
    1,
    right=0.64 / 0.29,
    mistakes=[
        Mistake(
            "subtracted",
            0.64 - 0.29,
            "You subtracted: that is how much was added, not how many times as large it is.",
        ),
        Mistake(
            "divided the wrong way round",
            0.29 / 0.64,
            "That number is below 1 and would mean that the goal fell. Which one belongs on top?",
        ),
        Mistake(
            "how much more",
            0.64 / 0.29 - 1,
            "That is how much was *added*, measured in first values. The first value itself "
            "counts as well.",
        ),
        Mistake(
            "last value alone",
            0.64,
            "That is the last number itself. Compare it with the first.",
        ),
        Mistake(
            "rounded too far",
            2,
            "Nearly: one digit after the point was asked for.",
        ),
    ],
    praise="The same network, the same cat, and more than twice as strong an answer.",
    otherwise="Take the first and the last number of the diary, nothing in between, and divide.",
    atol=0.06,
)

STEPS = value_task(
    "00.c",
    "How many steps?",
    1,
    right=10 * 5,
    mistakes=[
        Mistake(
            "one octave only",
            10,
            "Those are the steps on one copy of the picture. How many copies were there?",
        ),
        Mistake(
            "added",
            15,
            "You added the two. Each of the copies gets all the steps anew.",
        ),
        Mistake(
            "octaves",
            5,
            "That is how many copies of the picture there were, not how many steps.",
        ),
    ],
    praise="The first steps are the quick ones: they work on the smallest copy.",
    otherwise="Two of the settings matter here: how many copies, and how many steps on each.",
)

FIELD = value_task(
    "00.d",
    "Where did it change most?",
    1,
    right=[3, 4],
    mistakes=[
        Mistake(
            "column first",
            [4, 3],
            "There are only three rows: the row comes first in the list, then the column.",
        ),
        Mistake(
            "counted from 0",
            [2, 3],
            "Have you counted from 0, as Python does? The figure counts from 1.",
        ),
        Mistake(
            "changed least",
            [2, 2],
            "That field changed the least of all.",
        ),
    ],
    praise="Not at her eyes, where we look first: the network has other favorites.",
    otherwise="There is a field with a larger number. Row first, then column.",
    shape=(2,),
)

_TRUE = {2, 4, 5}
_SENTENCES = (
    Mistake(
        "the network learns",
        [1, 2, 4, 5],
        "Sentence 1 is not true: its weights stay as they are. What changes instead?",
    ),
    Mistake(
        "it was hidden in the photo",
        [2, 3, 4, 5],
        "Sentence 3 is not true: another network, taught other things, would find other things "
        "in the same photo.",
    ),
    Mistake(
        "different each time",
        [2, 4, 5, 6],
        "Sentence 6 is not true: chance in a dream comes from a seed, which is one of the "
        "settings. Dream twice and compare.",
    ),
)


def _sentences(answer):
    chosen = choices(answer, range(1, 7))
    for mistake in _SENTENCES:
        [false] = set(mistake.answer) - _TRUE
        if false in chosen:
            raise Wrong(mistake.sentence, mistake.name)
    if chosen != _TRUE:
        raise Wrong("All that you chose is true, but it is not all that is true.", "incomplete")
    return "The picture climbs, the network stands still."


def _dream(answer):
    dreamt(answer)
    return "Now say in words what happened in it."


TASKS = (
    PIXELS,
    RATIO,
    STEPS,
    FIELD,
    Task("00.e", "What is true?", 2, _sentences, _SENTENCES),
    hand_task("00.f", "A dream of yours", 4, _dream),
)
