"""Which cells run, in which order, and what is told about cells that are not as they were."""

import json

import pytest
import small_course as course

from dreamkit.errors import FileError, InputError
from dreamkit.grading import assignments, cells_to_run, notebooks

ORDER = ["given", "task_a", "test_a", "task_b", "test_b", "task_c", "test_c", "task_d", "test_d"]
ORDER.append("task_e")


def plan(made, assignment):
    return cells_to_run.plan(notebooks.read(course.text(made).encode()), assignment)


def names(steps):
    return [step.name for step in steps]


def test_an_assignment_as_read(assignment):
    assert assignment.name == course.NAME and assignment.points == 10
    assert assignment.by_hand == {"task_e": 5.0}
    assert assignment.modules == {"np": "numpy"}
    assert {name: test.hides for name, test in assignment.tests.items()} == {
        "test_a": False,
        "test_b": True,
        "test_c": False,
        "test_d": True,
    }
    assert "HIDDEN" not in assignment.tests["test_d"].visible
    whole = assignment.tests["test_d"].whole
    assert "HIDDEN-WORD" in whole and "HIDDEN TESTS" not in whole


def test_an_untouched_notebook_runs_in_its_order(assignment):
    steps, odd = plan(course.handed_in(), assignment)
    assert names(steps) == ORDER and odd == []
    assert not any("HIDDEN" in step.source for step in steps)


@pytest.mark.parametrize("name", [name for name in ORDER if name[:4] in ("test", "give")])
def test_a_missing_cell_returns_to_its_place(assignment, name):
    made = course.handed_in()
    del made["cells"][course.find(made, name)]
    steps, odd = plan(made, assignment)
    assert names(steps) == ORDER and odd == [f"cell '{name}' was missing"]


def test_all_tests_missing_return_in_order(assignment):
    made = course.handed_in()
    made["cells"] = [
        cell for cell in made["cells"] if not cell["metadata"].get("nbgrader", {}).get("locked")
    ]
    assert names(plan(made, assignment)[0]) == ORDER


def test_changed_tests_are_the_instructors_again(assignment):
    made = course.handed_in()
    made["cells"][course.find(made, "test_a")]["source"] = "assert True"
    steps, odd = plan(made, assignment)
    assert steps[2].source.strip() == course.TEST_A.strip()
    assert odd == ["cell 'test_a' was changed; the instructor's was run"]


def test_spaces_at_the_ends_of_lines_are_no_change(assignment):
    made = course.handed_in()
    cell = made["cells"][course.find(made, "test_a")]
    cell["source"] = cell["source"].replace("\n", "  \r\n") + "\n\n"
    assert plan(made, assignment)[1] == []


def test_the_test_stands_behind_the_last_copy_of_its_task(assignment):
    made = course.handed_in()
    second = course.cell("total = 7", "task_a", solution=True)
    made["cells"].insert(course.find(made, "test_b"), second)
    steps, odd = plan(made, assignment)
    assert names(steps)[:5] == ["given", "task_a", "task_b", "task_a", "test_a"]
    assert odd == ["cell 'task_a' stands 2 times"]


def test_a_copied_test_runs_once_and_scribbles_in_a_copy_are_kept(assignment):
    made = course.handed_in()
    place = course.find(made, "test_a")
    made["cells"].insert(place, made["cells"][place])
    scribble = course.cell("print(total)", "test_a", 1.0, grade=True, locked=True)
    made["cells"].insert(place, scribble)
    steps, _ = plan(made, assignment)
    assert names(steps).count("test_a") == 1
    assert [step.source for step in steps if step.kind == "student" and step.name is None] == [
        "print(total)"
    ]


def test_cells_that_lost_their_metadata_are_known_by_their_id(assignment):
    made = course.solved()
    for cell in made["cells"]:
        cell["metadata"] = {}
    steps, odd = plan(made, assignment)
    assert names(steps) == ORDER and odd == []


def test_cells_that_were_copied_into_a_new_notebook_are_known_by_their_text(assignment):
    made = course.solved()
    for number, cell in enumerate(made["cells"]):
        cell |= {"metadata": {}, "id": f"new-{number}"}
    steps, odd = plan(made, assignment)
    tests = [name for name in ORDER if name.startswith(("test", "given"))]
    assert [name for name in names(steps) if name is not None] == tests
    assert [step.kind for step in steps] == ["read-only"] + ["student", "test"] * 4 + ["student"]
    assert odd == [f"cell 'task_{letter}' was missing" for letter in "abcde"]


def test_a_test_whose_answer_is_not_known_comes_last(assignment):
    made = course.solved()
    for number, cell in enumerate(made["cells"]):
        cell |= {"metadata": {}, "id": f"new-{number}"}
    del made["cells"][course.find(course.solved(), "test_b")]
    steps, _ = plan(made, assignment)
    named = [name for name in names(steps) if name is not None]
    assert named == ["given", "test_a", "test_c", "test_d", "test_b"]
    assert names(steps)[-1] == "test_b"


def test_a_cell_with_a_tests_text_is_no_test_where_that_is_there(assignment):
    made = course.handed_in()
    test = made["cells"][course.find(made, "test_a")]
    made["cells"].insert(1, course.cell(test["source"]))
    steps, odd = plan(made, assignment)
    assert names(steps) == [None, *ORDER] and odd == []


@pytest.mark.parametrize("kind", ["markdown", "raw", "heading", None])
@pytest.mark.parametrize("name", ["given", "task_a", "test_a", "task_e"])
def test_a_cell_of_another_kind_is_code_as_the_instructors(assignment, name, kind):
    made = course.solved()
    made["cells"][course.find(made, name)]["cell_type"] = kind
    steps, odd = plan(made, assignment)
    shown = kind if kind == "markdown" else "raw"
    assert names(steps) == ORDER
    assert odd == [f"cell '{name}' had been turned into a {shown} cell; it was run as code"]


def test_text_that_was_turned_into_code_is_not_run(course_folder):
    made = course.solution()
    words = course.cell("Because it is so.", "words", 2.0, grade=True, solution=True)
    made["cells"].append(words | {"cell_type": "markdown"})
    (course_folder / f"{course.NAME}.ipynb").write_text(course.text(made))
    [assignment] = assignments.load(course_folder)
    made["cells"][-1] = words
    steps, odd = plan(made, assignment)
    assert names(steps) == ORDER
    assert odd == ["cell 'words' had been turned into a code cell; it was taken as text"]


def is_instructors(made, assignment):
    return cells_to_run.is_instructors(notebooks.read(course.text(made).encode()), assignment)


def test_the_instructors_own_notebook_is_known(assignment):
    assert is_instructors(course.solution(), assignment)
    without_tests = course.solution()
    del without_tests["cells"][course.find(without_tests, "test_a")]
    assert is_instructors(without_tests, assignment)
    assert not is_instructors(course.handed_in(), assignment)
    assert not is_instructors(course.solved(), assignment)  # right, but without the marks
    assert not is_instructors(course.notebook([]), assignment)


def test_a_given_cell_stands_before_the_tests_that_need_it(assignment):
    made = course.handed_in()
    made["cells"].append(made["cells"].pop(course.find(made, "given")))
    steps, odd = plan(made, assignment)
    assert names(steps) == ["task_a", "given", *ORDER[2:]]
    assert odd == ["cell 'given' stood behind a test that needs it"]


def test_likeness(assignment):
    read = notebooks.read(course.text(course.handed_in()).encode())
    assert cells_to_run.likeness(read, assignment) == len(ORDER)
    other = course.notebook([course.cell("1", "elsewhere", solution=True)])
    other["cells"][0]["id"] = "x"
    assert cells_to_run.likeness(notebooks.read(course.text(other).encode()), assignment) == 0


def test_what_a_read_only_cell_defines():
    source = "from a import b, c as d\nimport e\ndef f(): pass\nclass G: pass\nh = 1\n"
    assert cells_to_run.defined(source) == ["f", "G", "b", "d"]
    assert cells_to_run.defined("%matplotlib inline") == []


# Private tests


def private(tmp_path, name, text):
    path = tmp_path / "private" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return tmp_path / "private"


def test_private_tests_are_added_and_change_the_digest(course_folder, tmp_path):
    [before] = assignments.load(course_folder)
    folder = private(tmp_path, f"{course.NAME}/test_a.py", "assert total > 14")
    [after] = assignments.load(course_folder, folder)
    test = after.tests["test_a"]
    assert test.hides and test.visible == before.tests["test_a"].visible
    assert test.whole.endswith("\nassert total > 14")
    assert after.tests["test_b"] == before.tests["test_b"]
    assert after.digest != before.digest


def test_private_tests_from_a_notebook(course_folder, tmp_path):
    hidden = "assert True\n### BEGIN HIDDEN TESTS\nassert total == 15\n### END HIDDEN TESTS"
    made = course.notebook([course.cell(hidden, "test_a", 99, grade=True, locked=True)])
    folder = private(tmp_path, f"{course.NAME}.ipynb", json.dumps(made))
    [after] = assignments.load(course_folder, folder)
    assert after.tests["test_a"].whole == "assert True\nassert total == 15\n"
    assert after.points == 10


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (f"{course.NAME}/test_aa.py", "no test cell 'test_aa'; did you mean 'test_a'"),
        ("03_smal/test_a.py", "no assignment '03_smal'; did you mean '03_small'"),
    ],
)
def test_a_private_test_that_fits_nothing(course_folder, tmp_path, name, words):
    with pytest.raises(InputError, match=words):
        assignments.load(course_folder, private(tmp_path, name, "pass"))


def test_an_empty_private_folder_is_a_mistake(course_folder, tmp_path):
    with pytest.raises(FileError, match="has no hidden tests"):
        assignments.load(course_folder, private(tmp_path, "test_a.py", "pass"))


@pytest.mark.parametrize("only", ["03", course.NAME, f"{course.NAME}.ipynb"])
def test_one_assignment_by_name(course_folder, only):
    course_folder.joinpath("04_other.ipynb").write_text(course.text(course.solution()))
    [one] = assignments.load(course_folder, only=only)
    assert one.name == course.NAME
    with pytest.raises(InputError, match="no assignment '05'"):
        assignments.load(course_folder, only="05")


def test_a_mark_without_partner(tmp_path):
    tests = {"a": "### BEGIN HIDDEN TESTS\nassert total"}
    with pytest.raises(FileError, match="no partner in cell 'test_a'"):
        assignments.load(course.write_course(tmp_path, tests))


def test_points_that_are_no_number(tmp_path):
    made = course.solution()
    made["cells"][course.find(made, "test_a")]["metadata"]["nbgrader"]["points"] = "many"
    (tmp_path / "a.ipynb").write_text(course.text(made))
    with pytest.raises(FileError, match="points of cell 'test_a'"):
        assignments.load(tmp_path)
