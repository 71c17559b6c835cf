"""Programs run as Python itself runs them: arguments, ``__main__``, tracebacks, exit codes."""

from __future__ import annotations

import os
import runpy
import signal
import sys
import types
import warnings
from collections.abc import Sequence
from types import TracebackType
from typing import Any, NamedTuple

from qiskit_uplift.cli.errors import INTERRUPTED
from qiskit_uplift.cli.notebooks import Notebook
from qiskit_uplift.exceptions import LegacyImportWarning, LocalAnswerWarning

_OURS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Outcome(NamedTuple):
    """How a program ended.

    Attributes:
        code: What ``SystemExit`` takes; None where it came to its end.
    """

    code: Any


class Heard:
    """Keeps the warnings of old names until :meth:`tell`; others are shown as Python shows them."""

    def __init__(self) -> None:
        self._old: list[tuple[str, int, str]] = []
        self._catching = warnings.catch_warnings()

    def __enter__(self) -> Heard:
        self._catching.__enter__()
        warnings.showwarning = self._show
        return self

    def __exit__(self, *error: object) -> None:
        self._catching.__exit__(None, None, None)

    def _show(  # noqa: PLR0917 - as Python calls it
        self,
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: Any = None,
        line: str | None = None,
    ) -> None:
        if issubclass(category, LegacyImportWarning):
            self._old.append((filename, lineno, str(message)))
        elif issubclass(category, LocalAnswerWarning):
            print(f"qiskit-uplift: {message}", file=sys.stderr)
        else:
            text = warnings.formatwarning(message, category, filename, lineno, line)
            (file or sys.stderr).write(text)

    def tell(self) -> None:
        """List the old names that were used, each with its first place."""
        if not self._old:
            return
        lines = [f"  {name}:{line}: {text}" for name, line, text in self._old]
        print("qiskit-uplift: this program uses", *lines, sep="\n", file=sys.stderr)


def run_script(source: bytes | Notebook, path: str, arguments: Sequence[str]) -> Outcome:
    """Run a file's source as ``__main__``.

    Args:
        source: A script's bytes, or a notebook.
        path: As it was typed; it is ``sys.argv[0]`` and ``__file__``.
        arguments: The rest of ``sys.argv``.
    """
    main = types.ModuleType("__main__")
    vars(main).update(__file__=path, __builtins__=__builtins__)
    sys.modules["__main__"] = main
    sys.argv = [path, *arguments]
    sys.path.insert(0, os.path.dirname(os.path.abspath(path)))

    def run() -> None:
        if isinstance(source, Notebook):
            source.run(vars(main))
        else:
            exec(compile(source, path, "exec", dont_inherit=True), vars(main))

    return _ending(run)


def run_module(name: str, arguments: Sequence[str]) -> Outcome:
    """Run a module as ``python -m`` does."""
    sys.argv = [name, *arguments]
    return _ending(lambda: runpy.run_module(name, run_name="__main__", alter_sys=True))


def _ending(run: Any) -> Outcome:
    try:
        run()
    except SystemExit as ended:
        return Outcome(0 if ended.code is None else ended.code)
    except BaseException as error:  # whatever it is, Python itself would show it and end
        shown = _without_ours(error.__traceback__)
        sys.excepthook(type(error), error.with_traceback(shown), shown)
        interrupted = isinstance(error, KeyboardInterrupt)
        return Outcome(INTERRUPTED if interrupted and hasattr(signal, "SIGINT") else 1)
    return Outcome(None)


def _without_ours(trace: TracebackType | None) -> TracebackType | None:
    """The traceback from the program's first line on."""
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if not (file.startswith((_OURS, "<frozen")) or file == runpy.__file__):
            return trace
        trace = trace.tb_next
    return None
