"""RESULTS.md, on made-up measurements; and once for real, on tiny pictures."""

import dataclasses
import json
import subprocess
import sys

import pytest

from benchmarks import children, report, results, tables
from benchmarks.measuring import Row
from benchmarks.plan import QUICK
from benchmarks.sections import SECTIONS, loss, memory, recommended, step, vgg16

PEAK = [2 * 512**3 / 100e9] * 3  # 100 GFLOP/s


def section(**data):
    """A section's data as `results.complete` leaves it."""
    rest = {"date": "2026-01-31 12:00", "machine": {"cores": "2"}, "weights": "random weights"}
    plan = dataclasses.asdict(QUICK)
    return {"format": results.FORMAT, "plan": plan, **rest, **data}


@pytest.fixture
def steps():
    """dreamkit in bfloat16 is 4, 3 and 2 times as fast as the tiled class: 3 times."""
    rows = {
        step.SIMPLE: Row([0.5, 0.5, 0.5]),
        step.TILED: Row([0.4, 0.6, 0.5]),
        step.FLOAT32: Row([0.4, 0.6, 0.5], {"precision": "float32"}),
        step.AUTO: Row([0.1, 0.2, 0.25], {"precision": "bfloat16"}),
        "matrix product, float32, 512": Row(PEAK),
        "matrix product, bfloat16, 256": Row([1.0, 1.0, 1.0]),
        "matrix product, bfloat16, 512": Row(PEAK),
    }
    return section(rows=rows, flop=10e9)


def cells(text, name):
    """The cells of the one table row that begins with `name`."""
    rows = [line[2:-2].split(" | ") for line in text.splitlines()]
    [found] = [row for row in rows if row[0] == name]
    return found


def test_a_speed_is_the_median_of_the_ratios_within_rounds(steps):
    text = step.write(steps)
    assert cells(text, "dreamkit, auto (bfloat16)")[-1] == "3.00×"  # of medians: 0.5 / 0.2 = 2.5
    assert cells(text, "dreamkit, float32")[-1] == "1.00×"
    assert cells(text, "tutorial, simple loop")[-1] == "1.00×"  # of 0.8, 1.2 and 1


def test_rates_and_shares_of_the_best_matrix_product(steps):
    """10 GFLOP in 0.1, 0.2 and 0.25 s: 100, 50 and 40 GFLOP/s, of 100."""
    _, seconds, rate, share, _ = cells(step.write(steps), "dreamkit, auto (bfloat16)")
    assert (seconds, rate, share) == ("0.200 (0.100 to 0.250)", "50.0", "50.0%")
    assert cells(step.write(steps), "matrix product, bfloat16, 512 square")[2] == "100"


def test_goals_reached_and_not_reached(steps):
    text = report.summary({"step": steps})
    fast, slow = (f"InceptionV3 step, tutorial, tiled class / dreamkit in {n}" for n in step.GOALS)
    assert cells(text, fast)[1:] == ["at least 2.20×", "3.00×", "reached"]
    assert cells(text, slow)[1:] == ["at least 1.25×", "1.00×", "**not reached**"]


def test_where_auto_is_float32_there_is_nothing_in_bfloat16(steps):
    steps["rows"][step.AUTO] = Row([0.4, 0.6, 0.5], {"precision": "float32"})
    fast, _, rate = step.figures(steps)
    assert fast.missing == rate.missing == "no bfloat16 here"
    assert fast.measured is None


def test_who_is_missing_is_named_with_the_reason():
    absent = Row(missing="PyTorch is not installed")
    rows = {vgg16.EAGER: absent, vgg16.BFLOAT16: absent}
    rows |= {name: Row([0.5], {"precision": "float32"}) for name in (vgg16.FLOAT32, vgg16.AUTO)}
    data = section(rows=rows, flop=1e9)
    text = report.write({"vgg16": data})
    assert "PyTorch, eager, float32: not measured: PyTorch is not installed." in text
    assert cells(vgg16.write(data), "dreamkit, float32")[-2:] == ["", ""]
    goals = [figure.missing for figure in vgg16.figures(data)]
    assert goals == ["PyTorch is not installed"] * 2
    assert "not run: PyTorch is not installed" in report.summary({"vgg16": data})


def test_bytes_a_pixel():
    """From 160 to 320 square: 76800 pixels more, 7.68 MB more."""
    peaks = {160: 100_000_000, 320: 107_680_000}
    rows = {
        f"{name}, {side}": Row([], {"peak_bytes": held})
        for name in memory.NAMES
        for side, held in peaks.items()
    }
    data = section(rows=rows)
    assert cells(memory.write(data), "320 x 320")[2] == "100"
    text = report.summary({"memory": data})
    std, laplacian = memory.figures(data)
    assert std.measured == laplacian.measured == pytest.approx(100)
    assert cells(text, laplacian.name)[1:] == ["at most 64 bytes", "100 bytes", "**not reached**"]


def test_memory_of_a_picture_that_failed_is_named():
    rows = {
        f"{name}, {side}": Row([], {"peak_bytes": 1_000_000})
        for name in memory.NAMES
        for side in QUICK.memory_sides
    }
    rows[f"{memory.LAPLACIAN}, 320"] = Row(missing="ended by signal 9")
    std, laplacian = memory.figures(section(rows=rows))
    assert (std.measured, std.reached) == (0, True)
    assert (laplacian.measured, laplacian.missing) == (None, "ended by signal 9")


@pytest.fixture
def presets():
    """A host's share for each network, way to normalize and size, and whole dreams."""

    def data(precision, **more):
        rows = {
            f"{name}, {how}, 160 x 120": Row([0.1], {"precision": precision, "host_share": share})
            for name in recommended.GOALS
            for how, share in (("std", 0.01), ("laplacian", 0.04))
        }
        whole = {recommended.NOW: Row([2.0, 3.0], {"precision": precision})}
        return section(rows=rows | whole | more)

    return data


def test_each_share_of_the_host_has_its_figure(presets):
    text = report.summary({"recommended": presets("bfloat16")})
    name = "host's share of a step, dreamnet, {}, 160 x 120, in bfloat16"
    assert cells(text, name.format("std"))[1:] == ["at most 3.0%", "1.0%", "reached"]
    assert cells(text, name.format("laplacian"))[2:] == ["4.0%", "**not reached**"]
    assert "no bfloat16 here" not in text


def test_a_share_in_float32_does_not_stand_for_one_in_bfloat16(presets):
    text = report.summary({"recommended": presets("float32")})
    assert "in float32 | at most 3.0% | 1.0% | reached" in text
    name = "host's share of a step, all of these in bfloat16"
    assert cells(text, name)[1:] == ["at most 3.0%", "", "not run: no bfloat16 here"]


def test_whole_dreams_against_an_older_checkout(presets):
    """4.4 / 2 and 3 / 3: their median is 1.6."""
    data = presets("float32", **{recommended.BEFORE: Row([4.4, 3.0], {"precision": "float32"})})
    *_, whole = recommended.figures(data)
    assert whole.measured == pytest.approx(1.6)
    *_, without = recommended.figures(presets("float32"))
    assert without.missing == "DREAMKIT_OLDER_CHECKOUT names no checkout"


def test_the_final_losses_may_lie_apart_by_a_percent():
    rows = {
        "float32": Row([], {"before": 1, "after": 2.0, "seconds": 1}),
        "bfloat16": Row([], {"before": 1, "after": 1.97, "seconds": 1}),
    }
    [figure] = loss.figures(section(rows=rows))
    assert figure.measured == pytest.approx(0.015)
    assert not figure.reached


@pytest.mark.parametrize(
    ("value", "text"), [(0.00312, "0.00312"), (0.2, "0.200"), (41.66, "41.7"), (1234.5, "1,234")]
)
def test_numbers_have_three_digits(value, text):
    assert tables.number(value) == text


def test_results_are_kept_until_a_section_is_measured_anew(steps, tmp_path):
    results.save({"step": steps}, tmp_path)
    again = results.load(tmp_path)
    assert again["step"]["rows"] == steps["rows"]
    text = (tmp_path / "RESULTS.md").read_text(encoding="utf-8")
    assert "Measured on 2026-01-31 12:00 in 3 rounds, with random weights." in text
    assert "## Peak memory\n\nNot measured yet." in text


def test_what_an_older_version_measured_is_left_out_and_named(steps, tmp_path, capsys):
    results.save({"step": steps}, tmp_path)
    file = tmp_path / "results.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(data | {"vgg16": {"rows": {}}}), encoding="utf-8")
    assert list(results.load(tmp_path)) == ["step"]
    assert capsys.readouterr().err == "vgg16: left out, an older version measured it\n"


def test_what_was_measured_on_another_machine_says_so(steps):
    newer = steps | {"date": "2026-02-01 09:00", "machine": {"cores": "64"}}
    newer["rows"] = {kind: Row([], {"before": 1, "after": 2, "seconds": 1}) for kind in loss.KINDS}
    text = report.write({"step": steps, "loss": newer})
    assert "| cores | 64 |" in text
    assert "Other than above: cores 2." in text


@pytest.mark.slow
def test_the_whole_thing(tmp_path):
    words = [sys.executable, "-m", "benchmarks", "--quick", "-o", tmp_path]
    subprocess.run(words, cwd=children.ROOT, check=True, timeout=1800)
    text = (tmp_path / "RESULTS.md").read_text(encoding="utf-8")
    titles = [one.TITLE for one in SECTIONS.values()]
    for title in (
        "Summary",
        "Machine and versions",
        *titles,
        "Growth with the size of the picture",
    ):
        assert f"\n## {title}\n" in text
    assert "Not measured yet." not in text
    assert "it failed" not in text
    assert (tmp_path / "growth.webp").stat().st_size > 10_000
