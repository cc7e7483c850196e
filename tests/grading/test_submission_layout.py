"""Who is a student among folders and files that people collect by hand."""

import json
import shutil
import zipfile
from io import BytesIO

import pytest

from dreamkit.errors import FileError
from dreamkit.grading.collect import collect

EXERCISES = ["03_regularization", "04_deepdream"]
NOTEBOOK = json.dumps({"cells": [], "nbformat": 4}).encode()
MOODLE = "{}_{}_assignsubmission_file_/x.ipynb"


def in_folder(place, files):
    shutil.rmtree(place / "in", ignore_errors=True)
    for name, content in files.items():
        path = place / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return place / "in"


def zipped(files):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def in_zip(place, files):
    (place / "in.zip").write_bytes(zipped(files))
    return place / "in.zip"


@pytest.fixture(params=[in_folder, in_zip])
def students(request, tmp_path):
    """{student: number of notebooks} of files in a folder, and once more in a zip."""

    def collected(*names, told=None, **contents):
        files = dict.fromkeys(names, NOTEBOOK) | contents
        files = {
            name: content if "ipynb" in name or name in contents else b"x"
            for name, content in files.items()
        }
        found = collect(request.param(tmp_path, files), EXERCISES, told)
        return {each.student: len(each.notebooks) for each in found}

    return collected


@pytest.mark.parametrize(
    "stray",
    [
        "Thumbs.db",
        "desktop.ini",
        ".DS_Store",
        "class.zip",
        "names.csv",
        "README.txt",
        "essay.pdf",
        "notes",
        "~$names.docx",
        "__MACOSX/class/ada/._x.ipynb",
    ],
)
def test_a_stray_file_changes_nobody(students, stray):
    assert students("class/ada/x.ipynb", "class/bob/x.ipynb", stray) == {"ada": 1, "bob": 1}
    assert students("ada/x.ipynb", "bob/y.ipynb", stray) == {"ada": 1, "bob": 1}
    assert students("ada.ipynb", "bob.ipynb", stray) == {"ada": 1, "bob": 1}


@pytest.mark.parametrize(
    "around", ["", "class/", "export/class/", "Exercise 3/Submissions/", "a/b/c/"]
)
@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["ada/x.ipynb", "bob/x.ipynb"], {"ada": 1, "bob": 1}),
        (["ada.ipynb", "bob.ipynb"], {"ada": 1, "bob": 1}),
        (["ada/x.ipynb", "bob.ipynb"], {"ada": 1, "bob": 1}),
        (["ada/x.ipynb", "bob/essay.pdf"], {"ada": 1, "bob": 0}),
        (["ada/1/x.ipynb", "ada/2/y.ipynb", "bob/x.ipynb"], {"ada": 2, "bob": 1}),
        ([MOODLE.format("Ada", 1), MOODLE.format("Bo", 2), "list.xlsx"], {"Ada": 1, "Bo": 1}),
        ([MOODLE.format("Ada", 1), "list.xlsx"], {"Ada": 1}),
        (["ada_101_9001_x.ipynb", "bob_102_9002_x.ipynb", "list.pdf"], {"ada": 1, "bob": 1}),
        (["ada/exercises/x.ipynb", "ada/solutions/x.ipynb", "bob/x.ipynb"], {"ada": 2, "bob": 1}),
    ],
)
def test_folders_around_everything_change_nobody(students, around, names, expected):
    if around and expected == {"ada": 1, "bob": 0}:
        pytest.skip("a single notebook among others' files")
    assert students(*[around + name for name in names]) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["ada/exercises/x.ipynb", "ada/solutions/x.ipynb"], {"ada": 2}),
        (["ada/course/exercises/x.ipynb", "ada/course/solutions/x.ipynb"], {"ada": 2}),
        (["exercises/x.ipynb", "solutions/x.ipynb", "README.md"], {"in": 2}),
        (["ada/03_regularization.ipynb", "ada/04_deepdream.ipynb"], {"ada": 2}),
        (["03_regularization/x.ipynb", "04_deepdream/x.ipynb"], {"in": 2}),
    ],
)
def test_a_student_alone(students, names, expected):
    assert students(*names) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (
            ["Exercise 3/ada.ipynb", "Exercise 3/bob.ipynb", "Exercise 4/ada.ipynb"],
            {"ada (Exercise 3)": 1, "bob": 1, "ada (Exercise 4)": 1},
        ),
        (
            [
                *[f"{EXERCISES[0]}/{who}/x.ipynb" for who in ("ada", "bob")],
                f"{EXERCISES[1]}/ada/x.ipynb",
            ],
            {"ada": 2, "bob": 1},
        ),
        (
            [
                "Group A/ada/x.ipynb",
                "Group A/bob/x.ipynb",
                "Group B/cy/x.ipynb",
                "Group B/ada/x.ipynb",
            ],
            {"ada (Group A)": 1, "bob": 1, "cy": 1, "ada (Group B)": 1},
        ),
        (
            ["A/" + MOODLE.format("Ada", 1), "B/" + MOODLE.format("Bo", 2)],
            {"Ada": 1, "Bo": 1},
        ),
        # Students with a folder for each exercise are no groups.
        (
            [f"{who}/{exercise}/x.ipynb" for who in ("ada", "bob") for exercise in EXERCISES],
            {"ada": 2, "bob": 2},
        ),
    ],
)
def test_classes_in_several_folders(students, names, expected):
    assert students(*names) == expected


@pytest.mark.parametrize(
    "name",
    [
        "ada.ipynb (1)",
        "ada.ipynb.txt",
        "ada.ipynb.json",
        "ada.IPYNB",
        "ada.ipynb~",
        "ada.ipynb.download",
        "ada.json",
        "ada.txt",
        "ada",
        "ada.ipynb-1",
    ],
)
def test_odd_endings_have_a_row(students, name):
    assert students("bob.ipynb", **{name: NOTEBOOK}) == {"ada": 1, "bob": 1}
    assert students("class/bob.ipynb", **{f"class/{name}": NOTEBOOK}) == {"ada": 1, "bob": 1}


@pytest.mark.parametrize("name", ["ada.ipynb.zip", "ada.zip"])
def test_a_zip_of_a_student(students, name):
    packed = zipped({"x/y.ipynb": NOTEBOOK, "x/cat.png": b"", "__MACOSX/x/._y.ipynb": b""})
    assert students("bob.ipynb", **{name: packed}) == {"ada": 1, "bob": 1}
    assert students("bob/x.ipynb", **{f"ada/{name}": packed}) == {"ada": 1, "bob": 1}


def test_zips_of_a_platform(students):
    packed = zipped({"x.ipynb": NOTEBOOK})
    moodle = {
        f"{name}_{number}_assignsubmission_file_/x.zip": packed
        for name, number in (("A", 1), ("B", 2))
    }
    assert students(**moodle) == {"A": 1, "B": 1}
    canvas = {"ada_101_9001_hand_in.zip": packed, "bob_102_9002_x.ipynb": NOTEBOOK}
    assert students(**canvas) == {"ada": 1, "bob": 1}


def test_a_zip_beside_what_came_out_of_it(tmp_path):
    for inner in ({"class/ada/x.ipynb": NOTEBOOK, "class/bob/x.ipynb": NOTEBOOK},):
        inner_without = {name.removeprefix("class/"): content for name, content in inner.items()}
        for packed in (inner, inner_without):
            place = in_folder(tmp_path, inner | {"class.zip": zipped(packed)})
            assert [each.student for each in collect(place)] == ["ada", "bob"]


def test_a_zip_around_a_zip_is_opened_and_none_in_that(students):
    inner = zipped(
        {"ada/x.ipynb": NOTEBOOK, "bob/x.ipynb": NOTEBOOK, "cy/z.zip": zipped({"x.ipynb": b""})}
    )
    assert students(**{"class.zip": inner}) == {"ada": 1, "bob": 1, "cy": 0}


def test_a_zip_that_windows_wrote(tmp_path):
    place = in_zip(
        tmp_path, {"class\\": b"", "class\\ada\\x.ipynb": NOTEBOOK, "class\\bob\\x.ipynb": NOTEBOOK}
    )
    assert [each.student for each in collect(place)] == ["ada", "bob"]


def test_damaged_zips_are_files(students):
    packed = zipped({"x.ipynb": NOTEBOOK})
    for damaged in (b"", b"PK", packed[:-30], packed[:40]):
        assert students("bob/x.ipynb", **{"ada/x.zip": damaged}) == {"ada": 0, "bob": 1}


def test_links_in_a_zip_lead_nowhere(tmp_path):
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as packed:
        link = zipfile.ZipInfo("ada/y.ipynb")
        link.external_attr = 0o120777 << 16
        packed.writestr(link, "/etc/passwd")
        packed.writestr("ada/x.ipynb", NOTEBOOK)
        packed.writestr("../../bob/x.ipynb", NOTEBOOK)
    assert {each.student: len(each.notebooks) for each in collect(tmp_path / "in.zip")} == {
        "ada": 1,
        "bob": 1,
    }


def test_what_is_nobodys_is_told(students):
    told = []
    students("ada.ipynb", "bob.ipynb", "cat.png", "ada.png", told=told.append)
    assert told == ["In no student's folder, and passed over: cat.png."]


def test_what_was_handed_in_beside_a_notebook(tmp_path):
    place = in_folder(
        tmp_path,
        {
            "ada_101_9001_x.ipynb": NOTEBOOK,
            "ada_101_9002_my_photo-1.jpg": b"new",
            "ada_101_9003_my_photo.jpg": b"old",
            "bob_102_9004_x.ipynb": NOTEBOOK,
        },
    )
    ada, bob = collect(place)
    assert {file.place for file in ada.others} == {("my_photo.jpg",), ("my_photo-1.jpg",)}
    assert bob.others == []


def test_newest_by_a_browsers_number(tmp_path):
    names = [f"ada/x{number}.ipynb" for number in (" (10)", "", " (2)")]
    ada, _ = collect(in_zip(tmp_path, dict.fromkeys([*names, "bob/x.ipynb"], NOTEBOOK)))
    assert [file.name for file in ada.notebooks] == [
        "ada/x.ipynb",
        "ada/x (2).ipynb",
        "ada/x (10).ipynb",
    ]


def test_nothing_at_all(tmp_path):
    with pytest.raises(FileError, match="there are no notebooks"):
        collect(in_folder(tmp_path, {"a.pdf": b"", "b.png": b""}))
