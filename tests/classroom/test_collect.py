"""Who handed in what: folders, and zips as learning platforms write them."""

import os
import zipfile

import pytest

from dreamkit.classroom.grading.collect import collect
from dreamkit.errors import FileError


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
    place = packed("Zoë Å.ipynb", "bob.ipynb", "README.md", ".hidden.ipynb")
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
    from dreamkit.classroom.grading import collect as module

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
