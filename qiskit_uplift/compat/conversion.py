"""From ``BackendV1`` to ``BackendV2`` and back: Qiskit's own on 1.4, ours on 2.x."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES

if TYPE_CHECKING or not HAS_LEGACY_CLASSES:
    from qiskit_uplift.compat._backend_v2_converter import BackendV2Converter
    from qiskit_uplift.compat._convert_to_target import convert_to_target
    from qiskit_uplift.compat._target_to_models import target_to_backend_properties
else:
    from qiskit_uplift._qiskit import legacy

    BackendV2Converter = legacy.load("qiskit.providers", "BackendV2Converter")
    convert_to_target = legacy.load("qiskit.providers", "convert_to_target")
    target_to_backend_properties = legacy.load(
        "qiskit.transpiler.target", "target_to_backend_properties"
    )

__all__ = ["BackendV2Converter", "convert_to_target", "target_to_backend_properties"]
