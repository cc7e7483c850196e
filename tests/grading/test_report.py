"""Tables: the CSV, Gradescope's results, the summary."""

import csv
import json

import pytest

from dreamkit.grading import report, score
from dreamkit.grading.score import Result


def test_the_csv(tmp_path, results, assignment):
    report.write_csv(tmp_path / "g.csv", results, [assignment])
    assert (tmp_path / "g.csv").read_bytes().startswith(b'\xef\xbb\xbf"student",')
    with (tmp_path / "g.csv").open(encoding="utf-8-sig", newline="") as file:
        first, second, third = csv.DictReader(file)
    assert first["student"] == "'=cmd|' /C'!A0"
    assert (first["points"], first["of"], first["by_hand"]) == ("2.5", "10", "5")
    assert [first[f"test_{letter}"] for letter in "abcd"] == ["1", "0", "1.5", "0"]
    assert first["notes"] == "odd one"
    assert (second["student"], second["points"]) == ("Zoë", "10")
    assert (third["status"], third["points"], third["of"]) == ("unreadable", "0", "10")


SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"
BEFORE = [
    "",
    " ",
    "\t",
    "\r",
    "\n",
    "\0",
    '"',
    "\ufeff",
    "\u200b",
    "\u200f",
    "\u202e",
    "\xa0",
    "\xad",
]


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("sign", SIGNS)
def test_nothing_begins_a_formula(sign, before):
    for name in (f"{before}{sign}1+1", f"Ada;{before}{sign}1+1"):
        field = report.harmless(name).split(";")[-1]
        assert f"'{sign}" in field or field.startswith("'")


@pytest.mark.parametrize(
    "name", ["Ada", "Zoë-Ann", "a=b", "\u05d3\u05d5\u05d3", "\u200fAda", "1 - 2"]
)
def test_names_stay_as_they_are(name):
    assert report.harmless(name) == name


@pytest.mark.parametrize("name", ["Ada;=1+1", 'Ada";=1+1', 'Ada;"=1+1', "Ada; +1", "Ada;;@x"])
def test_no_formula_comes_of_splitting_at_semicolons(tmp_path, assignment, name):
    report.write_csv(tmp_path / "g.csv", [Result(name, "", name, "graded")], [assignment])
    with (tmp_path / "g.csv").open(encoding="utf-8-sig", newline="") as file:
        fields = [field for line in csv.reader(file, delimiter=";") for field in line]
    assert len(fields) > 2 and not any(
        field.strip("\"' ").startswith(("=", "+", "-", "@"))
        for field in fields
        if not field.strip().startswith("'")
    )


def test_a_name_forges_no_line_of_the_summary(assignment):
    result = score.nothing("Bo\n03_small: 99 notebooks", assignment, "\x1b[31m", "unreadable", "x")
    lines = report.summary([result], [assignment])
    assert lines[-1] == "  Bo\ufffd03_small: 99 notebooks (\ufffd[31m): unreadable, x"


def test_gradescope_adds_up_and_hides(results):
    told = json.loads(report.gradescope(results[0]))
    assert told["score"] == sum(test["score"] for test in told["tests"]) == 2.5
    assert sum(test["max_score"] for test in told["tests"]) == 10
    assert [test["status"] for test in told["tests"]] == ["passed", "failed", "failed", "failed"]
    assert told["stdout_visibility"] == "hidden"


def test_the_summary_counts(results, assignment):
    lines = report.summary(results, [assignment])
    assert lines[0] == "03_small: 3 notebooks, mean 4.17 of 10"
    table = {line.split()[0]: line.split()[1:] for line in lines[2:6]}
    assert table["test_a"] == ["1", "67%", "2", "0", "0", "0", "1"]
    assert table["test_c"] == ["3", "50%", "1", "1", "0", "0", "1"]
    assert table["test_d"] == ["4", "33%", "1", "0", "0", "1", "1"]
    assert lines[-1] == "  Bo (c.ipynb): unreadable, the file is empty."
