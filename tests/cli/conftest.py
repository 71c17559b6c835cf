import inspect
from pathlib import Path

import pytest
from click.testing import CliRunner

from qiskit_uplift.cli.main import main

EXAMPLES = Path(__file__).parents[2] / "examples"

# click 8.2 always keeps stderr apart; before, it had to be asked to
SEPARATE = (
    {"mix_stderr": False}
    if "mix_stderr" in inspect.signature(CliRunner.__init__).parameters
    else {}
)


@pytest.fixture
def call():
    """Call the command line in this process: ``call("run", ..., input=None) -> click's Result``."""

    def invoke(*arguments, **extra):
        return CliRunner(**SEPARATE).invoke(main, [str(each) for each in arguments], **extra)

    return invoke


@pytest.fixture
def examples():
    return EXAMPLES


@pytest.fixture
def refused(call):
    """Call the command line with a mistake in it, and return the one line that it answers."""

    def invoke(*arguments, **extra):
        result = call(*arguments, **extra)
        assert result.exit_code == 2, result.output
        assert result.stdout == ""
        assert result.stderr.startswith("Error: ")
        assert result.stderr.count("\n") == 1
        return result.stderr.removeprefix("Error: ").rstrip("\n")

    return invoke
