"""Aer's simulators, for what of this package is made of them: the extra ``[aer]``.

Whoever needs them imports them from here, so that one error says what to install.
"""

from __future__ import annotations

from qiskit_uplift.exceptions import MissingExtraError

__all__ = ["AerSimulator", "StatevectorSimulator", "UnitarySimulator"]

try:
    from qiskit_aer import AerSimulator, StatevectorSimulator, UnitarySimulator
except ModuleNotFoundError as error:
    if error.name != "qiskit_aer":
        raise  # Aer is there; something that it imports is not
    raise MissingExtraError(
        "The reference device and the simulators of BasicAer and IBM's names need qiskit-aer: "
        "pip install 'qiskit-uplift[aer]'."
    ) from error
