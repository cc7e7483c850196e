"""What the panels' tests share: uploads as a browser sends them, pictures as it shows them."""

import base64
import html
import importlib
import io
import re
import threading
from datetime import UTC, datetime

import numpy as np
from PIL import Image

import dreamkit as dk

LONG = 120  # seconds after which a wait has hung


def png(width=40, height=36, mode="RGB", color="teal"):
    buffer = io.BytesIO()
    Image.new(mode, (width, height), color).save(buffer, "PNG")
    return buffer.getvalue()


def as_7(name, content):
    return {name: {"metadata": {"name": name, "size": len(content)}, "content": content}}


def as_8(name, content):
    told = {"name": name, "type": "", "size": len(content), "last_modified": datetime.now(UTC)}
    return ({**told, "content": memoryview(content)},)


def give(control, name, content):
    """Upload a file: what the browser's message does, in the shape of this ipywidgets."""
    version = int(importlib.import_module("ipywidgets").__version__.split(".")[0])
    control.set_trait("value", (as_7 if version == 7 else as_8)(name, content))


def shown(view):
    """The picture that a PictureView shows, as uint8: what the page is given, not what is kept."""
    data = re.search(r'src="data:image/\w+;base64,([^"]+)"', view.value)[1]
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))))


def img(view):
    """The attributes of the one picture in a PictureView."""
    [tag] = re.findall(r"<img [^>]*>", view.value)
    return {name: html.unescape(text) for name, text in re.findall(r'(\w+)="([^"]*)"', tag)}


class Brighter:
    """Work in the place of `dream`: each step adds 0.1, and after `hold_after` steps it waits."""

    def __init__(self, hold_after=None):
        self.hold_after, self.seen = hold_after, []
        self.holding, self.free = threading.Event(), threading.Event()

    def __call__(self, image, network, goal, on_step, should_stop, steps=3, **settings):
        self.seen.append({"goal": goal, "steps": steps, **settings})
        losses, stopped = [], None
        for index in range(1, steps + 1):
            if should_stop():
                stopped = "cancelled"
                break
            image = np.clip(image + 0.1, 0, 1).astype(np.float32)
            losses.append(float(index))
            on_step(dk.Step(index, steps, 1, 1, float(index), image, index, float(steps)))
            if index == self.hold_after:
                self.holding.set()
                assert self.free.wait(LONG)
        return dk.Dream(image, losses, {"steps": steps}, {"seconds": 1}, stopped)
