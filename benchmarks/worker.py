"""One contender in a process of its own.

python -m benchmarks.worker CONTENDER JSON-ARGUMENTS DEVICE

CONTENDER is a module of this package with a function `prepare`, which takes the arguments and
returns (run, facts): `run(**request)` works and returns the seconds of each step; `facts` is a
dictionary of whatever is worth telling, and may grow. DEVICE is "cpu" or "gpu": on which of them
memory is told. Each line on stdin is a request in JSON, each line on stdout the answer to one; the
first line tells that all is prepared.
"""

import importlib
import json
import os
import queue
import sys
import threading
from pathlib import Path

from benchmarks.contenders import Unavailable


def main():
    contender, arguments, device = sys.argv[1:]
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not mix with the answers

    def answer(**content):
        print(json.dumps(content), file=answers, flush=True)

    requests = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    try:
        prepare = importlib.import_module(f"benchmarks.{contender}").prepare
        run, facts = prepare(**json.loads(arguments))
    except (ModuleNotFoundError, Unavailable) as error:
        answer(missing=str(error))
        return
    answer(seconds=[], facts=facts, peak_bytes=peak_bytes(device))
    while True:
        seconds = run(**requests.get())
        answer(seconds=seconds, facts=facts, peak_bytes=peak_bytes(device))


def _listen(requests):
    """Pass requests on; end this process, whatever it does, once the parent is gone."""
    for line in sys.stdin:
        requests.put(json.loads(line))
    os._exit(0)


def peak_bytes(device="cpu"):
    """The most memory that this process has held at once; for "gpu", TensorFlow on its card."""
    tensorflow = sys.modules.get("tensorflow")
    if device == "gpu" and tensorflow and tensorflow.config.list_physical_devices("GPU"):
        return tensorflow.config.experimental.get_memory_info("GPU:0")["peak"]
    status = Path("/proc/self/status")
    if status.exists():  # Linux, where getrusage begins with what the parent held
        lines = status.read_text(encoding="utf-8").splitlines()
        [held] = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
        return int(held) * 1024
    if sys.platform == "win32":
        import psutil

        return psutil.Process().memory_info().peak_wset
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS


if __name__ == "__main__":
    main()
