"""Every lesson is built as the course's rules say, and a wrong number in one is noticed."""

import ast
import itertools
import re
import statistics
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))
import refresh_outputs  # noqa: E402 (it lives beside the package, not in it)
import timings  # noqa: E402

REPOSITORY = "dreamkit-course/dreamkit"
COLAB = f"https://colab.research.google.com/github/{REPOSITORY}/blob/main/"
NOTEBOOKS = sorted((ROOT / "lessons").glob("*.ipynb"))
HEADER = ("You will learn", "You need", "Machine time", "Reading time")


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def notebook(path):
    return nbformat.read(path, as_version=4)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def prose(notebook):
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def lines(cell):
    return len([line for line in cell.source.splitlines() if line.strip()])


def test_there_are_lessons():
    assert NOTEBOOKS


def test_it_is_a_valid_notebook_and_says_whether_it_is_clean(path, notebook):
    nbformat.validate(notebook)
    assert list(refresh_outputs.trouble(path)) == []


def test_the_badge_opens_this_notebook(path, notebook):
    badges = re.findall(rf"\]\(({re.escape(COLAB)}[^)]*)\)", notebook.cells[0].source)
    assert badges == [COLAB + path.relative_to(ROOT).as_posix()]
    owners = re.findall(
        r"github(?:\.com)?/([\w-]+/[\w-]+)", "\n".join(cell.source for cell in notebook.cells)
    )
    assert set(owners) == {REPOSITORY}


def test_the_header_says_what_a_reader_wants_to_know(path, notebook):
    first = notebook.cells[0].source
    assert first.startswith(f"# {path.stem[:2]} ")
    for line in HEADER:
        assert f"**{line}" in first
    assert re.search(r"Reading time:\*\*.*estimate", first)
    assert re.search(r"Machine time:\*\*.*\d+ (second|minute)", first)


def test_the_first_code_cell_sets_up_colab_and_names_the_network(notebook):
    source = code(notebook)[0].source
    version = re.search(r'^version = "(.*)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert 'if "google.colab" in sys.modules:' in source
    assert "%pip install -q --no-deps " in source
    assert f'"dreamkit @ git+https://github.com/{REPOSITORY}@v{version[1]}"' in source
    assert 'NETWORK = "dreamnet"' in source


def test_cells_are_few_and_short(path, notebook):
    counts = [lines(cell) for cell in code(notebook)]
    low, high = (1, 8) if path.stem.startswith("00_") else (15, 35)
    assert low <= len(counts) <= high
    assert statistics.median(counts) <= 6 and max(counts) <= 25


def test_text_stands_before_every_code_cell(notebook):
    kinds = [cell.cell_type for cell in notebook.cells]
    assert kinds[0] == "markdown"
    for before, kind in itertools.pairwise(kinds):
        assert kind != "code" or before == "markdown"


def test_three_cells_or_more_are_compared(notebook):
    assert sum(refresh_outputs.is_compared(cell) for cell in code(notebook)) >= 3


def test_only_compared_cells_hold_outputs(notebook):
    for number, cell in enumerate(code(notebook), start=1):
        compared = refresh_outputs.is_compared(cell)
        assert cell.execution_count == (number if compared else None)
        assert compared or not cell.outputs


def test_headings_are_in_order(notebook):
    levels = [len(marks) for marks in re.findall(r"^(#+) ", prose(notebook), re.MULTILINE)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_it_asks_before_it_shows_and_ends_with_a_recap(notebook):
    text = prose(notebook)
    assert "**Before you run it" in text
    assert "## Recap" in text and "## Try this" in text


def test_what_is_folded_can_be_unfolded(notebook):
    """Each <details> ends, has a name, and is read as Markdown after an empty line."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            folded = re.findall(
                r"<details><summary>(.+?)</summary>(.*?)</details>", cell.source, re.S
            )
            assert len(folded) == cell.source.count("<details") == cell.source.count("</details>")
            assert all(answer.strip() for _, answer in folded)


def test_a_quiz_has_five_questions_with_folded_answers(notebook):
    quiz = prose(notebook).partition("## Quiz")[2].partition("\n## ")[0]
    if quiz:
        questions = re.split(r"^\*\*(\d)\.\*\* ", quiz, flags=re.MULTILINE)
        assert questions[1::2] == list("12345")
        assert all(text.count("<summary>Answer</summary>") == 1 for text in questions[2::2])


def test_the_reading_time_is_that_of_its_length(notebook):
    found = re.search(r"(\d+) minutes if English is your second", notebook.cells[0].source)
    if found:
        assert abs(timings.reading_minutes(notebook) - int(found[1])) <= 5


def test_pictures_in_the_text_have_alt_text(notebook):
    assert all(alt.strip() for alt in re.findall(r"!\[([^\]]*)\]\(", prose(notebook)))
    assert all('alt="' in tag for tag in re.findall(r"<img[^>]*>", prose(notebook)))


def calls(notebook):
    """(dotted name, node) of every call in the code cells."""
    for cell in code(notebook):
        source = re.sub(r"^(\s*)%.*", r"\1pass", cell.source, flags=re.MULTILINE)
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call):
                yield ast.unparse(node.func), node


def test_every_figure_has_alt_text(notebook):
    for name, node in calls(notebook):
        assert name != "plt.show", "dk.present(figure, alt) shows a figure with its alt text"
        if name == "dk.show":
            assert "alt" in [keyword.arg for keyword in node.keywords], ast.unparse(node)


def test_nothing_that_makes_programs_wait_forever(notebook):
    """Output widgets and nbclient: see `dreamkit.explore`."""
    names = {name.rpartition(".")[2] for name, _ in calls(notebook)}
    assert not names & {"Output", "interact", "interactive", "interactive_output"}


def test_the_first_picture_comes_early(notebook):
    shown = re.compile(r"dk\.(show|present|explore|runner|illustration)\(")
    assert any(shown.search(cell.source) for cell in code(notebook)[:3])


def test_what_was_learned_is_tied_to_tasks(notebook):
    learned = prose(notebook).partition("## What you can do now")[2].partition("\n## ")[0]
    points = re.findall(r"^- .*", learned, re.MULTILINE)
    assert len(points) >= 3
    assert all(re.search(r"tasks? [a-h]\b", point) for point in points)


def test_relative_links_lead_somewhere(path, notebook):
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", prose(notebook)):
        if not re.match(r"[a-z]+:", target):
            assert (path.parent / target).exists(), f"{target} is linked and not there"


def small_notebook(folder, said):
    """A notebook of one compared cell, which prints a shape, stored as having printed `said`."""
    out = nbformat.v4.new_output("stream", name="stdout", text=said)
    cell = nbformat.v4.new_code_cell(
        'print("shape", (2, 3))',
        outputs=[out],
        metadata={"tags": [refresh_outputs.TAG]},
        execution_count=1,
    )
    path = folder / "small.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    return path


def nbval(path):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval-lax"]
    command += ["--nbval-current-env", "--nbval-cell-timeout=60", path.name]
    return subprocess.run(command, cwd=path.parent, capture_output=True, text=True, timeout=120)


def test_nbval_passes_a_right_number_and_fails_a_wrong_one(tmp_path):
    right = nbval(small_notebook(tmp_path, "shape (2, 3)\n"))
    assert right.returncode == 0, right.stdout
    wrong = nbval(small_notebook(tmp_path, "shape (2, 4)\n"))
    assert wrong.returncode == 1 and "(2, 4)" in wrong.stdout


def test_refreshing_refuses_a_compared_cell_that_shows_more_than_text(tmp_path):
    path = small_notebook(tmp_path, "shape (2, 3)\n")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].source += "\nfrom IPython.display import HTML, display\ndisplay(HTML('x'))"
    nbformat.write(notebook, path)
    before = path.read_text(encoding="utf-8")
    with pytest.raises(SystemExit, match="shows more than text"):
        refresh_outputs.main([str(path)])
    assert path.read_text(encoding="utf-8") == before


def test_refreshing_mends_outputs_and_is_idempotent(tmp_path):
    path = small_notebook(tmp_path, "shape (2, 4)\n")
    dirty = nbformat.read(path, as_version=4)
    dirty.metadata["widgets"] = {"state": {}}
    dirty.cells[0].metadata["execution"] = {"iopub.status.busy": "2020-01-01T00:00:00Z"}
    dirty.cells.append(nbformat.v4.new_code_cell("3 + 4", execution_count=7))
    nbformat.write(dirty, path)
    assert refresh_outputs.main(["--check", str(path)]) == 1
    refresh_outputs.main([str(path)])
    mended = path.read_text(encoding="utf-8")
    assert "shape (2, 3)" in mended
    for gone in ("widgets", "iopub", '"execution_count": 7', "(2, 4)"):
        assert gone not in mended
    assert refresh_outputs.main(["--check", str(path)]) == 0
    refresh_outputs.main([str(path)])
    assert path.read_text(encoding="utf-8") == mended
