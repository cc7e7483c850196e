"""The public names as a reader of the course uses them, for mypy alone: nothing here ever runs.

An `ignore` marks a mistake that mypy must find; one that it does not find is an error too.
"""

from pathlib import Path
from typing import Any, Literal, assert_type

import numpy as np
import numpy.typing as npt

import dreamkit as dk
from dreamkit.dreaming.settings import DreamSettings
from dreamkit.panel.explore import Explorer
from dreamkit.panel.first_dream import FirstDream
from dreamkit.panel.runner import Runner
from dreamkit.panel.studio import Studio

Picture = npt.NDArray[np.float32]


def pictures(path: Path) -> None:
    photo = dk.load_image(path, max_size=512)
    assert_type(photo, Picture)
    assert_type(dk.load_image(b"the content of a file"), Picture)
    assert_type(dk.sample("cat"), Picture)
    assert_type(dk.sample_names(), list[str])
    assert_type(dk.resize(photo, (20, 30)), Picture)
    assert_type(dk.resize(photo, photo.shape[:2]), Picture)
    assert_type(dk.ellipse_mask(photo.shape, inside=False), Picture)
    assert_type(dk.high_frequency_share(photo), float)
    assert_type(dk.save_image("photo.png", photo, {"made by": "hand"}), Path)
    dk.present(dk.show(photo, dk.sample(), titles=["one", "two"]), "Two cats.")
    dk.load_image(3)  # type: ignore[arg-type]
    dk.sample(max_size="64")  # type: ignore[arg-type]
    dk.save_image(path)  # type: ignore[call-arg]


def networks(path: Path) -> None:
    net = dk.network()
    assert_type(net, dk.Network)
    assert_type(dk.network("vgg16", weights=path), dk.Network)
    assert_type(dk.network(path, inputs="0..255"), dk.Network)
    assert_type(net.presets["eyes"], dk.Preset)
    assert_type(net.presets["eyes"].settings, dict[str, Any])
    assert_type(net.classes, tuple[str, ...])
    assert_type(net.layer_names, list[str])
    assert_type(net.layer_at(0.5), str)
    assert_type(net.preprocess(dk.sample()), Picture)
    assert_type(dk.network("mobilenet_v2", top=True), dk.Network)
    assert_type(dk.network(path, classes=["cat", "dog"]), dk.Network)
    assert_type(net.class_number("owl"), int)
    assert_type(net.channels("mixed3"), int)
    assert_type(net.smallest_size(["mixed3"]), tuple[int, int])
    dk.network(path, inputs="0..254")  # type: ignore[arg-type]


def goals(photo: Picture) -> None:
    wanted = dk.layer("mixed3", power=2) + 0.5 * dk.channel("mixed5", 12) - dk.logit("eye")
    assert_type(wanted, dk.Goal)
    assert_type(-wanted * np.float32(2), dk.Goal)
    assert_type(dk.neuron("mixed3", 7, place=(0.2, 0.5)), dk.Goal)
    assert_type(dk.direction("mixed3", [1.0, 2.0], cosine=True), dk.Goal)
    assert_type(dk.direction("mixed3", [1.0], cosine_power=2, place=(0.5, 0.5)), dk.Goal)
    assert_type(dk.objective("mixed3", lambda x: x, name="mine", local=True), dk.Goal)
    assert_type(wanted / 3 - dk.layer("input"), dk.Goal)
    assert_type(dk.guide("mixed3", photo), dk.Goal)
    assert_type(dk.activations_like("mixed3", photo, dot=True), dk.Goal)
    assert_type(dk.texture_like("mixed3", photo), dk.Goal)
    assert_type(dk.goal("mixed3^2 - mixed5:12"), dk.Goal)
    assert_type(wanted.layers, tuple[str, ...])
    dk.layer("mixed3", power="2")  # type: ignore[arg-type]
    wanted * "2"  # type: ignore[operator]


def dreams(photo: Picture, net: dk.Network) -> None:
    result = dk.dream(photo, net, "mixed3", steps=2, priors={"total_variation": 2})
    assert_type(result, dk.Dream)
    whole = dk.dream(photo, goal=dk.channel("mixed3", 4), tile_size=None, mask=photo[..., 0] > 0.5)
    assert_type(whole.stopped, Literal["cancelled", "interrupted"] | None)
    assert_type(result.image, Picture)
    assert_type(result.losses, list[float])
    assert_type(result.save("dream.png"), Path)
    settings = dk.read_settings("dream.png")
    assert_type(settings, dict[str, Any])
    dk.dream(photo, **settings)
    if result.stopped == "canceled":  # type: ignore[comparison-overlap]
        return
    dk.dream(photo, step=2)  # type: ignore[call-arg]
    dk.dream(photo, steps="2")  # type: ignore[arg-type]
    dk.dream(photo, normalize="max")  # type: ignore[arg-type]
    dk.dream(photo, precision="float64")  # type: ignore[arg-type]
    dk.dream(photo, on_step=lambda: None)  # type: ignore[arg-type, misc]


def hyperparameters() -> None:
    settings = DreamSettings(steps=10, priors=dk.Priors(blur=1))
    assert_type(settings.steps, int)
    assert_type(settings.tile_size, int | None)
    assert_type(settings.normalize, Literal["std", "laplacian"])
    DreamSettings(precision="float64")  # type: ignore[arg-type]


def steps(step: dk.Step) -> None:
    assert_type(step.index, int)
    assert_type(step.loss, float)
    assert_type(step.image, Picture)
    dk.dream(step.image, on_step=steps, should_stop=lambda: step.index > 3)


def priors() -> None:
    wanted = dk.Priors(total_variation=2, blur=0.5)
    assert_type(wanted.total_variation, float)
    assert_type(wanted.blur_every, int)
    assert_type(wanted.settings(), dict[str, float])
    assert_type(wanted.strengths(), dict[str, float])
    assert_type(wanted.blurs_at(4), bool)
    assert_type(wanted.has_operators, bool)
    assert_type(wanted.has_transforms, bool)
    dk.Priors(rotation="10")  # type: ignore[arg-type]
    dk.Priors(bluring=1)  # type: ignore[call-arg]


def seen(photo: Picture, net: dk.Network) -> None:
    assert_type(dk.saliency(photo, dk.logit("eye"), net, samples=50), Picture)
    assert_type(dk.attribution.gradient(photo, dk.logit("eye")), Picture)
    assert_type(dk.attribution.gradient_times_input(photo, "mixed3:2", net), Picture)
    assert_type(dk.attribution.integrated_gradients(photo, "mixed3", baseline=photo), Picture)
    assert_type(dk.attribution.guided_backpropagation(photo, "mixed3", net), Picture)
    assert_type(dk.attribution.grad_cam(photo, "logit:eye", layer="mixed4"), Picture)
    assert_type(dk.attribution.class_activation_map(photo, "logit:eye"), Picture)
    assert_type(dk.attribution.occlusion(photo, "mixed3", patch=16, value=0), Picture)
    assert_type(dk.attribution.rank_correlation(photo, photo, absolute=True), float)
    alike = dk.attribution.randomization_check(photo, "mixed3", method="occlusion", patch=9)
    assert_type(alike, dict[str, float])
    assert_type(dk.randomize(net, "mixed3", cascade=False), dk.Network)
    top = dk.top_pictures(net, "mixed3", 4, [photo], count=3)
    assert_type(top.most[0].picture, Picture)
    assert_type(top.least[0].position, tuple[int, int])
    assert_type(dk.class_picture(["eye", 7], size=(48, 64)), Picture)
    assert_type(dk.gallery(net, "mixed3", range(8), folder="gallery", steps=64), Picture)
    assert_type(dk.inversion(photo, layer="mixed3", priors=dk.Priors(blur=1)), Picture)
    assert_type(dk.caricature(photo, "dreamnet", "mixed3"), Picture)
    assert_type(dk.texture(photo, layers=["conv1"]), Picture)
    assert_type(dk.style_transfer(photo, photo, strength=2), Picture)
    assert_type(dk.visualize(net, dk.channel("mixed3", 4), size=64), Picture)
    assert_type(dk.visualize(goal=["mixed3:4", dk.logit("eye")], start=photo), Picture)
    dk.visualize(net, [dk.channel("mixed3", n) for n in range(3)], size=(48, 64), canvas="pixels")
    dk.visualize(net, "mixed3:4", canvas="phase", optimizer="sgd", count=4, diversity=1)
    dk.visualize(net, "mixed3:4", count=4, diversity={"mixed3": 1})
    dk.visualize(net, "mixed3:4", modify_gradient=lambda gradient: gradient / 2)
    dk.visualize(net, 4)  # type: ignore[arg-type]
    dk.visualize(net, "mixed3:4", canvas="paper")  # type: ignore[arg-type]
    dk.saliency(photo)  # type: ignore[call-arg]
    dk.attribution.gradient(photo)  # type: ignore[call-arg]
    dk.attribution.occlusion(photo, "mixed3", patch="9")  # type: ignore[arg-type]
    dk.style_transfer(photo, photo, strength="2")  # type: ignore[arg-type]


def panels(photo: Picture, net: dk.Network) -> None:
    lesson = dk.first_dream("dreamnet")
    assert_type(lesson, FirstDream)
    assert_type(lesson.result, dk.Dream | None)
    assert_type(lesson.saved, Path | None)
    own = dk.runner(photo, net, "mixed3", text="Try it.", curve=False, steps=2)
    assert_type(own, Runner)
    assert_type(own.wait(1), bool)
    assert_type(own.exception, Exception | None)
    own.raise_error()
    everything = dk.studio(net)
    assert_type(everything, Studio)
    assert_type(everything.error, str | None)
    figure = dk.explore(lambda size: dk.show(photo[:size]))
    assert_type(figure, Explorer)
    assert_type(figure.error, str | None)
    dk.explore(lambda size: photo[:size])
    dk.runner(photo, work=dk.sample)  # type: ignore[arg-type]
    dk.runner(photo, curve="yes")  # type: ignore[arg-type]


def exercises() -> None:
    report = dk.check("03.b", lambda picture: picture)
    assert_type(report.passed, bool)
    dk.my_tasks("03")
    dk.my_tasks(3)  # type: ignore[arg-type]


def errors(error: Exception) -> None:
    if isinstance(error, dk.InputError):
        assert_type(error, dk.InputError)
    not_there = dk.nonsense  # type: ignore[attr-defined]
    assert_type(dk.__version__, str)
    raise dk.FileError("the disk is full.") from not_there
