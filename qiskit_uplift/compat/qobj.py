"""``QasmQobj``, its parts, ``assemble`` and ``disassemble``: Qiskit's own on 1.4, ours on 2.x.

``MeasLevel`` and ``MeasReturnType`` have always been where results are; they are here, too, as
``qiskit.qobj`` had them.

Example:
    >>> import warnings
    >>> from qiskit import QuantumCircuit
    >>> from qiskit_uplift.compat.qobj import assemble, disassemble
    >>> circuit = QuantumCircuit(1, 1)
    >>> circuit.measure(0, 0)  # doctest: +ELLIPSIS
    <...
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")  # on 1.4, Qiskit's own
    ...     circuits, config, header = disassemble(assemble(circuit, shots=5))
    >>> circuits[0] == circuit, config["shots"]
    (True, 5)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qiskit.result.models import MeasLevel, MeasReturnType

from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES

if TYPE_CHECKING or not HAS_LEGACY_CLASSES:
    from qiskit_uplift.compat._assemble import assemble, assemble_circuits
    from qiskit_uplift.compat._disassemble import disassemble
    from qiskit_uplift.compat._header import QobjDictField, QobjExperimentHeader, QobjHeader
    from qiskit_uplift.compat._qobj import (
        QasmQobj,
        QasmQobjConfig,
        QasmQobjExperiment,
        QasmQobjExperimentConfig,
        QasmQobjInstruction,
    )
    from qiskit_uplift.compat._run_config import RunConfig
else:
    from qiskit_uplift._qiskit import legacy

    assemble = legacy.load("qiskit.compiler", "assemble")
    assemble_circuits = legacy.load("qiskit.assembler", "assemble_circuits")
    disassemble = legacy.load("qiskit.assembler", "disassemble")
    QasmQobj = legacy.load("qiskit.qobj", "QasmQobj")
    QasmQobjConfig = legacy.load("qiskit.qobj", "QasmQobjConfig")
    QasmQobjExperiment = legacy.load("qiskit.qobj", "QasmQobjExperiment")
    QasmQobjExperimentConfig = legacy.load("qiskit.qobj", "QasmQobjExperimentConfig")
    QasmQobjInstruction = legacy.load("qiskit.qobj", "QasmQobjInstruction")
    QobjDictField = legacy.load("qiskit.qobj.common", "QobjDictField")
    QobjExperimentHeader = legacy.load("qiskit.qobj", "QobjExperimentHeader")
    QobjHeader = legacy.load("qiskit.qobj", "QobjHeader")
    RunConfig = legacy.load("qiskit.assembler", "RunConfig")

__all__ = [
    "MeasLevel",
    "MeasReturnType",
    "QasmQobj",
    "QasmQobjConfig",
    "QasmQobjExperiment",
    "QasmQobjExperimentConfig",
    "QasmQobjInstruction",
    "QobjDictField",
    "QobjExperimentHeader",
    "QobjHeader",
    "RunConfig",
    "assemble",
    "assemble_circuits",
    "disassemble",
]
