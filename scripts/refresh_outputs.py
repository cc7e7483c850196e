"""Run notebooks and store the outputs that nbval compares: python scripts/refresh_outputs.py

    python scripts/refresh_outputs.py [--check] [NOTEBOOK ...]

Default: every notebook in lessons/ and solutions/. Only cells tagged nbval-check-output keep
their outputs, and only what is text; everything that changes from run to run is removed. With
--check nothing is run or written: it names the notebooks that are not as this program leaves
them, and fails if there are any.
"""

import argparse
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[1]
TAG = "nbval-check-output"
CELL_METADATA = ("tags", "nbgrader", "slideshow", "deletable", "editable")
NOTEBOOK_METADATA = {
    # JupyterLab's own name for it: with another it would mark the notebook as changed at once.
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}


def execute(notebook, folder, timeout=300):
    """Run all cells, in the notebook's own folder."""
    from nbclient import NotebookClient

    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, timeout=timeout, resources=resources).execute()


def clean(notebook):
    """Return the notebook's text with only what belongs in the repository."""
    notebook.metadata = nbformat.from_dict(NOTEBOOK_METADATA)
    number = 0
    for cell in notebook.cells:
        kept = {key: cell.metadata[key] for key in CELL_METADATA if key in cell.metadata}
        cell.metadata = nbformat.from_dict(kept)
        cell.pop("attachments", None)
        if cell.cell_type == "code":
            number += 1
            # nbval takes a cell that has outputs and no number for a mistake.
            cell.execution_count = number if is_compared(cell) else None
            cell.outputs = texts(cell.outputs, number) if is_compared(cell) else []
    # nbformat sorts keys and ends the file with one newline.
    return nbformat.writes(notebook, version=4) + "\n"


def is_compared(cell):
    """Whether nbval compares what this cell puts out."""
    return cell.cell_type == "code" and TAG in cell.metadata.get("tags", [])


def texts(outputs, number):
    """What the cell printed and the text of its value; its figures and warnings are left out."""
    kept = []
    for output in outputs:
        if output.output_type == "stream" and output.name == "stdout":
            if kept and kept[-1].output_type == "stream":
                kept[-1].text += output.text
            else:
                kept.append(nbformat.v4.new_output("stream", name="stdout", text=output.text))
        elif output.output_type == "execute_result" and "text/plain" in output.data:
            data = {"text/plain": output.data["text/plain"]}
            kept.append(nbformat.v4.new_output("execute_result", data=data, execution_count=number))
    return kept


def trouble(path):
    """What is wrong with a committed notebook, one sentence each."""
    before = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(before, as_version=4)
    if any(is_compared(cell) and not cell.outputs for cell in notebook.cells):
        yield f"{path}: a cell tagged {TAG} has no output to compare with."
    if clean(notebook) != before:
        yield f"{path}: holds outputs or metadata that change from run to run."


def refresh(path):
    """Run, clean and write one notebook; say whether it changed."""
    before = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(before, as_version=4)
    execute(notebook, path.resolve().parent)
    for cell in filter(is_compared, notebook.cells):
        if any(output.output_type == "display_data" for output in cell.outputs):
            raise SystemExit(
                f"{path}: a cell tagged {TAG} shows more than text, which nbval takes for a "
                f"difference; split it:\n{cell.source}"
            )
    after = clean(notebook)
    nbformat.validate(nbformat.reads(after, as_version=4))
    if after != before:
        path.write_text(after, encoding="utf-8", newline="\n")
    print(f"{path}: {'updated' if after != before else 'as it was'}")


def everything():
    """The paths of all notebooks that are run: lessons and solutions."""
    folders = (ROOT / "lessons", ROOT / "solutions")
    return sorted(path for folder in folders for path in folder.glob("*.ipynb"))


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path)
    parser.add_argument("--check", action="store_true", help="run and write nothing")
    asked = parser.parse_args(arguments)
    paths = asked.notebooks or everything()
    if not asked.check:
        for path in paths:
            refresh(path)
        return 0
    found = [line for path in paths for line in trouble(path)]
    if found:
        print(*found, "Mend: python scripts/refresh_outputs.py", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
