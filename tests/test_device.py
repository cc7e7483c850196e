"""Which type is taken where: by what the machine says of itself, and by a timing."""

from types import SimpleNamespace

import pytest

import dreamkit as dk
from dreamkit import device


@pytest.fixture
def machine(monkeypatch):
    """Pretend to be another machine; the choice is made anew, and forgotten afterward."""

    def pretend(flags=frozenset(), gpus=(), capability=(0, 0), speed_up=None):
        def time_it(kind):
            assert speed_up is not None, "no timing is needed here"
            return speed_up

        monkeypatch.setattr(device, "_processor_flags", lambda: flags)
        monkeypatch.setattr(device, "_gpus", lambda: list(gpus))
        monkeypatch.setattr(device, "_compute_capability", lambda gpu: capability)
        monkeypatch.setattr(device, "_speed_up", time_it)
        device._fastest.cache_clear()

    yield pretend
    device._fastest.cache_clear()


@pytest.mark.parametrize(
    ("flags", "speed_up", "chosen"),
    [
        ({"avx2", "avx512f"}, None, "float32"),  # no instructions: not even timed
        ({"avx512_bf16"}, 1.8, "bfloat16"),
        ({"amx_bf16"}, 3.0, "bfloat16"),
        ({"bf16", "asimd"}, 1.6, "bfloat16"),  # ARM
        ({"avx512_bf16"}, 0.1, "float32"),  # there, but this TensorFlow does not use them
        ({"avx512_bf16"}, 1.05, "float32"),  # not worth it
        (None, 0.4, "float32"),  # a system that does not tell
        (None, 1.7, "bfloat16"),
    ],
)
def test_auto_takes_bfloat16_where_the_processor_is_faster_with_it(
    machine, flags, speed_up, chosen
):
    machine(flags, speed_up=speed_up)
    assert device.precision("auto") == chosen


@pytest.mark.parametrize(
    ("capability", "chosen"),
    [
        ((6, 1), "float32"),
        ((7, 5), "float16"),
        ((8, 0), "bfloat16"),
        ((9, 0), "bfloat16"),
        ((0, 0), "float32"),  # a GPU that is not NVIDIA's
    ],
)
def test_auto_takes_what_the_tensor_cores_are_made_for(machine, capability, chosen):
    machine(gpus=["gpu"], capability=capability)
    assert device.precision("auto") == chosen


def test_what_is_asked_for_is_taken(machine):
    machine()
    assert device.precision("bfloat16") == "bfloat16"
    assert device.precision("float32") == "float32"


def test_float16_needs_hardware(machine, photo):
    machine({"avx512_bf16"})
    with pytest.raises(dk.InputError, match="'float16' needs a GPU or a processor with AVX512"):
        dk.dream(photo, goal="mixed1", precision="float16")
    machine({"avx512_fp16"})
    assert device.precision("float16") == "float16"
    machine(gpus=["gpu"])
    assert device.precision("float16") == "float16"


def test_an_unknown_type_is_named():
    with pytest.raises(dk.InputError, match="'bfloat16' or 'float16', not 'half'"):
        device.precision("half")


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("model name : X\nflags\t\t: fpu avx512_bf16 sse\n", {"fpu", "avx512_bf16", "sse"}),
        ("Features : fp asimd bf16\n", {"fp", "asimd", "bf16"}),
        ("nothing of use\n", None),
    ],
)
def test_the_flags_are_read_from_the_system(monkeypatch, text, flags):
    monkeypatch.setattr(device.platform, "system", lambda: "Linux")
    monkeypatch.setattr(device, "Path", lambda name: SimpleNamespace(read_text=lambda: text))
    assert device._processor_flags() == flags


def test_other_systems_do_not_tell(monkeypatch):
    monkeypatch.setattr(device.platform, "system", lambda: "Windows")
    assert device._processor_flags() is None


def test_the_timing_really_runs():
    assert 0.001 < device._speed_up("bfloat16") < 1000


def test_the_type_really_used_stands_in_the_settings(photo, machine):
    machine({"avx512_bf16"}, speed_up=2.0)
    result = dk.dream(photo, goal="mixed1", steps=1, octaves=1, on_step=lambda step: None)
    assert result.settings["precision"] == "bfloat16"
    assert result.info["precision_asked"] == "auto"
