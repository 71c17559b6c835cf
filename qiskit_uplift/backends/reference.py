"""`reference_device`: the bundled device with any face, in one call."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qiskit_uplift.backends.device import Device
from qiskit_uplift.backends.faults import Fault, with_faults
from qiskit_uplift.backends.legacy import LegacyDevice
from qiskit_uplift.backends.modern import ModernDevice
from qiskit_uplift.backends.presets import preset as preset_device
from qiskit_uplift.backends.run_only import RunOnlyDevice
from qiskit_uplift.backends.snapshots import snapshot_files
from qiskit_uplift.exceptions import TargetError, suggestion

FACES: dict[str, Any] = {
    "modern": ModernDevice,
    "legacy": LegacyDevice,
    "run-only": RunOnlyDevice,
}
"""The classes of the faces by their names."""


def reference_device(
    face: str = "modern",
    qubits: int | None = None,
    topology: str | None = None,
    *,
    seed: int | None = None,
    ideal: bool | None = None,
    preset: str | None = None,
    snapshot: str | Path | None = None,
    faults: Sequence[Fault] = (),
    fault_seed: int | None = None,
    **face_options: Any,
) -> Any:
    """A backend over the reference device.

    Args:
        face: ``modern`` (a ``BackendV2``), ``legacy`` (a ``BackendV1``) or ``run-only``.
        qubits: 1 to 156; 5 by default, or what the preset says.
        topology: ``line`` (the default), ``ring``, ``grid``, ``heavy-hex`` or ``all-to-all``.
        seed: Decides the device's errors and times; 0 by default.
        ideal: Whether there is no noise at all; False by default.
        preset: A name of ``presets.PRESETS`` to start from.
        snapshot: A folder with ``conf_*.json`` (and ``props_*.json``), or that file; it says all
            about the device, so none of the arguments above but ``face`` go with it.
        faults: What goes wrong on it; see :func:`~qiskit_uplift.backends.faults.with_faults`.
        fault_seed: Decides when faults strike; 0 by default.
        face_options: What the face's class takes beside the device.

    Raises:
        TargetError: No such device or face can be made.
        TypeError: The face has no such option.
        ValueError: The face can't have one of the faults.

    Example:
        >>> from qiskit_uplift.backends import reference_device
        >>> reference_device("modern", 7, "heavy-hex", seed=3).num_qubits
        7
    """
    if face not in FACES:
        hint = suggestion(str(face), FACES)
        raise TargetError(f"There is no face {face!r}.{hint} Known: {', '.join(FACES)}.")
    asked: dict[str, Any] = {
        "num_qubits": qubits,
        "topology": topology,
        "seed": seed,
        "ideal": ideal,
    }
    asked = {key: value for key, value in asked.items() if value is not None}
    if snapshot is not None:
        if asked or preset is not None:
            given = [*asked, *(["preset"] if preset else [])]
            names = ", ".join(sorted(given)).replace("num_qubits", "qubits")
            raise TargetError(f"A snapshot says all about the device; leave out {names}.")
        device = Device.from_properties(*snapshot_files(snapshot))
    elif preset is not None:
        device = preset_device(preset, **asked)
    else:
        device = Device.generate(**{"num_qubits": 5, **asked})
    backend = FACES[face](device, **face_options)
    if faults:
        return with_faults(backend, *faults, seed=fault_seed or 0)
    if fault_seed is not None:
        raise TargetError("fault_seed decides when faults strike, and there are no faults.")
    return backend
