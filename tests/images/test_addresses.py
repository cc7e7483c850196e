"""Addresses, fetched from servers of our own that behave well and badly."""

import base64
import gzip
import http.server
import importlib.metadata
import io
import socket
import threading
import urllib.parse
import zlib

import numpy as np
import pytest
from packaging.requirements import Requirement
from PIL import Image

import dreamkit as dk
from dreamkit.errors import display_name
from dreamkit.images import addresses

PIXELS = np.random.default_rng(0).integers(0, 256, (4, 6, 3), np.uint8)
buffer = io.BytesIO()
Image.fromarray(PIXELS).save(buffer, "PNG")
PNG = buffer.getvalue()
WAIT = 30  # seconds after which a test has hung


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = urllib.parse.unquote(self.path)
        getattr(self, "give_" + path.strip("/").split(".")[0].split("?")[0], self.give_picture)()

    def answer(self, body, code=200, **headers):
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def raw(self, content):
        self.wfile.write(content)
        self.close_connection = True

    def give_picture(self):
        self.server.asked.append((self.path, self.headers))
        self.answer(PNG)

    def give_gzip(self):
        self.answer(gzip.compress(PNG), Content_Encoding="gzip")

    def give_deflate(self):
        self.answer(zlib.compress(PNG), Content_Encoding="deflate")

    def give_notgzip(self):
        self.answer(b"not compressed", Content_Encoding="gzip")

    def give_bomb(self):
        self.answer(gzip.compress(bytes(60_000_000)), Content_Encoding="gzip")

    def give_moved(self):
        self.answer(b"", 302, Location="/mein Bild Zürich.png".encode().decode("latin-1"))

    def give_loop(self):
        self.answer(b"", 302, Location="/loop")

    def give_ftp(self):
        self.answer(b"", 302, Location="ftp://user:secret@127.0.0.1/a.png")

    def give_disk(self):
        self.answer(b"", 302, Location="file:///etc/passwd")

    def give_nowhere(self):
        self.answer(b"", 302)

    def give_badport(self):
        self.answer(b"", 302, Location="http://127.0.0.1:port/a.png")

    def give_gone(self):
        self.answer(b"", 410)

    def give_private(self):
        basic = base64.b64encode(b"ada:secret").decode()
        is_known = self.headers.get("Authorization") == f"Basic {basic}"
        self.answer(PNG if is_known else b"", 200 if is_known else 401)

    def give_empty(self):
        self.answer(b"")

    def give_page(self):
        self.answer(b"<!doctype html><html>Please log in</html>")

    def give_short(self):
        self.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n" + PNG)

    def give_chunks(self):
        body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(PNG), PNG)
        self.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body)

    def give_cut(self):
        head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        self.raw(head + b"%x\r\n" % len(PNG) + PNG[:40])

    def give_badchunk(self):
        self.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n")

    def give_status(self):
        self.raw(b"ICY 200 OK\r\n\r\n")

    def give_noise(self):
        self.raw(bytes(range(256)) * 20)

    def give_longhead(self):
        self.raw(b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 70_000 + b"\r\n\r\n")

    def give_manyheads(self):
        self.raw(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 200 + b"\r\n")

    def give_reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.close_connection = True

    def give_silence(self):
        self.server.may_end.wait(WAIT)
        self.close_connection = True

    def give_drip(self):
        """A head that comes byte by byte: no single wait is long."""
        while not self.server.may_end.wait(0.02):
            try:
                self.wfile.write(b"H")
            except OSError:
                break
        self.close_connection = True

    def log_message(self, *_):
        pass


def test_tensorflow_brings_the_client_along():
    """The reason why pyproject.toml need not name it."""
    needed = [Requirement(line) for line in importlib.metadata.requires("tensorflow")]
    assert any(each.name == "requests" and not each.marker for each in needed)


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.may_end, running.asked = threading.Event(), []
        threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
        yield running
        running.may_end.set()
        running.shutdown()


def address(server, path):
    return f"http://127.0.0.1:{server.server_port}/{path}"


@pytest.mark.parametrize(
    "path",
    [
        "a.png",
        "my cat.png",
        "Zürich/日本.png",
        "my%20cat.png?size=1&name=a b",
        "a.png#part",
        "100%.png",
        "a|b^c`d{e}.png",
        "[1].png",
        "gzip.png",
        "deflate.png",
        "moved.png",
        "chunks.png",
        "  a.png  ".strip() + "  ",
    ],
)
def test_what_a_browser_shows_is_fetched(server, path):
    np.testing.assert_allclose(dk.load_image(address(server, path)) * 255, PIXELS, atol=1e-4)


def test_a_name_and_password_in_the_address_are_sent(server):
    private = address(server, "private.png").replace("//", "//ada:secret@")
    assert dk.load_image(private).shape == (4, 6, 3)
    with pytest.raises(dk.FileError, match="answers 401"):
        dk.load_image(private.replace("secret", "wrong"))


def test_addresses_that_hold_the_picture_themselves():
    for data in (
        "data:image/png;base64," + base64.b64encode(PNG).decode(),
        "data:image/png," + urllib.parse.quote(PNG),
        "DATA:;base64," + base64.b64encode(PNG).decode(),
    ):
        np.testing.assert_allclose(dk.load_image(data) * 255, PIXELS, atol=1e-4)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("gone.png", "answers 410 Gone; check it"),
        ("nowhere.png", "answers 302"),
        ("loop.png", "cannot be fetched: it redirects without an end"),
        ("ftp.png", "leads to an address that is neither http nor https"),
        ("disk.png", "leads to an address that is neither http nor https"),
        ("badport.png", "no valid address"),
        ("empty.png", "is empty"),
        ("page.png", "is a web page"),
        ("short.png", "the transfer broke off"),
        ("cut.png", "the transfer broke off"),
        ("badchunk.png", "the transfer broke off"),
        ("notgzip.png", "cannot be decompressed"),
        ("bomb.png", "is larger than 50 MB"),
        ("status.png", "does not answer as web servers do"),
        ("noise.png", "does not answer as web servers do"),
        ("longhead.png", "does not answer as web servers do"),
        ("manyheads.png", "does not answer as web servers do"),
        ("reset.png", "cannot be fetched"),
    ],
)
def test_servers_that_misbehave_are_told_in_one_sentence(server, path, sentence):
    with pytest.raises(dk.FileError, match=sentence) as caught:
        dk.load_image(address(server, path).replace("//", "//ada:s3cret@"))
    said = str(caught.value)
    assert path in said and "\n" not in said and len(said) < 300
    assert "s3cret" not in said and "secret" not in said and "ada" not in said


@pytest.mark.parametrize("path", ["silence.png", "drip.png"])
def test_a_server_that_takes_too_long_is_given_up(server, monkeypatch, path):
    monkeypatch.setattr(addresses, "MAX_DOWNLOAD_SECONDS", 0.3)
    with pytest.raises(dk.FileError, match="no answer within"):
        dk.load_image(address(server, path))


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ("http://127.0.0.1:9/a.png", "connection refused"),
        ("http://127.0.0.1:port/a.png", "no valid address"),
        ("http://127.0.0.1:99999/a.png", "no valid address|cannot be fetched"),
        ("http:///a.png", "no valid address"),
        ("http://", "no valid address"),
        ("https://my host/a.png", "no valid address|cannot be fetched"),
        ("http://[::1/a.png", "no valid address"),
        ("http://a..b/a.png", "no valid address|cannot be fetched"),
        ("http://" + "a" * 300 + ".invalid/a.png", "no valid address|cannot be fetched"),
        ("http://no-such-host.invalid/a.png", "cannot be fetched"),
        ("http://127.0.0.1:9/a\nb.png", "cannot be fetched"),
        ("http://127.0.0.1:9/\0.png", "cannot be fetched"),
        ("http://127.0.0.1:9/\udcff.png", "cannot be fetched"),
        ("http://\udcff/a.png", "cannot be fetched"),
        ("http://ada:日本@127.0.0.1:9/a.png", "cannot be fetched"),
        ("https://127.0.0.1:9/a.png", "connection refused"),
        ("data:", "no valid address|is empty"),
        ("data:image/png;base64,!!!", "no valid address|is empty|not a picture"),
        ("data:image/png;base64," + "A" * 100_000, "is not a picture"),
    ],
)
def test_addresses_that_are_none_are_told_in_one_sentence(bad, sentence, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    with pytest.raises(dk.FileError, match=sentence) as caught:
        dk.load_image(bad)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 300
    assert "日本" not in str(caught.value)


@pytest.mark.parametrize("proxy", ["http://ada:secret@127.0.0.1:9", "http://127.0.0.1:port", "?"])
def test_a_proxy_that_does_not_work_is_told_without_its_password(proxy, monkeypatch):
    monkeypatch.setenv("http_proxy", proxy)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with pytest.raises(dk.FileError, match="cannot be fetched") as caught:
        dk.load_image("http://example.invalid/a.png")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://ada:pw@host/a.png", "https://host/a.png"),
        ("https://ada@host/a.png", "https://host/a.png"),
        ("https://ada:p@w@host:8080/a.png", "https://host:8080/a.png"),
        ("https://ada:p/w@host/a.png", "https://host/a.png"),
        ("https://ada:p#w@host/a.png", "https://host/a.png"),
        ("ftp://ada:pw@host/a.png", "ftp://host/a.png"),
        ("https://host/@ada/a.png", "https://host/@ada/a.png"),
        ("https://host:80/@ada/a.png", "https://host:80/@ada/a.png"),
        ("https://host/a.png?mail=a@b", "https://host/a.png?mail=a@b"),
        ("http://[::1]:80/a@b.png", "http://[::1]:80/a@b.png"),
        ("ada@home.png", "ada@home.png"),
    ],
)
def test_no_password_is_shown(address, shown):
    assert display_name(address) == shown


def test_a_large_download_is_refused(server, monkeypatch):
    monkeypatch.setattr(addresses, "MAX_DOWNLOAD_BYTES", 20)
    with pytest.raises(dk.FileError, match="is larger than"):
        dk.load_image(address(server, "a.png"))
