"""Any backend of pytket by pytket-qiskit's ``TketBackend``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.adapters.flattening import can_flatten, flattened, is_plain
from qiskit_uplift.adapters.options import RunOption
from qiskit_uplift.adapters.provider import Provider, comes_from

# backends of pytket that compute in this process
AER = "pytket.extensions.qiskit.backends.aer"
EMULATOR = "pytket.extensions.qiskit.backends.ibmq_emulator"


class PytketProvider(Provider):
    """``TketBackend``, which hands the number of shots on to pytket and drops every other option.

    Memory comes without being asked for, where pytket's backend has shots. Bits are sorted by the
    names of their registers, so one register is sent.

    A job can't be fetched by its id: it is that of the first circuit alone, and pytket forgets a
    result once it has been read.
    """

    name: ClassVar[str] = "pytket"
    modules: ClassVar[tuple[str, ...]] = ("pytket.extensions.qiskit.tket_backend",)
    read_from: ClassVar[str] = "pytket-qiskit 0.79.0"
    # on Qiskit 2.6 its Target has no measurement, and pytket refuses by itself what doesn't fit
    compiles: ClassVar[bool] = True
    dialect: ClassVar[Dialect] = Dialect(memory=Notation.HEX, counts=Notation.HEX)
    options: ClassVar[tuple[RunOption, ...]] = (
        # where it isn't sent, pytket's backend decides
        RunOption("shots", int, "how often each circuit is run", minimum=1),
    )
    cannot: ClassVar[Mapping[str, str]] = {
        "seed": "TketBackend drops it, though some of pytket's backends have one",
        "shot order": "where pytket's backend gives only counts",
        "control flow": "the Target has none",
    }

    def is_local(self, backend: Any) -> bool:
        """Where pytket's backend is one of the simulators of pytket-qiskit itself."""
        return comes_from(backend._backend, AER, EMULATOR)

    def adapt(self, circuit: QuantumCircuit, backend: Any) -> QuantumCircuit:
        """Registers would be put in the order of their names; bits outside of them are an error."""
        del backend
        return flattened(circuit, into_one=True)

    def refusal(self, circuit: QuantumCircuit, backend: Any) -> str | None:
        """Several registers that can't be made one, as control flow reads them."""
        del backend
        if can_flatten(circuit) or (is_plain(circuit) and len(circuit.cregs) == 1):
            return None
        return (
            "its outcomes are sorted by the names of the registers. Put the clbits into one "
            "register, in their order"
        )
