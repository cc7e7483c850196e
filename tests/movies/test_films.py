"""Films as a whole: resumed bit by bit, looped, never two films in one folder, stopped gently."""

import itertools
import os
import subprocess
import sys
from fractions import Fraction

import clips
import numpy as np
import pytest
from skimage import data

import dreamkit as dk
from dreamkit import whole_file
from dreamkit.images import arrays
from dreamkit.movies import film, video_file
from dreamkit.movies.video import dream_video
from dreamkit.movies.zoom import zoom_film

QUICK = {"goal": "mixed1", "octaves": 1, "steps": 2, "frame_steps": 1, "precision": "float32"}


def quiet(_step):
    pass


@pytest.fixture(scope="module")
def photo():
    return dk.sample("cat", max_size=96)


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    """Two shots of ten frames, each moving, at a variable rate, with sound."""
    coffee = arrays.to_uint8(dk.resize(data.coffee().astype(np.float32) / 255, (160, 240)))
    cat = arrays.to_uint8(dk.resize(data.chelsea().astype(np.float32) / 255, (160, 240)))
    shots = [
        picture[n + 20 : n + 84, 2 * n : 2 * n + 96] for picture in (coffee, cat) for n in range(10)
    ]
    frames = [np.ascontiguousarray(frame) for frame in shots]
    times = [n * 20 + (n % 3) * 5 for n in range(20)]
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    return clips.write(path, frames, times, Fraction(1, 500), sound=0.8)


def frames_in(path):
    return [frame for _, frame in video_file.read(video_file.probe(path))]


def stored(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.png"))}


def stop_after(count):
    steps = []
    return {"on_step": steps.append, "should_stop": lambda: len(steps) >= count}


def test_a_zoom_film_that_was_ended_goes_on_bit_by_bit(photo, tmp_path):
    asked = {"seconds": 0.4, "zoom": 1.2, "keep_frames": True, **QUICK}
    whole = zoom_film(photo, tmp_path / "whole.mp4", on_step=quiet, **asked)
    assert (whole.frames, whole.stopped) == (10, None)
    part = zoom_film(photo, tmp_path / "part.mp4", **stop_after(4), **asked)
    assert (part.frames, part.stopped, part.flashes) == (4, "cancelled", None)
    assert not (tmp_path / "part.mp4").exists()
    made = []
    rest = zoom_film(photo, tmp_path / "part.mp4", on_step=made.append, **asked)
    assert len(made) == 6 and rest.stopped is None
    assert stored(tmp_path / "part.mp4.frames") == stored(tmp_path / "whole.mp4.frames")
    assert len(frames_in(tmp_path / "part.mp4")) == 10


def test_a_video_that_was_ended_goes_on_bit_by_bit(clip, tmp_path):
    asked = {"keep_frames": True, **QUICK}
    whole = dream_video(clip, tmp_path / "whole.mp4", on_step=quiet, **asked)
    assert (whole.frames, whole.stopped) == (20, None)
    for count in (3, 9):  # in the first shot, then in the second
        part = dream_video(clip, tmp_path / "part.mp4", **stop_after(count), **asked)
        assert part.stopped == "cancelled"
    dream_video(clip, tmp_path / "part.mp4", on_step=quiet, **asked)
    assert stored(tmp_path / "part.mp4.frames") == stored(tmp_path / "whole.mp4.frames")


def test_a_video_keeps_times_size_and_sound(clip, tmp_path):
    path = tmp_path / "dreamt.mp4"
    dream_video(clip, path, on_step=quiet, **QUICK)
    before, after = video_file.probe(clip), video_file.probe(path)
    assert (after.height, after.width) == (64, 96)
    times = [
        [float(time * video.time_base) for time, _ in video_file.read(video)]
        for video in (before, after)
    ]
    np.testing.assert_allclose(times[1], times[0], atol=1e-6)
    assert clips.sound_of(path)[0] == clips.sound_of(clip)[0]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["dreamt.mp4"]


def test_the_first_frame_of_each_shot_is_a_picture_dreamt_as_ever(clip, tmp_path):
    path = tmp_path / "dreamt.mp4"
    dream_video(clip, path, on_step=quiet, keep_frames=True, **QUICK)
    source = frames_in(clip)
    alone = {name: value for name, value in QUICK.items() if name != "frame_steps"}
    for number in (0, 10):
        expected = dk.dream(source[number].astype(np.float32) / 255, on_step=quiet, **alone)
        found = dk.load_image(tmp_path / "dreamt.mp4.frames" / f"{number:07}.png")
        np.testing.assert_array_equal(arrays.to_uint8(found), arrays.to_uint8(expected.image))


def test_carrying_flickers_less_than_dreaming_each_frame_anew(clip, tmp_path):
    """The dream's change from frame to frame, beyond that of the film, in a panned shot."""
    how = {"goal": "mixed3", "octaves": 2, "steps": 6, "precision": "float32"}
    dream_video(clip, tmp_path / "a.mp4", end=0.4, keep_frames=True, on_step=quiet, **how)
    source = [frame.astype(np.float32) / 255 for frame in frames_in(clip)[:10]]
    anew = [dk.dream(frame, on_step=quiet, **how).image for frame in source]
    carried = [dk.load_image(tmp_path / "a.mp4.frames" / f"{n:07}.png") for n in range(10)]

    def flicker(frames):  # the camera goes 2 pixels right and 1 down
        moved = [(now[:-1, :-2], before[1:, 2:]) for before, now in itertools.pairwise(frames)]
        return np.mean([np.abs(now - before).mean() for now, before in moved])

    assert flicker(carried) < 0.75 * flicker(anew)


def test_a_part_at_fewer_frames_and_smaller(clip, tmp_path):
    path = tmp_path / "part.mp4"
    found = dream_video(
        clip, path, start=0.08, end=0.3, every=2, max_size=48, on_step=quiet, **QUICK
    )
    times = [(n * 20 + (n % 3) * 5) / 500 for n in range(20)]
    asked = [time for time in times if 0.08 <= time < 0.3][::2]
    video = video_file.probe(path)
    assert found.frames == len(asked) and (video.height, video.width) == (32, 48)
    shown = [float(time * video.time_base) for time, _ in video_file.read(video)]
    np.testing.assert_allclose(shown, np.subtract(asked, asked[0]), atol=1e-6)


def test_a_loop_ends_where_it_begins(photo, tmp_path):
    """The step from the last frame to the first is like any other."""
    asked = {"seconds": 1, "zoom": 1.03, "loop": True, "turn": 0, **QUICK}
    found = zoom_film(photo, tmp_path / "loop.mp4", on_step=quiet, **asked)
    assert found.frames == 23  # a whole doubling: 1.03 ** 23 is nearest to 2
    frames = [frame.astype(float) for frame in frames_in(tmp_path / "loop.mp4")]
    changes = [np.abs(now - before).mean() for before, now in itertools.pairwise(frames)]
    assert np.abs(frames[0] - frames[-1]).mean() < 1.3 * max(changes)


def test_settings_in_the_film_make_it_again(photo, tmp_path):
    made = zoom_film(photo, tmp_path / "a.mp4", seconds=0.12, on_step=quiet, **QUICK)
    settings = film.read_film_settings(tmp_path / "a.mp4")
    assert settings == made.settings and settings.pop("kind") == "zoom"
    again = zoom_film(photo, tmp_path / "b.mp4", on_step=quiet, **settings)
    assert again.settings == made.settings
    for one, other in zip(
        frames_in(tmp_path / "a.mp4"), frames_in(tmp_path / "b.mp4"), strict=True
    ):
        np.testing.assert_array_equal(one, other)


def test_frames_of_another_film_are_refused(photo, tmp_path):
    asked = {"seconds": 0.2, **QUICK}
    zoom_film(photo, tmp_path / "a.mp4", **stop_after(2), **asked)
    for other in ({"turn": 1.0}, {"goal": "mixed2"}, {"memory": 0.5}):
        with pytest.raises(
            dk.FileError, match=r"a\.mp4\.frames' holds frames of a film with other"
        ):
            zoom_film(photo, tmp_path / "a.mp4", on_step=quiet, **asked | other)
    with pytest.raises(dk.FileError, match="other settings or another source"):
        zoom_film(photo[:, ::-1], tmp_path / "a.mp4", on_step=quiet, **asked)


def test_a_damaged_frame_is_made_again(photo, tmp_path):
    asked = {"seconds": 0.2, "keep_frames": True, **QUICK}
    zoom_film(photo, tmp_path / "a.mp4", on_step=quiet, **asked)
    folder = tmp_path / "a.mp4.frames"
    whole = stored(folder)
    last = folder / "0000004.png"
    last.write_bytes(last.read_bytes()[:40])
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    part = whole_file.beside(last).name.replace(f"-{os.getpid()}-", f"-{gone.pid}-")
    (folder / part).write_bytes(b"of a killed process")
    zoom_film(photo, tmp_path / "a.mp4", on_step=quiet, **asked)
    assert stored(folder) == whole
    assert not list(folder.glob(".*"))


def test_what_else_lies_in_the_folder_stays(photo, tmp_path):
    asked = {"seconds": 0.08, **QUICK}
    zoom_film(photo, tmp_path / "a.mp4", **stop_after(1), **asked)
    note = tmp_path / "a.mp4.frames" / "my notes.txt"
    note.write_text("mine")
    zoom_film(photo, tmp_path / "a.mp4", on_step=quiet, **asked)
    assert [one.name for one in note.parent.iterdir()] == ["my notes.txt"]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"seconds": 0}, "seconds must be a number above 0"),
        ({"fps": "fast"}, "fps must be a number"),
        ({"zoom": 1}, "zoom must be a number above 1"),
        ({"turn": 90}, "turn may be at most 45"),
        ({"memory": 1.5}, "memory may be at most 1"),
        ({"frame_steps": 0}, "frame_steps must be"),
        ({"loop": "no"}, "loop"),
        ({"goal": "mixd1"}, "did you mean 'mixed1'"),
        ({"octave": 1}, "setting of a film 'octave'; did you mean 'octaves'"),
        ({"preset": "x", "goal": None}, "preset"),
    ],
)
def test_bad_settings_are_told_before_anything_is_made(photo, tmp_path, asked, sentence):
    with pytest.raises(dk.InputError, match=sentence):
        zoom_film(photo, tmp_path / "a.mp4", on_step=quiet, **QUICK | asked)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"start": -1}, "from a second to a later one"),
        ({"start": 2, "end": 1}, "from a second to a later one"),
        ({"start": 60}, "has no frame from 60 s"),
        ({"every": 0}, "every must be"),
        ({"max_size": 8}, "the film is 8 x 4 pixels; dreamnet needs at least 32 x 32"),
    ],
)
def test_bad_parts_of_a_video_are_told(clip, tmp_path, asked, sentence):
    with pytest.raises(dk.InputError, match=sentence):
        dream_video(clip, tmp_path / "a.mp4", on_step=quiet, **QUICK | asked)
    assert not (tmp_path / "a.mp4").exists()


def test_a_film_does_not_replace_its_source(clip):
    with pytest.raises(dk.InputError, match="cannot replace the video"):
        dream_video(clip, clip, on_step=quiet, **QUICK)
