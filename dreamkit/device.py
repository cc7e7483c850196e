"""What this computer computes on: the type a network computes in, how many tiles at once.

Picture, gradient and loss are float32 throughout; only the network's own arithmetic changes.
"""

from __future__ import annotations

import ctypes
import functools
import platform
import time
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from dreamkit.errors import InputError, shown
from dreamkit.tensorflow_import import import_tensorflow

Precision: TypeAlias = Literal["auto", "float32", "bfloat16", "float16"]
PRECISIONS: tuple[Precision, ...] = get_args(Precision)
PIXELS_AT_ONCE = 4 * 512 * 512
CLEARLY_FASTER = 1.1  # times float32; less is not worth another result


def check_precision(asked):
    """Raise InputError unless `asked` is one of PRECISIONS."""
    if not isinstance(asked, str) or asked not in PRECISIONS:
        raise InputError(
            f"precision is 'auto', 'float32', 'bfloat16' or 'float16', not {shown(asked)}."
        )


def precision(asked):
    """Return the type to compute in: `asked` itself, or for "auto" the fastest that is safe.

    On a GPU "auto" is the type its tensor cores are made for: bfloat16 from compute capability
    8.0 on, float16 from 7.0 on, else float32. On a CPU it is bfloat16 where the processor has
    instructions for it and a short convolution really runs faster, else float32.

    Raises
    ------
    InputError
        There is no such type, or it is float16 and nothing here computes in it.
    """
    check_precision(asked)
    if asked == "auto":
        return _fastest()
    if asked == "float16" and not _has_float16():
        raise InputError(
            "precision 'float16' needs a GPU or a processor with AVX512-FP16, and this computer "
            "has neither; use 'auto', 'bfloat16' or 'float32'."
        )
    return asked


def tiles_at_once(height, width):
    """How many tiles of this size to give the network together: a megapixel's worth, or one.

    Four tiles of 512 x 512 together take about a tenth less time than one after the other on the
    CPU this was measured on; a GPU is left idle by small batches.
    """
    return max(1, PIXELS_AT_ONCE // (height * width))


def return_free_memory():
    """Hand back to the system what was freed, where the C library (glibc) would keep it.

    It keeps hundreds of megabytes of the network's work memory after a tile, on which a large
    picture's own copies would come on top. Costs about as long as writing that memory once.
    """
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).malloc_trim(0)


def name():
    """Return "GPU", or "CPU" and its architecture."""
    return "GPU" if _gpus() else f"CPU, {platform.machine()}"


@functools.cache
def _fastest():
    gpus = _gpus()
    if gpus:
        capability = _compute_capability(gpus[0])
        if capability >= (8, 0):
            return "bfloat16"
        return "float16" if capability >= (7, 0) else "float32"
    flags = _processor_flags()
    if flags is not None and not flags & {"avx512_bf16", "amx_bf16", "bf16"}:
        return "float32"
    return "bfloat16" if _speed_up("bfloat16") > CLEARLY_FASTER else "float32"


def _has_float16():
    return bool(_gpus()) or bool((_processor_flags() or set()) & {"avx512_fp16", "amx_fp16"})


def _gpus():
    return import_tensorflow().config.list_physical_devices("GPU")


def _compute_capability(gpu):
    """An NVIDIA GPU's, such as (7, 5); (0, 0) for GPUs that state none."""
    details = import_tensorflow().config.experimental.get_device_details(gpu)
    return tuple(details.get("compute_capability") or (0, 0))


def _processor_flags():
    """What the processor says it can do; None where it cannot be asked, as on Windows and macOS."""
    if platform.system() != "Linux":
        return None
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, words = line.partition(":")
        if name.strip() in ("flags", "Features"):  # the second on ARM
            return set(words.split())
    return None


def _speed_up(precision, rounds=30):
    """How many times faster than in float32 a middling convolution runs; takes about 0.1 s.

    A flag alone is not enough: TensorFlow may have been built or told to leave such instructions
    unused, and then gains nothing. The two take turns and the fastest of many counts, so that
    whatever else runs on the machine disturbs both alike.
    """
    tf = import_tensorflow()
    fastest = {}
    for kind in ("float32", precision) * rounds:
        pixels, kernel = tf.ones([1, 64, 64, 64], kind), tf.ones([3, 3, 64, 64], kind)
        began = time.perf_counter()
        tf.nn.conv2d(pixels, kernel, 1, "SAME").numpy()
        seconds = time.perf_counter() - began
        fastest[kind] = min(seconds, fastest.get(kind, seconds))
    return fastest["float32"] / fastest[precision]
