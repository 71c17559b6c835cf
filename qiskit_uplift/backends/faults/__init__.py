"""Fault injection: a device that fails as real ones do, on demand and by a seed.

``base`` says what a `Fault` is and when it strikes; ``calls`` holds the faults of submission,
status, result, cancelling and retrieval, ``payload`` those of what a result holds, ``names`` all of
them by name. ``device`` puts them on a backend, ``job`` on its jobs, and ``log`` is what the device
saw. ``errors`` are those that the device raises.

Example:
    >>> from qiskit import QuantumCircuit
    >>> from qiskit_uplift.backends import reference_device
    >>> from qiskit_uplift.backends.faults import ShortShots, device_log, with_faults
    >>> circuit = QuantumCircuit(1)
    >>> circuit.measure_all()
    >>> backend = with_faults(reference_device(ideal=True), ShortShots(fraction=0.9))
    >>> backend.run(circuit, shots=100).result().get_counts()
    {'0': 90}
    >>> device_log(backend).submissions[0].faults
    ('short-shots',)
"""

from qiskit_uplift.backends.faults.base import ExperimentFault, Fault
from qiskit_uplift.backends.faults.calls import (
    BatchFails,
    CancelIgnored,
    LostAnswer,
    NetworkCut,
    NeverComes,
    PermanentSubmit,
    QueueDelay,
    SlowStatus,
    TransientSubmit,
    UnknownJob,
)
from qiskit_uplift.backends.faults.device import device_log, with_faults
from qiskit_uplift.backends.faults.errors import (
    PermanentDeviceError,
    TransientDeviceError,
    UnreachableDeviceError,
)
from qiskit_uplift.backends.faults.job import FaultyJob
from qiskit_uplift.backends.faults.log import DeviceCall, DeviceLog, SeenSubmission
from qiskit_uplift.backends.faults.names import FAULTS, parse_fault
from qiskit_uplift.backends.faults.payload import (
    Duplicated,
    FailedExperiment,
    Malformed,
    MissingExperiment,
    NoResult,
    OutOfOrder,
    Overwritten,
    ShortShots,
)

__all__ = [
    "FAULTS",
    "BatchFails",
    "CancelIgnored",
    "DeviceCall",
    "DeviceLog",
    "Duplicated",
    "ExperimentFault",
    "FailedExperiment",
    "Fault",
    "FaultyJob",
    "LostAnswer",
    "Malformed",
    "MissingExperiment",
    "NetworkCut",
    "NeverComes",
    "NoResult",
    "OutOfOrder",
    "Overwritten",
    "PermanentDeviceError",
    "PermanentSubmit",
    "QueueDelay",
    "SeenSubmission",
    "ShortShots",
    "SlowStatus",
    "TransientDeviceError",
    "TransientSubmit",
    "UnknownJob",
    "UnreachableDeviceError",
    "device_log",
    "parse_fault",
    "with_faults",
]
