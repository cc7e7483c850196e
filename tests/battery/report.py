"""What was found: a table for the terminal, and docs/reliability.md of all that was kept.

The battery and each part of the faults keep what they found in docs/reliability.json, so that one
can be tried anew without the others.
"""

from __future__ import annotations

import collections
import json
from pathlib import Path

from .case import FAULTS, OK, SECONDS, SENTENCE

DOCS = Path(__file__).resolve().parents[2] / "docs"

HEAD = """\
# What holds

Two commands write this page, from what they have really tried: `python scripts/battery.py --write`
(bad and odd input) and `python scripts/faults.py --write` (kills, full disks and their kind). Do
not edit it by hand: `tests/battery/report.py` has its text, `reliability.json` the results.

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
- **Numbers that are large but possible.** A million steps on a large picture take days. Ctrl-C
  keeps what there is.
- **A name in the folder after `kill -9`.** Nothing can tidy up then: if it comes while a file is
  being written, `.dreamkit-...part` stays beside it. Whatever DreamKit next writes into that folder
  removes it. A grader's folder in `/tmp` goes with the next grader.
- **A server that sends, but slowly.** One from which nothing comes for 30 seconds is given up;
  one that sends a byte now and then is not. Ctrl-C ends it.
- **Other machines.** The figures above are of one run, on one computer. Memory that runs out,
  disks that fail and power cuts are not among these cases; of networks there were dreamnet,
  EfficientNetB0, the first layers of VGG16 and small models.
- **Windows and macOS.** The battery and the faults themselves need Linux.
"""

FAULTS_HOW = """\
## Faults, really produced

Nothing is simulated: processes are killed, disks are full (a small `tmpfs`), folders lose their
permissions or are deleted while something works in them, a server on this computer misbehaves.
"Faults" are half files, lost work, wrong results, tracebacks, waits without an end and processes
that nobody ends.
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
    return _table(list(rows(found)))


def _table(listed):
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


def measured(found, seed, seconds, versions):
    """What is kept of a run of the battery."""
    return {
        "rows": list(rows(found)),
        "kinds": dict(collections.Counter(one.outcome.kind for one in found)),
        "faults": list(faults(found)),
        "seed": seed,
        "seconds": round(seconds),
        "versions": versions,
    }


def keep(part, told, folder=DOCS):
    """Keep what was measured, as JSON, under the name of a part, and write the page anew."""
    stored = folder / "reliability.json"
    known = json.loads(stored.read_text("utf-8")) if stored.is_file() else {}
    known[part] = told
    stored.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "reliability.md").write_text(page(known), encoding="utf-8")


def page(known):
    """The text of docs/reliability.md: {part: what was measured} in words."""
    parts = [HEAD]
    if "battery" in known:
        parts += _battery(known["battery"])
    tried = {name: told for name, told in known.items() if name != "battery"}
    if tried:
        parts += _produced(tried)
    return "\n".join([*parts, HOW.format(seconds=SECONDS), NOT])


def _battery(told):
    cases, kinds = sum(row[1] for row in told["rows"]), collections.Counter(told["kinds"])
    bad = sum(kinds[kind] for kind in FAULTS)
    outcome = [
        f"{cases:,} cases, seed {told['seed']}, in {told['seconds']} seconds on "
        f"{told['versions']}:",
        f"{kinds[OK]:,} worked, {kinds[SENTENCE]:,} were refused in a sentence, {bad} were faults.",
    ]
    what = [f"| {name} | {FAULTS[name]} | {kinds[name]} |" for name in FAULTS]
    listed = [f"- {line}" for line in told["faults"]] or ["None in this run."]
    return [
        "## What came of bad and odd input\n",
        "\n".join(outcome) + "\n",
        _table(told["rows"]) + "\n",
        "The kinds of fault that are looked for:\n",
        "\n".join(["| fault | what it is | found |", "|---|---|--:|", *what]) + "\n",
        "Faults that are open:\n",
        "\n".join(listed) + "\n",
    ]


def _produced(tried):
    lines = ["| what was done | times | what came | faults |", "|---|--:|---|--:|"]
    open_faults = []
    for told in tried.values():
        for one in told["results"]:
            cells = (one["what"], one["times"] or "not tried", one["seen"], len(one["faults"]))
            lines.append("| " + " | ".join(map(str, cells)) + " |")
            open_faults += [f"- {one['what']}: {fault}" for fault in one["faults"]]
    minutes = sum(told["seconds"] for told in tried.values()) / 60
    return [
        FAULTS_HOW,
        "\n".join(lines) + "\n",
        f"All of it took {minutes:.0f} minutes. Faults that are open:\n",
        "\n".join(open_faults or ["None in this run."]) + "\n",
    ]
