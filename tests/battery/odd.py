"""Values that stand where others should."""

import decimal
import fractions

import numpy as np

NO_NUMBERS = {
    "nothing": "",
    "text": "no",
    "digits as text": "5",
    "Arabic digits": "٣",
    "bytes": b"5",
    "True": True,
    "nan": float("nan"),
    "inf": float("inf"),
    "minus one": -1,
    "a number beyond floats": 10**400,
    "more digits than are printed": -(10**5000),
    "1e308": 1e308,
    "complex": 1j,
    "list": [1, 2],
    "dict": {},
    "array": np.ones((3, 3)),
    "a Decimal that is none": decimal.Decimal("NaN"),
    "a Fraction below zero": fractions.Fraction(-1, 3),
    "object": object(),
    "class": int,
}
NO_SWITCHES = {"text": "no", "nothing": "", "zero": 0, "None": None, "list": [], "nan": np.nan}
NO_TEXTS = {
    "None": None,
    "number": 3,
    "bytes": b"mixed3",
    "list": ["mixed3"],
    "nothing": "",
    "a zero byte": "mixed3\0",
    "lines": "mixed3\nmixed4",
    "10 000 signs": "x" * 10_000,
    "a lone surrogate": "\ud800",
    "right to left": "\u202emixed3",
    "object": object(),
}
NO_PICTURES = {
    "None": None,
    "number": 3,
    "text": "cat.png",
    "bytes": b"\x89PNG",
    "dict": {"image": 1},
    "object": object(),
    "no pixels": np.zeros((0, 0, 3)),
    "one row of nothing": np.zeros((1, 0, 3), np.float32),
    "one axis": np.zeros(9),
    "two channels": np.zeros((48, 48, 2), np.float32),
    "five axes": np.zeros((1, 1, 4, 4, 3), np.float32),
    "whole numbers": np.zeros((48, 48, 3), np.int64),
    "bools": np.zeros((48, 48, 3), bool),
    "complex": np.zeros((48, 48, 3), complex),
    "objects": np.full((48, 48, 3), None),
    "texts": np.full((48, 48, 3), "a"),
    "dates": np.zeros((48, 48, 3), "M8[s]"),
    "nan": np.full((48, 48, 3), np.nan, np.float32),
    "inf": np.full((48, 48, 3), np.inf, np.float32),
    "1e308": np.full((48, 48, 3), 1e308),
    "0 to 255 as floats": np.full((48, 48, 3), 200.0),
    "below zero": np.full((48, 48, 3), -0.5),
    "rows of different lengths": [[[0, 0, 0]], [[0, 0, 0], [1, 1, 1]]],
    "a list in itself": (lambda loop: loop.append(loop) or loop)([]),
    "a structured array": np.zeros((48, 48), [("r", "f4"), ("g", "f4"), ("b", "f4")]),
}
SOME_PICTURES = {  # odd, but pictures
    "float64": np.full((48, 48, 3), 0.5),
    "float16": np.full((48, 48, 3), 0.5, np.float16),
    "uint8": np.full((48, 48, 3), 128, np.uint8),
    "gray": np.full((48, 48), 0.5, np.float32),
    "with alpha": np.full((48, 48, 4), 0.5, np.float32),
    "black": np.zeros((48, 48, 3), np.float32),
    "white": np.ones((48, 48, 3), np.float32),
    "reversed rows": np.linspace(0, 1, 48 * 48 * 3, dtype=np.float32).reshape(48, 48, 3)[::-1],
    "columns first in memory": np.asfortranarray(np.full((48, 48, 3), 0.5, np.float32)),
    "big-endian": np.full((48, 48, 3), 0.5, ">f4"),
    "not to be written": np.broadcast_to(np.float32(0.5), (48, 48, 3)),
    "a little over 1": np.full((48, 48, 3), 1.0005),
    "lists": np.full((48, 48, 3), 0.5).tolist(),
    "masked": np.ma.masked_array(np.full((48, 48, 3), 0.5, np.float32), mask=False),
    "not square": np.full((33, 71, 3), 0.5, np.float32),
    "a strip": np.full((32, 400, 3), 0.5, np.float32),
}


def crossed(names, values):
    """(what it is called, name, value) of each name with each value."""
    return [(f"{name}: {what}", name, value) for name in names for what, value in values.items()]
