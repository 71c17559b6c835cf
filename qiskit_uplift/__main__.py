"""``python -m qiskit_uplift`` is the command ``qiskit-uplift``."""

from qiskit_uplift.cli.main import main

if __name__ == "__main__":
    main(prog_name="qiskit-uplift")
