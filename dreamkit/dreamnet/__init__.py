"""dreamnet: a network small enough to live in this package, taught on pictures drawn here.

`motifs` draws the pictures, `architecture` has the layers, `train` teaches them, and
`dreamnet.npz` holds the weights that came out.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from dreamkit.dreamnet import architecture

WEIGHTS = Path(__file__).with_name("dreamnet.npz")


def load(path=WEIGHTS):
    """Return dreamnet with its trained weights: from pictures in [-1, 1] to class logits."""
    model = architecture.build()
    with np.load(path) as stored:
        for variable in model.weights:
            variable.assign(stored[variable.path].astype(np.float32))
    return model


def save(model, path=WEIGHTS):
    """Store the weights as float16, which halves the file and changes no prediction."""
    arrays = {v.path: v.numpy().astype(np.float16) for v in model.weights}
    np.savez_compressed(path, **arrays)


def weights_sha256(path=WEIGHTS):
    """Return the fingerprint of the weights file."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()
