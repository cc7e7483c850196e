"""The package as a whole: its public names, and how little it loads."""

import subprocess
import sys

import dreamkit as dk

CALLS = """
import sys, tempfile, os
import numpy as np
import dreamkit as dk
assert "tensorflow" not in sys.modules
os.chdir(tempfile.mkdtemp())
picture = np.full((40, 40, 3), 0.5, np.float32)
calls = {
    "load_image": lambda: dk.load_image("p.png"),
    "save_image": lambda: dk.save_image("p.png", picture),
    "sample": lambda: dk.sample("clouds"),
    "sample_names": lambda: dk.sample_names(),
    "resize": lambda: dk.resize(picture, (20, 20)),
    "show": lambda: dk.show(picture),
    "present": lambda: dk.present(dk.show(picture), "A grey square."),
    "network": lambda: dk.network(),
    "Network": lambda: dk.Network("x", None),
    "Preset": lambda: dk.Preset("a", "b"),
    "Goal": lambda: dk.Goal(()),
    "goal": lambda: dk.goal("mixed3"),
    "layer": lambda: dk.layer("mixed3"),
    "channel": lambda: dk.channel("mixed3", 1),
    "neuron": lambda: dk.neuron("mixed3", 1),
    "logit": lambda: dk.logit("eye"),
    "direction": lambda: dk.direction("mixed3", [1.0, 2.0]),
    "guide": lambda: dk.guide("mixed3", picture),
    "activations_like": lambda: dk.activations_like("mixed3", picture),
    "high_frequency_share": lambda: dk.high_frequency_share(picture),
    "Priors": lambda: dk.Priors(blur=1),
    "visualize": lambda: dk.visualize(goal="mixed1", steps=1, size=40),
    "texture_like": lambda: dk.texture_like("mixed3", picture),
    "saliency": lambda: dk.saliency(picture, "class_map:1"),
    "class_picture": lambda: dk.class_picture("eye", size=40, steps=1),
    "gallery": lambda: dk.gallery(None, "mixed1", [0, 1], size=40, steps=1),
    "inversion": lambda: dk.inversion(picture, layer="mixed1", steps=1),
    "caricature": lambda: dk.caricature(picture, layer="mixed1", steps=1),
    "texture": lambda: dk.texture(picture, size=40, steps=1),
    "style_transfer": lambda: dk.style_transfer(picture, picture, steps=1),
    "dream": lambda: dk.dream(picture, goal="mixed1", steps=1, octaves=1),
    "Dream": lambda: dk.Dream(picture, [], {"steps": 1}, {}).save("d.png"),
    "read_settings": lambda: dk.read_settings("d.png"),
    "ellipse_mask": lambda: dk.ellipse_mask((20, 30)),
    "Step": lambda: dk.Step(1, 1, 1, 1, 0.0, picture, 0.0, 0.0),
    "InputError": lambda: dk.InputError("x"),
    "FileError": lambda: dk.FileError("x"),
    "first_dream": lambda: dk.first_dream(),
    "explore": lambda: dk.explore(lambda: picture),
    "runner": lambda: dk.runner(picture),
    "studio": lambda: dk.studio(),
    "check": lambda: dk.check("00.a", ...),
    "my_tasks": lambda: dk.my_tasks("00"),
}
dk.save_image("p.png", picture)
missing = set(dk.__all__) - set(calls) - {"__version__"}
assert not missing, f"not called: {missing}"
import matplotlib
matplotlib.use("agg")
for _ in range(2):
    for name, call in calls.items():
        if name in dk.__all__:
            call()
print("called twice")
"""


def test_every_public_name_works_twice_in_a_fresh_process():
    done = subprocess.run([sys.executable, "-c", CALLS], capture_output=True, text=True)
    assert done.stdout.strip().endswith("called twice"), done.stderr[-2000:]


def test_no_public_name_is_the_name_of_a_module():
    from pathlib import Path

    folder = Path(dk.__file__).parent
    modules = {path.stem for path in folder.glob("*.py")} | {p.name for p in folder.iterdir()}
    assert not modules & set(dk.__all__)


def test_an_unknown_name_is_an_attribute_error():
    try:
        dk.nonsense  # noqa: B018
    except AttributeError as error:
        assert "nonsense" in str(error)
    else:
        raise AssertionError("dk.nonsense exists")
