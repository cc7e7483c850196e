"""Which files lie beside a notebook while it runs."""

import os
import zipfile

import pytest

from dreamkit.errors import FileError
from dreamkit.grading import supporting_files
from dreamkit.grading.collect import File, Submission, collect


@pytest.fixture
def handed_in(tmp_path):
    """The files of one student: (the notebook, the Submission)."""

    def make(notebook, others):
        files = []
        for number, (place, content) in enumerate([(notebook, b"{}"), *others.items()]):
            path = tmp_path / "in" / str(number)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
            files.append(File("/".join(place), path, place=place))
        return files[0], Submission("ada", files[:1], files[1:])

    return make


def written(supporting, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    inside = supporting.write(folder)
    files = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    return inside.relative_to(folder).as_posix(), files


def test_the_whole_folder_is_there_but_for_the_notebook(handed_in, tmp_path):
    others = {("a", "x.png"): b"1", ("a", "b", "x.png"): b"2", ("x.png",): b"3"}
    notebook, submission = handed_in(("a", "n.ipynb"), others)
    supporting = supporting_files.beside(notebook, submission)
    assert supporting.notes == []
    assert written(supporting, tmp_path) == (
        "a",
        {"a/x.png": b"1", "a/b/x.png": b"2", "x.png": b"3"},
    )


def test_nearest_first_within_the_limits(handed_in, monkeypatch):
    monkeypatch.setattr(supporting_files, "MOST_FILES", 3)
    monkeypatch.setattr(supporting_files, "MOST_BYTES", 10)
    others = {("far.txt",): b"1", ("a", "large.txt"): b"x" * 11, ("a", "b", "c.txt"): b"2"}
    others |= {("a", "two.txt"): b"22", ("a", "one.txt"): b"1", ("a", "eight.txt"): b"x" * 8}
    notebook, submission = handed_in(("a", "n.ipynb"), others)
    supporting = supporting_files.beside(notebook, submission)
    chosen = [file.name for file in supporting.files]
    assert chosen == ["a/eight.txt", "a/one.txt", "a/b/c.txt"]
    assert [file.name for file in supporting.left_out] == ["a/large.txt", "a/two.txt", "far.txt"]
    [note] = supporting.notes
    assert "'a/large.txt'" in note and "3 files" in note


@pytest.mark.parametrize(
    "place", [("x" * 300,), ("a\0b",), ("",), tuple("d" * 30), ("\ud800.png",)]
)
def test_names_that_no_folder_takes(handed_in, tmp_path, place):
    notebook, submission = handed_in(("n.ipynb",), {place: b"1", ("y.png",): b"2"})
    supporting = supporting_files.beside(notebook, submission)
    assert [file.place for file in supporting.left_out] == [place]
    assert written(supporting, tmp_path) == (".", {"y.png": b"2"})


def test_a_file_and_a_folder_of_one_name(handed_in, tmp_path):
    others = {("a",): b"1", ("a", "b"): b"2"}
    notebook, submission = handed_in(("n.ipynb",), others)
    assert written(supporting_files.beside(notebook, submission), tmp_path)[1] == {"a": b"1"}


def test_the_digest_tells_contents_and_places(handed_in):
    digests = set()
    for others in ({("a",): b"1"}, {("a",): b"2"}, {("b",): b"1"}, {}, {("a",): b"1", ("b",): b""}):
        digests.add(supporting_files.beside(*handed_in(("n.ipynb",), others)).digest)
    assert len(digests) == 5
    again = supporting_files.beside(*handed_in(("n.ipynb",), {("a",): b"1"})).digest
    assert again in digests


def test_a_zip_bomb_beside_a_notebook(tmp_path, monkeypatch):
    monkeypatch.setattr(supporting_files, "MOST_BYTES", 10**6)
    with zipfile.ZipFile(tmp_path / "in.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("ada/n.ipynb", "{}")
        packed.writestr("ada/bomb.png", bytes(10**8))
        packed.writestr("ada/cat.png", b"cat")
        packed.writestr("bob/n.ipynb", "{}")
        packed.writestr("bob/secret.png", b"bob's")
    ada, _ = collect(tmp_path / "in.zip")
    supporting = supporting_files.beside(ada.notebooks[0], ada)
    assert written(supporting, tmp_path) == (".", {"cat.png": b"cat"})
    assert "'ada/bomb.png'" in supporting.notes[0]


def test_links_are_not_followed(tmp_path):
    (tmp_path / "in" / "ada").mkdir(parents=True)
    (tmp_path / "secret").write_text("hidden tests")
    for name in ("n.ipynb", "cat.png"):
        (tmp_path / "in" / "ada" / name).write_text("{}")
    os.symlink(tmp_path / "secret", tmp_path / "in" / "ada" / "link.txt")
    os.symlink(tmp_path, tmp_path / "in" / "ada" / "folder")
    [ada] = collect(tmp_path / "in")
    supporting = supporting_files.beside(ada.notebooks[0], ada)
    assert written(supporting, tmp_path) == (".", {"cat.png": b"{}"})


def test_ten_thousand_files(handed_in):
    notebook, submission = handed_in(("n.ipynb",), {("y.png",): b"2"})
    [other] = submission.others
    submission.others += [
        File(str(number), other.path, place=(str(number),)) for number in range(10_000)
    ]
    supporting = supporting_files.beside(notebook, submission)
    assert len(supporting.files) == supporting_files.MOST_FILES
    assert supporting.notes[0].count("'") == 6 and "and 8998 more" in supporting.notes[0]


def test_a_full_disk_is_told(handed_in, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    notebook, submission = handed_in(("n.ipynb",), {("y.png",): b"2"})
    supporting = supporting_files.beside(notebook, submission)
    monkeypatch.setattr(supporting_files.Path, "mkdir", full)
    with pytest.raises(FileError, match="No space left on device"):
        supporting.write(tmp_path / "out")


@pytest.mark.parametrize("folder", [("a",) * 300, ("x" * 300,)])
def test_a_notebook_in_folders_that_cannot_be_made_runs_outside_of_them(
    handed_in, tmp_path, folder
):
    notebook, submission = handed_in((*folder, "n.ipynb"), {("x.png",): b"1"})
    supporting = supporting_files.beside(notebook, submission)
    assert written(supporting, tmp_path) == (".", {"x.png": b"1"})
