"""A kernel that can be graded, from inside: python -m dreamkit.grading.guest.kernel_app FILE ...

Takes limits on itself, remembers what Python and NumPy are like before any of the notebook's code
has run, and then is an ordinary IPython kernel that also runs tests. It awards nothing: it answers
with outcomes, each with a code that it can only make with a key which is sent after the test.
"""

from __future__ import annotations

import ast
import builtins
import hashlib
import hmac
import json
import math
import os
import signal
import sys
import threading
import time
from types import FunctionType

TEXT_LENGTH = 600
THREAD_SECONDS = 2.0  # threads that are just ending may do so before hidden tests come


def take_limits(memory, file_bytes, files):
    """Limit this process and all that it starts. Cannot be undone without privileges."""
    import resource

    for name, most in (
        ("RLIMIT_DATA", memory),
        ("RLIMIT_FSIZE", file_bytes),
        ("RLIMIT_NOFILE", files),
        ("RLIMIT_CORE", 0),
    ):
        kind = getattr(resource, name)
        _, hard = resource.getrlimit(kind)
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        resource.setrlimit(kind, (most, most))


def die_with_grader(alone):
    """End when the grader does, by whatever means it ends.

    Standard input is a pipe that the grader holds open and never writes to. On Linux the kernel
    also asks to be killed with its parent, as bubblewrap does; but that comes too late where the
    grader died while this process was starting.
    """
    pipe = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)

    def wait():
        os.read(pipe, 1)
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=wait, name="grader", daemon=True).start()
    if alone and sys.platform == "linux":
        import ctypes

        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


class TestRunner:
    """Runs the tests of one notebook.

    Parameters
    ----------
    shell : InteractiveShell
        Its `user_ns` is the notebook's namespace.
    """

    def __init__(self, shell):
        self.shell = shell
        self.kept = {}  # what read-only cells defined
        self.bodies = {}  # {id of a function among these: its code, defaults, keyword defaults}
        self.moments = {}  # {test: the namespace as it was when its turn came}
        self.outcome = None
        self.hooks = hooks.Hooks(shell)
        self.odd = []
        guards.note_threads()  # the kernel's own are all there by the first question

    def answer(self, text):
        """Do what a question asks for and return the answer, both JSON."""
        question = json.loads(text)
        if question["do"] == "verdict":
            return self.verdict(question["key"])
        if question["do"] == "unhook":
            self.odd += self.hooks.clear()
        elif question["do"] == "keep":
            self.keep(question["names"])
        elif question["do"] == "test":
            self.outcome = self.test(question)
        elif question["do"] == "settle":
            self.outcome = self.settle()
        return "{}"

    def verdict(self, key):
        """The last outcome, sealed with a key that did not exist here before."""
        text = json.dumps(self.outcome)
        self.outcome = None
        seal = hmac.new(bytes.fromhex(key), text.encode(), hashlib.sha256).hexdigest()
        return json.dumps({"outcome": text, "seal": seal})

    def keep(self, names):
        """Remember what read-only code defined and imported."""
        guards.extend()
        space = self.shell.user_ns
        self.kept |= {name: space[name] for name in names if name in space}
        functions = [self.kept[name] for name in names if type(self.kept.get(name)) is FunctionType]
        self.bodies |= {
            id(function): (function.__code__, function.__defaults__, function.__kwdefaults__)
            for function in functions
        }

    def settle(self):
        """Look around before hidden tests come: what was changed, what still runs."""
        changed = guards.restore()
        space = self.shell.user_ns
        until = time.monotonic() + THREAD_SECONDS
        active, other = guards.threads(space)
        while active and time.monotonic() < until:
            time.sleep(0.05)
            active, other = guards.threads(space)
        odd = list(dict.fromkeys(self.odd + guards.stop_tracing() + self.hooks.clear()))
        return {
            "changed": changed,
            "foreign": guards.foreign(space)[:20],
            "odd": odd,
            "active": active[:20],
            "other": other[:20],
        }

    def test(self, question):
        """Run a test in the namespace of its moment; never raises."""
        name, live = question["name"], self.shell.user_ns
        if question["hidden"]:
            later = dict(live)
            live.clear()
            live.update(self.moments.get(name, later))
        else:
            self.moments[name] = dict(live)
        changed = guards.restore() + guards.renew_checks()
        scope, trusted, replaced = self._scope(live, question["modules"])
        outcome = run(question["source"], scope)
        own = sets(question["source"])
        meanwhile = guards.restore()
        meanwhile += [n for n in trusted if n not in own and scope.get(n) is not trusted[n]]
        meanwhile += sorted(guards.hidden_names(scope) - own)
        if meanwhile:
            places = ", ".join(meanwhile[:3])
            outcome = failure("Replaced", f"{places} was replaced while the test ran")
        return outcome | {"changed": changed + meanwhile, "replaced": replaced}

    def _scope(self, live, modules):
        """What the test sees: the notebook's names, except for those that tests rely on.

        A notebook may well call something `sum` or `np`; its own functions go on using that.
        """
        scope = dict(live)
        replaced = []
        if scope.get("__builtins__") not in (builtins, vars(builtins), None):
            replaced.append("__builtins__")
        scope["__builtins__"] = builtins
        for name in guards.hidden_names(scope):
            del scope[name]
        trusted = dict(self.kept)
        trusted |= {
            name: sys.modules[path] for name, path in modules.items() if path in sys.modules
        }
        for name, value in trusted.items():
            if name in scope and scope[name] is not value:
                replaced.append(name)
            scope[name] = trusted[name] = self._standing_in(scope, value)
        return scope, trusted, sorted(replaced)

    def _standing_in(self, scope, value):
        """A given function as it was, calling what tests see; anything else itself."""
        if id(value) not in self.bodies:
            return value
        code, defaults, keywords = self.bodies[id(value)]
        same = FunctionType(code, scope, value.__name__, defaults, value.__closure__)
        same.__kwdefaults__ = keywords
        same.__dict__.update(value.__dict__)
        return same


def sets(source):
    """The names that a test gives a value itself."""
    names = set()
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError):
        return names
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
    return names


def run(source, scope):
    """Run a test and return its outcome: {"state", "value", "error", "text"}."""
    try:
        tree = compile(source, "<test>", "exec", ast.PyCF_ONLY_AST)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "<test>", "exec", dont_inherit=True), scope)
        value = None
        if last is not None:
            value = eval(compile(ast.Expression(last.value), "<test>", "eval"), scope)
    except KeyboardInterrupt:
        return failure("Timeout", "it took too long")
    except BaseException as error:
        return failure(type(error).__name__, _text(error))
    return {"state": "passed", "value": _number(value), "error": "", "text": ""}


def failure(error, text):
    return {"state": "failed", "value": None, "error": str(error)[:80], "text": text}


def _text(error):
    try:
        return str(error)[:TEXT_LENGTH]
    except BaseException:
        return ""


def _number(value):
    """A last value that is a number is a share of the points, as in nbgrader."""
    if type(value).__module__ == "numpy" and getattr(value, "shape", None) == ():
        value = value.item()
    if type(value) is complex:
        return 0.0
    if type(value) in (int, float):
        return float(value) if math.isfinite(value) else 0.0
    return None


def kernel_class():
    """An IPython kernel that hands questions to a TestRunner, past all that a cell can hook."""
    from ipykernel.ipkernel import IPythonKernel

    class GradedKernel(IPythonKernel):
        test_runner = None

        async def do_execute(
            self, code, silent, store_history=True, user_expressions=None, allow_stdin=False, **more
        ):
            if user_expressions and "dreamkit" in user_expressions:
                self.test_runner = self.test_runner or TestRunner(self.shell)
                answer = self.test_runner.answer(user_expressions["dreamkit"])
                reply = {"status": "ok", "execution_count": 0, "payload": []}
                return reply | {"user_expressions": {"dreamkit": answer}}
            return await super().do_execute(
                code, silent, store_history, user_expressions, allow_stdin, **more
            )

    return GradedKernel


def main(connection, memory, file_bytes, files, alone, folder):
    die_with_grader(alone == "1")
    take_limits(int(memory), int(file_bytes), int(files))
    from ipykernel.kernelapp import IPKernelApp

    app = IPKernelApp.instance(kernel_class=kernel_class())
    app.initialize(["-f", connection, "--HistoryManager.enabled=False", "--log-level=CRITICAL"])
    os.chdir(folder)  # only now: until here a student's file could have been taken for a module
    message_limits.shorten(app.kernel.session)
    guards.begin()
    app.start()


if __name__ == "__main__":
    import contextlib

    import numpy.testing  # noqa: F401 (so that the guards know it before a notebook does)

    with contextlib.suppress(ImportError):
        import dreamkit.exercises.checks  # noqa: F401
    from dreamkit.grading.guest import guards, hooks, message_limits

    main(*sys.argv[1:])
