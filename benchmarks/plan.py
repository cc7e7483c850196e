"""How much is measured: the full run, and a quick one that only proves that everything works."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """Sizes and numbers of a run.

    Attributes
    ----------
    name : str
        "full" or "quick".
    device : str
        "cpu", where no contender sees a GPU, or "gpu".
    rounds, processes : int
        How often each contender has its turn in each of its lives, and how many lives it has.
    width, height : int
        The picture of the sections about one step, a whole run and the final loss.
    steps : int
        Steps in each turn of one InceptionV3 step; VGG16, several times as slow, takes half.
    tile : int
        Tile size of dreamkit and of the tutorial.
    matrices : tuple of int
        Sides of the matrices whose product shows the machine's peak.
    sides : tuple of int
        Square pictures whose time a step is measured.
    covered_sides : tuple of int
        Those of `sides` for which covered pixels are told; the goal is for the middle one.
    without : tuple of (int, int)
        Widths and heights for which the pixels without a gradient are told.
    covered_steps : int
        Steps in which they are counted.
    preset_sizes : tuple of (int, int)
        Widths and heights for which the host's share is told; whole dreams have the first one.
    memory_sides : tuple of int
        Square pictures whose peak memory is measured.
    memory_base : int
        The one of `memory_sides` above which bytes are counted.
    cold_rounds, cold_octaves, cold_steps : int
        Whole runs from starting Python to the picture written.
    dream_steps : int
        Length of the dream whose final loss is compared.
    gallery_channels, gallery_few : int
        Channels of a gallery, and how many are made by those who make one after another.
    gallery_steps, gallery_size : int
        Steps, and side in pixels, of each of its pictures.
    class_rounds, solved, untouched : int
        How often classes are graded, and their sizes.
    """

    name: str = "full"
    device: str = "cpu"
    rounds: int = 3
    processes: int = 3
    width: int = 500
    height: int = 375
    steps: int = 6
    tile: int = 512
    matrices: tuple[int, ...] = (1024, 2048, 4096)
    sides: tuple[int, ...] = (256, 384, 512, 768, 1024, 1536, 2048)
    covered_sides: tuple[int, ...] = (512, 1024, 2048)
    without: tuple[tuple[int, int], ...] = ((512, 512), (600, 400), (1024, 1024), (1100, 1100))
    covered_steps: int = 4
    preset_sizes: tuple[tuple[int, int], ...] = ((512, 384), (1024, 768))
    memory_sides: tuple[int, ...] = (512, 1024, 2048, 4096)
    memory_base: int = 1024
    cold_rounds: int = 7
    cold_octaves: int = 3
    cold_steps: int = 20
    dream_steps: int = 50
    gallery_channels: int = 64
    gallery_few: int = 8
    gallery_steps: int = 32
    gallery_size: int = 112
    class_rounds: int = 3
    solved: int = 6
    untouched: int = 24


FULL = Plan()
QUICK = Plan(
    name="quick",
    rounds=2,
    processes=1,
    width=200,
    height=160,
    steps=2,
    tile=160,
    matrices=(256, 512),
    sides=(160, 320, 480),
    covered_sides=(160, 320, 480),
    without=((160, 160), (200, 120)),
    covered_steps=2,
    preset_sizes=((160, 120),),
    memory_sides=(160, 320),
    memory_base=160,
    cold_rounds=1,
    cold_octaves=2,
    cold_steps=2,
    dream_steps=3,
    gallery_channels=4,
    gallery_few=2,
    gallery_steps=2,
    gallery_size=96,
    class_rounds=1,
    solved=1,
    untouched=1,
)
