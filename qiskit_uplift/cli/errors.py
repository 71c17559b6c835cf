"""Errors as a person at a terminal wants them: one line, what to do, and an exit code."""

from __future__ import annotations

import re
from typing import Any

import click
from qiskit.exceptions import QiskitError

from qiskit_uplift.exceptions import UpliftError

BAD_INPUT = 2
INTERRUPTED = 130

LONGEST = 600
"""Providers put whole web pages into messages; more of one than this helps nobody."""

_DEBUG = "qiskit_uplift.debug"
_ARGUMENTS = {
    re.compile(r"\btranspile='(\w+)'"): r"--transpile \1",
    re.compile(r"\bseed_simulator=(\d+)"): r"--seed \1",
    re.compile(r"\boverwrite=True"): "--overwrite",
}
_ESCAPE_SEQUENCE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class InputError(click.ClickException, UpliftError, ValueError):
    """Something that the user gave can't be used: a file, an observable, an option."""

    exit_code = BAD_INPUT


class Interruption(KeyboardInterrupt):
    """An interrupt that has more to say than that it was one."""


def _remember(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    del parameter
    if value:
        context.meta[_DEBUG] = True


debug_option = click.option(
    "--debug",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_remember,
    help="Show Python's traceback when something fails.",
)
"""``--debug``, which every command takes, so that it can simply be added at the end."""


def debugging(context: click.Context) -> bool:
    """Whether ``--debug`` was given to any command of this call."""
    return bool(context.meta.get(_DEBUG, False))


def one_line(text: Any) -> str:
    r"""Return ``text`` on one line, without terminal escapes, and not longer than LONGEST.

    Example:
        >>> one_line("first\n   second")
        'first second'
    """
    line = " ".join(_ESCAPE_SEQUENCE.sub("", str(text)).split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 3]}..."


def as_typed(message: str) -> str:
    """Write the arguments that a message of the library names as they are typed in a shell.

    Example:
        >>> as_typed("Transpile it, or pass transpile='auto'.")
        'Transpile it, or pass --transpile auto.'
    """
    for argument, typed in _ARGUMENTS.items():
        message = argument.sub(typed, message)
    return message


def message_of(error: BaseException) -> str:
    """What an exception says, without the quotes that some put around it."""
    # str() of a QiskitError or KeyError is the repr of its message.
    if isinstance(error, QiskitError):
        return one_line(error.message)
    if isinstance(error, KeyError) and error.args:
        return one_line(error.args[0])
    return one_line(error)


def describe(error: BaseException, command: str) -> str:
    """The line that tells the user of ``error``.

    Args:
        error: What stopped the command.
        command: The command as it is typed, ``"qiskit-uplift run"``.
    """
    if isinstance(error, click.UsageError):
        return f"{one_line(error.format_message())} See '{command} --help'."
    if isinstance(error, click.ClickException):
        return one_line(error.format_message())
    if isinstance(error, UpliftError):
        return as_typed(message_of(error))
    told = message_of(error) or "it gave no reason"
    return f"{type(error).__name__}: {told} (add --debug to see where it comes from)"
