"""The stored pictures: each is whole, small and described, and shown as a page shows it."""

import base64
import dataclasses
import html
import io
import re
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

import dreamkit as dk
from dreamkit.illustrations import illustration as home

ROOT = Path(dk.__file__).resolve().parents[1]


class Tags(HTMLParser):
    """The tags of a page in their order, each with its attributes."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


@pytest.fixture(params=dk.illustration_names())
def picture(request):
    return dk.illustration(request.param)


def test_each_is_described_and_small(picture):
    assert re.search(r"[.?!]$", picture.alt) and picture.caption and picture.made_by
    assert picture.path.stat().st_size < 300_000
    assert (ROOT / picture.made_by.split()[0]).is_file()


def test_each_file_is_a_picture(picture):
    if picture.path.suffix == ".svg":
        assert ElementTree.parse(picture.path).getroot().tag.endswith("svg")
    else:
        with Image.open(picture.path) as opened:
            assert opened.format == "WEBP" and opened.convert("L").getextrema()[0] < 255


def test_no_file_is_without_its_words():
    files = {p.stem for suffix in home.MEDIA_TYPES for p in home.FOLDER.glob(f"*{suffix}")}
    assert files == set(dk.illustration_names())


def test_together_they_are_small():
    files = [p for suffix in home.MEDIA_TYPES for p in home.FOLDER.glob(f"*{suffix}")]
    assert sum(path.stat().st_size for path in files) < 3_000_000


def test_a_notebook_gets_one_figure_with_picture_alt_and_caption(picture):
    shown = picture._repr_html_()
    (figure, _), (img, given), (caption, _), *_ = Tags(shown).found
    assert (figure, img, caption) == ("figure", "img", "figcaption")
    assert given["alt"] == picture.alt
    start, _, data = given["src"].partition(";base64,")
    assert start == f"data:{home.MEDIA_TYPES[picture.path.suffix]}"
    assert base64.b64decode(data) == picture.path.read_bytes()
    assert html.escape(picture.caption) in shown and html.escape(picture.credit) in shown


def test_where_no_picture_can_be_shown_stands_its_text(picture):
    assert repr(picture) == picture.alt
    assert picture._repr_markdown_().startswith(picture.alt)


def test_words_cannot_break_the_page(tmp_path, monkeypatch):
    monkeypatch.setattr(home, "FOLDER", tmp_path)
    (tmp_path / "odd.svg").write_text("<svg/>")
    odd = dk.Illustration("odd", 'say "<b>"', "1 < 2 & 3", "<i>me</i>")
    tags = [tag for tag, _ in Tags(odd._repr_html_()).found]
    assert tags == ["figure", "img", "figcaption", "small"]
    assert Tags(odd._repr_html_()).found[1][1]["alt"] == odd.alt


def test_an_unknown_name_offers_the_nearest():
    name = dk.illustration_names()[0]
    with pytest.raises(dk.InputError, match=f"there is no illustration .*'{name}'"):
        dk.illustration(name[:-1])
    with pytest.raises(dk.InputError, match="there is no illustration '3'"):
        dk.illustration(3)
    with pytest.raises(dk.InputError, match="there is no illustration 'gone'"):
        _ = dk.Illustration("gone", "a", "b", "c").path


def test_it_cannot_be_changed(picture):
    with pytest.raises(dataclasses.FrozenInstanceError):
        picture.alt = "another"


def test_what_is_stored_comes_back(tmp_path, monkeypatch):
    monkeypatch.setattr(home, "FOLDER", tmp_path)
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(buffer, "WEBP")
    made = dk.Illustration("red", "A red square.", "Rot · đỏ", "CC0", {"red": 1.0}, "by hand", 80)
    path = home.store(made, buffer.getvalue(), ".webp")
    assert dk.illustration("red") == made and path.read_bytes() == buffer.getvalue()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["red.json", "red.webp"]


@pytest.mark.parametrize(
    ("changed", "suffix", "told"),
    [({}, ".png", "'.png'"), ({"alt": " "}, ".svg", "'alt'"), ({"made_by": ""}, ".svg", "made_by")],
)
def test_storing_refuses_what_no_reader_could_use(tmp_path, monkeypatch, changed, suffix, told):
    monkeypatch.setattr(home, "FOLDER", tmp_path)
    given = {"name": "a", "alt": "An a.", "caption": "", "credit": "", "made_by": "by hand"}
    with pytest.raises(dk.InputError, match=told):
        home.store(dk.Illustration(**given | changed), b"", suffix)
    assert not list(tmp_path.iterdir())


def test_no_tensorflow_is_loaded():
    name = dk.illustration_names()[0]
    code = f"import sys, dreamkit as dk; dk.illustration({name!r})._repr_html_(); "
    code += "assert not {'tensorflow', 'keras', 'matplotlib'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.slow
def test_a_wheel_holds_them(tmp_path):
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "-q", "-w", str(tmp_path)]
    subprocess.run([*command, str(ROOT)], check=True)
    [wheel] = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    for name in dk.illustration_names():
        path = dk.illustration(name).path
        assert {
            f"dreamkit/illustrations/{path.name}",
            f"dreamkit/illustrations/{name}.json",
        } <= held
