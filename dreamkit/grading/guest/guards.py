"""Inside a kernel: what tests rely on is put back before they run, and what was changed is told.

Imported before any of the notebook's code. `restore` uses nothing but Python's own syntax and the
methods of built-in types, so that replaced built-in functions cannot mislead it.
"""

from __future__ import annotations

import builtins
import sys
import threading
from types import FunctionType, ModuleType

import dreamkit.exercises

ROOTS = ("builtins", "math", "cmath", "operator", "statistics", "numpy", "dreamkit")
# IPython changes these itself.
OURS = {"input", "display", "get_ipython", "_", "open", "exit", "quit", "copyright", "credits"}
CHECKS = ("dreamkit.exercises.checks", "dreamkit.exercises.tasks")
HARMLESS = ("tqdm", "zmq", "ipykernel", "IPython", "asyncio", "concurrent", "tornado", "traitlets")

_spaces = {}  # {module: (its namespace, {name: callable}, all names that hide built-in functions)}
_bodies = {}  # {id of function: (function, where it stands, its code, defaults, keyword defaults)}
_homes = dict(dreamkit._HOMES)
_lazy = {
    dreamkit.exercises: ["checks", "tasks"],
    dreamkit: [name for name, home in _homes.items() if home.startswith("exercises.")],
}
_builtin_names = frozenset(vars(builtins))
_modules = {}  # {name: module} of those in ROOTS
_finders = (tuple(sys.meta_path), tuple(sys.path_hooks))
_paths = {module: list(module.__path__) for module in (dreamkit, dreamkit.exercises)}
_threads = set()
_refused = []


def hidden_names(space):
    """The names of built-in functions that have another meaning in a namespace."""
    return {name for name in _builtin_names & space.keys() if name[:1] != "_"}


def begin():
    """Remember everything as it is now, and let nobody listen in on what Python compiles."""
    extend()
    note_threads()
    sys.addaudithook(_refuse_hooks)


def note_threads():
    """Take the threads there are now for the kernel's own."""
    _threads.update(sys._current_frames())


def _refuse_hooks(event, _arguments):
    if event == "sys.addaudithook":
        _refused.append("an audit hook was refused")
        raise RuntimeError("no audit hooks here")  # Python then leaves the new one out


def extend():
    """Remember modules that were imported since; call it while only read-only code has run."""
    for name, module in list(sys.modules.items()):
        watched = name.partition(".")[0] in ROOTS and isinstance(module, ModuleType)
        if watched and name not in _spaces and "grading" not in name:
            space = vars(module)
            kept = {key: value for key, value in space.items() if _is_kept(name, key, value)}
            _spaces[name] = (space, kept, _builtin_names & space.keys())
            if not name.startswith(CHECKS):  # those are read anew, see below
                _modules[name] = module
            for key, value in kept.items():
                _remember_body(f"{name}.{key}", value)


def _is_kept(module, key, value):
    return callable(value) and not (module == "builtins" and key in OURS)


def _remember_body(place, value):
    for function in (value, getattr(value, "__wrapped__", None)):
        if isinstance(function, FunctionType) and id(function) not in _bodies:
            body = (function.__code__, function.__defaults__, function.__kwdefaults__)
            _bodies[id(function)] = (function, place, *body)


def renew_checks():
    """Forget the checks of the exercises, so that a test reads them anew from their files.

    They are objects that hold functions; looking at modules alone would miss a changed one.
    Returns the places where something else stood in for them, such as "dreamkit.check".
    """
    changed = []
    for name in _lazy[dreamkit]:
        home = sys.modules.get(f"dreamkit.{_homes[name]}")
        value = vars(dreamkit).get(name)
        own = home is not None and getattr(value, "__globals__", None) is vars(home)
        if value is not None and not own:
            changed.append(f"dreamkit.{name}")
    for name in [*sys.modules]:
        if name.startswith(CHECKS):
            del sys.modules[name]
    changed += _look_where_it_was()
    for module, names in _lazy.items():
        for name in names:
            vars(module).pop(name, None)
    homes = getattr(dreamkit, "_HOMES", {})
    homes.clear()
    homes.update(_homes)
    return changed


def _look_where_it_was():
    """Let modules be found in the folders and by the finders that were there at first.

    Finders that came later stay, behind those: libraries bring some.
    """
    changed = []
    for own, now in zip(_finders, (sys.meta_path, sys.path_hooks), strict=True):
        now[:] = [*own, *[finder for finder in now if finder not in own]]
    for module, path in _paths.items():
        if list(module.__path__) != path:
            changed.append(f"{module.__name__}.__path__")
            module.__path__ = list(path)
        for folder in (*path, *[f"{place}/tasks" for place in path]):
            sys.path_importer_cache.pop(folder, None)
    return changed


def restore():
    """Put back every function that was replaced; return the places, such as "numpy.allclose"."""
    changed = []
    for name in _modules:
        if name not in sys.modules or sys.modules[name] is not _modules[name]:
            sys.modules[name] = _modules[name]
            changed.append("sys.modules['" + name + "']")
    for module in _spaces:
        space, kept, hiding = _spaces[module]
        for name in kept:
            if name not in space or space[name] is not kept[name]:
                space[name] = kept[name]
                changed.append(module + "." + name)
        if module != "builtins":
            for name in [*space]:  # a name of its own that hides a built-in function
                if name in _builtin_names and name not in hiding and name[:2] != "__":
                    del space[name]
                    changed.append(module + "." + name)
    for key in _bodies:
        function, place, code, defaults, keywords = _bodies[key]
        if function.__code__ is not code or function.__defaults__ is not defaults:
            function.__code__, function.__defaults__ = code, defaults
            changed.append(place)
        if function.__kwdefaults__ is not keywords:
            function.__kwdefaults__ = keywords
            changed.append(place)
    return changed


def stop_tracing():
    """End traces and profiles; return what there was."""
    traces = []
    if sys.gettrace() is not None or sys.getprofile() is not None:
        traces.append("the notebook traced what Python runs")
        sys.settrace(None)
        sys.setprofile(None)
    traces += _refused
    _refused.clear()
    return traces


def foreign(namespace):
    """Functions of the notebook that stand in library modules, such as "tensorflow.abs"."""
    places = []
    for name, module in list(sys.modules.items()):
        if name in ("__main__", "__mp_main__") or not isinstance(module, ModuleType):
            continue
        if vars(module) is namespace:
            continue
        for key, value in list(vars(module).items()):
            if isinstance(value, FunctionType) and value.__globals__ is namespace:
                places.append(f"{name}.{key}")
    return places


def threads(namespace):
    """(names of threads that run the notebook's code now, names of others that it started)."""
    active, other = [], []
    named = {thread.ident: thread for thread in threading.enumerate()}
    for ident, frame in sys._current_frames().items():
        if ident in _threads or ident == threading.get_ident():
            continue
        thread = named.get(ident)
        name = thread.name if thread is not None else f"number {ident}"
        if _runs_notebook(frame, namespace):
            active.append(name)
        elif not type(thread).__module__.startswith(HARMLESS) and not _is_harmless(frame):
            other.append(name)
    return active, other


def _runs_notebook(frame, namespace):
    while frame is not None:
        if frame.f_globals is namespace:
            return True
        frame = frame.f_back
    return False


def _is_harmless(frame):
    modules = []
    while frame is not None:
        modules.append(str(frame.f_globals.get("__name__", "")))
        frame = frame.f_back
    return any(name.startswith(HARMLESS) for name in modules)
