"""network: names, models, .keras files and weights files."""

from __future__ import annotations

import functools
import io
import json
import os
import random
import zipfile

import numpy as np

import dreamkit as dk

from . import case, mutations, odd, samples
from .case import Case, Wrong

NET = "network"


def cases(folder, seed):
    for what, name in odd.NO_TEXTS.items():
        if name is not None:  # the default
            yield Case(NET, f"name: {what}", functools.partial(dk.network, name), "refuse")
        if name not in (None, ""):  # "" as in WEIGHTS=""
            call = functools.partial(dk.network, "vgg16", name)
            yield Case(NET, f"weights: {what}", call, "refuse")
    for what, name in {
        "True": True,
        "nan": float("nan"),
        "a picture": samples.photo(),
        "a goal": dk.layer("a"),
        "class": dict,
        "a path of nothing": folder / "nosuch.keras",
        "a folder": folder,
        "dreamnet with weights": ("dreamnet", "a.h5"),
        "a network's file": "weights.h5",
        "nasnet": "nasnet_mobile",
        "capitals": "DreamNet",
        "spaces": " dreamnet ",
    }.items():
        given = name if isinstance(name, tuple) else (name,)
        yield Case(NET, f"given {what}", functools.partial(dk.network, *given), "refuse")
    for what, inputs in {
        "number": 3,
        "text": "rgb",
        "list": [0, 1],
        "nothing": "",
        "1..0": "1..0",
    }.items():
        call = functools.partial(_own, {}, inputs)
        yield Case(NET, f"inputs: {what}", call, "refuse")
    layers = {"None": None, "number": 3, "nosuch": "nosuch", "": "", "bytes": b"conv1"}
    for what, layer in layers.items():
        call = functools.partial(lambda layer: dk.network().layer(layer), layer)
        yield Case("Network", f"layer: {what}", call, "refuse")
    for what, share in odd.NO_NUMBERS.items():
        call = functools.partial(lambda share: dk.network().layer_at(share), share)
        yield Case("Network", f"layer_at: {what}", call, "refuse")
    yield from _models()
    yield from _keras_files(folder, seed)
    yield from _weights_files(folder, seed)


def _own(given, inputs=None):
    return dk.network(model(**given), inputs=inputs)


def model(side=None, channels=3, name="own", activation="relu", last=4):
    """A small functional model of Keras's."""
    from tensorflow import keras

    picture = keras.Input((side, side, channels))
    first = keras.layers.Conv2D(4, 3, activation=activation, padding="same", name="first")(picture)
    second = keras.layers.Conv2D(last, 3, strides=2, padding="same", name="second")(first)
    return keras.Model(picture, second, name=name)


def _dreamt(make):
    """What is taken as a network can be dreamt with, or says why not."""
    net = dk.network(make())
    for layer in net.layer_names:
        result = dk.dream(
            samples.photo(), net, dk.layer(layer), steps=1, octaves=1, on_step=lambda step: None
        )
        case.picture(result.image, (48, 48))
        if not np.isfinite(result.losses).all():
            raise Wrong(f"a loss of {result.losses} in {layer}")


def _models():
    from tensorflow import keras

    layers = keras.layers

    def chain(*parts, shape=(None, None, 3)):
        picture = flow = keras.Input(shape)
        for part in parts:
            flow = part(flow)
        return keras.Model(picture, flow)

    def with_weights(value):
        made = model()
        made.get_layer("second").set_weights(
            [
                np.full(array.shape, value, np.float32)
                for array in made.get_layer("second").get_weights()
            ]
        )
        return made

    class Own(keras.Model):
        def call(self, pictures):
            return pictures

    def two_inputs():
        one, two = keras.Input((None, None, 3)), keras.Input((None, None, 3))
        return keras.Model([one, two], layers.Add()([one, two]))

    makers = {
        "gray": lambda: model(channels=1),
        "of one size": lambda: model(side=48),
        "4 channels": lambda: model(channels=4),
        "a name of other signs": lambda: model(name="日本-1"),
        "weights of NaN": lambda: with_weights(np.nan),
        "weights of infinity": lambda: with_weights(np.inf),
        "weights of 1e30": lambda: with_weights(1e30),
        "weights of 0": lambda: with_weights(0),
        "no layer with maps": lambda: chain(layers.GlobalAveragePooling2D(), layers.Dense(3)),
        "nothing but its input": lambda: chain(layers.Activation("linear")),
        "numbers as input": lambda: chain(layers.Dense(3), shape=(7,)),
        "films as input": lambda: chain(layers.Conv3D(2, 3), shape=(None, None, None, 3)),
        "two inputs": two_inputs,
        "a class of its own": Own,
        "Sequential without input": lambda: keras.Sequential([layers.Conv2D(2, 3)]),
        "an empty Sequential": lambda: keras.Sequential([]),
        "a Lambda": lambda: chain(layers.Conv2D(2, 3), layers.Lambda(lambda x: x * 2)),
        "a Lambda that fails": lambda: chain(
            layers.Conv2D(2, 3), layers.Lambda(lambda x: x[:, 9:])
        ),
        "a fixed Reshape": lambda: chain(
            layers.Conv2D(4, 3, padding="same"), layers.Reshape((64, 4)), shape=(8, 8, 3)
        ),
        "Flatten and Dense": lambda: chain(
            layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(3), shape=(48, 48, 3)
        ),
        "a step": lambda: model(activation=lambda x: keras.ops.sign(x)),
        "strides beyond the picture": lambda: chain(layers.Conv2D(4, 3, strides=64)),
        "a filter larger than the picture": lambda: chain(layers.Conv2D(2, 99)),
        "noise and dropout": lambda: chain(
            layers.GaussianNoise(0.5), layers.Conv2D(2, 3), layers.Dropout(0.9)
        ),
        "a model in a model": lambda: chain(model(), layers.Conv2D(2, 3)),
        "two layers' names with slashes": lambda: chain(
            layers.Conv2D(2, 3, name="a_b"), layers.Conv2D(2, 3, name="a-b.c d")
        ),
    }
    for what, make in makers.items():
        yield Case(NET, f"a model: {what}", functools.partial(_dreamt, make))


def _keras_file(folder):
    path = folder / "own.keras"
    model().save(path)
    return path.read_bytes()


def _keras_files(folder, seed):
    content = _keras_file(folder)
    yield Case(NET, ".keras: whole", functools.partial(_from_file, folder, content), "work")
    for number in (seed, seed + 1):
        for what, changed in mutations.damaged(content, number):
            yield Case(NET, f".keras: {what}", functools.partial(_from_file, folder, changed))
    chance = random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    for number in range(25):
        config = mutations.mutated_json(json.loads(parts["config.json"]), chance)
        changed = _packed({**parts, "config.json": json.dumps(config).encode()})
        yield Case(
            NET,
            f".keras: its JSON changed, {number}",
            functools.partial(_from_file, folder, changed),
        )
    for name in parts:
        without = {key: value for key, value in parts.items() if key != name}
        call = functools.partial(_from_file, folder, _packed(without))
        yield Case(NET, f".keras: no {name}", call, "" if name == "metadata.json" else "refuse")
        for odd_part in (b"", b"{", b"[" * 10_000, b"\xff"):
            changed = _packed({**parts, name: odd_part})
            yield Case(
                NET,
                f".keras: {name} is {odd_part[:3]!r}",
                functools.partial(_from_file, folder, changed),
            )
    code = json.loads(parts["config.json"])
    for what, module, called in (
        ("os.system", "os", "system"),
        ("eval", "builtins", "eval"),
        ("subprocess", "subprocess", "getoutput"),
    ):
        changed = json.loads(json.dumps(code))
        changed["config"]["layers"][1] |= {
            "module": module,
            "class_name": called,
            "registered_name": called,
        }
        content = _packed({**parts, "config.json": json.dumps(changed).encode()})
        yield Case(
            NET,
            f".keras: a layer that is {what}",
            functools.partial(_runs_nothing, folder, content),
            "refuse",
        )


def _packed(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return buffer.getvalue()


_number = iter(range(10**9))


def _from_file(folder, content):
    """A name of its own each time: networks are kept by name and time."""
    path = folder / f"own {next(_number)}.keras"
    path.write_bytes(content)
    try:
        _dreamt(lambda: path)
    finally:
        path.unlink()


def _runs_nothing(folder, content):
    ran = []
    before = os.system
    os.system = lambda *given: ran.append(given)
    try:
        _from_file(folder, content)
    finally:
        os.system = before
        if ran:
            raise Wrong("code from a file was run")


def _weights_files(folder, seed):
    """As small as a network of keras.applications goes: the rest is not there, and not needed."""
    import h5py

    path = folder / "begin.weights.h5"
    with h5py.File(path, "w") as file:
        group = file.create_group("layers/conv2d/vars")
        group["0"] = np.zeros((3, 3, 3, 64), np.float32)
        group["1"] = np.zeros(64, np.float32)
    content = path.read_bytes()
    chosen = (
        "cut to 30 bytes",
        "30 bits turned",
        "a hole of zeros",
        "a piece missing",
        "noise behind its head",
        "numbers at their most",
    )
    for number in (seed, seed + 1):
        for what, changed in mutations.damaged(content, number):
            if what in chosen:
                yield Case(NET, f"weights: {what}", functools.partial(_weights, folder, changed))

    def built(fill):
        buffer = io.BytesIO()
        with h5py.File(buffer, "w") as file:
            fill(file)
        return buffer.getvalue()

    odd_files = {
        "an empty file": lambda file: None,
        "layers that are an array": lambda file: file.create_dataset("layers", data=[1]),
        "a name list that is a number": lambda file: file.attrs.update({"layer_names": 3}),
        "a name of nothing": lambda file: file.attrs.update({"layer_names": [b"nosuch"]}),
        "arrays of texts": lambda file: file.create_dataset("layers/conv2d/vars/0", data=[b"a"]),
        "another shape": lambda file: file.create_dataset("layers/conv2d/vars/0", data=np.ones(3)),
        "NaN": lambda file: (
            file.create_dataset("layers/conv2d/vars/0", data=np.full((3, 3, 3, 64), np.nan, "f4")),
            file.create_dataset("layers/conv2d/vars/1", data=np.zeros(64, "f4")),
        ),
        "a link to itself": lambda file: file.create_group("layers").__setitem__(
            "a", file["layers"]
        ),
        "a link outside": lambda file: file.__setitem__(
            "layers", h5py.ExternalLink("/etc/passwd", "a")
        ),
    }
    for what, fill in odd_files.items():
        yield Case(
            NET, f"weights: {what}", functools.partial(_weights, folder, built(fill)), "refuse"
        )


def _weights(folder, content):
    path = folder / f"{next(_number)}.weights.h5"
    path.write_bytes(content)
    try:
        net = dk.network("vgg16", path)
        case.picture(
            dk.dream(
                samples.photo(),
                net,
                dk.layer(net.layer_names[0]),
                steps=1,
                octaves=1,
                on_step=lambda step: None,
            ).image
        )
    finally:
        path.unlink()
