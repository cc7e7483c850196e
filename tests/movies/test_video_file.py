"""Video files: every frame at its time, upright, in its colors, with its sound; or a sentence."""

import os
from fractions import Fraction

import clips
import numpy as np
import pytest

import dreamkit as dk
from dreamkit.images.arrays import to_uint8
from dreamkit.movies import video_file

NTSC = Fraction(1001, 30000)


def written(path, frames, times, time_base, **more):
    size = frames[0].shape[:2]
    with video_file.Writer(path, size, time_base, more.pop("rate", 25), **more) as writer:
        for frame, time in zip(frames, times, strict=True):
            writer.write(frame, time)
    return path


def frames_of(path, **span):
    return list(video_file.read(video_file.probe(path), **span))


@pytest.mark.parametrize(
    ("time_base", "times"),
    [
        (Fraction(1, 25), range(8)),
        (NTSC, range(8)),
        (Fraction(1, 600), [0, 20, 44, 61, 120, 180, 183, 300]),  # a variable rate, as of phones
    ],
)
@pytest.mark.parametrize("ending", ["mp4", "mov", "mkv", "webm"])
def test_each_frame_stays_at_its_time(tmp_path, time_base, times, ending):
    path = written(tmp_path / f"a.{ending}", clips.moving(8), times, time_base)
    video = video_file.probe(path)
    found = [float(time * video.time_base) for time, _ in frames_of(path)]
    # Matroska counts in milliseconds.
    tolerance = 1e-9 if ending in ("mp4", "mov") else 0.0006
    np.testing.assert_allclose(found, [float(t * time_base) for t in times], atol=tolerance)


def test_the_rate_of_television_stays_a_fraction(tmp_path):
    path = written(tmp_path / "a.mp4", clips.moving(8), range(8), NTSC, rate=1 / NTSC)
    assert video_file.probe(path).rate == 1 / NTSC


@pytest.mark.parametrize("what", ["bars", "photograph"])
def test_ten_generations_leave_the_colors_as_they_were(tmp_path, what):
    """Without exact rounding each would be darker by a level of 255."""
    photo = to_uint8(dk.sample("cat", max_size=288)[:190])
    first = frame = clips.bars(96, 128) if what == "bars" else photo
    for _ in range(10):
        path = written(tmp_path / "a.mp4", [frame], [0], Fraction(1, 25))
        ((_, frame),) = frames_of(path)
    bias = (frame.astype(float) - first).mean((0, 1))
    assert np.abs(bias).max() < 0.5


def test_what_is_written_is_tagged_with_its_colors(tmp_path):
    path = written(tmp_path / "a.mp4", clips.moving(2), range(2), Fraction(1, 25))
    with clips.av.open(str(path)) as container:
        context = container.streams.video[0].codec_context
        tags = context.colorspace, context.color_primaries, context.color_trc, context.color_range
    assert tuple(map(int, tags)) == (1, 1, 1, 1)


@pytest.mark.parametrize("turn", [90, 180, -90])
def test_a_film_of_a_turned_phone_is_read_upright(tmp_path, turn):
    picture = clips.bars()
    path = clips.write(tmp_path / "a.mp4", [picture], [0], Fraction(1, 25), turn=turn)
    video = video_file.probe(path)
    ((_, frame),) = frames_of(path)
    expected = np.rot90(picture, turn // 90)
    assert frame.shape == expected.shape == (video.height, video.width, 3)
    assert np.abs(frame.astype(float) - expected).mean() < 4


def test_sound_is_taken_over_byte_by_byte(tmp_path):
    source = clips.write(
        tmp_path / "a.mp4", clips.moving(25), range(25), Fraction(1, 25), sound=1.0
    )
    video = video_file.probe(source)
    assert video.has_sound
    path = written(
        tmp_path / "b.mp4", clips.moving(25), range(25), video.time_base, sound=(video, 0.0, None)
    )
    assert clips.sound_of(path) == clips.sound_of(source)


def test_sound_that_a_container_does_not_hold_is_encoded_anew(tmp_path):
    source = clips.write(
        tmp_path / "a.mp4", clips.moving(25), range(25), Fraction(1, 25), sound=1.0
    )
    video = video_file.probe(source)
    path = written(
        tmp_path / "b.webm", clips.moving(25), range(25), Fraction(1, 25), sound=(video, 0.0, None)
    )
    with clips.av.open(str(path)) as container:
        stream = container.streams.audio[0]
        assert stream.codec_context.name == "opus"
        heard = np.concatenate([f.to_ndarray()[0] for f in container.decode(stream)])
    spectrum = np.abs(np.fft.rfft(heard[4800:43200]))
    assert np.fft.rfftfreq(38400, 1 / 48_000)[spectrum.argmax()] == pytest.approx(440, abs=3)
    assert len(heard) / 48_000 == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize("number", range(10))
def test_a_tenth_of_a_second_is_a_tenth(tmp_path, number):
    """The float 0.1 lies above the fraction."""
    path = written(tmp_path / "a.mp4", clips.moving(10), range(10), Fraction(1, 10), rate=10)
    found = frames_of(path, start=number / 10, end=number / 10 + 0.1)
    assert len(found) == 1


def test_a_part_of_a_film_keeps_its_part_of_the_sound(tmp_path):
    source = clips.write(
        tmp_path / "a.mp4", clips.moving(50), range(50), Fraction(1, 25), sound=2.0
    )
    video = video_file.probe(source)
    part = frames_of(source, start=1.0, end=1.4)
    assert [float(time * video.time_base) for time, _ in part] == pytest.approx(
        [1.0, 1.04, 1.08, 1.12, 1.16, 1.2, 1.24, 1.28, 1.32, 1.36]
    )
    whole = frames_of(source)
    np.testing.assert_array_equal(part[0][1], whole[25][1])
    path = written(
        tmp_path / "b.mp4",
        [frame for _, frame in part],
        [time - part[0][0] for time, _ in part],
        video.time_base,
        sound=(video, 1.0, 1.4),
    )
    _, times = clips.sound_of(path)
    assert times[0] == pytest.approx(0, abs=0.13) and times[-1] < 0.4  # a packet is 0.128 s


@pytest.mark.parametrize("size", [(47, 63), (48, 63)])
def test_odd_sizes_lose_one_row_or_column(tmp_path, size):
    picture = clips.bars(*size)
    path = written(tmp_path / "a.mp4", [picture], [0], Fraction(1, 25))
    ((_, frame),) = frames_of(path)
    assert frame.shape == (size[0] // 2 * 2, size[1] // 2 * 2, 3)
    assert np.abs(frame.astype(float) - picture[: frame.shape[0], : frame.shape[1]]).mean() < 4


def test_odd_sizes_are_read(tmp_path):
    picture = clips.bars(47, 63)
    path = clips.write(tmp_path / "a.mkv", [picture], [0], Fraction(1, 25))
    assert frames_of(path)[0][1].shape == (47, 63, 3)


@pytest.mark.parametrize("ending", ["mp4", "mov", "mkv", "webm"])
def test_settings_are_kept_in_the_file(tmp_path, ending):
    text = '{"goal": "mixed3^2", "name": "Ärger 日本", "numbers": [1.5, null]}'
    path = written(
        tmp_path / f"a.{ending}", clips.moving(2), range(2), Fraction(1, 25), settings=text
    )
    assert video_file.settings_text(path) == text


def test_a_film_that_breaks_off_gives_what_it_has(tmp_path):
    whole = written(tmp_path / "a.mkv", clips.moving(60, 96, 128), range(60), Fraction(1, 25))
    content = whole.read_bytes()
    (tmp_path / "cut.mkv").write_bytes(content[: len(content) * 2 // 3])
    assert 10 < len(frames_of(tmp_path / "cut.mkv")) < 60


def test_a_failure_while_writing_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.mp4"
    path.write_bytes(b"before")
    with pytest.raises(RuntimeError), video_file.Writer(path, (48, 64), NTSC, 25) as writer:
        writer.write(clips.bars(), 0)
        raise RuntimeError
    assert path.read_bytes() == b"before" and os.listdir(tmp_path) == ["a.mp4"]


def bad_videos(folder):
    dk.save_image(folder / "picture.png", dk.sample("cat", max_size=64))
    (folder / "text.mp4").write_bytes(b"These are words.")
    (folder / "empty.mp4").write_bytes(b"")
    whole = written(folder / "whole.mp4", clips.moving(20), range(20), Fraction(1, 25))
    (folder / "head.mp4").write_bytes(whole.read_bytes()[:60])
    with clips.av.open(str(folder / "sound.m4a"), "w") as container:
        tone = container.add_stream("aac", rate=8000, layout="mono")
        samples = clips.av.AudioFrame.from_ndarray(
            np.zeros((1, 8000), np.float32), format="fltp", layout="mono"
        )
        samples.rate, samples.pts = 8000, 0
        container.mux(tone.encode(samples))
        container.mux(tone.encode())


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("missing.mp4", "there is no file 'missing.mp4'"),
        (".", "is a folder"),
        ("text.mp4", "'text.mp4' is not a video"),
        ("empty.mp4", "'empty.mp4' is not a video"),
        ("head.mp4", "'head.mp4' holds no video"),
        ("picture.png", "'picture.png' is a picture, not a video"),
        ("sound.m4a", "'sound.m4a' holds no video"),
        ("", "is empty"),
        ("a\0b.mp4", "a\\x00b.mp4"),
    ],
)
def test_what_is_no_film_is_told(tmp_path, monkeypatch, name, sentence):
    monkeypatch.chdir(tmp_path)
    bad_videos(tmp_path)
    with pytest.raises((dk.FileError, dk.InputError)) as error:
        video_file.probe(name)
    assert sentence in str(error.value) and "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("a.png", "does not end in a film format"),
        ("a", "does not end in a film format"),
        ("nowhere/a.mp4", "there is no folder"),
    ],
)
def test_where_no_film_can_be_written_is_told(tmp_path, monkeypatch, name, sentence):
    monkeypatch.chdir(tmp_path)
    with pytest.raises((dk.FileError, dk.InputError), match=sentence):
        video_file.check_output(name)
