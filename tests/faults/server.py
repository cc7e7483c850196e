"""A server of weights that misbehaves, and the command that downloads from it."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import http.server
import socket
import subprocess
import sys
import threading

from .result import environment

MAKE = """
import sys
import numpy as np
import h5py
from keras.src.legacy.saving import legacy_h5_format
from tensorflow import keras
model = keras.applications.EfficientNetB0(include_top=False, weights=None)
with h5py.File(sys.argv[1], "w") as file:
    legacy_h5_format.save_weights_to_hdf5_group(file, model)
"""
DOWNLOAD = """
import sys
import dreamkit as dk
from keras.src.applications import efficientnet
from dreamkit.networks import downloads
address, digest, downloads.SILENCE = sys.argv[1], sys.argv[2] or None, float(sys.argv[3])
efficientnet.BASE_WEIGHTS_PATH = address
if digest is None:  # as for networks whose hash Keras does not know
    usual = downloads.weights_file
    downloads.weights_file = lambda path, address, _: usual(path, address, None)
else:
    efficientnet.WEIGHTS_HASHES["b0"] = ("", digest)
try:
    net = dk.network("efficientnet_b0")
except dk.FileError as error:
    print("error:", error, file=sys.stderr)
    sys.exit(1)
print("right:", net.weights_sha256)
"""


def weights(folder):
    """The content of a weights file of EfficientNetB0, of random numbers."""
    path = folder / "weights.h5"
    subprocess.run(
        [sys.executable, "-c", MAKE, path], env=environment(folder), check=True, capture_output=True
    )
    content = path.read_bytes()
    path.unlink()
    return content


class Server:
    """Serves one content at every address, well or not; use it in a `with` statement.

    `behaves` is a key of WAYS, or a list of them, one for each request in turn. `held` is set when
    a request waits half way for `free`.
    """

    def __init__(self, content, behaves):
        self.content, self.behaves, self.asked = content, behaves, 0
        self.held, self.free = threading.Event(), threading.Event()
        self._lock = threading.Lock()
        handler = functools.partial(_Handler, self)
        self._http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._http.daemon_threads = True

    def __enter__(self):
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.free.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def command(self, content, is_known=True, silence=30):
        """The words of a process that downloads; `is_known`: it knows the hash of `content`."""
        address = f"http://127.0.0.1:{self._http.server_port}/"
        digest = hashlib.md5(content).hexdigest() if is_known else ""
        return [sys.executable, "-c", DOWNLOAD, address, digest, str(silence)]

    def way(self):
        """How the next request is answered."""
        with self._lock:
            number, self.asked = self.asked, self.asked + 1
        ways = self.behaves
        return ways if isinstance(ways, str) else ways[min(number, len(ways) - 1)]


class _Handler(http.server.BaseHTTPRequestHandler):
    def __init__(self, server, *given):
        self.own = server
        super().__init__(*given)

    def log_message(self, *_):
        pass

    def do_GET(self):
        with contextlib.suppress(ConnectionError):  # the other side has given up
            WAYS[self.own.way()](self, self.own.content)

    def head(self, length=None, status=200):
        self.send_response(status)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def half(self, content):
        self.head(len(content))
        self.wfile.write(content[: len(content) // 2])
        self.wfile.flush()


def _well(handler, content):
    handler.head(len(content))
    handler.wfile.write(content)


def _stall(handler, content):
    handler.half(content)
    handler.own.free.wait()


def _silent(handler, content):
    handler.own.free.wait()


def _hold(handler, content):
    handler.half(content)
    handler.own.held.set()
    handler.own.free.wait()
    handler.wfile.write(content[len(content) // 2 :])


def _cut(handler, content):
    handler.half(content)  # and then it ends as if all were well


def _short(handler, content):
    handler.head()  # without a length nobody can tell
    handler.wfile.write(content[: len(content) // 2])


def _turned(handler, content):
    middle = len(content) // 2
    turned = bytes([content[middle] ^ 1])
    _well(handler, content[:middle] + turned + content[middle + 1 :])


def _page(handler, content):
    _well(handler, b"<html>Please log in</html>")


def _gone(handler, content):
    handler.head(0, 404)


def _drop(handler, content):
    handler.half(content)
    no_goodbye = b"\x01\0\0\0\0\0\0\0"  # SO_LINGER: on, 0 seconds
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, no_goodbye)
    handler.connection.close()


WAYS = {
    "well": _well,
    "stalls half way": _stall,
    "says nothing": _silent,
    "hold": _hold,
    "cuts it short": _cut,
    "cuts it short and tells no length": _short,
    "turns a bit over": _turned,
    "sends a page in its place": _page,
    "has no such file": _gone,
    "drops the connection half way": _drop,
}
