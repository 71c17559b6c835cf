"""``backend.run`` for services that have only Samplers: ours on every Qiskit.

Example:
    >>> from qiskit import QuantumCircuit
    >>> from qiskit.primitives import StatevectorSampler
    >>> from qiskit_uplift.compat.running import run
    >>> circuit = QuantumCircuit(1)
    >>> circuit.x(0)  # doctest: +ELLIPSIS
    <...
    >>> circuit.measure_all()
    >>> run(StatevectorSampler(), circuit, shots=10).result().get_counts()
    {'1': 10}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Integral
from typing import Any

from qiskit.circuit import QuantumCircuit
from qiskit.primitives import BaseSamplerV2

from qiskit_uplift.compat._plain_registers import Sent
from qiskit_uplift.compat._sampler_job import SamplerRunJob
from qiskit_uplift.exceptions import InvalidCircuitError, OptionError, UnsupportedBackendError

__all__ = ["LegacyRun", "run"]

_IBM = "qiskit_ibm_runtime"

_ONLY: Mapping[str, Any] = {"meas_level": 2, "init_qubits": True}
"""Options that a Sampler has no place for, with the one value that says what it does anyway."""

_INSTEAD = {
    "seed": "give it to the Sampler, as in StatevectorSampler(seed=...)",
    "seed_simulator": "give it to the Sampler, as in StatevectorSampler(seed=...)",
    "noise_model": "give it to the Sampler or its backend",
    "parameter_binds": "bind the values, circuit.assign_parameters(...), before the run",
    "meas_level": "a Sampler classifies: meas_level=2",
    "meas_return": "a Sampler classifies, and memory=True gives single shots",
    "init_qubits": "a Sampler starts from 0 in all qubits",
}


def run(
    backend_or_sampler: Any,
    circuits: QuantumCircuit | Sequence[QuantumCircuit],
    shots: int | None = None,
    memory: bool | None = None,
    **options: Any,
) -> Any:
    """Run circuits as ``backend.run`` did, on a Sampler or on a backend that still has it.

    Args:
        backend_or_sampler: A Sampler of the second version, or a backend with ``run``, which gets
            everything as it is. The ``run`` of IBM's backends only raises: they are run by the
            Sampler of qiskit-ibm-runtime, with its own options as they are by default.
        circuits: One circuit or several, ready for the backend, without free parameters.
        shots: How often each is run; by default what the Sampler or backend does by default.
        memory: Whether the result holds each shot; by default it doesn't.
        options: Other options of the backend's ``run``. A Sampler takes none of them; one that is
            None, or says what a Sampler does anyway (``meas_level=2``, ``init_qubits=True``), is
            as if it weren't given.

    Returns:
        The job; of a Sampler, one with the methods of old, whose result is a
        ``qiskit.result.Result`` with counts, memory and headers.

    Raises:
        OptionError: An option that a Sampler has no place for.
        InvalidCircuitError: There is no circuit, or one measures nothing or has free parameters.
        UnsupportedBackendError: It is neither a Sampler nor a backend with ``run``.

    Example:
        >>> from qiskit.circuit import ClassicalRegister, QuantumRegister
        >>> from qiskit.primitives import StatevectorSampler
        >>> a, b = ClassicalRegister(1, "a"), ClassicalRegister(2, "b")
        >>> circuit = QuantumCircuit(QuantumRegister(1, "q"), a, b)
        >>> instructions = circuit.x(0), circuit.measure(0, a[0])
        >>> result = run(StatevectorSampler(), circuit, shots=2, memory=True).result()
        >>> result.get_memory(), result.results[0].header.memory_slots
        (['00 1', '00 1'], 3)
    """
    if _only_samples(backend_or_sampler):
        backend_or_sampler = _ibm_sampler(backend_or_sampler)
    if isinstance(backend_or_sampler, BaseSamplerV2):
        return LegacyRun(backend_or_sampler).run(circuits, shots=shots, memory=memory, **options)
    if not callable(getattr(backend_or_sampler, "run", None)):
        raise UnsupportedBackendError(
            f"{backend_or_sampler!r} ({type(backend_or_sampler).__name__}) is neither a Sampler of "
            "the second version nor a backend with run(circuits, ...)."
        )
    given = {"shots": shots, "memory": memory, **options}
    return backend_or_sampler.run(
        circuits, **{name: value for name, value in given.items() if value is not None}
    )


class LegacyRun:
    """A backend with ``run``, over a Sampler; what else is asked is answered by the backend.

    Args:
        sampler: A Sampler of the second version.
        backend: The backend that it runs on; by default what the Sampler says, if it does.

    Raises:
        UnsupportedBackendError: It is no Sampler of the second version.

    Example:
        >>> from qiskit.primitives import StatevectorSampler
        >>> backend = LegacyRun(StatevectorSampler(default_shots=7))
        >>> circuit = QuantumCircuit(1, name="still")
        >>> circuit.measure_all()
        >>> backend.run([circuit]).result().get_counts("still")
        {'0': 7}
    """

    def __init__(self, sampler: BaseSamplerV2, backend: Any = None) -> None:
        if not isinstance(sampler, BaseSamplerV2):
            raise UnsupportedBackendError(
                f"{sampler!r} ({type(sampler).__name__}) is no Sampler of the second version."
            )
        self.sampler = sampler
        self._backend = _backend_of(sampler) if backend is None else backend

    def __getattr__(self, name: str) -> Any:
        # Private names, which unpickling and copying ask for, are never the backend's.
        backend = None if name.startswith("_") else self._backend
        if backend is None:
            raise AttributeError(
                f"LegacyRun over a {type(self.__dict__.get('sampler')).__name__} has no {name!r}."
            )
        return getattr(backend, name)

    def run(
        self,
        circuits: QuantumCircuit | Sequence[QuantumCircuit],
        shots: int | None = None,
        memory: bool | None = None,
        **options: Any,
    ) -> SamplerRunJob:
        """Run circuits; see :func:`run`."""
        _refuse(options)
        if shots is not None and (
            not isinstance(shots, Integral) or isinstance(shots, bool) or shots < 1
        ):
            raise OptionError(f"shots={shots!r}; it has to be a number from 1.")
        if memory is not None and not isinstance(memory, bool):
            raise OptionError(f"memory={memory!r}; it has to be True or False.")
        checked = _checked(circuits)
        sent = [Sent.of(circuit) for circuit in checked]
        amount: dict[str, Any] = {} if shots is None else {"shots": int(shots)}
        job = self.sampler.run([each.circuit for each in sent], **amount)
        backend = self if self._backend is None else self._backend
        return SamplerRunJob(job, backend, checked, sent, memory=bool(memory))

    def __repr__(self) -> str:
        return f"LegacyRun({self.sampler!r})"


def _only_samples(backend: Any) -> bool:
    """Whether it is one of qiskit-ibm-runtime's backends on a server, whose ``run`` raises."""
    return any(
        kind.__name__ == "IBMBackend" and kind.__module__.partition(".")[0] == _IBM
        for kind in type(backend).__mro__
    )


def _ibm_sampler(backend: Any) -> Any:
    try:  # since 0.50; it says that the older one is deprecated
        from qiskit_ibm_runtime.executor_sampler import Sampler
    except ImportError:
        from qiskit_ibm_runtime import SamplerV2 as Sampler
    return Sampler(mode=backend)


def _backend_of(sampler: Any) -> Any:
    backend = getattr(sampler, "backend", None)
    # Qiskit's has an attribute, IBM's a method; a backend may be callable, but has run
    return backend() if callable(backend) and not hasattr(backend, "run") else backend


def _refuse(options: Mapping[str, Any]) -> None:
    refused = sorted(
        name
        for name, value in options.items()
        if value is not None and not (name in _ONLY and value == _ONLY[name])
    )
    if refused:
        told = "; ".join(
            f"{name}={options[name]!r}" + (f" ({_INSTEAD[name]})" if name in _INSTEAD else "")
            for name in refused
        )
        raise OptionError(
            f"A Sampler's run takes shots, and has no place for {told}. Leave that out."
        )


def _checked(circuits: QuantumCircuit | Sequence[QuantumCircuit]) -> list[QuantumCircuit]:
    found = [circuits] if isinstance(circuits, QuantumCircuit) else list(circuits)
    if not found:
        raise InvalidCircuitError("There is no circuit to run.")
    for number, circuit in enumerate(found):
        if not isinstance(circuit, QuantumCircuit):
            raise InvalidCircuitError(
                f"Item {number} is a {type(circuit).__name__}; a Sampler runs QuantumCircuits."
            )
        if not any(item.clbits or item.name == "store" for item in circuit.data):
            raise InvalidCircuitError(
                f"Circuit {circuit.name!r} measures nothing into classical bits, so a Sampler has "
                "nothing to return; add circuit.measure_all()."
            )
        if circuit.parameters:
            names = ", ".join(parameter.name for parameter in circuit.parameters)
            raise InvalidCircuitError(
                f"Circuit {circuit.name!r} has free parameters: {names}. Bind them, "
                "circuit.assign_parameters(...)."
            )
    return found
