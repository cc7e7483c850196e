"""Inside a kernel: what a notebook can hang into IPython, taken out before read-only code runs."""

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
        self.lists = [(transformers, list(transformers)) for transformers in _transformers(shell)]

    def clear(self):
        """Take out what is not IPython's own; return sentences on what that was."""
        shell, odd = self.shell, []
        if shell.ast_transformers:
            odd.append("the notebook rewrote code before it ran (ast_transformers)")
            shell.ast_transformers = []
        if any(
            now != first for now, (_, first) in zip(_transformers(shell), self.lists, strict=True)
        ):
            odd.append("the notebook rewrote code before it ran (input_transformers)")
        for transformers, first in self.lists:
            transformers[:] = first
        shell.input_transformers_post = self.lists[-1][0]
        if shell.custom_exceptions:
            odd.append("the notebook caught errors of all cells (set_custom_exc)")
            shell.custom_exceptions = ()
        for event, callbacks in shell.events.callbacks.items():
            own = [callback for callback in callbacks if _is_of_notebook(callback, shell)]
            if own:
                odd.append(f"the notebook ran code around other cells ({event})")
                callbacks[:] = [callback for callback in callbacks if callback not in own]
        replaced = set(METHODS) & set(vars(shell))
        if replaced:
            odd.append("the notebook replaced parts of IPython")
            for name in replaced:
                del vars(shell)[name]
        return odd


def _transformers(shell):
    manager = shell.input_transformer_manager
    lists = [manager.cleanup_transforms, manager.line_transforms, manager.token_transformers]
    return [*lists, shell.input_transformers_post]


def _is_of_notebook(function, shell):
    return getattr(function, "__globals__", None) is shell.user_ns
