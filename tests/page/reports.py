"""A report with all that a page can show: real outcomes, and ends that no device gives."""

from dataclasses import replace

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.backends import reference_device
from qiskit_uplift.conformance.checking import Level, Severity, check
from qiskit_uplift.conformance.engine import check as examine
from qiskit_uplift.conformance.findings import Finding, Histogram
from qiskit_uplift.conformance.results import CheckResult, Report, Status
from qiskit_uplift.conformance.zoo.altered import AlteredDevice, bits_of, mapped, number_of

ON_A_NOISY_DEVICE = ("counts.bell", "counts.wide", "target.measure", "shots.exact")
ON_A_FAULTY_DEVICE = ("counts.bit-order", "counts.permuted-measurement")
WORDS = "β-Öl <script>alert(1)</script> & \"quoted\" 'text' 量子 a\u0301 {{ 7 * 7 }} <b>bold</b>"
"""What a page has to show as it is."""
LONG = "a" * 300
"""What has no place to break a line."""


def reversed_bits() -> AlteredDevice:
    def change(circuit: QuantumCircuit, value: int) -> int:
        return number_of(bits_of(value, circuit.num_clbits)[::-1])

    return AlteredDevice(after=mapped(change))


def report() -> Report:
    """A report in which checks ended in each way."""
    noisy = examine(
        reference_device(qubits=5, topology="ring"),
        only=ON_A_NOISY_DEVICE, seed=3, spec="reference?qubits=5&topology=ring",
    )  # fmt: skip
    faulty = examine(reversed_bits(), only=ON_A_FAULTY_DEVICE)
    return replace(
        noisy,
        asked=Level.GOLD,
        results=(*noisy.results, *faulty.results, *ends()),
        stale=(f"line 3: shots.exact was excused until 2026-01-31 only {WORDS}",),
        versions={**noisy.versions, "a-provider-with-a-long-name": f"2027.1.0rc1+{LONG[:60]}"},
    )


def ends() -> tuple[CheckResult, ...]:
    """A check for each end that there is, and some with more than fits anywhere."""
    return (
        CheckResult(
            made("words", level=Level.SILVER),
            Status.FAILED,
            WORDS,
            (words(),),
            notes=(f"There was a warning, UserWarning: {WORDS}",),
            shots=1_234_567,
            alpha=1e-8,
        ),
        CheckResult(
            made("wide", level=Level.GOLD),
            Status.FAILED,
            "It is wide.",
            (wide(),),
            shots=40_000,
            alpha=1e-8,
        ),
        CheckResult(made("known"), Status.KNOWN, "the device drops heralded shots", (words(),)),
        CheckResult(made("absent"), Status.NOT_APPLICABLE, f"there is no reset {LONG}"),
        CheckResult(made("unspent"), Status.NOT_RUN, "the budget of 100 jobs is spent"),
        CheckResult(
            made("broken", level=Level.GOLD),
            Status.ERROR,
            f"Traceback (most recent call last):\n  {LONG}\nKeyError: {WORDS}",
        ),
    )


def made(name: str, level: Level = Level.BRONZE):
    return check(
        f"ends.{name}", demands=f"A page shows {WORDS}.",
        source=f"https://example.org/<document>?a=1&b=2&{LONG}", severity=Severity.MAJOR,
        level=level, needs=(), shots=10, jobs=1,
    )(lambda trial: None)  # fmt: skip


def words() -> Finding:
    circuit = QuantumCircuit(2, 2, name="<b>bold</b>")
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.measure([0, 1], [0, 1])
    return Finding(
        WORDS, expected=WORDS, observed=f"{WORDS} {LONG}", circuit=circuit,
        call="run(circuit, shots=1000, seed_simulator=7)", options={"shots": 1000, "odd": LONG},
        histogram=Histogram(WORDS, 2, {0: 0.5, 3: 0.5}, {0: 700, 1: 300}),
        chance=3e-14, error=f"Traceback (most recent call last):\nValueError: {LONG} {WORDS}",
    )  # fmt: skip


def wide() -> Finding:
    circuit = QuantumCircuit(27, 27)
    for qubit in range(26):
        circuit.ry(0.1 + qubit, qubit)
        circuit.cx(qubit, qubit + 1)
    circuit.measure(range(27), range(27))
    keys = [i * i * 91_193 % 2**27 for i in range(40)]
    return Finding(
        "It is wide.", circuit=circuit,
        histogram=Histogram("Forty outcomes of 27 bits", 27, dict.fromkeys(keys, 1 / 40),
                            {key: 10 * i for i, key in enumerate(keys)}, tolerance=0.02),
    )  # fmt: skip
