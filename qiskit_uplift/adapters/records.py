"""`RunRecord`: all that is needed to go on with a run in another process, as plain bytes."""

from __future__ import annotations

import io
import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from qiskit import qpy
from qiskit.primitives.containers.estimator_pub import EstimatorPub
from qiskit.primitives.containers.sampler_pub import SamplerPub

from qiskit_uplift.adapters.planning import Batch
from qiskit_uplift.adapters.samples import Samples, num_bytes

Kind = Literal["sampler", "estimator"]
State = Literal["planned", "sending", "sent", "done", "failed"]

WITHHELD = "withheld by the journal"
"""What is written in the place of a value that must not, or can't, be written."""

_LARGE = 1 << 20  # bytes of outcomes from which on they are written as they are

_SECRET = re.compile(r"token|secret|passw|api[_-]?key|credential|authori[sz]ation|cookie", re.I)
_TOLD_SECRET = re.compile(
    r"(?i)((?:token|secret|password|api[_-]?key|authorization)[\"']?\s*[:=]\s*[\"']?"
    r"(?:bearer\s+|basic\s+|apikey\s+)?|bearer\s+)[^\s\"',;&)]+"
)


@dataclass
class BatchRecord:
    """What is known of one batch.

    Attributes:
        batch: Its circuits and shots.
        state: ``"planned"``; ``"sending"`` while it is handed over, so that a batch which is found
            so may have been accepted or not; ``"sent"``; ``"done"``; ``"failed"``.
        job_ids: The provider's ids.
        samples: Its outcomes, once they were read.
        error: Why it failed.
    """

    batch: Batch
    state: State = "planned"
    job_ids: list[str] = field(default_factory=list)
    samples: list[Samples] | None = None
    error: str | None = None


@dataclass
class RunRecord:
    """A run of a primitive.

    Attributes:
        run_id: The id of its job.
        kind: Which primitive.
        backend: The backend's name.
        provider: The name of the provider file.
        pubs: What was run; see `write_pubs`.
        settings: The primitive's options, as `plain` leaves them.
        created: When, in seconds since 1970.
        versions: Of the packages that had a part in it.
        batches: What became of each batch, by stage of the run.
    """

    run_id: str
    kind: Kind
    backend: str
    provider: str
    pubs: bytes
    settings: dict[str, Any]
    created: float
    versions: dict[str, str]
    batches: dict[int, list[BatchRecord]] = field(default_factory=dict)

    @property
    def states(self) -> list[State]:
        """The states of all batches."""
        return [each.state for stage in self.batches.values() for each in stage]


def write_pubs(pubs: Sequence[SamplerPub] | Sequence[EstimatorPub]) -> bytes:
    """PUBs as bytes: circuits in Qiskit's QPY, numbers as they are in memory.

    Raises:
        QpyError: Qiskit can't write a circuit.
    """
    circuits: dict[int, Any] = {}
    entries, arrays = [], []
    for pub in pubs:
        values = pub.parameter_values.as_array(pub.circuit.parameters)
        circuits.setdefault(id(pub.circuit), (len(circuits), pub.circuit))
        entry: dict[str, Any] = {
            "circuit": circuits[id(pub.circuit)][0],
            "shape": list(values.shape),
        }
        if isinstance(pub, EstimatorPub):
            given = np.asarray(pub.observables)
            entry["precision"] = float(pub.precision)
            entry["observables"] = [
                {label: [complex(c).real, complex(c).imag] for label, c in observable.items()}
                for observable in given.ravel()
            ]
            entry["observables_shape"] = list(given.shape)
        else:
            entry["shots"] = int(pub.shots)
        entries.append(entry)
        arrays.append(np.ascontiguousarray(values, dtype="<f8").tobytes())
    buffer = io.BytesIO()
    qpy.dump([circuit for _, circuit in circuits.values()], buffer)
    return _pack(entries, [buffer.getvalue(), *arrays])


def read_pubs(data: bytes, kind: Kind) -> list[Any]:
    """The PUBs of `write_pubs`, as tuples that a primitive takes."""
    entries, (written, *arrays) = _unpack(data)
    circuits = qpy.load(io.BytesIO(written))
    pubs: list[Any] = []
    for entry, array in zip(entries, arrays, strict=True):
        circuit = circuits[entry["circuit"]]
        values = np.frombuffer(array, dtype="<f8").reshape(entry["shape"])
        if kind == "sampler":
            pubs.append((circuit, values, entry["shots"]))
            continue
        observables = np.empty(len(entry["observables"]), dtype=object)
        for i, observable in enumerate(entry["observables"]):
            observables[i] = {label: _number(*parts) for label, parts in observable.items()}
        shaped = observables.reshape(entry["observables_shape"])
        pubs.append((circuit, shaped.tolist(), values, entry["precision"]))
    return pubs


def _number(real: float, imaginary: float) -> complex:
    return complex(real, imaginary) if imaginary else real


def write_samples(samples: Sequence[Samples]) -> bytes:
    """Outcomes as bytes, compressed where that is worth its time."""
    header = [[one.num_bits, len(one.packed), one.weights is not None] for one in samples]
    blobs = []
    for one in samples:
        blobs.append(one.packed.tobytes())
        blobs.append(b"" if one.weights is None else one.weights.astype("<i8").tobytes())
    data = _pack(header, blobs)
    # compressing many random outcomes takes longer than to write them
    return b"z" + zlib.compress(data, 1) if len(data) < _LARGE else b"-" + data


def read_samples(data: bytes) -> list[Samples]:
    """The outcomes of `write_samples`."""
    header, blobs = _unpack(zlib.decompress(data[1:]) if data[:1] == b"z" else data[1:])
    samples = []
    for place, (num_bits, rows, weighted) in enumerate(header):
        packed = np.frombuffer(blobs[2 * place], dtype=np.uint8).reshape(rows, num_bytes(num_bits))
        weights = np.frombuffer(blobs[2 * place + 1], dtype="<i8").astype(np.int64)
        samples.append(Samples(packed, num_bits, weights if weighted else None))
    return samples


def plain(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options as JSON can hold them, with `WITHHELD` for credentials and for what it can't hold."""
    return {
        name: WITHHELD if is_secret_name(name) else _plain(value) for name, value in options.items()
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        named = all(isinstance(key, str) for key in value)
        return plain(value) if named else WITHHELD
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, np.generic):
        value = value.item()
    return value if value is None or isinstance(value, (bool, int, float, str)) else WITHHELD


def is_secret_name(name: str) -> bool:
    """Whether an option of that name holds a credential."""
    return _SECRET.search(name) is not None


def withheld(options: Any) -> list[str]:
    """The names of the options that were withheld, those inside of others after a dot."""
    if not isinstance(options, Mapping):
        return []
    found = []
    for name, value in options.items():
        inside = value if isinstance(value, list) else [value]
        if WITHHELD in inside:
            found.append(str(name))
        found += [f"{name}.{below}" for each in inside for below in withheld(each)]
    return found


def told(error: BaseException) -> str:
    """An error's text, without what looks like a credential."""
    return _TOLD_SECRET.sub(rf"\1({WITHHELD})", f"{type(error).__name__}: {error}")


def _pack(header: Any, blobs: Sequence[bytes]) -> bytes:
    head = json.dumps([header, [len(blob) for blob in blobs]]).encode()
    return b"".join([len(head).to_bytes(8, "big"), head, *blobs])


def _unpack(data: bytes) -> tuple[Any, list[bytes]]:
    start = 8 + int.from_bytes(data[:8], "big")
    header, lengths = json.loads(data[8:start])
    blobs = []
    for length in lengths:
        blobs.append(data[start : start + length])
        start += length
    return header, blobs
