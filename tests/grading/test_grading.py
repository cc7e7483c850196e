"""From outcomes to points, tables and pages, without a kernel."""

import base64
import csv
import json
import math

import pytest
import small_course as course

from dreamkit.errors import FileError, InputError
from dreamkit.grading import notebooks, pages, processes, report, results_cache, score
from dreamkit.grading.run import Record, _kept, plain
from dreamkit.grading.score import Mark, Result

PASSED = {"state": "passed", "value": None, "error": "", "text": ""}


def failed(error, text=""):
    return {"state": "failed", "value": None, "error": error, "text": text}


def by_name(assignment, record):
    return {mark.name: mark for mark in score.marks(assignment, record)}


# Points


def test_points_need_both_parts_of_a_test(assignment):
    record = Record(
        visible=dict.fromkeys(["test_a", "test_b", "test_c", "test_d"], PASSED),
        hidden={"test_b": PASSED, "test_d": failed("AssertionError", "HIDDEN-WORD")},
    )
    marks = by_name(assignment, record)
    assert [mark.points for mark in marks.values()] == [1, 2, 3, 0]
    assert marks["test_d"].state == score.FAILED
    assert marks["test_d"].reason == "The visible test passed, a hidden test did not."
    assert marks["test_d"].private == "AssertionError: HIDDEN-WORD"


@pytest.mark.parametrize(
    ("value", "points", "state_"),
    [(-2, 0, "failed"), (0, 0, "failed"), (1.5, 1.5, "partly"), (3, 3, "passed"), (7, 3, "passed")],
)
def test_a_number_in_the_end_is_a_part_of_the_points(assignment, value, points, state_):
    record = Record(visible={"test_c": PASSED | {"value": value}})
    mark = by_name(assignment, record)["test_c"]
    assert (mark.points, mark.state) == (points, state_)


@pytest.mark.parametrize(
    ("visible", "hidden", "points"), [(3, None, 3), (3, 1, 1), (None, None, 4), (0, None, 0)]
)
def test_a_hidden_test_without_a_number_leaves_the_visible_one(assignment, visible, hidden, points):
    outcomes = ({"test_d": PASSED | {"value": value}} for value in (visible, hidden))
    assert by_name(assignment, Record(*outcomes))["test_d"].points == points


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (failed("NotImplementedError"), "not attempted"),
        (failed("TaskError", "03.a not attempted. Put your answer in"), "not attempted"),
        (failed("TaskError", "03.a not yet right. It is twice as large"), "failed"),
        (failed("AssertionError"), "failed"),
    ],
)
def test_not_attempted_is_not_wrong(assignment, outcome, expected):
    mark = by_name(assignment, Record(visible={"test_a": outcome}))["test_a"]
    assert (mark.points, mark.state) == (0, expected)


def test_tests_that_never_ran_say_why(assignment):
    record = Record(visible={"test_b": PASSED}, ended="the kernel ended by itself")
    marks = by_name(assignment, record)
    assert {mark.state for mark in marks.values()} == {score.NOT_RUN}
    assert marks["test_a"].reason == "the kernel ended by itself"
    assert "the hidden one did not run" in marks["test_b"].reason
    assert sum(mark.points for mark in marks.values()) == 0


def test_a_check_speaks_for_itself(assignment):
    outcome = failed("TaskError", "03.a not yet right. It is twice as large.")
    mark = by_name(assignment, Record(visible={"test_a": outcome}))["test_a"]
    assert mark.reason == "03.a not yet right. It is twice as large."


# Reading


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"not json", "not a notebook"),
        (b"{}", "not a notebook"),
        (b'{"cells": [1]}', "not a notebook"),
        (b'{"cells": 3}', "not a notebook"),
        (b"\xff\xfe\x00", "not a notebook"),
        (b"[" * 100_000, "not a notebook"),
        (b'{"worksheets": []}', "older than 4"),
        pytest.param(b"[" + b"{}," * 600_000 + b"{}]", "too many parts", id="parts"),
        pytest.param(b'{"cells": [' + b"{}," * 2000 + b"{}]}", "more than 2000", id="cells"),
    ],
)
def test_what_is_no_notebook(content, words):
    with pytest.raises(FileError, match=words):
        notebooks.read(content)


def test_cells_are_read_whatever_is_in_them():
    cells = [
        {"cell_type": "code", "source": ["a\r\n", "b", 3], "metadata": None, "id": 4},
        {"cell_type": ["x"], "source": None, "metadata": {"nbgrader": "x"}},
        {"cell_type": "markdown", "metadata": {"nbgrader": {"grade_id": 7}}, "source": "t"},
    ]
    cells.append({"cell_type": "code", "source": "'\ud800'", "metadata": {}})
    one, two, three, four = notebooks.read(json.dumps({"cells": cells}).encode("utf-16"))
    assert four.source == "'\ufffd'"
    assert (one.kind, one.source, one.id) == ("code", "a\nb", "")
    assert (two.kind, two.source, two.nbgrader) == ("raw", "", {})
    assert three.grade_id is None


# Tables


@pytest.fixture
def results(assignment):
    marks = [
        Mark("test_a", 1.0, 1.0, "passed"),
        Mark("test_b", 0.0, 2.0, "failed", "The visible test passed, a hidden test did not.", "H"),
        Mark("test_c", 1.5, 3.0, "partly", "=1+1"),
        Mark("test_d", 0.0, 4.0, "not attempted"),
    ]
    best = [Mark(mark.name, mark.most, mark.most, "passed") for mark in marks]
    return [
        Result("=cmd|' /C'!A0", course.NAME, "a.ipynb", "graded", "", marks, 5.0, ["odd\none"]),
        Result("Zoë", course.NAME, "b.ipynb", "graded", "", best, 5.0, []),
        score.nothing("Bo", assignment, "c.ipynb", "unreadable", "the file is empty."),
    ]


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


# Pages

PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\nrest").decode()
FIGURE = f'<img src="data:image/png;base64,{PIXEL}" alt="a cat" style="width: 3px">'


def test_a_page_takes_nothing_for_html(results, assignment):
    nasty = "<script>alert(1)</script>"
    result = Result(nasty, nasty, nasty, "stopped", nasty, [Mark(nasty, 0, 1, "failed", nasty)])
    record = Record(errors={"x": (nasty, nasty)})
    record.outputs["e"] = [
        ("stream", {"text": nasty}),
        ("display_data", {"data": {"text/html": nasty, "text/plain": nasty}}),
        ("display_data", {"data": {"image/png": '"><script>'}}),
        ("display_data", {"data": {"image/png": base64.b64encode(b"no picture").decode()}}),
        ("display_data", {"data": {"image/png": "é"}}),
        ("display_data", {"data": {"image/png": PIXEL, "text/plain": "\ud800"}}),
        ("display_data", {"data": 3}),
        ("display_data", {"data": {"text/html": f'{nasty}<img src="data:image/png;base64,AA"'}}),
        ("display_data", {"data": {"text/html": FIGURE + nasty, "text/plain": "<HTML object>"}}),
    ]
    page = pages.feedback(result, assignment, [("e", nasty)], record)
    assert "<script" not in page and "default-src 'none'" in page
    assert page.count("<img") == page.count(f'src="data:image/png;base64,{PIXEL}">') == 2
    assert "<script" not in pages.overview([result])


def test_only_the_overview_tells_what_hidden_tests_said(results, assignment):
    results[0].marks[1].private = "AssertionError: HIDDEN-WORD"
    results[0].page = "p"
    assert "HIDDEN-WORD" not in pages.feedback(results[0], assignment)
    assert "HIDDEN-WORD" in pages.overview(results)


def test_each_student_has_a_page_of_their_own():
    names = ["a/b", "a_b", "a b", "李", "..", "x" * 300, "con\0", "\U00020bb7" * 60, "\ud800"]
    files = [pages.file_name(name, "03") for name in names]
    assert len(set(files)) == len(names)
    assert all("/" not in file and "\0" not in file and len(file.encode()) < 80 for file in files)


# Small parts


def test_what_differs_from_run_to_run_is_left_out():
    text = "\x1b[31m<f at 0x7f3dda6ff6a0> in /tmp/ipykernel_7/123.py\x00"
    assert plain(text) == "<f at 0x...> in /123.py"
    assert plain("invalid syntax (3566198415.py, line 2)") == "invalid syntax (line 2)"
    assert len(plain("x" * 5000)) == 1000


def test_outputs_are_kept_up_to_a_size():
    big = ("stream", {"text": "x" * 3_000_000})
    assert _kept([big, ("status", {}), big, ("stream", {"text": "y"})])[0] == big
    assert big not in _kept([big, big])[1:]


@pytest.mark.parametrize(
    ("text", "size"), [("4G", 2**32), ("512m", 2**29), ("1.5 GiB", 3 * 2**29), ("256MB", 2**28)]
)
def test_sizes(text, size):
    assert processes.size(text) == size


@pytest.mark.parametrize("text", ["", "4", "G", "-1G", "100M", "4T", "nan G"])
def test_what_is_no_size(text):
    with pytest.raises(InputError, match="such as 4G"):
        processes.size(text)


def test_results_are_found_again_by_all_that_decides_them(tmp_path, results):
    cache = results_cache.ResultsCache(tmp_path / "state")
    name = results_cache.key("a", b"b", 3)
    assert cache.get(name) is None
    cache.put(name, results[0])
    assert cache.get(name) == results[0]
    assert results_cache.key("a", b"b", 4) != name != results_cache.key("ab", b"", 3)
    whole = results[0].to_dict()
    damaged = ["", '{"student": ', "[]", "[" * 10**5, '{"marks": []}', "\0" * 300, "3"]
    damaged += [json.dumps(whole | odd) for odd in ({"notes": None}, {"page": 3}, {"marks": 3})]
    damaged += [json.dumps(whole | {"by_hand": odd}) for odd in (10**400, "5", math.nan)]
    for text in damaged:
        (tmp_path / "state" / f"{name}.json").write_text(text)
        assert cache.get(name) is None, text[:30]
    assert [path.name for path in (tmp_path / "state").iterdir()] == [f"{name}.json"]
