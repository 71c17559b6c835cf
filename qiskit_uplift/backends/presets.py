"""Devices by name: a few sizes and topologies that are worth having at hand."""

from __future__ import annotations

from typing import Any

from qiskit_uplift.backends.device import Device
from qiskit_uplift.exceptions import TargetError, suggestion

PRESETS: dict[str, dict[str, Any]] = {
    "line-5": {"num_qubits": 5, "topology": "line"},
    "ring-8": {"num_qubits": 8, "topology": "ring"},
    "grid-20": {"num_qubits": 20, "topology": "grid"},
    "heavy-hex-27": {"num_qubits": 27, "topology": "heavy-hex"},
    "heavy-hex-127": {
        "num_qubits": 127,
        "topology": "heavy-hex",
        "basis_gates": ("id", "rz", "sx", "x", "ecr"),
    },
    "heavy-hex-156": {
        "num_qubits": 156,
        "topology": "heavy-hex",
        "basis_gates": ("id", "rz", "sx", "x", "cz"),
    },
    "all-to-all-12": {
        "num_qubits": 12,
        "topology": "all-to-all",
        "basis_gates": ("rz", "r", "rxx"),
    },
    "ideal-5": {"num_qubits": 5, "topology": "all-to-all", "ideal": True},
}
"""The arguments of :meth:`Device.generate` by the preset's name."""


def preset(name: str, **changes: Any) -> Device:
    """The device of a preset.

    Args:
        name: A key of :data:`PRESETS`.
        changes: Arguments of :meth:`Device.generate` that replace the preset's.

    Raises:
        TargetError: There is no such preset.

    Example:
        >>> from qiskit_uplift.backends.presets import preset
        >>> preset("grid-20").num_qubits
        20
    """
    if name not in PRESETS:
        hint = suggestion(name, PRESETS)
        raise TargetError(f"There is no preset {name!r}.{hint} Known: {', '.join(PRESETS)}.")
    return Device.generate(
        **{"seed": 0, "name": name.replace("-", "_"), **PRESETS[name], **changes}
    )
