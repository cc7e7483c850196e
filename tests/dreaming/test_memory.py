"""Work memory depends on tile and network only: a large picture costs its own few copies."""

import json
import os
import subprocess
import sys

import pytest

# The largest resident memory is read as VmHWM: ru_maxrss starts with what the parent had.
STEP = """
import json, re, sys
import numpy as np
import dreamkit as dk
from tensorflow import keras

width, height, name, normalize = int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]
net = dk.network()
if name == "inception_v3":
    net = dk.network(keras.applications.InceptionV3(include_top=False, weights=None))
picture = dk.resize(dk.sample("clouds"), (height, width)).clip(0, 1)
result = dk.dream(
    picture, net, "mixed3 + mixed5", steps=1, octaves=1, tile_size=512, normalize=normalize,
    on_step=lambda step: None,
)
held = re.search(r"VmHWM:\\s*(\\d+) kB", open("/proc/self/status").read())
print(json.dumps({
    "bytes": int(held[1]) * 1024,
    "shape": result.image.shape,
    "finite": bool(np.isfinite(result.image[::97, ::97]).all()),
    "moved": float(np.abs(result.image[::97, ::97] - picture[::97, ::97]).mean()),
    "loss": result.losses[0],
}))
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc"),
]


def step(width, height, name, normalize="std"):
    command = [sys.executable, "-W", "error::UserWarning", "-c", STEP]
    command += [str(width), str(height), name, normalize]
    # On some processors TensorFlow keeps a pool, which never shrinks and hides what is held.
    environment = {**os.environ, "TF_ONEDNN_USE_SYSTEM_ALLOCATOR": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("normalize", ["std", "laplacian"])
def test_a_step_on_sixteen_megapixels_holds_at_most_70_bytes_a_pixel_more(normalize):
    """Near 60 in bfloat16 and 64 in float32; what the network itself takes varies with the run."""
    small, large = (step(side, side, "inception_v3", normalize) for side in (1024, 4096))
    assert large["bytes"] - small["bytes"] <= 70 * (4096**2 - 1024**2)


def test_a_picture_of_108_megapixels_finishes_a_step():
    found = step(12000, 9000, "dreamnet")
    assert found["shape"] == [9000, 12000, 3]
    assert found["finite"]
    assert found["moved"] > 1e-3
    assert found["bytes"] < 64 * 12000 * 9000
