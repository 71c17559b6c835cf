"""IBM's names of old: refused, or answered on this machine."""

from __future__ import annotations

from dataclasses import replace

from qiskit_uplift.compat._name import NEVER, Name, named

RUNTIME = "qiskit_ibm_runtime"
LOCAL = "qiskit_uplift.backends.local_ibm"
MODES = ("refuse", "local")

_INSTEAD = "qiskit_ibm_runtime.QiskitRuntimeService"
_REFUSED = Name("qiskit_uplift.compat.refused", (1, 0), _INSTEAD, migratable=True)
_LOCAL = Name(LOCAL, (1, 0), _INSTEAD, migratable=True)
_SERVICE = replace(_LOCAL, removed=NEVER)
_MONITOR = Name("qiskit_uplift.compat.execution", (1, 0), "job.wait_for_final_state()", True)

SERVICES = ("IBMQuantumComputeService", "QiskitRuntimeService")
"""What an installed qiskit-ibm-runtime has replaced while simulations answer for it."""

GONE = {
    "qiskit_ibm_provider": "Use qiskit_ibm_runtime, or have local simulations answer: "
    "qiskit-uplift exec --ibm local.",
}


def modules(mode: str) -> dict[str, dict[str, Name]]:
    """The modules that come back."""
    entry = _LOCAL if mode == "local" else _REFUSED
    found = {
        "qiskit.providers.ibmq": named(("IBMQ", "least_busy"), entry),
        "qiskit.providers.ibmq.job": {"job_monitor": _MONITOR},
    }
    if mode == "local":
        found["qiskit_ibm_provider"] = named(("IBMProvider", "least_busy"), entry)
        found["qiskit_ibm_provider.job"] = {"job_monitor": _MONITOR}
        found[RUNTIME] = {"QiskitRuntimeService": _SERVICE}
    return found


def attributes(mode: str) -> dict[str, dict[str, Name]]:
    """What comes back in modules that Qiskit still has."""
    return {"qiskit": {"IBMQ": _LOCAL if mode == "local" else _REFUSED}}
