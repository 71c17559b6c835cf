"""The contract of a Sampler: what it takes, what it refuses, what its results are."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
from qiskit.circuit import ClassicalRegister, Parameter, QuantumCircuit
from qiskit.primitives import BitArray, DataBin, PrimitiveResult, PubResult
from qiskit.primitives.containers.bindings_array import BindingsArray
from qiskit.primitives.containers.sampler_pub import SamplerPub

from qiskit_uplift.conformance.checking import Level, Need, Severity, check
from qiskit_uplift.conformance.circuits import prepared
from qiskit_uplift.conformance.documents import PRIMITIVES, SAMPLER
from qiskit_uplift.conformance.outcomes import of_pub
from qiskit_uplift.conformance.primitive_runs import judge_no_pubs
from qiskit_uplift.conformance.trial import Trial

BOTH = (Need.SAMPLER, Need.TARGET)


def _one(trial: Trial) -> QuantumCircuit:
    circuit = QuantumCircuit(1, 1, name="one", metadata={"from": "the conformance kit"})
    circuit.x(0)
    circuit.measure(0, 0)
    return prepared(trial.target, circuit)


def _turned(trial: Trial) -> tuple[QuantumCircuit, Parameter]:
    angle = Parameter("angle")
    circuit = QuantumCircuit(1, 1, name="turned")
    circuit.h(0)
    circuit.rz(angle, 0)
    circuit.h(0)
    circuit.measure(0, 0)
    return prepared(trial.target, circuit), angle


def _answer(trial: Trial, pubs: list[Any], shots: Any) -> Any:
    return trial.sampler.result(trial.sampler.submit(pubs, shots=shots, cost=1))


@check(
    "sampler.containers",
    demands="A result is a PrimitiveResult of PubResults with a DataBin, which has a BitArray for "
    "each register, of its bits and shots.",
    source=PRIMITIVES,
    severity=Severity.MAJOR,
    level=Level.GOLD,
    needs=BOTH,
    shots=64,
    jobs=1,
    stochastic=False,
)
def containers(trial: Trial) -> None:
    """Look at the types of a result for two registers."""
    circuit = QuantumCircuit(1, name="two_registers")
    first, second = ClassicalRegister(1, "first"), ClassicalRegister(9, "second")
    circuit.add_register(first, second)
    circuit.measure(0, first[0])
    circuit.measure(0, second[8])
    ready = prepared(trial.target, circuit)
    shots = trial.shots(64)
    result = trial.sampler.result(trial.sampler.submit([(ready, None, shots)]))
    _typed(trial, result, PrimitiveResult, "sampler.run(...).result()")
    _typed(trial, result[0], PubResult, "result[0]")
    _typed(trial, result[0].data, DataBin, "result[0].data")
    for register in (first, second):
        name = f"result[0].data.{register.name}"
        array: Any = getattr(result[0].data, register.name, None)
        _typed(trial, array, BitArray, name)
        told = (array.num_bits, array.num_shots, array.shape)
        trial.require(
            told == (len(register), shots, ()),
            f"{name} has not the bits and shots of its register.",
            expected=f"{len(register)} bits, {shots} shots, shape ()",
            observed=f"{told[0]} bits, {told[1]} shots, shape {told[2]}",
            circuit=ready,
        )


def _typed(trial: Trial, value: Any, kind: type, name: str) -> None:
    trial.require(
        isinstance(value, kind), f"{name} is no {kind.__name__}.",
        expected=kind.__name__, observed=type(value).__name__, call=name,
    )  # fmt: skip


@check(
    "sampler.spellings",
    demands="A PUB may be a circuit, a tuple of one to three, or a SamplerPub; values may be a "
    "list, an array, a mapping or a BindingsArray.",
    source=SAMPLER,
    severity=Severity.MAJOR,
    level=Level.GOLD,
    needs=BOTH,
    shots=1100,
    jobs=11,
)
def spellings(trial: Trial) -> None:
    """Say the same PUB in eleven ways; the parameter is pi, so the outcome is 1."""
    one = _one(trial)
    turned, angle = _turned(trial)
    shots = trial.shots(100)
    values = np.array([np.pi])
    ways: dict[str, Any] = {
        "circuit": one,
        "(circuit,)": (one,),
        "(circuit, None)": (one, None),
        "(circuit, None, shots)": (one, None, shots),
        "[circuit]": [one],
        "SamplerPub": SamplerPub(one, shots=shots),
        "(circuit, list)": (turned, [np.pi]),
        "(circuit, array)": (turned, values),
        "(circuit, {Parameter: value})": (turned, {angle: np.pi}),
        "(circuit, {name: value})": (turned, {"angle": np.pi}),
        "(circuit, BindingsArray)": (turned, BindingsArray({("angle",): values})),
    }
    for name, pub in ways.items():
        job = trial.sampler.submit([pub], shots=shots, cost=shots)
        data = trial.sampler.result(job)[0].data
        bound = turned.assign_parameters({angle: np.pi}) if _holds(pub, turned) else one
        trial.judge_outcome(
            of_pub(data, bound), message=f"A PUB that is said as {name} has other outcomes."
        )


def _holds(pub: Any, circuit: QuantumCircuit) -> bool:
    return isinstance(pub, tuple) and pub[0] is circuit


@check(
    "sampler.shots-precedence",
    demands="The shots of a PUB come before those of run(), and those before the default.",
    source=SAMPLER,
    severity=Severity.MAJOR,
    level=Level.GOLD,
    needs=BOTH,
    shots=2000,
    jobs=3,
    stochastic=False,
)
def shots_precedence(trial: Trial) -> None:
    """Ask a PUB for 50 and the run for 70."""
    ready = _one(trial)
    small, large = trial.shots(50), trial.shots(70)
    for pub, shots, expected in (
        ((ready, None, small), large, small),
        ((ready,), large, large),
        ((ready, None, small), None, small),
    ):
        data = trial.sampler.result(trial.sampler.submit([pub], shots=shots))[0].data
        came = of_pub(data, ready).shots
        trial.require(
            came == expected, "The number of shots isn't what was asked for.",
            expected=str(expected), observed=str(came), circuit=ready,
            call=f"sampler.run([(circuit, None, {pub[2] if len(pub) > 2 else None})], "
                 f"shots={shots})",
        )  # fmt: skip


@check(
    "sampler.bad-shots",
    demands="Shots that are no positive integer are refused with a TypeError or ValueError.",
    source=SAMPLER,
    severity=Severity.MAJOR,
    level=Level.GOLD,
    needs=BOTH,
    shots=10,
    jobs=8,
    stochastic=False,
)
def bad_shots(trial: Trial) -> None:
    """0, -1, 1.5 and a text, in the PUB and in run()."""
    ready = _one(trial)
    for shots in (0, -1, 1.5, "10"):
        for where in ("pub", "run"):
            pub = (ready, None, shots) if where == "pub" else (ready,)
            asked: Any = None if where == "pub" else shots
            raised = trial.refuses(
                partial(_answer, trial, [pub], asked),
                f"shots={shots!r} in {'a PUB' if where == 'pub' else 'run()'}",
                circuit=ready,
            )
            trial.require(
                isinstance(raised, TypeError | ValueError),
                f"shots={shots!r} is refused with another error.",
                expected="TypeError or ValueError", observed=f"{type(raised).__name__}: {raised}",
            )  # fmt: skip


@check(
    "sampler.unbound",
    demands="A circuit with unbound parameters is refused.",
    source=SAMPLER,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=BOTH,
    shots=10,
    jobs=2,
    stochastic=False,
)
def unbound(trial: Trial) -> None:
    """Leave the parameter out."""
    turned, _ = _turned(trial)
    trial.refuses(partial(_answer, trial, [(turned,)], 10), "an unbound parameter", circuit=turned)


@check(
    "sampler.no-pubs",
    demands="No PUBs give an empty result or a typed error.",
    source=SAMPLER,
    severity=Severity.MINOR,
    level=Level.GOLD,
    needs=Need.SAMPLER,
    shots=0,
    jobs=1,
    stochastic=False,
)
def no_pubs(trial: Trial) -> None:
    """Run an empty list."""
    judge_no_pubs(
        trial, lambda: trial.sampler.result(trial.sampler.submit([], cost=0)), "sampler.run([])"
    )


@check(
    "sampler.metadata",
    demands="Results and PUBs have metadata as mappings, and a circuit's own metadata is kept.",
    source=PRIMITIVES,
    severity=Severity.MINOR,
    level=Level.GOLD,
    needs=BOTH,
    shots=20,
    jobs=1,
    stochastic=False,
)
def metadata(trial: Trial) -> None:
    """Look for the circuit's metadata wherever the PUB has an entry for it."""
    ready = _one(trial)
    result = trial.sampler.result(trial.sampler.submit([(ready,)], shots=trial.shots(20)))
    for name, value in (("result.metadata", result.metadata),
                        ("result[0].metadata", result[0].metadata)):  # fmt: skip
        trial.require(
            isinstance(value, Mapping), f"{name} is no mapping.",
            expected="a mapping", observed=type(value).__name__,
        )  # fmt: skip
    told = result[0].metadata.get("circuit_metadata", ready.metadata)
    trial.require(
        told == ready.metadata, "The circuit's metadata isn't what was given.",
        expected=repr(ready.metadata), observed=repr(told), circuit=ready,
    )  # fmt: skip


@check(
    "sampler.input-unchanged",
    demands="Circuits and values that are given aren't changed.",
    source=SAMPLER,
    severity=Severity.MAJOR,
    level=Level.GOLD,
    needs=BOTH,
    shots=40,
    jobs=1,
    stochastic=False,
)
def input_unchanged(trial: Trial) -> None:
    """Compare before and after."""
    turned, _ = _turned(trial)
    turned.metadata = {"kept": [1]}
    values = np.array([[0.1], [0.2]])
    before, values_before = turned.copy(), values.copy()
    trial.sampler.result(trial.sampler.submit([(turned, values)], shots=trial.shots(20)))
    trial.require(
        turned == before and turned.name == before.name and turned.metadata == {"kept": [1]},
        "run() changes the circuit that it is given.", circuit=before,
    )  # fmt: skip
    trial.require(
        bool(np.array_equal(values, values_before)), "run() changes the values that it is given."
    )


@check(
    "sampler.job",
    demands="A job has an id of its own, ends in a final state, and gives the same result twice.",
    source=SAMPLER,
    severity=Severity.MAJOR,
    level=Level.GOLD,
    needs=BOTH,
    shots=200,
    jobs=2,
    stochastic=False,
)
def job_of_a_sampler(trial: Trial) -> None:
    """Two jobs, one after the other."""
    ready = _one(trial)
    jobs = [trial.sampler.submit([(ready,)], shots=trial.shots(100)) for _ in range(2)]
    first, second = (job.job_id() for job in jobs)
    trial.require(
        isinstance(first, str) and bool(first), "job_id() is no text.",
        expected="a text", observed=repr(first), call="job.job_id()",
    )  # fmt: skip
    trial.require(first != second, "Two jobs have one id.", observed=repr(first))
    for job in jobs:
        once = of_pub(trial.sampler.result(job)[0].data, ready)
        again = of_pub(trial.sampler.result(job)[0].data, ready)
        trial.require(once.memory == again.memory, "result() isn't the same the second time.")
        trial.require(bool(job.done()), "A job with a result isn't done().",
                      expected="True", observed=repr(job.done()), call="job.done()")  # fmt: skip
        trial.require(
            bool(job.in_final_state()), "A job with a result isn't in a final state.",
            expected="True", observed=repr(job.in_final_state()), call="job.in_final_state()",
        )  # fmt: skip
