"""The motif renderer: its promises, and the geometry it is built on."""

import math

import numpy as np
import pytest

from dreamkit.dreamnet import motifs
from dreamkit.dreamnet.drawing import canvas as drawing
from dreamkit.dreamnet.drawing import frames, scenery, tilings

# ----------------------------------------------------------------- pictures


def test_the_same_arguments_give_the_same_picture():
    for name in motifs.CLASSES:
        first, again = motifs.render(name, seed=11), motifs.render(name, seed=11)
        np.testing.assert_array_equal(first, again)


def test_a_picture_does_not_depend_on_what_was_drawn_before():
    alone = motifs.render("owl", seed=3)
    for name in motifs.CLASSES:
        motifs.render(name, seed=99)
    np.testing.assert_array_equal(motifs.render("owl", seed=3), alone)


@pytest.mark.parametrize("name", motifs.CLASSES)
@pytest.mark.parametrize("size", [32, 72, 97])
def test_every_class_renders_at_every_size(name, size):
    pictures = np.stack([motifs.render(name, seed, size) for seed in range(6)])
    assert pictures.shape == (6, size, size, 3)
    assert pictures.dtype == np.uint8
    assert pictures.max() - pictures.min() > 60, "six pictures use a wide range of values"


@pytest.mark.parametrize("name", motifs.CLASSES)
def test_different_seeds_give_different_pictures(name):
    pictures = [motifs.render(name, seed, 32).astype(int) for seed in range(6)]
    for i, first in enumerate(pictures):
        for second in pictures[:i]:
            assert np.abs(first - second).mean() > 2


@pytest.mark.parametrize("name", motifs.CLASSES)
def test_drawing_stays_in_float32(name):
    rng = np.random.default_rng(0)
    canvas = drawing.canvas_of(24)
    for _ in range(12):  # enough to visit the random branches of a motif
        scene = motifs.MOTIFS[name](rng, canvas, scenery.background(rng, canvas))
        assert scene.dtype == np.float32
        assert np.isfinite(scene).all()
        assert scenery.camera(rng, canvas, scene).dtype == np.float32


def test_some_pictures_are_faint_and_some_are_strong():
    spread = [motifs.render("zebra", seed, 32).std() for seed in range(60)]
    assert min(spread) < 25
    assert max(spread) > 60


def test_an_unknown_class_names_the_nearest_one():
    with pytest.raises(ValueError, match="did you mean 'butterfly'"):
        motifs.render("buterfly", seed=0)


def test_there_are_27_classes_in_their_fixed_order():
    assert len(motifs.CLASSES) == len(set(motifs.CLASSES)) == 27
    order = """
        none eye owl cat fish butterfly snail tentacle feather flower leaf mushroom spiral
        rings web honeycomb scales zebra leopard fur bubbles waves cobble arches pagoda
        star gear
    """
    assert tuple(order.split()) == motifs.CLASSES


# ----------------------------------------------------------------- data sets


def test_a_data_set_takes_the_classes_in_turn():
    pictures, labels = motifs.dataset(60, seed=4, size=24, processes=1)
    assert pictures.shape == (60, 24, 24, 3)
    assert pictures.dtype == np.uint8
    assert labels.dtype == np.int32
    np.testing.assert_array_equal(labels, np.arange(60) % 27)
    expected = motifs.render(motifs.CLASSES[labels[31]], (4, 31), 24)
    np.testing.assert_array_equal(pictures[31], expected)


def test_a_data_set_does_not_depend_on_the_number_of_processes(monkeypatch):
    monkeypatch.setattr(motifs, "PICTURES_PER_TASK", 20)
    alone, labels = motifs.dataset(50, seed=1, size=24, processes=1)
    shared, same_labels = motifs.dataset(50, seed=1, size=24, processes=2)
    np.testing.assert_array_equal(alone, shared)
    np.testing.assert_array_equal(labels, same_labels)


def test_the_contact_sheet_has_two_blocks_of_rows():
    sheet = motifs.sheet(per_class=2, size=16)
    assert sheet.shape == (14 * 16, 2 * 2 * 16 + 2, 3)


# ----------------------------------------------------------------- geometry


@pytest.mark.parametrize("radius", [0.2, 0.5, 0.83])
def test_the_coverage_of_a_disc_adds_up_to_its_area(radius):
    canvas = drawing.canvas_of(96)
    distance = drawing.disc(canvas.x, canvas.y, 0.03, -0.05, radius)
    area = drawing.coverage(distance, canvas.pixel).sum() * canvas.pixel**2
    assert area == pytest.approx(math.pi * radius**2, rel=0.01)


def test_the_coverage_of_a_polygon_adds_up_to_its_area():
    canvas = drawing.canvas_of(96)
    triangle = drawing.polygon(canvas.x, canvas.y, (-0.7, -0.5), (0.8, -0.3), (0.1, 0.9))
    area = drawing.coverage(triangle, canvas.pixel).sum() * canvas.pixel**2
    sides = (0.8 + 0.7) * (0.9 + 0.5) - (0.1 + 0.7) * (-0.3 + 0.5)
    assert area == pytest.approx(sides / 2, rel=0.01)


def hexagon_centers() -> np.ndarray:
    """Centers of the tiling near the origin, one unit apart, listed by hand."""
    rows = range(-6, 7)
    return np.array([(i + 0.5 * (j % 2), j * math.sqrt(3) / 2) for i in range(-6, 7) for j in rows])


def test_every_point_belongs_to_the_nearest_hexagon():
    points = np.random.default_rng(0).uniform(-2, 2, (500, 2)).astype(np.float32)
    _, x, y = tilings.hexagons(points[:, 0], points[:, 1])
    gaps = np.linalg.norm(points[:, None] - hexagon_centers(), axis=-1)
    np.testing.assert_allclose(np.hypot(x, y), gaps.min(-1), atol=1e-5)


def test_a_hexagon_has_six_neighbors_and_its_wall_lies_half_way():
    centers = hexagon_centers()
    apart = np.linalg.norm(centers, axis=-1)
    neighbors = centers[(apart > 0.1) & (apart < 1.1)].astype(np.float32)
    assert len(neighbors) == 6
    distance, _, _ = tilings.hexagons(neighbors[:, 0] / 2, neighbors[:, 1] / 2)
    np.testing.assert_allclose(distance, 0.5, atol=1e-5)


def test_voronoi_cells_agree_with_a_search_of_all_seeds():
    rng = np.random.default_rng(2)
    side = tilings.CELL_TABLE
    table = rng.random((3, side, side)).astype(np.float32)
    jitter = 0.75
    points = rng.uniform(8, 14, (400, 2)).astype(np.float32)
    cells = tilings.voronoi_from(table, points[:, 0], points[:, 1], jitter)
    seeds, labels = [], []
    for row in range(20):
        for column in range(20):
            x = column + 0.5 + (table[0, row, column] - 0.5) * jitter
            y = row + 0.5 + (table[1, row, column] - 0.5) * jitter
            seeds.append((x, y))
            labels.append(table[2, row, column])
    gaps = np.linalg.norm(points[:, None] - np.array(seeds), axis=-1)
    order = gaps.argsort(-1)
    rank = np.arange(len(points))
    np.testing.assert_allclose(cells.nearest, gaps[rank, order[:, 0]], atol=1e-4)
    np.testing.assert_array_equal(cells.label, np.array(labels)[order[:, 0]])


def plain_frame(monkeypatch, canvas):
    """Make patterns use one centered frame without stretch, warp or turn."""
    frame = frames.Frame(canvas.x, canvas.y, canvas.pixel)
    monkeypatch.setattr(motifs.patterns, "frames", lambda *_: [frame])


def change_under_quarter_turn(name: str, seed: int, canvas: drawing.Canvas) -> float:
    """How much a plainly drawn motif changes, in deviations, when turned by 90 degrees."""
    start = np.full((canvas.size, canvas.size, 3), 0.5, np.float32)
    picture = motifs.MOTIFS[name](np.random.default_rng(seed), canvas, start)
    return float(np.abs(picture - np.rot90(picture)).mean() / picture.std())


def test_rings_look_the_same_when_turned_and_spirals_do_not(monkeypatch):
    canvas = drawing.canvas_of(64)
    plain_frame(monkeypatch, canvas)
    rings = [change_under_quarter_turn("rings", seed, canvas) for seed in range(10)]
    spirals = [change_under_quarter_turn("spiral", seed, canvas) for seed in range(10)]
    assert max(rings) < 0.25
    assert min(spirals) > 0.5


def test_turning_the_hue_keeps_grays_and_comes_round():
    colors = np.random.default_rng(1).random((50, 3)).astype(np.float32)
    grays = np.repeat(colors[:, :1], 3, axis=1)
    np.testing.assert_allclose(scenery.rotate_hue(grays, 1.2), grays, atol=1e-5)
    there = scenery.rotate_hue(colors, drawing.TURN / 3)
    np.testing.assert_allclose(there, np.roll(colors, 1, axis=1), atol=1e-5)
