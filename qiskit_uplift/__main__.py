"""``python -m qiskit_uplift`` is the command ``qiskit-uplift``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line, or say which extra has it."""
    try:
        from qiskit_uplift.cli.main import main as program
    except ModuleNotFoundError as error:
        if error.name != "click":
            raise
        print(
            "Error: The command line needs click: pip install 'qiskit-uplift[cli]'.",
            file=sys.stderr,
        )
        sys.exit(2)  # as for all else that is refused
    program(prog_name="qiskit-uplift")


if __name__ == "__main__":
    main()
