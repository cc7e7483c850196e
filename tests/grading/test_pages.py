"""Feedback pages and the overview."""

import base64

from dreamkit.grading import pages
from dreamkit.grading.run import Record
from dreamkit.grading.score import Mark, Result

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
