"""Jobs and results as the commands wait for them and print them."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from qiskit.primitives.containers.estimator_pub import EstimatorPub

from qiskit_uplift.adapters.backend import BackendAdapter, uplift
from qiskit_uplift.adapters.jobs import AdapterJob
from qiskit_uplift.cli import output
from qiskit_uplift.cli.errors import Interruption

HOSTS = "?hosts="
"""What comes before the file of hosts in a specification such as ``host:NAME?hosts=FILE``."""

SHORT = 8
"""So many characters of a run's id are shown, where they are enough to tell it from the others."""


def open_backend(spec: str) -> BackendAdapter:
    """The backend of a specification, or of ``host:NAME``, one in another interpreter."""
    kind, _, name = spec.partition(":")
    if kind == "host":
        from qiskit_uplift.compat.host.files import open_host

        name, _, file = name.partition(HOSTS)
        return uplift(open_host(name, file or None))
    from qiskit_uplift.backends.specs import load_backend

    return uplift(load_backend(spec))


def identity(adapter: BackendAdapter) -> dict[str, Any]:
    """What a backend is called, and how it is reached."""
    file = adapter.provider_file.name
    return {"name": adapter.name, "route": adapter.route, "provider_file": file}


@contextlib.contextmanager
def resumable(adapter: BackendAdapter, spec: str) -> Iterator[None]:
    """Say at an interrupt how to go on with the run that was begun inside, if it can be."""
    start = time.time()
    try:
        yield
    except KeyboardInterrupt as interrupt:
        journal = adapter.journal
        begun = [] if journal is None else journal.runs()
        own = [run for run in begun if run.created >= start and run.backend == adapter.name]
        if not own:
            raise
        raise go_on(own[0].run_id, spec) from interrupt


def go_on(run_id: str, spec: str) -> Interruption:
    """What to say when the waiting for a run is interrupted."""
    return Interruption(
        f"Nothing was cancelled; 'qiskit-uplift jobs resume {run_id[:SHORT]} --backend {spec}' "
        "goes on with the run."
    )


def finished(job: AdapterJob) -> Any:
    """The result of a job; a terminal shows how far it is."""
    job.wait()
    return job.result()


def counted(labels: Sequence[str], result: Any) -> list[dict[str, Any]]:
    """Counts by register; a PUB with parameter values has an entry for each of its circuits."""
    return [
        {
            "circuit": label if index == () else f"{label} {list(index)}",
            "registers": {
                name: {"num_bits": bits.num_bits, "shots": bits.num_shots,
                       "counts": dict(sorted(bits[index].get_counts().items()))}
                for name, bits in pub_result.data.items()
            },
            "metadata": pub_result.metadata,
        }
        for label, pub_result in zip(labels, result, strict=True)
        for index in np.ndindex(pub_result.data.shape)
    ]  # fmt: skip


def estimated(
    labels: Sequence[str], pubs: Sequence[Any], result: Any, *, shortened: Sequence[bool]
) -> list[dict[str, Any]]:
    """Expectation values, an entry a PUB.

    Args:
        labels: What the PUBs are called.
        pubs: What was run.
        result: What came of it.
        shortened: Whether measurements at the end of a circuit were left out.
    """
    return [
        {
            "circuit": label,
            "final_measurements_removed": cut,
            "observables": [
                {"observable": observable, "value": float(value), "std": float(std)}
                for observable, value, std in zip(
                    _observables(pub),
                    np.ravel(pub_result.data.evs),
                    np.ravel(pub_result.data.stds),
                    strict=True,
                )
            ],
            "metadata": pub_result.metadata,
        }
        for label, pub, pub_result, cut in zip(labels, pubs, result, shortened, strict=True)
    ]


def _observables(pub: Any) -> list[dict[str, float]]:
    """The observable of each value of a PUB."""
    coerced = EstimatorPub.coerce(pub, precision=0.1)
    array = np.asarray(coerced.observables)
    return [
        {label: complex(coefficient).real for label, coefficient in each.items()}
        for each in np.broadcast_to(array, coerced.shape).ravel()
    ]


def show(adapter: BackendAdapter, results: list[dict[str, Any]], *, as_json: bool) -> None:
    """Print results, of either kind."""
    if as_json:
        output.print_json({"backend": identity(adapter), "results": results})
        return
    for result in results:
        output.heading(f"{result['circuit']} on {adapter.name}")
        if "registers" in result:
            for name, register in result["registers"].items():
                width, shots = register["num_bits"], register["shots"]
                output.line(f"{name}: {width} bit{'s' * (width != 1)}, {shots} shots")
                output.counts_table(register["counts"])
        else:
            rows = [
                (_shortened(each["observable"]),
                 f"{each['value']:+.5f} {output.plus_minus()} {each['std']:.5f}")
                for each in result["observables"]
            ]  # fmt: skip
            output.table(("observable", "value"), rows)
            if result["final_measurements_removed"]:
                output.line("The measurements at the end of the circuit were left out.")
        for note in _notes(result["metadata"]):
            output.line(note)
        output.line()
    route = f"{adapter.route}, provider file {adapter.provider_file.name}"
    output.line(f"Reached as: {route}.", indent=0)


def _shortened(observable: dict[str, float]) -> str:
    terms = [f"{coefficient:+.4g} {label}" for label, coefficient in observable.items()]
    return " ".join(terms) if len(terms) <= 6 else f"{' '.join(terms[:5])} ... {len(terms)} terms"


def _notes(metadata: dict[str, Any]) -> list[str]:
    notes = []
    if metadata.get("sent"):
        sent = ", ".join(f"{name}={value!r}" for name, value in metadata["sent"].items())
        notes.append(f"Sent: {sent}")
    if "shots_per_job" in metadata:
        notes.append(f"In jobs of {', '.join(map(str, metadata['shots_per_job']))} shots.")
    if "requested_shots" in metadata:
        notes.append(f"{metadata['requested_shots']} shots were asked for.")
    return notes
