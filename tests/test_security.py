"""Nothing in the package runs what it reads: no eval, pickle or shell without a reason."""

import ast
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "dreamkit"

# What runs text or bytes as code, whatever it is given.
MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve", "code"}
NAMES = {"eval", "exec", "compile", "__import__", "execfile"}
SHELLS = {
    *("os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"),
    *("asyncio.create_subprocess_shell", "commands.getoutput", "pty.spawn"),
}
SHELL_FILES = {"sh", "bash", "zsh", "cmd", "cmd.exe", "powershell"}
SAFE_LOADERS = {"SafeLoader", "CSafeLoader", "BaseLoader"}

# {(file, what): why it has to be there}
REASONS = {
    ("grading/guest/kernel_app.py", "compile"): "tests of the instructor's, in a student's kernel",
    ("grading/guest/kernel_app.py", "exec"): "the same; the kernel runs strangers' code anyhow",
    ("grading/guest/kernel_app.py", "eval"): "the value of a test's last line, as in nbgrader",
    ("grading/kernel.py", "a shell"): "enters a control group before anything is started; its "
    "program is a constant, and what it starts comes in as arguments, never as text",
}


def dangers(source):
    """Yield (what, line) of everything in a Python text that may run what it is given."""
    tree = ast.parse(source)
    real = _real_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names]
            if isinstance(node, ast.ImportFrom):
                names = [] if node.level else [node.module or ""]
            yield from ((n, node.lineno) for n in names if n.partition(".")[0] in MODULES)
        elif isinstance(node, ast.Name | ast.Attribute):
            name = _dotted(node, real)
            if name in SHELLS or name.removeprefix("builtins.") in NAMES:
                yield name.removeprefix("builtins."), node.lineno
        elif isinstance(node, ast.Call):
            yield from ((what, node.lineno) for what in _calls(node, real))
        elif isinstance(node, ast.List | ast.Tuple) and node.elts:
            first = node.elts[0]
            text = getattr(first, "value", "")  # of a constant
            if isinstance(text, str) and text.rpartition("/")[2] in SHELL_FILES:
                yield "a shell", node.lineno


def _calls(node, real):
    """What of a call is dangerous for the way in which it is called."""
    name = _dotted(node.func, real)
    last = name.rpartition(".")[2]
    given = {word.arg: word.value for word in node.keywords}
    if not _is_constant(given.get("shell"), False):
        yield "shell=True"
    if not _is_constant(given.get("allow_pickle"), False):
        yield "allow_pickle=True"
    if not _is_constant(given.get("safe_mode"), True):
        yield "safe_mode=False"
    if last == "load_model" and "safe_mode" not in given:
        yield "load_model without safe_mode"
    if last == "enable_unsafe_deserialization":
        yield last
    if name in ("yaml.load", "yaml.load_all"):
        loader = given.get("Loader", node.args[1] if len(node.args) > 1 else None)
        if loader is None or _dotted(loader, real).rpartition(".")[2] not in SAFE_LOADERS:
            yield name
    if name in ("yaml.unsafe_load", "yaml.full_load", "torch.load", "pandas.read_pickle"):
        yield name
    if last in ("extractall", "unpack_archive") and "filter" not in given:
        yield last


def _is_constant(node, value):
    """Whether an argument is missing or plainly this value: what is worked out may be another."""
    return node is None or (isinstance(node, ast.Constant) and node.value is value)


def _real_names(tree):
    """{name in this text: dotted name it was imported by}."""
    real = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                own = alias.asname or alias.name.partition(".")[0]
                real[own] = alias.name if alias.asname else own
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                real[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return real


def _dotted(node, real):
    """A name as it is known outside this text, such as os.system; of what is no name: ''."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([real.get(node.id, node.id), *reversed(parts)])


def code_of(notebook):
    """The Python of a notebook's cells; `pass` stands for magics and shell lines."""
    for cell in json.loads(notebook)["cells"]:
        if cell["cell_type"] == "code":
            yield re.sub(r"^( *)[%!].*", r"\1pass", "".join(cell["source"]), flags=re.M)


FILES = sorted(PACKAGE.rglob("*.py"))
NOTEBOOKS = sorted(
    path
    for folder in ("lessons", "exercises", "solutions")
    for path in (ROOT / folder).glob("*.ipynb")
)


def test_there_is_something_to_look_at():
    assert len(FILES) > 100 and len(NOTEBOOKS) > 10


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_the_package_runs_nothing_that_it_reads(path):
    name = path.relative_to(PACKAGE).as_posix()
    found = set(dangers(path.read_text(encoding="utf-8")))
    assert [(what, line) for what, line in found if (name, what) not in REASONS] == []


def test_every_reason_is_still_needed():
    found = {
        (path.relative_to(PACKAGE).as_posix(), what)
        for path in FILES
        for what, _ in dangers(path.read_text(encoding="utf-8"))
    }
    assert set(REASONS) - found == set()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebooks_of_the_course_run_nothing_that_they_read(path):
    for code in code_of(path.read_text(encoding="utf-8")):
        assert list(dangers(code)) == []


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("eval('1')", "eval"),
        ("exec(text)", "exec"),
        ("import builtins\nbuiltins.exec('a')", "exec"),
        ("from builtins import eval as plain\nplain('a')", "eval"),
        ("run = eval", "eval"),
        ("map(eval, texts)", "eval"),
        ("compile(text, '', 'exec')", "compile"),
        ("__import__(name)", "__import__"),
        ("import pickle", "pickle"),
        ("def later():\n    import pickle as p", "pickle"),
        ("from pickle import loads", "pickle"),
        ("import shelve, marshal", "shelve"),
        ("import shelve, marshal", "marshal"),
        ("import os\nos.system('ls')", "os.system"),
        ("from os import system as s\ns('ls')", "os.system"),
        ("import os as o\no.popen('ls')", "os.popen"),
        ("import subprocess\nsubprocess.getoutput('ls')", "subprocess.getoutput"),
        ("subprocess.run('ls', shell=True)", "shell=True"),
        ("subprocess.Popen(words, shell=wanted)", "shell=True"),
        ("subprocess.run(['/bin/sh', '-c', text])", "a shell"),
        ("words = ['bash', '-c', text]", "a shell"),
        ("np.load(path, allow_pickle=True)", "allow_pickle=True"),
        ("np.load(path, allow_pickle=trusted)", "allow_pickle=True"),
        ("keras.models.load_model(path)", "load_model without safe_mode"),
        ("keras.models.load_model(path, safe_mode=False)", "safe_mode=False"),
        ("load_model(path, safe_mode=not trusted)", "safe_mode=False"),
        ("keras.config.enable_unsafe_deserialization()", "enable_unsafe_deserialization"),
        ("import yaml\nyaml.load(text)", "yaml.load"),
        ("import yaml\nyaml.load(text, Loader=yaml.Loader)", "yaml.load"),
        ("import yaml\nyaml.load(text, yaml.UnsafeLoader)", "yaml.load"),
        ("from yaml import load\nload(text)", "yaml.load"),
        ("archive.extractall(folder)", "extractall"),
    ],
)
def test_what_runs_text_is_seen(source, what):
    assert what in [kind for kind, _ in dangers(source)]


@pytest.mark.parametrize(
    "source",
    [
        "import re\nre.compile('a')",
        "model.compile(optimizer)",
        "pattern = re.compile",
        "import ast\nast.literal_eval(text)",
        "np.load(path)",
        "np.load(path, allow_pickle=False)",
        "keras.models.load_model(path, compile=False, safe_mode=True)",
        "import yaml\nyaml.safe_load(text)",
        "import yaml\nyaml.load(text, Loader=yaml.SafeLoader)",
        "import json\njson.loads(text)",
        "subprocess.run(['ls', name])",
        "subprocess.run(['ls', name], shell=False)",
        "session.execute(query)",
        "text = 'eval(1); import pickle'",
        "archive.extractall(folder, filter='data')",
        "from .pickle import thing",
    ],
)
def test_what_is_harmless_is_not(source):
    assert list(dangers(source)) == []
