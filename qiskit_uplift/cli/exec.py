"""``qiskit-uplift exec``: an old program, run as it is on this Qiskit."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import click

from qiskit_uplift.cli.errors import InputError, debug_option
from qiskit_uplift.cli.notebooks import Notebook
from qiskit_uplift.cli.programs import Heard, Outcome, run_module, run_script
from qiskit_uplift.compat import hook
from qiskit_uplift.compat._ibm_names import MODES

EVERYTHING = "0.7"
"""The first Qiskit Terra: whatever a program was written for came later."""

EPILOG = """\b
Examples:
  qiskit-uplift exec old_script.py
  qiskit-uplift exec --ibm local ibm_tutorial.ipynb
  qiskit-uplift exec --since 0.46 -m my_package.experiment --shots 100

\b
Options of this command come before the program, all that follows is the
program's own. It ends with the exit code that it has with Python itself.
"""


@click.command(
    "exec",
    epilog=EPILOG,
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.option("-m", "module", metavar="MODULE", help="Run a module instead of a file.")
@click.option("--since", default=EVERYTHING, show_default=True, metavar="VERSION",
              help="The Qiskit (or Terra) it was written for; what was gone by then stays "
                   "gone.")  # fmt: skip
@click.option("--ibm", type=click.Choice(MODES), default="refuse", show_default=True,
              help="IBM's old services: refuse their use, or have local simulations "
                   "answer.")  # fmt: skip
@click.option("--quiet", is_flag=True, help="Don't list the old names at the end.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[PROGRAM] [ARGUMENT]...")
@debug_option
@click.pass_context
def exec_program(  # noqa: PLR0917 - click gives them by name
    context: click.Context,
    module: str | None,
    since: str,
    ibm: str,
    quiet: bool,
    arguments: tuple[str, ...],
) -> None:
    """Run an old script or notebook, unmodified, with what Qiskit removed given back."""
    if module is None and not arguments:
        raise click.UsageError("Name a script or a notebook, or a module with -m.")
    if module is not None and _spec(module) is None:
        raise InputError(f"There is no module {module!r}.")
    try:
        # Never undone: threads and exit functions of the program go on after its last line.
        hook.install(since, ibm=ibm)
    except ValueError as error:
        raise InputError(str(error)) from error
    with Heard() as heard:
        outcome = _run(module, arguments)
    if not quiet:
        heard.tell()
    if outcome.code is not None:
        # Not the context's exit, which knows numbers alone.
        raise SystemExit(outcome.code)
    context.exit(0)


def _run(module: str | None, arguments: tuple[str, ...]) -> Outcome:
    if module is not None:
        return run_module(module, arguments)
    path, *rest = arguments
    return run_script(_source(Path(path)), path, rest)


def _source(path: Path) -> bytes | Notebook:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"Can't read {path}: {error.strerror}.") from error
    return Notebook.read(data, str(path)) if path.suffix == ".ipynb" else data


def _spec(module: str) -> Any:
    if "" not in sys.path:
        sys.path.insert(0, "")  # as with Python's own -m
    try:
        return importlib.util.find_spec(module)
    except ModuleNotFoundError:
        return None
