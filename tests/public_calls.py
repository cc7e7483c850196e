"""Call every public name twice in this process, and compare what comes with what is known.

test_package runs it by itself, so that nothing is loaded yet.
"""

import contextlib
import importlib.util
import io
import os
import sys
import tempfile
from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image

import dreamkit as dk

assert "tensorflow" not in sys.modules
matplotlib.use("agg")
os.chdir(tempfile.mkdtemp())

WITH_FILMS = importlib.util.find_spec("av") is not None
GRAY = np.full((40, 40, 3), 0.5, np.float32)
PLACES = (np.arange(40) + 0.5) / 40


def grating(half_waves, size):
    """Stripes in all rows and colors; the energy in them grows with the square of their size."""
    return size * np.cos(np.pi * half_waves * PLACES)[None, :, None] * np.ones((40, 1, 3))


def is_grown(made, shape=(40, 40, 3)):
    """Whether it is a picture of that shape, and not an even one."""
    return made.shape == shape and 0 <= made.min() < made.max() <= 1


def is_gray_file(content):
    """Whether a file's content is the gray picture."""
    pixels = np.asarray(Image.open(io.BytesIO(content)))
    return pixels.shape == GRAY.shape and abs(pixels - 127.5).max() <= 1.5


def printed(function, *arguments):
    with contextlib.redirect_stdout(io.StringIO()) as text:
        assert function(*arguments) is None
    return text.getvalue()


def mean_answer(layer):
    """Of dreamnet to the gray picture."""
    net = dk.network()
    return net.activations_model([layer])(net.preprocess(GRAY[None]))[layer].numpy().mean()


def about(made, kind, array):
    """Whether a goal is one term of a kind that holds this array."""
    [term] = made.terms
    return (term.layer, term.kind) == ("mixed3", kind) and np.array_equal(term.held.array, array)


def is_first_dream(made):
    """Whether a dream is the picture's own loss, and one step in which nothing moved far."""
    close = np.isclose(made.losses, mean_answer("mixed1"), rtol=0.03)  # bfloat16
    changed = np.abs(made.image - GRAY)
    return close.tolist() == [True] and is_grown(made.image) and 0.001 < changed.mean() < 0.01


def is_ellipse(made):
    """Whether it is 20 x 30 and has about the area of an ellipse with half axes 6 and 9."""
    assert np.array_equal(made, made[::-1, ::-1]) and (made[0, 0], made[10, 15]) == (0, 1)
    return made.shape == (20, 30) and abs(made.sum() - np.pi * 6 * 9) < 5


def is_first_of(examples, activations):
    """Whether it is one example, of the only picture, which is gray."""
    [one] = examples
    return one.source == 0 and one.activation == activations[0] and np.ptp(one.picture) == 0


def color_map(made):
    return made.shape == (40, 40, 3) and made.dtype == np.float32 and np.ptp(made) > 0


def sums_to_what_it_has_over_black(made):
    """The mean of a channel of the first layer is a mean of ReLUs: 50 steps are near it."""
    net = dk.network()
    look = net.activations_model(["stem"])
    gray, black = (
        look(net.preprocess(picture[None]))["stem"].numpy()[..., 3].mean()
        for picture in (GRAY, np.zeros_like(GRAY))
    )
    return color_map(made) and abs(made.sum() - (gray - black)) < 0.02 * abs(gray - black) + 1e-4


A_MAP = np.array([[1.0, 2.0], [3.0, 4.0]])
ATTRIBUTION = {
    "METHODS": (
        lambda: dk.attribution.METHODS,
        lambda made: made["gradient"] is dk.attribution.gradient and len(made) == 9,
    ),
    "saliency": (
        lambda: dk.attribution.saliency(GRAY, "class_map:1"),
        lambda made: is_grown(made, (40, 40)) and dk.attribution.saliency is dk.saliency,
    ),
    "gradient": (lambda: dk.attribution.gradient(GRAY, "class_map:1"), color_map),
    "gradient_times_input": (
        lambda: dk.attribution.gradient_times_input(GRAY, "class_map:1"),
        lambda made: np.allclose(made, dk.attribution.gradient(GRAY, "class_map:1") / 2),
    ),
    "integrated_gradients": (
        lambda: dk.attribution.integrated_gradients(GRAY, "stem:3"),
        sums_to_what_it_has_over_black,
    ),
    "guided_backpropagation": (
        lambda: dk.attribution.guided_backpropagation(GRAY, "class_map:1"),
        color_map,
    ),
    "grad_cam": (
        lambda: dk.attribution.grad_cam(GRAY, "logit:eye"),
        lambda made: made.shape == (40, 40) and made.min() >= 0,
    ),
    "class_activation_map": (
        lambda: dk.attribution.class_activation_map(GRAY, "logit:eye"),
        lambda made: made.shape == (40, 40) and np.ptp(made) > 0,
    ),
    "occlusion": (  # a gray picture covered with gray
        lambda: dk.attribution.occlusion(GRAY, "logit:eye", patch=20, stride=20),
        lambda made: made.shape == (40, 40) and np.allclose(made, 0, atol=1e-5),
    ),
    "rank_correlation": (
        lambda: dk.attribution.rank_correlation(A_MAP, -A_MAP),
        lambda made: np.isclose(made, -1),
    ),
    "randomization_check": (
        lambda: dk.attribution.randomization_check(GRAY, "logit:eye", layers=["class_map"]),
        lambda made: list(made) == ["class_map"] and abs(made["class_map"]) < 0.9,
    ),
}


def is_film(made, frames):
    """Whether it is a whole film of so many frames, with its settings, and nothing beside it."""
    assert not Path(f"{made.path}.frames").exists() and made.stopped is None
    return made.frames == frames and dk.read_film_settings(made.path) == made.settings


PLAIN = {"goal": "mixed1", "steps": 1, "octaves": 1}
PANORAMA = np.full((64, 128, 3), 0.5, np.float32)
FILMS = {
    "zoom_film": (
        lambda: dk.zoom_film(GRAY, "z.mp4", seconds=0.12, **PLAIN),
        lambda made: is_film(made, 3),
    ),
    "dream_video": (
        lambda: dk.dream_video("z.mp4", "v.mp4", **PLAIN),
        lambda made: is_film(made, 3),
    ),
    "preview_video": (
        lambda: dk.preview_video("z.mp4", **PLAIN),
        lambda made: (made.frames, made.sheet.shape[1]) == (3, 5 * 40 + 4 * 4),
    ),
    "dream_panorama": (
        lambda: dk.dream_panorama(PANORAMA, **PLAIN),
        lambda made: is_grown(made, PANORAMA.shape),
    ),
    "Film": (
        lambda: dk.Film(Path("x.mp4"), 2, {}, None, "cancelled"),
        lambda made: (made.frames, made.flashes, made.stopped) == (2, None, "cancelled"),
    ),
    "read_film_settings": (
        lambda: dk.read_film_settings("z.mp4"),
        lambda made: (made["kind"], made["goal"], made["seconds"]) == ("zoom", "mixed1", 0.12),
    ),
}

# {public name: (what to call, whether that which comes is right)}
CALLS = {
    "load_image": (
        lambda: dk.load_image("p.png"),
        lambda made: made.shape == (40, 40, 3) and np.allclose(made, 128 / 255),
    ),
    "save_image": (
        lambda: dk.save_image("p.png", GRAY),
        lambda made: made == Path("p.png") and is_gray_file(made.read_bytes()),
    ),
    "sample": (lambda: dk.sample("clouds"), lambda made: is_grown(made, (384, 512, 3))),
    "sample_names": (dk.sample_names, lambda made: len(made) == 6 and made[0] == "cat"),
    "resize": (
        lambda: dk.resize(GRAY, (20, 30)),
        lambda made: made.shape == (20, 30, 3) and np.allclose(made, 0.5),
    ),
    "show": (
        lambda: dk.show(GRAY, height=3),
        lambda made: made.get_size_inches().tolist() == [3, 3] and len(made.axes) == 1,
    ),
    "present": (lambda: dk.present(dk.show(GRAY), "A gray square."), lambda made: made is None),
    "illustration": (
        lambda: dk.illustration("naive_and_regularized"),
        lambda made: made.numbers["naive"]["fine_share"] > 0.3 and made.path.is_file(),
    ),
    "illustration_names": (
        dk.illustration_names,
        lambda made: "naive_and_regularized" in made,
    ),
    "Illustration": (
        lambda: dk.Illustration("a", "An a.", "One.", ""),
        lambda made: (made.name, repr(made), made.numbers) == ("a", "An a.", {}),
    ),
    "network": (
        dk.network,
        lambda made: made is dk.network("dreamnet") and made.classes[:2] == ("none", "eye"),
    ),
    "Network": (lambda: dk.Network("x", None), lambda made: (made.name, made.model) == ("x", None)),
    "Preset": (
        lambda: dk.Preset("a", "b"),
        lambda made: (made.goal, made.shows, made.settings) == ("a", "b", {}),
    ),
    "Goal": (lambda: dk.Goal(()), lambda made: made.layers == () and str(made) == ""),
    "goal": (
        lambda: dk.goal("2*mixed3:1 - mixed4^2"),
        lambda made: made == 2 * dk.channel("mixed3", 1) - dk.goal("mixed4^2"),
    ),
    "layer": (lambda: dk.layer("mixed3"), lambda made: str(made) == "mixed3"),
    "channel": (lambda: dk.channel("mixed3", 1), lambda made: str(made) == "mixed3:1"),
    "neuron": (lambda: dk.neuron("mixed3", 1), lambda made: str(made) == "mixed3:1@0.5,0.5"),
    "logit": (lambda: dk.logit("eye"), lambda made: str(made) == "logit:eye"),
    "direction": (
        lambda: dk.direction("mixed3", [1.0, 2.0]),
        lambda made: about(made, "direction", [1, 2]),
    ),
    "objective": (
        lambda: dk.objective("mixed3", abs, "size"),
        lambda made: str(made) == "objective(mixed3, size)" and not made.is_local,
    ),
    "guide": (lambda: dk.guide("mixed3", GRAY), lambda made: about(made, "guide", GRAY)),
    "activations_like": (
        lambda: dk.activations_like("mixed3", GRAY),
        lambda made: about(made, "difference", GRAY),
    ),
    "texture_like": (lambda: dk.texture_like("mixed3", GRAY), lambda m: about(m, "gram", GRAY)),
    "high_frequency_share": (  # 80 pixels over 30 half waves are a wavelength below 4
        lambda: dk.high_frequency_share(0.5 + grating(30, 0.1) + grating(8, 0.2)),
        lambda made: abs(made - 0.1**2 / (0.1**2 + 0.2**2)) < 1e-4,
    ),
    "spectrum": (  # the waves of the grating alone: 8 and 30 half waves in 80 pixels
        lambda: dk.spectrum(grating(30, 0.1) + grating(8, 0.2), [0, 0.2, 0.5]),
        lambda made: np.allclose(made.share, [0.8, 0.2], atol=1e-4),
    ),
    "Spectrum": (
        lambda: dk.Spectrum(np.ones(1), np.ones(1), np.ones(1), 0.5),
        lambda made: made.fine_share == 0.5,
    ),
    "Priors": (
        lambda: dk.Priors(blur=1),
        lambda made: (made.blur, made.blur_every, made.decay) == (1, 4, 0),
    ),
    "visualize": (lambda: dk.visualize(goal="mixed1", steps=1, size=40), is_grown),
    "saliency": (
        lambda: dk.saliency(GRAY, "class_map:1"),
        lambda made: is_grown(made, (40, 40)) and made.max() == 1,
    ),
    **{f"attribution.{name}": call for name, call in ATTRIBUTION.items()},
    "randomize": (
        lambda: dk.randomize(layer="class_map"),
        lambda made: made.name == "dreamnet, random from class_map on" and made.model is not None,
    ),
    "top_pictures": (
        lambda: dk.top_pictures(None, "mixed1", 3, [GRAY], count=1),
        lambda made: is_first_of(made.most, made.activations),
    ),
    "class_picture": (lambda: dk.class_picture("eye", size=40, steps=1), is_grown),
    "gallery": (  # two pictures, 4 pixels between them and a line of 12 for their numbers
        lambda: dk.gallery(None, "mixed1", [0, 1], size=40, steps=1),
        lambda made: is_grown(made, (40 + 12, 40 + 4 + 40, 3)),
    ),
    "inversion": (lambda: dk.inversion(GRAY, layer="mixed1", steps=1), is_grown),
    "caricature": (lambda: dk.caricature(GRAY, layer="mixed1", steps=1), is_grown),
    "texture": (lambda: dk.texture(GRAY, size=40, steps=1), is_grown),
    "style_transfer": (lambda: dk.style_transfer(GRAY, GRAY, steps=1), is_grown),
    "dream": (lambda: dk.dream(GRAY, goal="mixed1", steps=1, octaves=1), is_first_dream),
    "Dream": (
        lambda: dk.Dream(GRAY, [], {"steps": 1}, {}).save("d.png"),
        lambda made: np.allclose(dk.load_image(made), 128 / 255),
    ),
    "read_settings": (lambda: dk.read_settings("d.png"), lambda made: made == {"steps": 1}),
    **(FILMS if WITH_FILMS else {}),
    "ellipse_mask": (lambda: dk.ellipse_mask((20, 30)), is_ellipse),
    "Step": (
        lambda: dk.Step(1, 2, 3, 4, 0.5, GRAY, 6.0, 7.0),
        lambda made: (made.total, made.octaves, made.loss, made.seconds) == (2, 4, 0.5, 6),
    ),
    "InputError": (
        lambda: dk.InputError("x"),
        lambda made: isinstance(made, ValueError) and str(made) == "x",
    ),
    "FileError": (
        lambda: dk.FileError("x"),
        lambda made: isinstance(made, OSError) and str(made) == "x",
    ),
    "first_dream": (dk.first_dream, lambda made: made.picture.options == tuple(dk.sample_names())),
    "explore": (
        lambda: dk.explore(lambda: GRAY),
        lambda made: made.error is None and is_gray_file(made.content),
    ),
    "runner": (
        lambda: dk.runner(GRAY, steps=10),
        lambda made: np.array_equal(made.image, GRAY) and made.controls == {},
    ),
    "studio": (dk.studio, lambda made: (made.steps.value, made.octaves.value) == (10, 5)),
    "check": (
        lambda: dk.check("00.a", ...),
        lambda made: made.state == "not attempted" and not made.passed,
    ),
    "my_tasks": (
        lambda: printed(dk.my_tasks, "00"),
        lambda made: made.count("not attempted") == 6 and "\n0 of 6 points so far" in made,
    ),
}


def main():
    called, public = set(CALLS), set(dk.__all__) - {"__version__"}
    public -= set() if WITH_FILMS else set(FILMS)
    for space in dk._NAMESPACES:
        public |= {f"{space}.{name}" for name in getattr(dk, space).__all__}
    assert "tensorflow" not in sys.modules
    assert called == public, f"not called, or not public: {called ^ public}"
    dk.save_image("p.png", GRAY)
    for _ in range(2):
        for name, (call, is_right) in CALLS.items():
            made = call()
            assert is_right(made), f"{name} made {made!r:.300}"
    print("called twice")


if __name__ == "__main__":
    main()
