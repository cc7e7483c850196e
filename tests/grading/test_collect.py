"""Who handed in what: folders, and zips as learning platforms write them."""

import os
import sys
import zipfile

import pytest

from dreamkit.errors import FileError
from dreamkit.grading.collect import collect
from dreamkit.grading.platforms import gradescope_names


def handed_in(place):
    return {one.student: [file.name for file in one.notebooks] for one in collect(place)}


def folder_of(place, *names):
    for number, name in enumerate(names):
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"content of {name}", encoding="utf-8")
        os.utime(path, (number, number))
    return place


def zip_of(place, *names):
    with zipfile.ZipFile(place / "export.zip", "w") as packed:
        for name in names:
            packed.writestr(name, f"content of {name}")
    return place / "export.zip"


@pytest.fixture(params=[folder_of, zip_of])
def packed(request, tmp_path):
    return lambda *names: request.param(tmp_path, *names)


def test_a_folder_of_notebooks(packed):
    place = packed("Zoë Å.ipynb", "bob.ipynb", "README.md", "._bob.ipynb")
    assert handed_in(place) == {"Zoë Å": ["Zoë Å.ipynb"], "bob": ["bob.ipynb"]}


def test_a_folder_of_folders(packed):
    place = packed(
        "ada/03.ipynb", "ada/cat.png", "bob/sub/03.ipynb", "bob/.ipynb_checkpoints/03.ipynb"
    )
    assert handed_in(place) == {"ada": ["ada/03.ipynb"], "bob": ["bob/sub/03.ipynb"]}


def test_one_folder_around_everything(packed):
    place = packed("class/ada.ipynb", "class/bob.ipynb", "__MACOSX/class/._ada.ipynb")
    assert set(handed_in(place)) == {"ada", "bob"}


def test_a_folder_with_one_notebook_is_a_students(packed):
    assert set(handed_in(packed("ada/03.ipynb", "ada/cat.png"))) == {"ada"}


def test_moodle(packed):
    place = packed(
        "Ada Lovelace_12345_assignsubmission_file_/03 mine.ipynb",
        "Bo_12346_assignsubmission_file_03.ipynb",
        "Cy Dee_12347_assignsubmission_onlinetext_/onlinetext.html",
    )
    assert set(handed_in(place)) == {"Ada Lovelace", "Bo", "Cy Dee"}
    cy = next(one for one in collect(place) if one.student == "Cy Dee")
    assert cy.notebooks == [] and len(cy.others) == 1


def test_canvas(packed):
    place = packed(
        "lovelaceada_LATE_111_222_03-2.ipynb",
        "lovelaceada_111_221_03.ipynb",
        "lovelaceada_111_223_03-10.ipynb",
        "dee_112_224_essay.pdf",
    )
    found = {one.student: one for one in collect(place)}
    assert set(found) == {"lovelaceada", "dee"}
    newest = found["lovelaceada"].notebooks[-1].name
    assert newest == "lovelaceada_111_223_03-10.ipynb"
    assert found["dee"].notebooks == []


def test_blackboard(packed):
    place = packed(
        "Sheet 3_ada01_attempt_2026-01-31-10-15-30_x.ipynb",
        "Sheet 3_ada01_attempt_2026-01-31-10-15-30.txt",
        "Sheet 3_ada01_attempt_2026-02-01-09-00-00_my_x.ipynb",
        "Sheet 3_bo_attempt_2026-01-30-23-59-59_x.ipynb",
        "Sheet 3_cy_attempt_2026-01-30-23-59-59_essay.pdf",
    )
    found = {one.student: one for one in collect(place)}
    assert set(found) == {"ada01", "bo", "cy"}
    assert [one.place for one in found["ada01"].notebooks] == [("x.ipynb",), ("my_x.ipynb",)]
    assert found["cy"].notebooks == []


@pytest.mark.parametrize("between", ["/", " - "])
def test_brightspace(packed, between):
    place = packed(
        f"39786-640693 - Ada Lovelace - Feb 2, 2026 115 PM{between}b.ipynb",
        f"39786-640693 - Ada Lovelace - Feb 2, 2026 1115 AM{between}c.ipynb",
        f"39786-640693 - Ada Lovelace - Jan 31, 2026 1159 PM{between}d.ipynb",
        f"39787-640693 - Bo Li-Dee - May 1, 2026 900 AM{between}x.ipynb",
        f"39788-640693 - Bo Li-Dee - May 1, 2026 900 AM{between}x.ipynb",
        "index.html",
    )
    found = {one.student: one for one in collect(place)}
    assert set(found) == {"Ada Lovelace", "Bo Li-Dee (39787)", "Bo Li-Dee (39788)"}
    ada = [one.place for one in found["Ada Lovelace"].notebooks]
    assert ada == [("d.ipynb",), ("c.ipynb",), ("b.ipynb",)]


def test_a_notebook_with_no_name_but_dots(packed):
    assert set(handed_in(packed("....ipynb", "ada.ipynb"))) == {"...", "ada"}


def test_such_a_notebook_in_a_students_folder(packed):
    place = packed("ada/....ipynb", "ada/._x.ipynb", "bo/.ipynb_checkpoints/x.ipynb", "bo/.ipynb")
    assert {name: len(files) for name, files in handed_in(place).items()} == {"ada": 1, "bo": 1}


def test_gradescope(tmp_path):
    metadata = """\
submission_7:
  :submitters:
  - :name: Ada Lovelace
    :sid: '12'
  - :name: "Grace Hopper"
  :created_at: 2026-01-01
submission_8:
  :submitters:
  - :name: Bo
"""
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as packed:
        packed.writestr("assignment_1_export/submission_metadata.yml", metadata)
        packed.writestr("assignment_1_export/submission_7/03.ipynb", "{}")
        packed.writestr("assignment_1_export/submission_8/03.ipynb", "{}")
    assert set(handed_in(tmp_path / "export.zip")) == {"Ada Lovelace, Grace Hopper", "Bo"}


def test_two_students_of_one_name(packed):
    place = packed(
        "Ada Lovelace_111_assignsubmission_file_/x.ipynb",
        "Ada Lovelace_222_assignsubmission_file_/x.ipynb",
        "Ada Lovelace_222_assignsubmission_onlinetext_/onlinetext.html",
        "Bo_333_assignsubmission_file_/x.ipynb",
    )
    assert [len(names) for names in handed_in(place).values()] == [1, 1, 1]
    assert list(handed_in(place)) == ["Ada Lovelace (111)", "Ada Lovelace (222)", "Bo"]


def test_two_students_of_one_name_on_canvas(packed):
    place = packed("smithjohn_111_9001_x.ipynb", "smithjohn_LATE_222_9002_x.ipynb")
    assert set(handed_in(place)) == {"smithjohn (111)", "smithjohn (222)"}


def test_two_students_of_one_name_on_gradescope(packed, tmp_path):
    metadata = "submission_1:\n  - :name: Li Wei\nsubmission_2:\n  - :name: Li Wei\n"
    place = packed("submission_metadata.yml", "submission_1/x.ipynb", "submission_2/x.ipynb")
    if place.is_dir():
        (place / "submission_metadata.yml").write_text(metadata)
    else:
        with zipfile.ZipFile(place, "w") as again:
            again.writestr("submission_metadata.yml", metadata)
            again.writestr("submission_1/x.ipynb", "{}")
            again.writestr("submission_2/x.ipynb", "{}")
    assert set(handed_in(place)) == {"Li Wei (submission_1)", "Li Wei (submission_2)"}


def test_a_number_that_is_a_name(packed):
    place = packed(
        "Ada_1_assignsubmission_file_/x.ipynb",
        "Ada_2_assignsubmission_file_/x.ipynb",
        "Ada (2)_3_assignsubmission_file_/x.ipynb",
    )
    assert len(handed_in(place)) == 3


def test_names_that_look_the_same(tmp_path):
    place = zip_of(tmp_path, "Zoe\u0301.ipynb", "Zo\u00e9.ipynb", "Bo  Dee.ipynb", "Bo Dee.ipynb")
    assert list(handed_in(place)) == ["Bo Dee", "Bo Dee (2)", "Zo\u00e9", "Zo\u00e9 (2)"]


def test_files_with_numbers_are_not_of_canvas(packed):
    place = packed("lab_3_2_ada.ipynb", "lab_3_2_bo.ipynb", "lab_2023_101_cy.ipynb")
    assert set(handed_in(place)) == {"lab_3_2_ada", "lab_3_2_bo", "lab"}


def test_no_two_files_of_canvas_have_one_number(packed):
    place = packed("lab_2023_101_ada.ipynb", "lab_2023_101_bo.ipynb")
    assert set(handed_in(place)) == {"lab_2023_101_ada", "lab_2023_101_bo"}


def test_a_student_cannot_name_students(tmp_path):
    theirs = "submission_1:\n  - :name: and Mallory\nada:\n  - :name: Mallory\n"
    metadata = "submission_1:\n  - :name: Ada\nsubmission_2:\n  - :name: Mallory\n"
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as packed:
        for name in ("submission_1/x.ipynb", "submission_2/x.ipynb"):
            packed.writestr(f"export/{name}", "{}")
        packed.writestr("export/submission_2/submission_metadata.yml", theirs)
        packed.writestr("export/submission_metadata.yml", metadata)
    assert set(handed_in(tmp_path / "export.zip")) == {"Ada", "Mallory"}
    folder = folder_of(tmp_path / "in", "ada/x.ipynb", "mallory/x.ipynb")
    (folder / "mallory" / "submission_metadata.yml").write_text(theirs)
    assert set(handed_in(folder)) == {"ada", "mallory"}


def test_metadata_of_nothing_are_read_in_one_go():
    assert gradescope_names(" " * 10**6) == {}
    assert gradescope_names(f"submission_1:\n {' ' * 10**6}:name: Ada{' ' * 10**6}.") != {}


def test_a_number_in_a_name_is_no_version(tmp_path):
    folder = folder_of(tmp_path, "ada/x-2023.ipynb", "ada/x-2.ipynb", "bo/x.ipynb")
    assert handed_in(folder)["ada"][-1] == "ada/x-2.ipynb"


def test_a_folder_that_cannot_be_read_is_told(tmp_path, monkeypatch):
    folder, scan = folder_of(tmp_path, "ada/x.ipynb", "bo/x.ipynb"), os.listdir

    def listdir(place):
        if str(place).endswith("bo"):
            raise PermissionError(13, "Permission denied", str(place))
        return scan(place)

    monkeypatch.setattr(os, "listdir", listdir)
    with pytest.raises(FileError, match=r"bo' cannot be read \(Permission denied\)"):
        collect(folder)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_in_another_encoding(tmp_path):
    for name in (b"Zo\xeb", b"Zo\xe8", "Zo\N{REPLACEMENT CHARACTER}".encode()):
        os.mkdir(os.path.join(os.fsencode(tmp_path), name))
        with open(os.path.join(os.fsencode(tmp_path), name, b"\xeb.ipynb"), "wb") as file:
            file.write(name)
    found = collect(tmp_path)
    assert [one.student for one in found] == ["Zo\ufffd", "Zo\ufffd (2)", "Zo\ufffd (3)"]
    assert found[0].notebooks[0].name == "Zo\ufffd/\ufffd.ipynb"
    assert {one.notebooks[0].read()[:3] for one in found} == {b"Zo\xeb", b"Zo\xe8", b"Zo\xef"}


def test_a_name_stays_on_its_line(packed):
    [one] = collect(packed("bo\n03: 99 notebooks\x1b[31m.ipynb"))
    assert one.student == "bo\ufffd03: 99 notebooks\ufffd[31m"


def test_content_is_read_where_it_is(packed):
    [one] = collect(packed("ada/03.ipynb"))
    assert one.notebooks[0].read() == b"content of ada/03.ipynb"


def test_names_that_lead_out_of_a_zip_lead_nowhere(tmp_path):
    found = handed_in(zip_of(tmp_path, "../../evil.ipynb", "/root/evil2.ipynb", "a/x.ipynb"))
    assert found == {"evil": ["evil.ipynb"], "root": ["root/evil2.ipynb"], "a": ["a/x.ipynb"]}
    assert [path.name for path in tmp_path.iterdir()] == ["export.zip"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_are_not_followed(tmp_path):
    (tmp_path / "secret.ipynb").write_text("secret")
    folder = folder_of(tmp_path / "in", "ada.ipynb")
    (folder / "bob.ipynb").symlink_to(tmp_path / "secret.ipynb")
    assert set(handed_in(folder)) == {"ada"}


def test_a_damaged_file_of_a_zip_is_told(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("ada.ipynb", "something to pack " * 100)
    damaged = bytearray((tmp_path / "a.zip").read_bytes())
    damaged[39:59] = b"\xff" * 20  # behind the header and the name
    (tmp_path / "a.zip").write_bytes(damaged)
    [one] = collect(tmp_path / "a.zip")
    with pytest.raises(FileError, match="cannot be read"):
        one.notebooks[0].read()


def test_a_zip_bomb_is_read_to_the_limit_only(tmp_path, monkeypatch):
    from dreamkit.grading import collect as module

    monkeypatch.setattr(module, "LARGEST", 1000)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("ada.ipynb", bytes(10**6))
    [one] = collect(tmp_path / "a.zip")
    assert len(one.notebooks[0].read()) == 1001


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda place: place / "nowhere", "does not exist"),
        (lambda place: folder_of(place, "a.txt") / "a.txt", "is no zip file"),
        (lambda place: folder_of(place / "in", "a.txt"), "no notebooks"),
    ],
)
def test_what_cannot_be_used(tmp_path, make, words):
    with pytest.raises(FileError, match=words):
        collect(make(tmp_path))
