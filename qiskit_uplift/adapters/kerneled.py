"""Data of measurement level 1: a complex number a clbit, not yet told apart into 0 and 1."""

from __future__ import annotations

import numpy as np
from qiskit.primitives import DataBin, SamplerPubResult
from qiskit.primitives.containers.sampler_pub import SamplerPub

from qiskit_uplift.adapters.execution import Execution
from qiskit_uplift.exceptions import DecodingError


def complex_data(pub: SamplerPub, execution: Execution, indices: range) -> SamplerPubResult:
    """Collect the level 1 data of a PUB as Qiskit's ``BackendSamplerV2`` lays it out.

    Each register holds the whole array: of shape ``(*pub, shots, slots)`` for ``meas_return=
    "single"`` and ``(*pub, slots)`` for ``"avg"``.

    Raises:
        DecodingError: The memory isn't made of pairs of real numbers.
    """
    memories = [outcome.memory for index in indices for outcome in execution.raw(index)]
    try:
        pairs = np.array(memories, dtype=float)
    except (TypeError, ValueError) as error:
        raise _unreadable(execution, pub) from error
    if pairs.ndim < 2 or pairs.shape[-1] != 2:
        raise _unreadable(execution, pub)
    values = pairs[..., 0] + 1j * pairs[..., 1]
    values = values.reshape(*pub.parameter_values.shape, *values.shape[1:])
    return SamplerPubResult(
        DataBin(
            **{register.name: values for register in pub.circuit.cregs},
            shape=pub.parameter_values.shape,
        ),
        metadata={"shots": pub.shots, "circuit_metadata": pub.circuit.metadata},
    )


def _unreadable(execution: Execution, pub: SamplerPub) -> DecodingError:
    return DecodingError(
        f"{execution.channel.where}, circuit {pub.circuit.name!r}: meas_level=1 was asked for, and "
        "what came back isn't pairs of in-phase and quadrature values."
    )
