"""What a process looks like after TensorFlow was imported; each in a process of its own."""

import subprocess
import sys


def told(program, *words):
    command = [sys.executable, "-c", program, *words]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return done.stdout.split()


def test_keras_plots_though_pyplot_is_not_loaded_before(tmp_path):
    program = """
import sys
from dreamkit.tensorflow_import import import_tensorflow
keras = import_tensorflow().keras
print("matplotlib.pyplot" in sys.modules)
import matplotlib
matplotlib.use("agg")
import numpy as np
pictures = np.ones((4, 8, 8, 3))
keras.visualization.plot_image_gallery(pictures, value_range=(0, 1), rows=2, path=sys.argv[1])
import matplotlib.pyplot as plt
print(matplotlib.pyplot is plt is sys.modules["matplotlib.pyplot"])
"""
    gallery = tmp_path / "gallery.png"
    assert told(program, str(gallery)) == ["False", "True"]
    assert gallery.read_bytes().startswith(b"\x89PNG")


def test_whoever_wants_pyplot_meanwhile_gets_the_real_one():
    program = """
import sys
from dreamkit import tensorflow_import
with tensorflow_import._pyplot_later():
    import matplotlib.pyplot as plt
    from matplotlib.pyplot import Figure
    assert sys.modules["matplotlib.pyplot"].Figure is Figure
import matplotlib.figure
import matplotlib.pyplot
print(Figure is matplotlib.figure.Figure is plt.Figure, matplotlib.pyplot.Figure is Figure)
"""
    assert told(program) == ["True", "True"]


def test_the_collector_is_left_as_it_was():
    program = """
import gc, sys
from dreamkit.tensorflow_import import import_tensorflow
gc.enable() if sys.argv[1:] else gc.disable()
before = gc.isenabled()
import_tensorflow()
print(before, gc.isenabled(), gc.get_freeze_count() > 100_000)
"""
    assert told(program, "on") == ["True", "True", "True"]
    assert told(program) == ["False", "False", "False"]
