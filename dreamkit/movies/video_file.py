"""Video files in and out, with PyAV: each frame at its time, upright, its colors rounded exactly.

FFmpeg's usual conversion between RGB and YUV rounds down, so that a film gets darker each time it
is written, and its colors move by half a pixel. The flags and options below keep both from
happening. Files are tagged with the colors they hold (BT.709).
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt

from dreamkit import whole_file
from dreamkit.errors import FileError, InputError, display_name, reason
from dreamkit.images import files
from dreamkit.movies import extra

QUALITY = "16"  # of libx264, where 18 can hardly be told from the frames themselves
# Colors are averaged over 2 x 2 pixels here, so their place is the middle of these, which other
# programs take to be the left edge unless told; and they may lose less than lightness does.
X264 = "chromaloc=1:chroma-qp-offset=-6"
BT709, LIMITED = 1, 1  # FFmpeg's numbers of these
# What a container is encoded with, the best first, and what of a sound it holds as it is.
ENCODERS = {
    ".mp4": ("libx264", "mpeg4"),
    ".mov": ("libx264", "mpeg4"),
    ".mkv": ("libx264", "mpeg4"),
    ".webm": ("libvpx-vp9",),
}
FORMATS = {".mp4": "mp4", ".mov": "mov", ".mkv": "matroska", ".webm": "webm"}
SOUNDS = {
    ".mp4": ("aac", "mp3", "ac3", "eac3", "alac", "opus", "flac"),
    ".mov": ("aac", "mp3", "ac3", "eac3", "alac", "pcm_s16le", "pcm_s24le"),
    ".mkv": None,  # all
    ".webm": ("opus", "vorbis"),
}
SETTINGS = "comment"  # the field of a file's metadata that every container keeps


@dataclass(frozen=True)
class Video:
    """What is known of a video file before its frames are read.

    Attributes
    ----------
    path : Path
    height, width : int
        Of its frames as they are seen: upright.
    turns : int
        Quarter turns, counterclockwise, that make a frame upright.
    rate : Fraction
        Frames a second, on average.
    time_base : Fraction
        What times are counted in, in seconds.
    seconds : float or None
        How long it is; None where the file does not say.
    has_sound : bool
    pixel_aspect : Fraction
        Width of a pixel divided by its height.
    """

    path: Path
    height: int
    width: int
    turns: int
    rate: Fraction
    time_base: Fraction
    seconds: float | None
    has_sound: bool
    pixel_aspect: Fraction


def probe(path: str | os.PathLike[str]) -> Video:
    """Return what is known of a video file.

    Raises
    ------
    FileError
        It is missing, cannot be read, or holds no video.
    """
    path = files.as_path(path)
    with _opened(path) as container:
        stream = _stream(container, path)
        frame = _next(container.decode(stream), path, seen=False)
        if frame is None:
            raise FileError(f"'{display_name(path)}' holds no frame.")
        turns = round(frame.rotation / 90) % 4
        height, width = frame.height, frame.width
        if turns % 2:
            height, width = width, height
        aspect = Fraction(stream.sample_aspect_ratio or 1)
        length = stream.duration and float(stream.duration * stream.time_base)
        if not length and container.duration:
            length = container.duration / 1e6
        rate = stream.average_rate or stream.guessed_rate or Fraction(25)
        return Video(
            path,
            height,
            width,
            turns,
            Fraction(rate),
            Fraction(stream.time_base),
            length or None,
            bool(container.streams.audio),
            1 / aspect if turns % 2 else aspect,
        )


def read(
    video: Video, start: float = 0.0, end: float | None = None
) -> Iterator[tuple[int, npt.NDArray[np.uint8]]]:
    """Yield (time, frame) for the frames from `start` to before `end`, in seconds.

    The time is a whole number of `video.time_base`; the frame is uint8, (height, width, 3), RGB.
    A file that is cut short yields what it has.

    Raises
    ------
    FileError
        It cannot be read any more, or not one of its frames.
    """
    start, end = _exactly(start), None if end is None else _exactly(end)
    with _opened(video.path) as container:
        stream = _stream(container, video.path)
        stream.thread_type = "AUTO"
        first = stream.start_time or 0
        if start > 0:
            place = first + int(start / stream.time_base)
            container.seek(place, stream=stream, backward=True)
        seen, frames = False, container.decode(stream)
        while True:
            frame = _next(frames, video.path, seen)
            if frame is None:
                return
            seen = True
            time = (frame.pts or 0) - first
            seconds = time * video.time_base
            if end is not None and seconds >= end:
                return
            if seconds >= start:
                yield time, _upright(frame, video.turns)


def _exactly(seconds):
    """Seconds as a Fraction: the 0.1 that somebody writes is a tenth, which the float is not."""
    if isinstance(seconds, Fraction):
        return seconds
    return Fraction(seconds).limit_denominator(1_000_000)


def _next(frames, path, seen):
    """The next frame, None at the end; a file that breaks off has ended."""
    av = extra.pyav()
    try:
        return next(frames, None)
    except av.error.FFmpegError as error:
        if seen:
            return None
        raise FileError(
            f"'{display_name(path)}' is damaged or cut short: {reason(error).lower()}."
        ) from None


def _upright(frame, turns):
    picture = frame.to_ndarray(format="rgb24", interpolation=_exact())
    return np.ascontiguousarray(np.rot90(picture, turns)) if turns else picture


def _exact():
    """Conversion between RGB and YUV without a bias."""
    flags = extra.pyav().video.reformatter.Interpolation
    return flags.BICUBIC | flags.ACCURATE_RND | flags.FULL_CHR_H_INT | flags.FULL_CHR_H_INP


@contextlib.contextmanager
def _opened(path):
    av = extra.pyav()
    name = display_name(path)
    if path.is_dir():
        raise FileError(f"'{name}' is a folder; name a video in it.")
    try:
        container = av.open(str(path), metadata_errors="replace")
    except FileNotFoundError:
        raise FileError(f"there is no file '{name}'; check the name and the folder.") from None
    except PermissionError as error:
        raise FileError(f"'{name}' cannot be read: {reason(error).lower()}.") from None
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise FileError(
            f"'{name}' is not a video that can be read: {reason(error).lower()}."
        ) from None
    with container:
        if container.format.name.endswith("_pipe") or container.format.name == "image2":
            raise FileError(f"'{name}' is a picture, not a video.")
        yield container


def _stream(container, path):
    """The first stream of pictures that is a film, not the cover of a song."""
    for stream in container.streams.video:
        if not int(stream.disposition) & 0x400:  # AV_DISPOSITION_ATTACHED_PIC
            return stream
    raise FileError(f"'{display_name(path)}' holds no video that can be read.")


def settings_text(path: str | os.PathLike[str]) -> str | None:
    """Return the text that a Writer was given as `settings`, None if there is none."""
    with _opened(files.as_path(path)) as container:
        found = {key.lower(): value for key, value in container.metadata.items()}
    return found.get(SETTINGS)


def check_output(path: str | os.PathLike[str]) -> Path:
    """Return `path` as a Path if a film can be written there, else raise one sentence.

    Raises
    ------
    InputError
        The ending names no container for films.
    FileError
        The folder is missing or not writable.
    """
    path = files.as_path(path)
    if path.suffix.lower() not in ENCODERS:
        raise InputError(
            f"'{display_name(path)}' does not end in a film format; use .mp4, .mov, .mkv or .webm."
        )
    _encoder(path)
    return files.check_place(path)


def _encoder(path):
    known = extra.pyav().codecs_available
    for name in ENCODERS[path.suffix.lower()]:
        if name in known:
            return name
    names = " or ".join(ENCODERS[path.suffix.lower()])
    raise FileError(
        f"the FFmpeg here cannot write {path.suffix} films, it has no {names}; try .mkv or .webm."
    )


class Writer:
    """A context in which the frames of a film are written, one after the other.

    The file has a temporary name until all of them are in it. Frames of an odd size lose their
    last row or column, since films count colors in squares of 2 x 2 pixels.

    Parameters
    ----------
    path : Path
        See `check_output`.
    size : (height, width)
    time_base : Fraction
        What the times of `write` are counted in, in seconds.
    rate : Fraction
        Frames a second, for players that ask.
    settings : str
        Kept in the file; see `settings_text`.
    sound : (Video, float, float or None), optional
        Whose sound to take over, from and to which second. It is copied as it is where the
        container holds such, else encoded anew.
    pixel_aspect : Fraction

    Raises
    ------
    FileError
        It cannot be written.
    """

    def __init__(self, path, size, time_base, rate, settings="", sound=None, pixel_aspect=1):
        self._path, self._size = Path(os.path.realpath(path)), [side // 2 * 2 for side in size]
        self._time_base, self._rate = Fraction(time_base), Fraction(rate)
        self._settings, self._sound = settings, sound
        self._aspect = Fraction(pixel_aspect)
        self._part = whole_file.beside(self._path)
        self._last = None

    def __enter__(self):
        av = extra.pyav()
        with self._told():
            form = FORMATS[self._path.suffix.lower()]
            faststart = {"movflags": "+faststart"} if form in ("mp4", "mov") else {}
            self._container = av.open(str(self._part), "w", format=form, options=faststart)
            self._container.metadata[SETTINGS] = self._settings
            stream = self._container.add_stream(_encoder(self._path), rate=self._rate)
            stream.height, stream.width = self._size
            stream.pix_fmt = "yuv420p"
            stream.codec_context.time_base = self._time_base
            stream.codec_context.sample_aspect_ratio = self._aspect
            colors = stream.codec_context
            colors.colorspace = colors.color_primaries = colors.color_trc = BT709
            colors.color_range = LIMITED
            stream.options = _options(stream.codec_context.name)
            self._stream = stream
            self._sound_out = self._sound and _SoundOut(self._container, *self._sound, self._path)
        return self

    def write(self, picture, time):
        """Write a frame: uint8, (height, width, 3), RGB, at a time counted in `time_base`."""
        from av.video.reformatter import ColorRange, Colorspace

        av, (height, width) = extra.pyav(), self._size
        pixels = np.ascontiguousarray(picture[:height, :width])
        frame = av.VideoFrame.from_ndarray(pixels, format="rgb24").reformat(
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            interpolation=_exact(),
        )
        frame.pts, frame.time_base = time, self._time_base
        if self._last is not None:
            frame.duration = time - self._last
        self._last = time
        with self._told():
            self._container.mux(self._stream.encode(frame))

    def __exit__(self, kind, *_):
        try:
            if kind is None:
                with self._told():
                    self._container.mux(self._stream.encode())
                    if self._sound_out:
                        self._sound_out.write()
                    self._container.close()
                    os.replace(self._part, self._path)
            else:
                with contextlib.suppress(Exception):
                    self._container.close()
        finally:
            with contextlib.suppress(OSError):
                self._part.unlink()

    @contextlib.contextmanager
    def _told(self):
        """Turn what FFmpeg and the disk say into one sentence."""
        av = extra.pyav()
        try:
            yield
        except (av.error.FFmpegError, OSError) as error:
            name = display_name(self._path)
            raise FileError(f"'{name}' cannot be written: {reason(error).lower()}.") from None


def _options(encoder):
    if encoder == "libvpx-vp9":
        return {"crf": "24", "b": "0", "row-mt": "1", "deadline": "good", "cpu-used": "2"}
    return {"crf": QUALITY, "preset": "medium", "x264-params": X264} if encoder == "libx264" else {}


class _SoundOut:
    """The sound of a video, taken over into another file."""

    def __init__(self, container, video, start, end, path):
        self._out, self._video = container, video
        self._start, self._end = _exactly(start), None if end is None else _exactly(end)
        with _opened(video.path) as source:
            stream = source.streams.audio[0]
            name, kept = stream.codec_context.name, SOUNDS[path.suffix.lower()]
            self._copies = kept is None or name in kept
            if self._copies:
                self._stream = container.add_stream_from_template(stream)
            else:
                codec = "libopus" if path.suffix.lower() == ".webm" else "aac"
                rate = 48_000 if codec == "libopus" else stream.rate
                self._stream = container.add_stream(codec, rate=rate)
                self._stream.codec_context.layout = "mono" if stream.channels == 1 else "stereo"

    def write(self):
        with _opened(self._video.path) as source:
            stream, pictures = source.streams.audio[0], _stream(source, self._video.path)
            # Sound and pictures keep their distance: both lose the pictures' first time.
            zero = (pictures.start_time or 0) * pictures.time_base + self._start
            if self._copies:
                self._copy(source, stream, zero)
            else:
                self._encode(source, stream, zero)

    def _copy(self, source, stream, zero):
        for packet in source.demux(stream):
            if packet.pts is None:
                continue
            time = packet.pts * packet.time_base - zero
            if (self._start and time < 0) or self._is_after(time):
                continue
            moved = round(zero / packet.time_base)
            packet.pts, packet.dts = packet.pts - moved, (packet.dts or packet.pts) - moved
            packet.stream = self._stream
            self._out.mux(packet)

    def _encode(self, source, stream, zero):
        av, context = extra.pyav(), self._stream.codec_context
        resampler = av.AudioResampler(
            format=context.format, layout=context.layout, rate=context.rate
        )
        for frame in source.decode(stream):
            time = (frame.pts or 0) * frame.time_base - zero
            if (self._start and time < 0) or self._is_after(time):
                continue
            frame.pts -= round(zero / frame.time_base)
            for part in resampler.resample(frame):
                self._out.mux(self._stream.encode(part))
        for part in resampler.resample(None):
            self._out.mux(self._stream.encode(part))
        self._out.mux(self._stream.encode())

    def _is_after(self, time):
        return self._end is not None and time >= self._end - self._start
