"""How the two described faces run: options by name, outcomes in Qiskit's own hexadecimal."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.adapters.dialects import Notation
from qiskit_uplift.adapters.encoding import encode_counts, encode_memory
from qiskit_uplift.adapters.samples import Samples
from qiskit_uplift.backends.jobs import DeviceJob, Queue, full_header


def submit_plain(
    queue: Queue,
    backend: Any,
    run_input: QuantumCircuit | Sequence[QuantumCircuit],
    given: Mapping[str, Any],
) -> DeviceJob:
    """Put circuits in the queue, with the backend's options and those given over them.

    Args:
        queue: Of the device.
        backend: The face, whose ``options`` hold the defaults.
        run_input: One circuit or several.
        given: The options of this run. One that the face doesn't have is warned of, as Qiskit's own
            backends do, and has no effect.
    """
    settings = dict(backend.options.items())
    for name, value in given.items():
        if name not in settings:
            warnings.warn(
                f"Option {name} is not used by {queue.engine.device.name}.",
                UserWarning,
                stacklevel=3,
            )
        settings[name] = value
    memory = bool(settings["memory"])

    def write(circuit: QuantumCircuit, samples: Samples) -> Mapping[str, Any]:
        data: dict[str, Any] = {"counts": encode_counts(samples, Notation.HEX, circuit)}
        if memory:
            data["memory"] = encode_memory(samples, Notation.HEX, circuit)
        return {"data": data, "header": full_header(circuit)}

    return queue.submit(backend, run_input, settings["shots"], settings["seed_simulator"], write)
