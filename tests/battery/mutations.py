"""Files, damaged in ways that a seed chooses."""

import json
import random
import struct
import zlib

PNG = b"\x89PNG\r\n\x1a\n"


def damaged(content, seed):
    """Yield (what was done, bytes) for each kind of damage."""
    chance = random.Random(seed)
    size = len(content)
    for part in (0, 1, 8, 30, size // 3, size // 2, size - 9, size - 1):
        yield f"cut to {part} bytes", content[: max(part, 0)]
    for count in (1, 3, 30):
        yield f"{count} bits turned", flipped(content, count, chance)
    first = chance.randrange(size // 2)
    length = chance.randrange(4, size // 3)
    yield "a hole of zeros", content[:first] + bytes(length) + content[first + length :]
    yield "a piece missing", content[:first] + content[first + length :]
    yield "a piece twice", content[: first + length] + content[first:]
    yield "noise behind its head", content[:24] + chance.randbytes(size)
    yield "numbers at their most", extremes(content, chance)
    yield "as text with other line ends", content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def flipped(content, count, chance):
    """Turn some bits over."""
    changed = bytearray(content)
    for _ in range(count):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def extremes(content, chance):
    """Write the largest and smallest numbers into places near the beginning."""
    changed = bytearray(content)
    for _ in range(6):
        place = chance.randrange(8, min(len(changed) - 4, 120))
        changed[place : place + 4] = chance.choice([b"\xff" * 4, b"\x7f\xff\xff\xff", bytes(4)])
    return bytes(changed)


def chunk(kind, body, crc=None):
    """One chunk of a PNG."""
    crc = zlib.crc32(kind + body) if crc is None else crc
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", crc)


def with_chunk(png, added):
    """A PNG with a chunk more, behind its first one."""
    first = len(PNG) + 25
    return png[:first] + added + png[first:]


def mutated_json(value, chance):
    """The same JSON with one place changed: its type, its presence, its size."""
    places = list(_places(value))
    holder, key = chance.choice(places)
    odd = [None, True, -1, 1e308, "", "x" * 5000, [], {}, [[]], {"a": {}}, "\ud800", 10**30]
    if chance.random() < 0.3:
        if isinstance(holder, dict):
            del holder[key]
        else:
            holder.insert(key, holder[key])
    else:
        holder[key] = chance.choice(odd)
    return value


def _places(value):
    keys = value if isinstance(value, dict) else range(len(value))
    for key in list(keys):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _places(value[key])


def notebooks(text, seed, count):
    """Yield (what was done, text or bytes) of a notebook, mutated."""
    chance = random.Random(seed)
    for number in range(count):
        changed = json.loads(text)
        for _ in range(1 + number % 3):
            changed = mutated_json(changed, chance)
        yield f"JSON changed in {1 + number % 3} places, {number}", json.dumps(changed)
