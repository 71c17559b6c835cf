"""QPY files, Qiskit's own binary format."""

from __future__ import annotations

import io
import re
import struct
import zlib

from qiskit import QuantumCircuit, qpy
from qiskit.exceptions import QiskitError

from qiskit_uplift.cli.errors import InputError, message_of

MAGIC = b"QISKIT"

_FRAME = re.compile(r"[\u2500-\u257f]+(?: Backtrace [\u2500-\u257f]+)? ?")

# What Qiskit's reader raises over a damaged file depends on where the damage is.
DAMAGED = (
    QiskitError,
    struct.error,
    zlib.error,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    TypeError,
    ValueError,
)


def load(data: bytes, label: str) -> list[QuantumCircuit]:
    """Return the circuits of a QPY file.

    Args:
        data: The file.
        label: The file, as messages name it.

    Raises:
        InputError: The file is damaged, is of a newer Qiskit, holds none, or something else.
    """
    try:
        programs = qpy.load(io.BytesIO(data))
    except DAMAGED as error:
        raise InputError(
            f"{label}: this QPY file can't be read, it is damaged or was written by a newer "
            f"Qiskit (then write it again with qpy.dump(..., version=13)): "
            f"{_FRAME.sub('', message_of(error))}"
        ) from error
    if not programs:
        raise InputError(f"{label}: this QPY file holds no circuits.")
    for index, program in enumerate(programs):
        if not isinstance(program, QuantumCircuit):
            raise InputError(
                f"{label}[{index}]: is a {type(program).__name__}; only circuits can be run."
            )
    return list(programs)
