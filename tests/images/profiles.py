"""Color profiles for tests, written out by the ICC's specification (ICC.1:2001-04)."""

import struct

import numpy as np

D50 = (0.9642, 1.0, 0.8249)
P3 = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))  # xy of red, green, blue
ADOBE_RGB = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))
SRGB = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
D65 = (0.3127, 0.3290)


def xyz(x, y):
    return np.array([x / y, 1.0, (1 - x - y) / y])


def matrix(primaries):
    """What brings linear RGB to XYZ, seen in the light of D65."""
    columns = np.stack([xyz(*place) for place in primaries], axis=1)
    return columns * np.linalg.solve(columns, xyz(*D65))


def to_d50(matrix_d65):
    """The same seen in the light of D50, as profiles hold it, by Bradford's cones."""
    cones = np.array(
        [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
    )
    ratio = (cones @ np.array(D50)) / (cones @ xyz(*D65))
    return np.linalg.inv(cones) @ np.diag(ratio) @ cones @ matrix_d65


def srgb_encoded(linear):
    linear = np.clip(linear, 0, 1)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


def seen(levels, primaries, gamma):
    """Levels in [0, 1] of a color space as those of sRGB that look the same."""
    linear = np.asarray(levels) ** gamma
    return srgb_encoded(linear @ (np.linalg.inv(matrix(SRGB)) @ matrix(primaries)).T)


def fixed(*numbers):
    return b"".join(struct.pack(">i", round(number * 65536)) for number in numbers)


def curve(gamma):
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"


def profile(space, tags, kind=b"mntr", pcs=b"XYZ "):
    text = b"test\0"
    words = b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + b"\0" * (79 - 1)
    tags = {
        b"desc": words,
        b"cprt": b"text\0\0\0\0none\0",
        b"wtpt": b"XYZ \0\0\0\0" + fixed(*D50),
        **tags,
    }
    start = 128 + 4 + 12 * len(tags)
    table, data = struct.pack(">I", len(tags)), b""
    for name, tag in tags.items():
        tag += b"\0" * (-len(tag) % 4)
        table += name + struct.pack(">II", start + len(data), len(tag))
        data += tag
    head = struct.pack(">I4sI", start + len(data), b"test", 0x02100000) + kind + space + pcs
    head += b"\0" * 12 + b"acsp" + b"\0" * 28 + fixed(*D50)
    return head + b"\0" * (128 - len(head)) + table + data


def rgb_profile(primaries, gamma):
    columns = to_d50(matrix(primaries)).T
    tags = {
        name: b"XYZ \0\0\0\0" + fixed(*column)
        for name, column in zip((b"rXYZ", b"gXYZ", b"bXYZ"), columns, strict=True)
    }
    return profile(b"RGB ", tags | {name: curve(gamma) for name in (b"rTRC", b"gTRC", b"bTRC")})


def gray_profile(gamma):
    return profile(b"GRAY", {b"kTRC": curve(gamma)})


def cmyk_profile(lab_of):
    """A printer's profile whose Lab color, for each of the 16 mixtures of ink or none, is given.

    `lab_of` takes (cyan, magenta, yellow, black) of 0 or 1; between, there is interpolation.
    """
    table = b"mft1\0\0\0\0" + bytes([4, 3, 2, 0]) + fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)
    table += bytes(range(256)) * 4
    for index in range(16):
        light, a, b = lab_of(*((index >> bit) & 1 for bit in (3, 2, 1, 0)))
        table += bytes([round(light * 255 / 100), round(a + 128), round(b + 128)])
    table += bytes(range(256)) * 3
    return profile(b"CMYK", {b"A2B0": table}, kind=b"prtr", pcs=b"Lab ")


def lab_seen(light, a, b):
    """A Lab color (D50) as levels of sRGB."""
    middle = (light + 16) / 116
    ratios = np.array([middle + a / 500, middle, middle - b / 200])
    ratios = np.where(ratios > 6 / 29, ratios**3, 3 * (6 / 29) ** 2 * (ratios - 4 / 29))
    return srgb_encoded(np.linalg.inv(to_d50(matrix(SRGB))) @ (ratios * D50))
