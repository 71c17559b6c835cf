"""What an adopter claims that a backend can't do, each found out before it excuses anything.

A claim stands in the file of known failures, as ``claim:no-reset  # reason``. The smallest circuit
that needs what is claimed to be missing is run first: a backend that refuses it has told the truth,
and the checks that need it don't apply. One that runs it is tested like any other, and the line is
stale.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.conformance.circuits import prepared
from qiskit_uplift.conformance.findings import BackendRaised, NotApplicable
from qiskit_uplift.conformance.trial import Trial

PREFIX = "claim:"
SHOTS = 20


@dataclass(frozen=True)
class Claim:
    """Something that a backend is said not to do.

    Attributes:
        name: The claim.
        about: What isn't done, as part of a sentence.
        excuses: Patterns of the checks that need it.
        probe: Does it, on a trial; raises `BackendRaised` where the backend refuses, and
            `NotApplicable` where it can't even be said in the backend's instructions.
    """

    name: str
    about: str
    excuses: tuple[str, ...]
    probe: Callable[[Trial], None]

    def covers(self, check_id: str) -> bool:
        """Whether a check needs what isn't done."""
        return any(fnmatchcase(check_id, pattern) for pattern in self.excuses)

    def disproof(self, trial: Trial) -> str | None:
        """Why the claim isn't true; None where it is."""
        try:
            self.probe(trial)
        except BackendRaised as refused:
            if refused.original is None:
                return f"it was asked to do that, and {refused.finding.message}"
            return None
        except NotApplicable:
            return None
        return "it was asked to do that, and did"


def _twice(trial: Trial) -> None:
    circuit = QuantumCircuit(1, 2, name="measured_twice")
    circuit.measure(0, 0)
    circuit.x(0)
    circuit.measure(0, 1)
    trial.run(prepared(trial.target, circuit, optimization_level=0), trial.shots(SHOTS))


def _reset(trial: Trial) -> None:
    circuit = QuantumCircuit(1, 1, name="reset")
    circuit.x(0)
    circuit.reset(0)
    circuit.measure(0, 0)
    trial.run(prepared(trial.target, circuit, optimization_level=0), trial.shots(SHOTS))


def _conditional(trial: Trial) -> None:
    circuit = QuantumCircuit(1, 2, name="conditional")
    circuit.measure(0, 0)
    with circuit.if_test((circuit.clbits[0], 0)):
        circuit.x(0)
    circuit.measure(0, 1)
    trial.run(prepared(trial.target, circuit, optimization_level=0), trial.shots(SHOTS))


def _list(trial: Trial) -> None:
    circuit = QuantumCircuit(1, 1, name="one_of_two")
    circuit.measure(0, 0)
    ready = prepared(trial.target, circuit)
    access = trial.run_access
    shots = trial.shots(SHOTS)
    job = access.submit([ready, ready.copy()], access.arguments(shots, None, False, {}), cost=shots)
    access.read(access.result(job), [ready, ready], shots)


CLAIMS: tuple[Claim, ...] = (
    Claim(
        "no-mid-circuit-measurement",
        "a qubit is measured once, at the end",
        ("counts.mid-circuit", "counts.repeated-measurement", "counts.overwritten-clbit",
         "dynamic.*", "sampler.mid-circuit", "sampler.wide-register"),
        _twice,
    ),
    Claim("no-reset", "no qubit is reset", ("dynamic.reset", "dynamic.reuse",
          "dynamic.distribution"), _reset),
    Claim(
        "no-conditions",
        "no operation depends on a measurement",
        ("dynamic.if-*", "dynamic.nested", "dynamic.switch", "dynamic.while",
         "dynamic.distribution"),
        _conditional,
    ),
    Claim(
        "no-lists",
        "a job has one circuit",
        ("batch.*", "determinism.no-leaks"),
        _list,
    ),
)  # fmt: skip
"""The claims that can be found out."""


def claim_named(name: str) -> Claim | None:
    """The claim of that name."""
    return next((claim for claim in CLAIMS if claim.name == name), None)
