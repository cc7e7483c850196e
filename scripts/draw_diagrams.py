"""Draw the drawings that explain: python scripts/draw_diagrams.py [NAME ...]

Without names all are drawn, into dreamkit/illustrations. Each becomes NAME.svg, and NAME.json
beside it with its alt text, its caption and the numbers that are written in it.
"""

import base64
import io
import re
import sys
from importlib import import_module

import matplotlib

matplotlib.use("agg")
import matplotlib.pyplot as plt
from PIL import Image

from dreamkit.illustrations.illustration import Illustration, store

WIDTH = 820  # pixels of the page
NAMES = (
    "convolution",
    "receptive_field",
    "backpropagation",
    "inception_block",
    "deepdream_loop",
    "octaves",
    "network_recap",
)
CREDIT = "Drawn for DreamKit, CC BY 4.0"


EMBEDDED = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=\s]+)")


def _as_jpeg(match):
    """A photograph inside a drawing, as JPEG: a fifth of the size."""
    picture = Image.open(io.BytesIO(base64.b64decode(match[1]))).convert("RGB")
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=85)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()


def write(name):
    """Draw one and store it with its words and numbers; returns the path of the drawing."""
    module = import_module(f"diagrams.{name}")
    numbers = module.numbers()
    figure = module.draw(numbers)
    buffer = io.StringIO()
    # No date and no version: the same drawing is the same file.
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    plt.close(figure)
    content = EMBEDDED.sub(_as_jpeg, buffer.getvalue())
    words = module.TEXTS["alt"], module.TEXTS["caption"], getattr(module, "CREDIT", CREDIT)
    made_by = f"scripts/draw_diagrams.py {name}"
    known = Illustration(name, *words, numbers, made_by, width=WIDTH)
    return store(known, content.encode(), ".svg")


def main(names=()):
    for name in names or NAMES:
        path = write(name)
        print(path.name, f"{path.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
