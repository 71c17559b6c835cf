"""The face of a device that has nothing but ``run``, in any dialect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.adapters.dialects import Notation
from qiskit_uplift.adapters.encoding import encode_counts, encode_memory
from qiskit_uplift.adapters.samples import Samples
from qiskit_uplift.backends.device import Device
from qiskit_uplift.backends.engine import Accepts, Engine
from qiskit_uplift.backends.jobs import DeviceJob, Queue, full_header
from qiskit_uplift.exceptions import suggestion

NO_MEMORY = "none"

_ALIASES = {"binary-registers": Notation.REGISTERS, "ndarray": Notation.BIT_MATRIX}

Header = Literal["full", "name", "absent"]


def notation(name: str) -> Notation:
    """The notation called ``name``; ``ndarray`` and ``binary-registers`` are names, too.

    Raises:
        ValueError: There is none of that name.
    """
    if name in _ALIASES:
        return _ALIASES[name]
    try:
        return Notation(name)
    except ValueError:
        known = [*(item.value for item in Notation), *_ALIASES]
        hint = suggestion(str(name), known)
        msg = f"There is no notation {name!r}.{hint} Known: {', '.join(known)}."
        raise ValueError(msg) from None


class RunOnlyDevice:
    """The reference device as an object with nothing but ``run(circuits, **options)``.

    Args:
        device: What is simulated.
        memory: The notation of the memory (a value of ``Notation``, ``ndarray`` or
            ``binary-registers``), or ``none`` where the device never returns one.
        counts: The notation of the keys of the counts.
        memory_always: Whether the memory is returned even where it isn't asked for.
        options: The options that ``run`` knows.
        unknown_options: ``strict`` raises ``TypeError`` at another option, ``lenient`` ignores it.
        refuses_none: Whether an option whose value is None raises ``TypeError``.
        refuses_lists: Whether a list of circuits, even of one, raises ``TypeError``.
        header: What the result says of a circuit: ``full``, its ``name`` alone, or ``absent``.
        max_shots: The most shots of a job; None for no limit.
        max_circuits: The most circuits of a job; None for no limit.
        accepts: Whether circuits outside the Target are refused; see :class:`Engine`.

    Example:
        >>> from qiskit import QuantumCircuit
        >>> from qiskit_uplift.backends import Device
        >>> from qiskit_uplift.backends.run_only import RunOnlyDevice
        >>> backend = RunOnlyDevice(Device.generate(2, ideal=True), memory="binary")
        >>> circuit = QuantumCircuit(1, 2)
        >>> circuit.x(0), circuit.measure(0, 0)  # doctest: +ELLIPSIS
        (...)
        >>> backend.run(circuit, shots=3, memory=True).result().data(0)["memory"]
        ['01', '01', '01']
    """

    def __init__(
        self,
        device: Device,
        *,
        memory: str = "hex",
        counts: str = "hex",
        memory_always: bool = False,
        options: Sequence[str] = ("shots", "memory", "seed_simulator"),
        unknown_options: Literal["strict", "lenient"] = "strict",
        refuses_none: bool = False,
        refuses_lists: bool = False,
        header: Header = "full",
        max_shots: int | None = None,
        max_circuits: int | None = None,
        accepts: Accepts | None = None,
    ) -> None:
        if unknown_options not in ("strict", "lenient"):
            msg = f"unknown_options is 'strict' or 'lenient', got {unknown_options!r}."
            raise ValueError(msg)
        if header not in ("full", "name", "absent"):
            raise ValueError(f"header is 'full', 'name' or 'absent', got {header!r}.")
        self._memory = None if memory == NO_MEMORY else notation(memory)
        self._counts = notation(counts)
        if self._counts in (Notation.BIT_MATRIX, Notation.BIT_MATRIX_REVERSED):
            raise ValueError(f"A matrix can't be the key of counts: {counts!r}.")
        self._memory_always = memory_always
        self._known = frozenset(options)
        self._strict = unknown_options == "strict"
        self._refuses_none = refuses_none
        self._refuses_lists = refuses_lists
        self._header = header
        self._queue = Queue(Engine(device, accepts), max_shots, max_circuits)

    def run(self, circuits: QuantumCircuit | Sequence[QuantumCircuit], **options: Any) -> DeviceJob:
        """Run circuits whose qubit ``i`` is the device's qubit ``i``.

        Args:
            circuits: One circuit, or several where the device takes lists.
            options: ``shots`` (by default 1024, or the most that it takes), ``memory`` and
                ``seed_simulator``, of which the device may know fewer.

        Raises:
            TypeError: An option, a None or a list that the device refuses.
            LimitError: Too many shots or circuits.
            InvalidCircuitError: The device can't run a circuit.
        """
        if self._refuses_lists and not isinstance(circuits, QuantumCircuit):
            raise TypeError(f"run() takes one circuit, not a {type(circuits).__name__}")
        for name, value in options.items():
            if self._strict and name not in self._known:
                raise TypeError(f"run() got an unexpected keyword argument {name!r}")
            if self._refuses_none and value is None:
                raise TypeError(f"run() got None for the argument {name!r}")
        known = {name: value for name, value in options.items() if name in self._known}
        shots = known.get("shots")
        memory = self._memory_always or bool(known.get("memory"))

        def write(circuit: QuantumCircuit, samples: Samples) -> Mapping[str, Any]:
            return self._write(circuit, samples, memory)

        return self._queue.submit(
            self,
            circuits,
            self._queue.default_shots if shots is None else shots,
            known.get("seed_simulator"),
            write,
        )

    def _write(self, circuit: QuantumCircuit, samples: Samples, memory: bool) -> Mapping[str, Any]:
        data: dict[str, Any] = {"counts": encode_counts(samples, self._counts, circuit)}
        if memory and self._memory is not None:
            data["memory"] = encode_memory(samples, self._memory, circuit)
        if self._header == "absent":
            return {"data": data}
        header = full_header(circuit) if self._header == "full" else {"name": circuit.name}
        return {"data": data, "header": header}
