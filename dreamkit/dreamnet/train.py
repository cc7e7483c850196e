"""Teach dreamnet: `python -m dreamkit.dreamnet.train`.

First plainly, then on pictures moved by `attack.perturb` to where the network errs most. Writes
the weights, a table of the training and the scores. Every 100 steps the state is stored; the
same command goes on from there.
"""

from __future__ import annotations

import csv
import json
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from tqdm import tqdm

from dreamkit import dreamnet, whole_file
from dreamkit.dreamnet import motifs

SIDE = 64
DRAWN_SIDE = 72
BATCH = 128
STORE_EVERY = 100


@dataclass(frozen=True)
class Recipe:
    """The numbers of a training; lengths are L2 distances on pictures in [-1, 1]."""

    pictures: int = 27_000
    test_pictures: int = 2_700
    plain_steps: int = 600
    adversarial_steps: int = 2_400
    plain_rate: float = 2e-3
    adversarial_rate: float = 1.5e-3
    radius: float = 3.0
    noise: float = 0.2
    smoothing: float = 0.05
    weight_decay: float = 2e-4
    seed: int = 1
    precision: str = "mixed_bfloat16"

    @property
    def steps(self):
        return self.plain_steps + self.adversarial_steps

    def rate(self, step):
        """The learning rate: a short rise, then half a cosine down, once for each phase."""
        if step < self.plain_steps:
            top, done, rise, floor = self.plain_rate, step / self.plain_steps, 40, 0.1
        else:
            step -= self.plain_steps
            top, done, rise, floor = self.adversarial_rate, step / self.adversarial_steps, 20, 0.01
        fall = floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * done))
        return top * min(1, (step + 1) / rise) * fall

    def radius_at(self, step):
        """The attack's radius: 0 in the plain phase, then from 30% to all of it."""
        if step < self.plain_steps:
            return 0.0
        done = (step - self.plain_steps) / (0.4 * self.adversarial_steps)
        return self.radius * min(1.0, 0.3 + 0.7 * done)


def draw(recipe, folder):
    """Draw the training and test pictures, or take them from `folder` if they are there."""
    path = folder / "pictures.npz"
    if not path.exists():
        train = motifs.dataset(recipe.pictures, seed=recipe.seed, size=DRAWN_SIDE)
        test = motifs.dataset(recipe.test_pictures, seed=recipe.seed + 1, size=DRAWN_SIDE)
        with whole_file.replacing(path) as file:
            np.savez(file, x=train[0], y=train[1], test_x=test[0], test_y=test[1])
    with np.load(path) as stored:
        return stored["x"], stored["y"], stored["test_x"], stored["test_y"]


def batch(pictures, labels, recipe, step):
    """The batch of one step: random crops, mirrored half of the time, with noise."""
    random = np.random.default_rng([recipe.seed, step])
    chosen = random.choice(len(pictures), BATCH, replace=False)
    x = np.empty((BATCH, SIDE, SIDE, 3), np.float32)
    for i, which in enumerate(chosen):
        top, left = random.integers(0, DRAWN_SIDE - SIDE + 1, 2)
        crop = pictures[which, top : top + SIDE, left : left + SIDE]
        x[i] = crop[:, ::-1] if random.random() < 0.5 else crop
    strength = random.uniform(0, recipe.noise, (BATCH, 1, 1, 1)).astype(np.float32)
    x = x / 127.5 - 1 + strength * random.standard_normal(x.shape, np.float32)
    return x, labels[chosen]


def middle(pictures):
    """The middle 64 x 64 of each picture, in [-1, 1]."""
    edge = (DRAWN_SIDE - SIDE) // 2
    return pictures[:, edge : edge + SIDE, edge : edge + SIDE].astype(np.float32) / 127.5 - 1


def make_step(model, optimizer, recipe):
    """A compiled training step: (pictures, labels, radius, seed) to (loss, accuracy)."""
    import tensorflow as tf

    from dreamkit.dreamnet.attack import perturb

    classes = model.output_shape[-1]

    @tf.function
    def step(x, y, radius, seed):
        if radius > 0:
            x = perturb(model, x, y, radius, seed)
        with tf.GradientTape() as tape:
            logits = tf.cast(model(x, training=True), tf.float32)
            target = tf.one_hot(y, classes) * (1 - recipe.smoothing) + recipe.smoothing / classes
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(target, logits))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        hit = tf.cast(tf.argmax(logits, 1, output_type=tf.int32) == y, tf.float32)
        return loss, tf.reduce_mean(hit)

    return step


def predict(model, x):
    """The class of each picture."""
    classes = [np.argmax(model(x[i : i + 300], training=False), 1) for i in range(0, len(x), 300)]
    return np.concatenate(classes)


def robust(model, x, y, radius, attack_steps=20, restarts=2):
    """Which pictures keep their class under the strongest of several attacks, as booleans."""
    import tensorflow as tf

    from dreamkit.dreamnet.attack import perturb

    @tf.function(reduce_retracing=True)
    def attack(pictures, labels, seed):
        return perturb(model, pictures, labels, radius, seed, attack_steps)

    safe = np.ones(len(x), bool)
    for restart in range(restarts):
        for start in tqdm(range(0, len(x), 180), desc=f"attack {restart + 1}", leave=False):
            part = slice(start, start + 180)
            seed = tf.constant([restart, start])
            moved = attack(tf.constant(x[part]), tf.constant(y[part]), seed)
            safe[part] &= predict(model, moved.numpy()) == y[part]
    return safe


def scores(model, x, y, radius):
    """Accuracy on unseen pictures: plain, by class, and under attack."""
    right = predict(model, x) == y
    safe = robust(model, x, y, radius)
    return {
        "accuracy": round(float(right.mean()), 4),
        "robust_accuracy": round(float(safe.mean()), 4),
        "attack": f"20 steps, 2 restarts, L2 radius {radius} on [-1, 1]",
        "by_class": {
            name: [round(float(right[y == i].mean()), 3), round(float(safe[y == i].mean()), 3)]
            for i, name in enumerate(motifs.CLASSES)
        },
    }


def train(recipe, folder):
    """Train, or go on training, in `folder`; returns the model."""
    import tensorflow as tf
    from tensorflow import keras

    from dreamkit.dreamnet.architecture import build

    x, y, _, _ = draw(recipe, folder)
    keras.utils.set_random_seed(recipe.seed)
    keras.mixed_precision.set_global_policy(recipe.precision)
    model = build(len(motifs.CLASSES))
    optimizer = keras.optimizers.AdamW(recipe.plain_rate, weight_decay=recipe.weight_decay)
    optimizer.build(model.trainable_variables)
    done = tf.Variable(0, dtype=tf.int64)
    state = tf.train.Checkpoint(model=model, optimizer=optimizer, done=done)
    manager = tf.train.CheckpointManager(state, str(folder / "state"), max_to_keep=1)
    state.restore(manager.latest_checkpoint)
    step = make_step(model, optimizer, recipe)
    recent, started = [], time.monotonic()
    for number in tqdm(range(int(done), recipe.steps), initial=int(done), total=recipe.steps):
        optimizer.learning_rate = recipe.rate(number)
        pictures, labels = batch(x, y, recipe, number)
        radius = tf.constant(recipe.radius_at(number), tf.float32)
        seed = tf.constant([recipe.seed, number])  # a tensor: a list would compile every step anew
        loss, hit = step(tf.constant(pictures), tf.constant(labels), radius, seed)
        recent.append((float(loss), float(hit)))
        if (number + 1) % 25 == 0:
            _note(folder, number + 1, np.mean(recent, axis=0), float(radius))
            recent = []
        if (number + 1) % STORE_EVERY == 0 or number + 1 == recipe.steps:
            done.assign(number + 1)
            manager.save()
        if number + 1 == recipe.plain_steps:
            dreamnet.save(model, folder / "plain.npz")
    print(f"trained in {(time.monotonic() - started) / 60:.1f} minutes")
    return model


def _note(folder, step, means, radius):
    path = folder / "training.csv"
    fresh = not path.exists()
    with path.open("a", newline="") as file:
        rows = csv.writer(file)
        if fresh:
            rows.writerow(["step", "loss", "accuracy", "radius"])
        rows.writerow([step, f"{means[0]:.4f}", f"{means[1]:.4f}", f"{radius:.3f}"])


def main(
    folder: Annotated[Path, typer.Option(help="Where pictures, state and results go.")] = Path(
        "dreamnet-training"
    ),
    plain_steps: int = Recipe.plain_steps,
    adversarial_steps: int = Recipe.adversarial_steps,
    radius: float = Recipe.radius,
    seed: int = Recipe.seed,
    precision: Annotated[
        str, typer.Option(help="A policy of Keras; float32 where bfloat16 is slow.")
    ] = Recipe.precision,
):
    """Draw the pictures, train dreamnet, measure it, and write its weights."""
    recipe = Recipe(
        plain_steps=plain_steps,
        adversarial_steps=adversarial_steps,
        radius=radius,
        seed=seed,
        precision=precision,
    )
    folder.mkdir(parents=True, exist_ok=True)
    from tensorflow import keras

    dreamnet.save(train(recipe, folder), folder / "dreamnet.npz")
    keras.mixed_precision.set_global_policy("float32")
    _, _, x, y = draw(recipe, folder)
    model = dreamnet.load(folder / "dreamnet.npz")
    result = {"recipe": asdict(recipe), **scores(model, middle(x), y, recipe.radius)}
    (folder / "scores.json").write_text(json.dumps(result, indent=1) + "\n")
    print(f"accuracy {result['accuracy']:.1%}, under attack {result['robust_accuracy']:.1%}")
    print(f"the weights are in {folder / 'dreamnet.npz'}")


if __name__ == "__main__":
    typer.run(main)
