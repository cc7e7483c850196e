"""The pictures to expect, from the solutions: python scripts/draw_exercises.py [NOTEBOOK ...]

Runs the notebooks of solutions/ and stores what each cell tagged expected-NN-LETTER shows as
docs/pictures/exercises/NN_LETTER.webp.
"""

import argparse
import base64
import io
import re
import sys
from pathlib import Path

import nbformat
import refresh_outputs
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pictures" / "exercises"
TAG = re.compile(r"expected-(\d\d)-([a-z])$")
SHOWN = re.compile(r'src="data:image/png;base64,([^"]+)"')


def expected(cell):
    """The file for the picture of a cell, or None."""
    found = [match for tag in cell.metadata.get("tags", []) if (match := TAG.match(tag))]
    return FOLDER / f"{found[0][1]}_{found[0][2]}.webp" if found else None


def picture(cell):
    """The picture that a cell shows through dk.show(alt=) or dk.present."""
    pages = (output.get("data", {}).get("text/html", "") for output in cell.outputs)
    [data] = [found[1] for page in pages if (found := SHOWN.search(page))]
    return Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path)
    paths = parser.parse_args(arguments).notebooks or sorted((ROOT / "solutions").glob("*.ipynb"))
    FOLDER.mkdir(exist_ok=True)
    for path in paths:
        notebook = nbformat.read(path, as_version=4)
        refresh_outputs.execute(notebook, path.resolve().parent)
        for cell in notebook.cells:
            if file := expected(cell):
                picture(cell).save(file, quality=85, method=6)
                print(file.relative_to(ROOT), f"{file.stat().st_size // 1024} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
