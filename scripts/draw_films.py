"""Make the films of docs/films.md, draw and measure them: python scripts/draw_films.py [NAME ...]

Without names all are made, which takes some minutes for each. Those with InceptionV3 need
DREAMKIT_INCEPTION_V3_WEIGHTS=FILE. The films are kept in the folder for temporary files, so that an
interrupted run goes on.
"""

import sys
import tempfile
from pathlib import Path

import av
import numpy as np
from draw_docs import PICTURES

import dreamkit as dk
from dreamkit.images.figures import contact_sheet

SIZE = (180, 320)
FRAMES = 300
SHOWN = 10
FOLDER = Path(tempfile.gettempdir(), "dreamkit films")
ZOOMS = {  # name: (network, preset, photograph)
    "zoom_dreamnet_creatures": ("dreamnet", "creatures", "cat"),
    "zoom_inception_v3_creatures": ("inception_v3", "creatures", "cat"),
    "zoom_inception_v3_classic": ("inception_v3", "classic", "clouds"),
}


def photo(name):
    """A sample of the size of the films."""
    whole = dk.sample(name)
    width = SIZE[1]
    fitted = dk.resize(whole, (round(whole.shape[0] * width / whole.shape[1]), width))
    return fitted[: SIZE[0]]


def measures(picture):
    """What a film that dies loses: spread, fine grain; and what one that burns out gains."""
    clipped = (picture <= 1 / 512) | (picture >= 1 - 1 / 512)
    return picture.std(), dk.high_frequency_share(picture), clipped.mean(), picture.mean()


def zoom(name):
    """Make a zoom film, draw frames from all over it, and compare its ends."""
    network, preset, sample = ZOOMS[name]
    path = FOLDER / f"{name}.mp4"
    found = dk.zoom_film(
        photo(sample), path, network, preset=preset, seconds=FRAMES / 25, keep_frames=True
    )
    frames = sorted(Path(f"{path}.frames").glob("*.png"))
    values = np.array([measures(dk.load_image(frame)) for frame in frames])
    first, last = values[:50].mean(0), values[-50:].mean(0)
    print(name)
    for what, one, other in zip(("spread", "fine", "clipped", "mean"), first, last, strict=True):
        print(f"  {what:<8} first 50 frames {one:.4f}, last 50 {other:.4f}: {other / one:.2f}")
    print(f"  flashes  at most {found.flashes.most} in a second, share {found.flashes.share:.2f}")
    shown = np.linspace(0, len(frames) - 1, SHOWN).round().astype(int)
    sheet = contact_sheet(
        [dk.load_image(frames[number]) for number in shown], [str(n) for n in shown], columns=5
    )
    dk.save_image(PICTURES / "films" / f"{name}.webp", sheet)


def loop(name):
    """A zoom that ends where it begins, as an animated picture that is small enough for a page."""
    path = FOLDER / f"{name}.mp4"
    dk.zoom_film(photo("cat"), path, seconds=2.8, loop=True, keep_frames=True)
    with av.open(str(path)) as film:
        small = [frame.to_image().resize((288, 162)) for frame in film.decode(video=0)]
    target = PICTURES / "films" / f"{name}.webp"
    small[0].save(
        target, save_all=True, append_images=small[1:], duration=50, loop=0, quality=55, method=6
    )


DRAWN = {**dict.fromkeys(ZOOMS, zoom), "loop": loop}

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for chosen in sys.argv[1:] or DRAWN:
        DRAWN[chosen](chosen)
