"""--device: naming the graphics card, refusing without one, and results kept apart."""

import json
import types

import pytest

from benchmarks import __main__ as program
from benchmarks import cards, children, contenders, measuring, report, results, worker


@pytest.fixture(autouse=True)
def on_the_processor():
    yield
    children.use("cpu")


def configuration(*details):
    """What stands for `tensorflow.config` on a machine with these GPUs."""
    return types.SimpleNamespace(
        list_physical_devices=lambda kind: list(range(len(details))) if kind == "GPU" else ["CPU"],
        experimental=types.SimpleNamespace(get_device_details=lambda gpu: details[gpu]),
    )


def test_cards_are_named_as_tensorflow_names_them():
    large = {"device_name": "NVIDIA A100-SXM4-40GB", "compute_capability": (8, 0)}
    assert cards.names(configuration(large, {"device_name": "Radeon"}, {})) == [
        "NVIDIA A100-SXM4-40GB, compute capability 8.0",
        "Radeon",
        "a GPU that does not tell its name",
    ]
    assert cards.names(configuration()) == []


@pytest.fixture
def found(monkeypatch):
    """Let the machine have these cards; returns the list of what was asked of contenders."""
    asked = []

    def set_to(*names, missing=""):
        def tell(contender, arguments):
            asked.append((contender, children.environment().get("CUDA_VISIBLE_DEVICES")))
            return ({} if missing else {"cards": list(names)}), missing

        monkeypatch.setattr(children, "tell", tell)
        return asked

    return set_to


def test_without_a_gpu_it_refuses_before_anything_is_measured(found, monkeypatch, tmp_path, capsys):
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    asked, folder = found(), tmp_path / "results"
    assert program.main(["--device", "gpu", "-o", str(folder)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        "python -m benchmarks: --device gpu needs a GPU, and TensorFlow sees none here; install a "
        "driver and tensorflow[and-cuda], or leave the option out to measure the processor.\n"
    )
    assert asked == [("cards", None)]  # with the GPUs in sight
    assert not folder.exists()


def test_tensorflow_itself_is_asked(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "-1")  # so that it sees none on any machine
    monkeypatch.setenv("HIP_VISIBLE_DEVICES", "-1")
    assert program.main(["--device", "gpu", "-o", str(tmp_path / "results")]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert "TensorFlow sees none here" in line
    assert not (tmp_path / "results").exists()


def test_what_cannot_be_asked_is_refused_with_its_reason(found, tmp_path, capsys):
    found(missing="it failed: ImportError: libcuda.so")
    assert program.main(["--device", "gpu", "-o", str(tmp_path)]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.endswith("could not be asked for its GPUs: it failed: ImportError: libcuda.so.")


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("DREAMKIT_INCEPTION_V3_WEIGHTS", "gone.h5", "names 'gone.h5', and there is no such file."),
        ("DREAMKIT_OLDER_CHECKOUT", "gone", "names 'gone', and there is no such folder."),
    ],
)
def test_a_variable_that_names_nothing_is_refused(
    variable, value, sentence, monkeypatch, tmp_path, capsys
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(variable, value)
    assert program.main(["-o", str(tmp_path / "results")]) == 2
    assert capsys.readouterr().err == f"python -m benchmarks: {variable} {sentence}\n"


def test_a_file_cannot_hold_the_results(tmp_path, monkeypatch, capsys):
    for name in ("DREAMKIT_INCEPTION_V3_WEIGHTS", "DREAMKIT_OLDER_CHECKOUT"):
        monkeypatch.delenv(name, raising=False)
    file = tmp_path / "results"
    file.write_text("", encoding="utf-8")
    for path in (file, file / "in it"):
        assert program.main(["-o", str(path)]) == 2
        [line] = capsys.readouterr().err.splitlines()
        assert line.startswith(f"python -m benchmarks: -o {path} cannot be a folder: ")


@pytest.fixture
def stub(monkeypatch):
    """One section, which measures nothing, in place of all."""
    plans = []

    def measure(plan, weights):
        plans.append(plan)
        return {"missing": "it is a stub"}

    section = types.SimpleNamespace(
        TITLE="A stub", measure=measure, write=None, figures=lambda data: []
    )
    for module in (program, report):
        monkeypatch.setattr(module, "SECTIONS", {"step": section})
    for name in ("DREAMKIT_INCEPTION_V3_WEIGHTS", "DREAMKIT_OLDER_CHECKOUT"):
        monkeypatch.delenv(name, raising=False)
    return plans


def test_results_of_a_gpu_name_it_and_stand_apart(found, stub, tmp_path, capsys):
    found("NVIDIA L4, compute capability 8.9", "Tesla T4")
    assert program.main(["-o", str(tmp_path)]) == 0
    text = (tmp_path / "RESULTS.md").read_text(encoding="utf-8")
    assert "**No run on a GPU has been made**" in text
    assert "graphics card" not in text
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert set(before) == {"RESULTS.md", "results.json"}

    assert program.main(["--device", "gpu", "-o", str(tmp_path)]) == 0
    assert [plan.device for plan in stub] == ["cpu", "gpu"]
    names = {path.name for path in tmp_path.iterdir()} - set(before)
    assert names == {"RESULTS-gpu.md", "results-gpu.json"}
    assert all((tmp_path / name).read_bytes() == held for name, held in before.items())
    card = "NVIDIA L4, compute capability 8.9 (the first of 2, the only one used)"
    text = (tmp_path / "RESULTS-gpu.md").read_text(encoding="utf-8")
    assert f"| graphics card | {card} |" in text
    assert "`results-gpu.json` holds every round" in text
    data = json.loads((tmp_path / "results-gpu.json").read_text(encoding="utf-8"))
    assert data["step"]["machine"]["graphics card"] == card
    assert capsys.readouterr().out.endswith("RESULTS-gpu.md\n")

    results.save(results.load(tmp_path), tmp_path)  # now there is a run on a GPU
    text = (tmp_path / "RESULTS.md").read_text(encoding="utf-8")
    assert "No run on a GPU" not in text
    assert "[RESULTS-gpu.md](RESULTS-gpu.md)" in text


def test_only_the_processor_is_seen_unless_asked_otherwise(monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "1")
    hidden = children.environment()
    assert (hidden["CUDA_VISIBLE_DEVICES"], hidden["HIP_VISIBLE_DEVICES"]) == ("-1", "-1")
    children.use("gpu")
    seen = children.environment()
    assert seen["CUDA_VISIBLE_DEVICES"] == "1"  # the user's choice among several
    assert seen["TF_FORCE_GPU_ALLOW_GROWTH"] == "true"


def test_pytorch_is_left_out_where_it_sees_no_gpu(tmp_path, monkeypatch):
    (tmp_path / "torch.py").write_text(
        "class cuda:\n    is_available = staticmethod(lambda: False)\n", encoding="utf-8"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    specifications = {"PyTorch": ("contenders.pytorch", {"variant": "eager", "device": "gpu"})}
    rows = measuring.measure(specifications, {"PyTorch": ("PyTorch", {"steps": 1})}, rounds=1)
    assert rows["PyTorch"].missing == "PyTorch sees no GPU that it can use"


def test_on_a_gpu_memory_is_the_cards(monkeypatch):
    told = {"GPU:0": {"current": 1, "peak": 12_345}}
    experimental = types.SimpleNamespace(get_memory_info=told.__getitem__)
    config = types.SimpleNamespace(
        experimental=experimental, list_physical_devices=lambda kind: ["the card"]
    )
    monkeypatch.setitem(worker.sys.modules, "tensorflow", types.SimpleNamespace(config=config))
    assert worker.peak_bytes("gpu") == 12_345


def test_waiting_reads_a_number_of_the_result():
    read = []

    class Tensor:
        ndim = 3

        def __getitem__(self, place):
            read.append(place)
            return 0.5

    contenders.wait(Tensor())
    assert read == [(0, 0, 0)]


@pytest.mark.parametrize("kind", ["float32", "bfloat16"])
def test_waiting_for_a_tensor(kind):
    import tensorflow as tf

    contenders.wait(tf.zeros([2, 2], kind))
    with pytest.raises(Exception, match="out of bounds"):  # so it does read one
        contenders.wait(tf.zeros([0, 2], kind))
