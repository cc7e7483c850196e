"""One kernel: started in its own folder, spoken to over sockets, killed with all it started."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from dreamkit.grading import limits, sandbox
from dreamkit.grading.supporting_files import SupportingFiles

START_SECONDS = 60
GRACE_SECONDS = 3  # from an interrupt to the kill, for cells that do not end on Ctrl-C
OUTPUT_SECONDS = 1  # from a cell's end to the last of what it shows
LARGEST_MESSAGE = 8 * 2**20  # bytes; larger ones end the connection
LARGEST_OUTPUTS = 20 * 2**20  # bytes of what a notebook shows that are kept
MESSAGES_WAITING = 32  # the kernel drops what it prints beyond these
PREFIX = "dk-grade-"
WIDGET = "application/vnd.jupyter.widget-view+json"  # such as a progress bar
SHOWN = ("stream", "display_data", "execute_result")
CHANNELS = ("shell", "control", "iopub")


class Ended(Exception):
    """The kernel is of no more use; the text says why."""


class Stopped(Exception):
    """The grader wants to end; nothing that the notebook did."""


class Kernel:
    """A kernel for one notebook. Use it in a `with` statement.

    Parameters
    ----------
    limits : Limits
        What it may use.
    threads : int
        How many threads NumPy and TensorFlow are told to use.
    stop : threading.Event, optional
        Once it is set, whoever waits for the kernel gets Stopped.
    supporting : SupportingFiles, optional
        What lies in the folder in which it starts, empty otherwise.
    """

    def __init__(self, limits, threads=1, stop=None, supporting=None):
        self.limits, self.threads, self.stop = limits, threads, stop
        self.supporting = supporting or SupportingFiles()
        self.folder = self.process = self.watch = self.cgroup = None
        self.sockets = {}
        self.heard = self.dropped = False  # whether it listens; whether some outputs were dropped
        self.room = LARGEST_OUTPUTS

    def __enter__(self):
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for socket in self.sockets.values():
            socket.close(linger=0)
        if self.sockets:
            self.context.term()
        if self.watch is not None:
            self.watch.kill()
            self.process.wait()
            self.process.stdin.close()
        if self.cgroup is not None:
            limits.remove_cgroup(self.cgroup)
        if self.folder is not None:
            _remove(self.folder)

    def _start(self):
        # A short path: the name of a Unix socket has at most 107 bytes.
        self.folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir="/tmp"))
        # Apart from what the kernel itself needs, so that no file of a student's can stand for it.
        work = self.folder / "work"
        work.mkdir()
        work = self.supporting.write(work)
        self._connect()
        mark = f"{os.getpid()}-{secrets.token_hex(8)}"
        inner = [sys.executable, "-m", "dreamkit.grading.guest.kernel_app", str(self.connection)]
        inner += [str(self.limits.memory), str(self.limits.file_bytes), str(self.limits.files)]
        inner += [str(int(not sandbox.works())), str(work)]
        words = sandbox.command(self.folder, inner)
        self.cgroup = limits.make_cgroup(self.limits.tasks)
        if self.cgroup is not None:  # enters it before anything else can be started
            enter = 'echo $$ > "$0" && exec "$@"'
            words = ["/bin/sh", "-c", enter, str(self.cgroup / "cgroup.procs"), *words]
        self.process = subprocess.Popen(
            words,
            cwd=self.folder,
            env=self._environment(mark),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.watch = limits.Watch(self.process, mark, self.folder, self.limits, self.cgroup)
        self.deadline = time.monotonic() + START_SECONDS
        # What the kernel shows is lost until it knows that somebody listens.
        while not self.heard:
            self._request("shell", "kernel_info_request", {}, START_SECONDS, [])
        self.deadline = time.monotonic() + self.limits.seconds

    def _environment(self, mark):
        """Made anew: the grader's own environment may hold passwords."""
        threads = str(self.threads)
        home = self.folder / "home"
        home.mkdir()
        (home / "tmp").mkdir()
        _lend_font_list(home / "matplotlib")
        names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
        names += ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
        return {
            **dict.fromkeys(names, threads),
            "PATH": f"{os.path.dirname(sys.executable)}:/usr/local/bin:/usr/bin:/bin",
            "PYTHONPATH": str(sandbox.PACKAGE.parent),
            "HOME": str(home),
            "TMPDIR": str(home / "tmp"),
            "IPYTHONDIR": str(home / "ipython"),
            "MPLCONFIGDIR": str(home / "matplotlib"),
            "LANG": "C.UTF-8",
            "PYTHONHASHSEED": "0",  # the same order of sets each time
            "PYTHONDONTWRITEBYTECODE": "1",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "CUDA_VISIBLE_DEVICES": "-1",
            limits.MARK: mark,
        }

    def _connect(self):
        import zmq
        from jupyter_client.connect import write_connection_file
        from jupyter_client.session import Session

        key = secrets.token_hex(32).encode()
        place = str(self.folder / "socket")
        self.connection = self.folder / "connection.json"
        _, info = write_connection_file(str(self.connection), transport="ipc", ip=place, key=key)
        self.session = Session(key=key, signature_scheme="hmac-sha256")
        self.context = zmq.Context()
        for name in CHANNELS:
            socket = self.context.socket(zmq.SUB if name == "iopub" else zmq.DEALER)
            self.sockets[name] = socket
            # The other side may send whatever it likes: it must not fill the grader's memory.
            socket.setsockopt(zmq.MAXMSGSIZE, LARGEST_MESSAGE)
            socket.setsockopt(zmq.RCVHWM, MESSAGES_WAITING)
            socket.setsockopt(zmq.LINGER, 0)
            if name == "iopub":
                socket.setsockopt(zmq.SUBSCRIBE, b"")
            socket.connect(f"ipc://{place}-{info[f'{name}_port']}")
        self.poller = zmq.Poller()
        for name in ("shell", "iopub"):
            self.poller.register(self.sockets[name], zmq.POLLIN)

    def execute(self, code, outputs=None):
        """Run a cell and return the reply's content.

        Parameters
        ----------
        code : str
            The cell.
        outputs : list, optional
            Takes what the cell shows, as (message type, content).

        Raises
        ------
        Ended
            The kernel died, used more than it may, or made no sense.
        """
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
        content |= {"user_expressions": {}, "stop_on_error": False}
        seconds = self.limits.cell_seconds
        return self._request("shell", "execute_request", content, seconds, outputs)

    def ask(self, question):
        """Send the guards inside a question and return the text that they answer.

        Raises
        ------
        Ended
            As for `execute`.
        """
        content = {"code": "", "silent": True, "store_history": False, "allow_stdin": False}
        content |= {"user_expressions": {"dreamkit": json.dumps(question)}, "stop_on_error": False}
        seconds = self.limits.cell_seconds
        answer = self._request("shell", "execute_request", content, seconds)
        expressions = answer.get("user_expressions")
        text = expressions.get("dreamkit") if isinstance(expressions, dict) else None
        if not isinstance(text, str):
            raise Ended("the kernel's answer was malformed")
        return text

    def _request(self, channel, kind, content, seconds, outputs=None):
        socket = self.sockets[channel]
        header = self.session.send(socket, kind, content)["header"]
        self.cell_deadline, self.interrupted = time.monotonic() + seconds, False
        answer, idle, patience = None, outputs is None, None
        while answer is None or not idle:
            ready = dict(self.poller.poll(50))
            self._check_on_it()
            if answer is not None:
                patience = patience or time.monotonic() + OUTPUT_SECONDS
                if time.monotonic() > patience:
                    break  # the rest of what it showed is lost
            if self.sockets["iopub"] in ready:
                idle |= self._listen(header["msg_id"], outputs)
            if answer is None and socket in ready:
                answer = self._answer(socket, header["msg_id"])
        if self.interrupted:
            answer = {**answer, "status": "error", "ename": "Timeout"}
            answer["evalue"] = f"stopped after {seconds:.3g} seconds"
        return answer

    def _check_on_it(self):
        if self.stop is not None and self.stop.is_set():
            raise Stopped
        if self.process.poll() is not None:
            raise Ended("the kernel ended by itself")
        try:
            self.watch.check()
        except limits.Exceeded as error:
            raise Ended(str(error)) from None
        now = time.monotonic()
        if now > self.deadline:
            raise Ended(f"the notebook took more than {self.limits.seconds:.3g} seconds")
        if now > self.cell_deadline and not self.interrupted:
            self.interrupted = True
            self.session.send(self.sockets["control"], "interrupt_request", {})
        elif self.interrupted and now > self.cell_deadline + GRACE_SECONDS:
            raise Ended("the kernel no longer answered")

    def _answer(self, socket, number):
        """The content of the reply to this request, None for any other message."""
        message = self._receive(socket)
        if message is None:
            raise Ended("the kernel's answer was malformed")
        if message["parent_header"].get("msg_id") != number:
            return None
        return message["content"]

    def _listen(self, number, outputs):
        """Take what the cell showed; return whether it is done."""
        for _ in range(MESSAGES_WAITING):
            if not self.sockets["iopub"].poll(0):
                return False
            message = self._receive(self.sockets["iopub"])
            if outputs is None or message is None:
                continue
            if message["parent_header"].get("msg_id") != number:
                continue
            content, kind = message["content"], message["header"].get("msg_type")
            if kind == "status" and content.get("execution_state") == "idle":
                self.heard = True
                return True
            if kind in SHOWN and not _is_widget(content):
                self.room -= message["size"]
                self.dropped |= self.room < 0
                if not self.dropped:
                    outputs.append((kind, _shown(content)))
        return False

    def _receive(self, socket):
        """A message, or None if it is none: strangers may write to this socket."""
        try:
            frames = socket.recv_multipart()
            _, message_frames = self.session.feed_identities(frames)
            message = self.session.deserialize(message_frames) | {"size": sum(map(len, frames))}
        except Exception:  # whatever it is, it came from there
            return None
        dicts = [message.get(name) for name in ("header", "parent_header", "content")]
        return message if all(isinstance(value, dict) for value in dicts) else None


def _is_widget(content):
    data = content.get("data")
    return isinstance(data, dict) and WIDGET in data


def _shown(content):
    """The texts in what a cell showed. Pictures are texts; other JSON takes far more memory."""
    data = content.get("data")
    data = data if isinstance(data, dict) else {}
    data = {kind: text for kind, text in data.items() if isinstance(text, str)}
    return {"text": str(content.get("text", "")), "data": data}


def _lend_font_list(folder):
    """Matplotlib takes seconds to look for fonts where it finds no list of them."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")) / "matplotlib"
    folder.mkdir()
    for file in cache.glob("fontlist-*.json"):
        with contextlib.suppress(OSError):
            shutil.copyfile(file, folder / file.name)


def sweep():
    """Remove folders and control groups that a killed grader left behind."""
    limits.sweep_cgroups()
    for folder in Path("/tmp").glob(f"{PREFIX}*-*"):
        pid = folder.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdigit() and not Path(f"/proc/{pid}").exists() and limits.PROC.is_dir():
            with contextlib.suppress(OSError):
                if folder.stat().st_uid == os.getuid() and not folder.is_symlink():
                    _remove(folder)


def _remove(folder):
    """Remove a folder whatever is in it: too many folders in folders, or locked ones."""
    with contextlib.suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        for words in (["chmod", "-R", "u+rwx"], ["rm", "-rf"]):
            subprocess.run([*words, "--", str(folder)], check=False, capture_output=True)
