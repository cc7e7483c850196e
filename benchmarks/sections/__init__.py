"""What is measured, in the order of the report.

Each module has `TITLE`, `measure(plan, weights)`, which returns its data, `write(data)`, which
returns the Markdown, and `figures(data)`, the lines it adds to the summary. Data is a dictionary
that JSON can hold, but for its rows, which are `Row`s.
"""

from benchmarks.sections import (
    cold,
    covered,
    gallery,
    grading,
    loss,
    memory,
    operations,
    recommended,
    step,
    vgg16,
)

SECTIONS = {
    "step": step,
    "operations": operations,
    "recommended": recommended,
    "vgg16": vgg16,
    "covered": covered,
    "cold": cold,
    "memory": memory,
    "loss": loss,
    "gallery": gallery,
    "grading": grading,
}
