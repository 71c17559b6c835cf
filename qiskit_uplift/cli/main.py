"""The group ``qiskit-uplift``: what all commands share, and how every error ends."""

from __future__ import annotations

import os
import sys
import warnings
from types import TracebackType
from typing import Any

import click

from qiskit_uplift._qiskit.versions import QISKIT, installed
from qiskit_uplift.cli.demo import demo
from qiskit_uplift.cli.errors import BAD_INPUT, INTERRUPTED, describe, one_line
from qiskit_uplift.cli.inspect import inspect_backend
from qiskit_uplift.cli.run import run
from qiskit_uplift.exceptions import UpliftWarning

PROGRAM = "qiskit-uplift"

EPILOG = """\b
Examples:
  qiskit-uplift demo
  qiskit-uplift inspect reference:legacy
  qiskit-uplift run examples/ghz.qasm --backend reference:legacy --transpile auto
  qiskit-uplift run bell.qasm --backend qiskit_aer:AerSimulator --json

\b
A backend is named in one of these ways:
  module:attribute      a backend, a class or a function without required arguments
  reference             the simulated device of this package, as a BackendV2
  reference:legacy      the same as an old BackendV1
  reference:run-only    the same as an object with nothing but run()
  ...?key=value&...     arguments, as in 'reference:legacy?qubits=7&topology=ring'

\b
Exit codes: 0 done, 2 the input or the backend refused it, 130 interrupted.
"""


class Boundary:
    """Ends every error of a command as one line on stderr; the last stop before the shell.

    Whatever a provider raises gets here, so nothing narrower than all exceptions will do. With
    ``--debug`` they are left alone and Python prints the traceback.
    """

    def __init__(self, command: click.Command, context: click.Context):
        self.command = command
        self.context = context

    def __enter__(self) -> Boundary:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        passing = SystemExit | GeneratorExit | click.exceptions.Exit
        if error is None or isinstance(error, passing):
            return
        if isinstance(error, BrokenPipeError):
            _close_stdout()
            self.context.exit(0)
        if isinstance(error, KeyboardInterrupt | click.Abort):
            click.echo("Interrupted.", err=True)
            self.context.exit(INTERRUPTED)
        if self.context.params.get("debug") and not isinstance(error, click.UsageError):
            return
        click.echo(f"Error: {describe(error, _typed(self.context))}", err=True)
        self.context.exit(BAD_INPUT)


class Program(click.Group):
    """The group whose commands run inside the boundary."""

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        """Run the command line, and end the process unless ``standalone_mode`` is false."""
        try:
            code = super().main(*args, standalone_mode=False, **extra)
        except (click.UsageError, click.exceptions.NoArgsIsHelpError) as error:
            # Mistakes in the group's own arguments, which are parsed before `invoke`.
            click.echo(f"Error: {describe(error, PROGRAM)}", err=True)
            code = BAD_INPUT
        if standalone_mode:
            sys.exit(code if isinstance(code, int) else 0)
        return code

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, with warnings as single lines and errors ended by the boundary."""
        with Boundary(self, ctx), warnings.catch_warnings():
            warnings.simplefilter("always", UpliftWarning)
            warnings.showwarning = _show_warning
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result


@click.group(cls=Program, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show Python's traceback when something fails.")
@click.version_option(
    installed(PROGRAM) or "(not installed)",
    prog_name=PROGRAM,
    message=f"%(prog)s %(version)s, qiskit {QISKIT}, qiskit-aer {installed('qiskit-aer')}",
)
def main(debug: bool) -> None:
    """Run circuits on any Qiskit backend, old or new, with numbers you can trust."""
    del debug  # read by the boundary


for _command in (demo, run, inspect_backend):
    main.add_command(_command)


def _typed(context: click.Context) -> str:
    return " ".join(filter(None, [PROGRAM, context.invoked_subcommand]))


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: Any = None,
    line: str | None = None,
) -> None:
    del filename, lineno, file, line
    kind = "" if issubclass(category, UpliftWarning) else f"{category.__name__}: "
    click.echo(f"Warning: {kind}{one_line(str(message))}", err=True)


def _close_stdout() -> None:
    """Let the interpreter flush into nothing when the reader of the pipe has gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
