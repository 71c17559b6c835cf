"""The group ``qiskit-uplift``: what all commands share, and how every error ends."""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from types import TracebackType
from typing import Any

import click

from qiskit_uplift import __version__
from qiskit_uplift._qiskit.versions import QISKIT, installed
from qiskit_uplift.cli.account import account
from qiskit_uplift.cli.check import check_backend
from qiskit_uplift.cli.demo import demo
from qiskit_uplift.cli.errors import (
    BAD_INPUT,
    INTERRUPTED,
    Interruption,
    as_typed,
    debug_option,
    debugging,
    describe,
    one_line,
)
from qiskit_uplift.cli.exec import exec_program
from qiskit_uplift.cli.inspect import inspect_backend
from qiskit_uplift.cli.jobs import jobs
from qiskit_uplift.cli.migrate import migrate
from qiskit_uplift.cli.run import run
from qiskit_uplift.exceptions import UpliftWarning

PROGRAM = "qiskit-uplift"
_AER = installed("qiskit-aer") or "not installed"

EPILOG = """\b
Examples:
  qiskit-uplift demo
  qiskit-uplift inspect reference:legacy
  qiskit-uplift run examples/ghz.qasm --backend reference:legacy --transpile auto
  qiskit-uplift run bell.qasm --backend qiskit_aer:AerSimulator --json
  qiskit-uplift jobs
  qiskit-uplift check my_provider:Backend
  qiskit-uplift exec old_script.py
  qiskit-uplift migrate my_project --diff

\b
A backend is named in one of these ways:
  module:attribute      a backend, or a class or function that makes one
                        without arguments; modules of this folder are found
  reference             the simulated device of this package, a BackendV2
  reference:legacy      the same as an old BackendV1
  reference:run-only    the same as an object with nothing but run()
  ...?key=value&...     the device's arguments, quoted for the shell:
                        'reference:legacy?qubits=7&topology=ring'

\b
Exit codes: 0 done, 1 'check' found something, 2 refused (one line on stderr says
why), 130 interrupted.
"""


class Boundary:
    """Ends every error of a command as one line on stderr; the last stop before the shell.

    Whatever a provider raises gets here, so nothing narrower than all exceptions will do.
    """

    def __init__(self, context: click.Context) -> None:
        self.context = context

    def __enter__(self) -> Boundary:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None or isinstance(error, SystemExit | GeneratorExit | click.exceptions.Exit):
            return
        if isinstance(error, BrokenPipeError):
            _close_stdout()
            self.context.exit(0)
        if isinstance(error, KeyboardInterrupt | click.Abort):
            told = f" {error}" if isinstance(error, Interruption) else ""
            click.echo(f"Interrupted.{told}", err=True)
            self.context.exit(INTERRUPTED)
        if debugging(self.context):
            traceback.print_exception(kind, error, trace)
        typed = " ".join(filter(None, [PROGRAM, self.context.invoked_subcommand]))
        click.echo(f"Error: {describe(error, typed)}", err=True)
        self.context.exit(BAD_INPUT)


class Program(click.Group):
    """The group whose commands run inside the boundary."""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Parse the group's own arguments, which happens before there is a boundary."""
        try:
            return super().make_context(*args, **extra)
        except click.UsageError as error:
            click.echo(f"Error: {describe(error, PROGRAM)}", err=True)
            raise click.exceptions.Exit(BAD_INPUT) from error

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, with warnings as single lines and errors ended by the boundary."""
        with Boundary(ctx), warnings.catch_warnings():
            warnings.simplefilter("always", UpliftWarning)
            warnings.showwarning = _show_warning
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result


@click.group(
    cls=Program,
    epilog=EPILOG,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@debug_option
@click.version_option(
    __version__,
    prog_name=PROGRAM,
    message=f"%(prog)s %(version)s, qiskit {QISKIT}, qiskit-aer {_AER}",
)
@click.pass_context
def main(context: click.Context) -> None:
    """Run circuits on any Qiskit backend, old or new, with numbers you can trust."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


for _command in (demo, run, jobs, inspect_backend, check_backend, exec_program, migrate, account):
    main.add_command(_command)


def _show_warning(message: Warning | str, category: type[Warning], *_: Any, **__: Any) -> None:
    kind = "" if issubclass(category, UpliftWarning) else f"{category.__name__}: "
    click.echo(f"Warning: {kind}{as_typed(one_line(message))}", err=True)


def _close_stdout() -> None:
    """Let the interpreter flush into nothing when the reader of the pipe has gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
