"""``qiskit.Aer`` and ``qiskit.providers.aer``."""

from __future__ import annotations

from typing import ClassVar

from qiskit_uplift.migrate.rule import Rule


class AerRule(Rule):
    """Aer became a package of its own, with the same names below ``qiskit_aer``."""

    id = "MIG001"
    title = "Aer is a package of its own"
    since = "0.19"
    removed = "1.0"
    why = (
        "`qiskit.Aer` and `qiskit.providers.aer` were removed in Qiskit 1.0; the package "
        "`qiskit_aer` has the same classes, and `qiskit_aer.Aer` knows the same backends by name."
    )
    before = "from qiskit import Aer\nbackend = Aer.get_backend('qasm_simulator')\n"
    after = "from qiskit_aer import Aer\nbackend = Aer.get_backend('qasm_simulator')\n"
    moves: ClassVar = {
        "qiskit.Aer": "qiskit_aer.Aer",
        "qiskit.providers.aer": "qiskit_aer",
    }
