"""Inside a kernel: what a notebook can hang into IPython, taken out before given code runs."""

from __future__ import annotations

METHODS = ("run_cell", "run_cell_async", "run_code", "run_ast_nodes", "showtraceback")


class Hooks:
    """IPython's hooks as they are before any of the notebook's code has run.

    Parameters
    ----------
    shell : InteractiveShell
    """

    def __init__(self, shell):
        self.shell = shell
        self.lists = [(one, list(one)) for one in _transformers(shell)]

    def clear(self):
        """Take out what is not IPython's own; return sentences on what that was."""
        shell, found = self.shell, []
        if shell.ast_transformers:
            found.append("the notebook rewrote code before it ran (ast_transformers)")
            shell.ast_transformers = []
        if any(
            now != first for now, (_, first) in zip(_transformers(shell), self.lists, strict=True)
        ):
            found.append("the notebook rewrote code before it ran (input_transformers)")
        for one, first in self.lists:
            one[:] = first
        shell.input_transformers_post = self.lists[-1][0]
        if shell.custom_exceptions:
            found.append("the notebook caught errors of all cells (set_custom_exc)")
            shell.custom_exceptions = ()
        for event, callbacks in shell.events.callbacks.items():
            own = [one for one in callbacks if _is_of_notebook(one, shell)]
            if own:
                found.append(f"the notebook ran code around other cells ({event})")
                callbacks[:] = [one for one in callbacks if one not in own]
        replaced = set(METHODS) & set(vars(shell))
        if replaced:
            found.append("the notebook replaced parts of IPython")
            for name in replaced:
                del vars(shell)[name]
        return found


def _transformers(shell):
    manager = shell.input_transformer_manager
    lists = [manager.cleanup_transforms, manager.line_transforms, manager.token_transformers]
    return [*lists, shell.input_transformers_post]


def _is_of_notebook(function, shell):
    return getattr(function, "__globals__", None) is shell.user_ns
