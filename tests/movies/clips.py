"""Small video files made for tests, with times, colors, turns and sounds that are known."""

from fractions import Fraction

import numpy as np
import pytest

av = pytest.importorskip("av", reason="films need the extra 'film'")


def bars(height=48, width=64, seed=0):
    """A smooth picture of many colors, uint8."""
    y, x = np.mgrid[:height, :width] / [[[height]], [[width]]]
    red, green = 40 + 170 * x, 40 + 170 * y
    return np.stack([red, green, 220 - 90 * (x + y)], -1).astype(np.uint8)


def moving(count, height=48, width=64):
    """Frames that differ: the bars, rolled by two pixels a frame."""
    return [np.roll(bars(height, width), 2 * n, 1) for n in range(count)]


def write(path, frames, times, time_base, rate=25, sound=0.0, turn=0, codec="libx264"):
    """A video file made with PyAV alone. `sound`: seconds of a tone; `turn`: its flag's degrees."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=Fraction(rate))
        stream.height, stream.width = frames[0].shape[:2]
        stream.pix_fmt = (
            "yuv444p" if frames[0].shape[0] % 2 or frames[0].shape[1] % 2 else "yuv420p"
        )
        stream.codec_context.time_base = time_base
        stream.options = {"crf": "1"}
        if turn:
            stream.set_display_rotation(turn)
        tone = container.add_stream("aac", rate=8000, layout="mono") if sound else None
        for picture, time in zip(frames, times, strict=True):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = time, time_base
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
        if tone:
            wave = np.sin(2 * np.pi * 440 * np.arange(int(8000 * sound)) / 8000).astype(np.float32)
            samples = av.AudioFrame.from_ndarray(wave[None], format="fltp", layout="mono")
            samples.rate, samples.pts = 8000, 0
            container.mux(tone.encode(samples))
            container.mux(tone.encode())
    return path


def sound_of(path):
    """The packets of a file's sound as bytes, and when they begin, in seconds."""
    with av.open(str(path)) as container:
        packets = [p for p in container.demux(container.streams.audio[0]) if p.pts is not None]
        return [bytes(p) for p in packets], [float(p.pts * p.time_base) for p in packets]
