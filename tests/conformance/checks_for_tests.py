"""Checks that end in each possible way, for tests of the kit itself."""

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.conformance.checking import Level, Need, Severity, check
from qiskit_uplift.conformance.findings import Finding, Histogram, Violation

SOURCE = "https://example.org/<document>?a=1&b=2"


def made(name, body, *, level=Level.BRONZE, needs=(), stochastic=False, shots=10):
    return check(
        f"test.{name}", demands=f"The demand of <{name}> & others | holds.", source=SOURCE,
        severity=Severity.MAJOR, level=level, needs=needs, shots=shots, jobs=1,
        stochastic=stochastic,
    )(body)  # fmt: skip


def circuit():
    found = QuantumCircuit(2, 2, name="<b>bold</b>")
    found.h(0)
    found.cx(0, 1)
    found.measure([0, 1], [0, 1])
    return found


def fails(trial):
    histogram = Histogram("<i>x</i>", 2, {0: 0.5, 3: 0.5}, {0: 7, 1: 3})
    raise Violation(
        Finding(
            "It is <wrong> & bad\x00.",
            expected="00: 0.5, 11: 0.5",
            observed="00: 0.7, 01: 0.3",
            circuit=circuit(),
            call="run(circuit, shots=10)",
            options={"shots": 10, "odd": object},
            histogram=histogram,
            chance=1e-9,
            error="Traceback ...\nValueError: <x>",
        )
    )


def breaks(trial):
    raise ZeroDivisionError("a defect of the check")


def passes(trial):
    trial.note("noticed <something>")


PASSES = made("passes", passes, level=Level.SMOKE)
FAILS = made("fails", fails, stochastic=True)
BREAKS = made("breaks", breaks)
ABSENT = made("absent", lambda trial: trial.not_applicable("there is nothing of it"))
ESTIMATES = made("estimates", passes, needs=Need.ESTIMATOR)
ALL = (PASSES, FAILS, BREAKS, ABSENT, ESTIMATES)
