"""What the battery found: a table for the terminal, and docs/reliability.md."""

from __future__ import annotations

import collections

from .case import FAULTS, OK, SECONDS, SENTENCE

HEAD = """\
# What holds

This page is written by `python scripts/battery.py --write`, from what it has just tried. Do not
edit it by hand: `tests/battery/report.py` has its text.

## The promise

Whatever is handed to DreamKit, one of two things happens.

- **It works.** The picture that comes is a picture: RGB, every number between 0 and 1, in the
  size that was asked for.
- **It is refused in one sentence.** The sentence says what is wrong and how to mend it. In Python
  it is a `dk.InputError` or a `dk.FileError`; on the command line the exit code is 2 or 1; in a
  panel it stands below the button, and Run rests.

So there is no foreign traceback, no wait without an end, no wrong picture without a word, and no
lost work: where a dream cannot be saved as you asked, it is saved as a PNG elsewhere, and a
sentence says where. A file that was there is never left half written.
"""

HOW = """\
## How it was tried

A case is one odd thing at one public entrance: a number that is none, a picture with a hole in
it, a goal in signs of no sense, a notebook whose JSON was changed. Most cases are made from
tables of odd values and of arguments. Files are real ones, damaged in ways that a seed chooses;
another seed damages them in other ways. The network is dreamnet, the pictures are small. A case
that takes longer than {seconds} seconds counts as one without an end; in the grader
that is 150 seconds, since its first case grades a class, and 90 for a process of its own, which
loads TensorFlow.

"Worked" means that the result was looked at as well: its shape and its numbers, and the pixels
where they are known beforehand, as for a PNG whose metadata alone is damaged. "Refused" means
that the sentence was looked at: one line, no insides of Python, no password in it.
"""

NOT = """\
## What is not promised

- **Damage that nothing can see.** JPEG, WebP, GIF and plain TIFF have no checksums: a file in
  which a bit has turned over may give another picture. A PNG that was damaged is refused.
- **Files made to attack.** Pillow, TensorFlow and HDF5 read files in native code.
  [SECURITY.md](../SECURITY.md) says what is trusted.
- **Your own code.** What your `on_step` or your model's Lambda raises reaches you as it is. A
  name that no function has is Python's own `TypeError`.
- **A standard output that cannot be written to**, such as one on a full disk: `dreamkit` ends with
  a traceback, and if that is so from the beginning, before it dreams.
- **Numbers that are large but possible.** A million steps on a large picture take days. Ctrl-C
  keeps what there is.
- **Other machines.** The figures above are of one run, on one computer. Memory that runs out,
  disks that fail and power cuts are not among these cases, nor are networks other than dreamnet,
  the first layers of VGG16 and small models.
- **Windows and macOS.** The battery itself needs Linux.
"""


def rows(found):
    """(entrance, cases, worked, refused, faults) of each entrance, in order of names."""
    by_entrance = collections.defaultdict(list)
    for one in found:
        by_entrance[one.entrance].append(one.outcome.kind)
    for entrance in sorted(by_entrance, key=str.lower):
        kinds = by_entrance[entrance]
        worked, refused = kinds.count(OK), kinds.count(SENTENCE)
        yield entrance, len(kinds), worked, refused, len(kinds) - worked - refused


def table(found):
    """The rows and their sum as Markdown, which a terminal shows well enough."""
    listed = list(rows(found))
    total = ("**all**", *(sum(row[column] for row in listed) for column in range(1, 5)))
    lines = ["| entrance | cases | worked | refused in a sentence | faults |"]
    lines.append("|---|--:|--:|--:|--:|")
    lines += ["| " + " | ".join(map(str, row)) + " |" for row in (*listed, total)]
    return "\n".join(lines)


def faults(found):
    """A line for each fault."""
    for one in found:
        if one.outcome.is_fault:
            yield f"{one.entrance}, {one.name}: {one.outcome.kind}. {one.outcome.text}"


def page(found, seed, seconds, versions):
    """The text of docs/reliability.md."""
    kinds = collections.Counter(one.outcome.kind for one in found)
    bad = sum(kinds[kind] for kind in FAULTS)
    outcome = [
        f"{len(found):,} cases, seed {seed}, in {seconds:.0f} seconds on {versions}:",
        f"{kinds[OK]:,} worked, {kinds[SENTENCE]:,} were refused in a sentence, {bad} were faults.",
    ]
    what = [f"| {name} | {FAULTS[name]} | {kinds[name]} |" for name in FAULTS]
    listed = [f"- {line}" for line in faults(found)] or ["None in this run."]
    parts = [
        HEAD,
        "## What came of it\n",
        "\n".join(outcome) + "\n",
        table(found) + "\n",
        "The kinds of fault that are looked for:\n",
        "\n".join(["| fault | what it is | found |", "|---|---|--:|", *what]) + "\n",
        "Faults that are open:\n",
        "\n".join(listed) + "\n",
        HOW.format(seconds=SECONDS),
        NOT,
    ]
    return "\n".join(parts)
