"""Ask another classifier what pictures show: python scripts/judge_classes.py [PICTURE_FOLDER]

The folder holds pictures named CLASS.png. The judge shares nothing with dreamnet but the list of
classes and the program that draws them: another architecture, other drawings, other styles,
another seed, no attack. What only dreamnet would call an owl does not convince it. The first run
trains it, about five minutes on two idle cores; later runs load it.
"""

import functools
import math
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

import dreamkit as dk
from dreamkit.dreamnet import motifs, train
from dreamkit.images.arrays import as_picture, resize

CLASSES = motifs.CLASSES
FOLDER = Path("judge-training")
SEED, FRESH_SEED = 4_101, 4_102  # dreamnet's are 1 and 2
PICTURES, FRESH_PICTURES = 16_200, 1_350
STEPS, BATCH, RATE = 800, 96, 3e-3
SIDE = train.SIDE
EDGE = 10  # mirrored around a drawing, so that it can be shrunk too
SCALES = 0.7, 1.4


def build():
    """A residual network: (batch, 64, 64, 3) in [-1, 1] to logits, 0.68 million parameters."""
    from tensorflow import keras
    from tensorflow.keras import layers

    def conv(x, channels, size, stride=1):
        x = layers.Conv2D(channels, size, stride, padding="same", use_bias=False)(x)
        return layers.BatchNormalization(momentum=0.97)(x)

    inputs = keras.Input((SIDE, SIDE, 3))
    x = layers.ReLU()(conv(inputs, 32, 5, 2))
    for channels, stride in ((32, 1), (64, 2), (64, 1), (128, 2), (128, 1)):
        y = layers.ReLU()(conv(x, channels, 3, stride))
        y = conv(y, channels, 3)
        if x.shape[-1] != channels:
            x = conv(layers.AveragePooling2D(stride)(x), channels, 1)
        x = layers.ReLU()(layers.Add()([x, y]))
    x = layers.Dropout(0.2)(layers.GlobalAveragePooling2D()(x))
    return keras.Model(inputs, layers.Dense(len(CLASSES), dtype="float32")(x))


def batch(pictures, labels, step):
    """The batch of one step, of any scale and style: float32 in [-1, 1], and labels one-hot."""
    random = np.random.default_rng([SEED, step])
    chosen = random.choice(len(pictures), BATCH, replace=False)
    x = restyled(cropped(pictures[chosen], random), random)
    return x * 2 - 1, np.eye(len(CLASSES), dtype=np.float32)[labels[chosen]]


def cropped(pictures, random):
    """Squares of 64 pixels in [0, 1], enlarged by 0.7 to 1.4, half of them mirrored."""
    import tensorflow as tf

    count, last = len(pictures), train.DRAWN_SIDE + 2 * EDGE - 1
    reach = (SIDE - 1) / 2 / np.exp(random.uniform(*np.log(SCALES), (count, 1)))
    middle = last / 2 + random.uniform(-0.5, 0.5, (count, 2)) * (last / 2 - reach)
    boxes = np.concatenate([middle - reach, middle + reach], axis=1) / last
    mirrored = random.random(count) < 0.5
    boxes[mirrored] = boxes[mirrored][:, [0, 3, 2, 1]]
    padded = np.pad(pictures, ((0, 0), (EDGE, EDGE), (EDGE, EDGE), (0, 0)), "symmetric")
    return tf.image.crop_and_resize(padded, boxes, np.arange(count), (SIDE, SIDE)).numpy() / 255


def restyled(x, random):
    """Other colors, contrast and sharpness, and grain; pictures in [0, 1] before and after."""

    def each(low, high):
        return random.uniform(low, high, (len(x), 1, 1, 1)).astype(np.float32)

    mixing = (np.eye(3) + random.normal(0, 0.2, (len(x), 3, 3))).astype(np.float32)
    average = x.mean((1, 2), keepdims=True)
    sharp = ((x - average).reshape(len(x), -1, 3) @ mixing).reshape(x.shape) * each(0.6, 1.4)
    soft = sharp
    for axis in (1, 2, 1, 2):  # the weights 1-2-1, twice along each axis
        soft = soft / 2 + (np.roll(soft, 1, axis) + np.roll(soft, -1, axis)) / 4
    x = sharp + (soft - sharp) * each(-0.7, 1) + average + each(-0.15, 0.15)  # below 0: sharper
    return np.clip(x + random.standard_normal(x.shape, np.float32) * each(0, 0.08), 0, 1)


def learn(path):
    """Draw pictures, train the judge on them and store its weights in `path`."""
    from tensorflow import keras

    x, y = motifs.dataset(PICTURES, seed=SEED, size=train.DRAWN_SIDE)
    keras.utils.set_random_seed(SEED)
    keras.mixed_precision.set_global_policy("mixed_bfloat16")
    model = build()
    keras.mixed_precision.set_global_policy("float32")
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, STEPS - 50, warmup_target=RATE, warmup_steps=50, alpha=0.01
    )
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.05)
    model.compile(keras.optimizers.AdamW(rate, weight_decay=0.01), loss, metrics=["accuracy"])
    batches = (batch(x, y, step) for step in range(STEPS))
    model.fit(batches, steps_per_epoch=100, epochs=STEPS // 100, shuffle=False, verbose=2)
    part = path.with_name("part.weights.h5")
    model.save_weights(part)
    part.replace(path)


@functools.cache
def load(folder=FOLDER):
    """The trained judge, from pictures in [-1, 1] to logits; trains it where `folder` has none."""
    path = Path(folder) / "judge.weights.h5"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        learn(path)
    model = build()
    model.load_weights(path)
    return model


def windows(picture):
    """All 64-pixel windows of a picture, half a window or less apart, covering every pixel."""
    tops, lefts = (
        np.linspace(0, side - SIDE, 1 + math.ceil((side - SIDE) / (SIDE / 2))).round().astype(int)
        for side in picture.shape[:2]
    )
    return np.stack([picture[y : y + SIDE, x : x + SIDE] for y in tops for x in lefts])


def sizes(height, width):
    """The sizes to look at: the short side 64 pixels, twice that and so on, up to its own."""
    short = min(height, width)
    sides = [SIDE * 2**k for k in range(32) if SIDE * 2**k * 1.2 <= short] + [max(short, SIDE)]
    return [(round(height * side / short), round(width * side / short)) for side in sides]


def judge(pictures, folder=FOLDER):
    """What the judge takes pictures for, whatever the size of their motifs.

    At each of several sizes the logits are averaged over windows; the probabilities that follow
    are averaged over the sizes. Tried on drawings alone, this was fairest both to one motif that
    fills a picture and to many in one.

    Parameters
    ----------
    pictures : array
        float32, shape (n, height, width, 3), RGB in [0, 1], of any size.
    folder : str or Path
        Where the weights are; without weights the judge is trained first.

    Returns
    -------
    names : list of str
        The most probable class of each picture.
    probabilities : numpy.ndarray
        Shape (n, 27), in the order of `motifs.CLASSES`.

    Raises
    ------
    dk.InputError
        A picture has another shape, or values outside [0, 1].
    """
    model, probabilities = load(folder), []
    for picture in map(as_picture, pictures):
        seen = []
        for size in sizes(*picture.shape[:2]):
            x = windows(np.clip(resize(picture, size), 0, 1)) * 2 - 1
            logits = model.predict(x, batch_size=256, verbose=0).mean(0)
            shares = np.exp(logits - logits.max())
            seen.append(shares / shares.sum())
        probabilities.append(np.mean(seen, axis=0))
    best = np.argmax(probabilities, axis=1) if probabilities else []
    return [CLASSES[i] for i in best], np.reshape(probabilities, (-1, len(CLASSES)))


def main(
    pictures: Annotated[Path | None, typer.Argument(help="A folder of CLASS.png.")] = None,
    folder: Annotated[Path, typer.Option(help="Where the judge's weights are stored.")] = FOLDER,
):
    """Name the pictures of a folder; without one, measure the judge on fresh drawings."""
    if pictures is None:
        x, y = motifs.dataset(FRESH_PICTURES, seed=FRESH_SEED, size=train.DRAWN_SIDE)
        right = train.predict(load(folder), train.middle(x)) == y
        print(f"{right.mean():.1%} of {len(y)} fresh drawings are named right")
        return
    paths = sorted(pictures.glob("*.png"))
    if not paths:
        raise dk.FileError(f"there is no .png in '{pictures}'; name a folder of CLASS.png.")
    hits = 0
    for path in paths:
        if path.stem not in CLASSES:
            raise dk.InputError(f"'{path.name}' names no class; those are {', '.join(CLASSES)}.")
        (name,), (shares,) = judge([dk.load_image(path)], folder)
        hits += name == path.stem
        three = (f"{CLASSES[i]} {shares[i]:.0%}" for i in np.argsort(-shares)[:3])
        print(f"{'right' if name == path.stem else '    -'}  {path.stem:<10} {', '.join(three)}")
    print(f"{hits} of {len(paths)} are named right: {hits / len(paths):.0%}")


if __name__ == "__main__":
    typer.run(main)
