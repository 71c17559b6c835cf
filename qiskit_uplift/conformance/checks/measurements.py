"""Right bits: each measurement lands in its clbit, whatever the registers and the order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qiskit.circuit import ClassicalRegister, Clbit, QuantumCircuit

from qiskit_uplift.conformance.checking import Level, Need, Severity, check
from qiskit_uplift.conformance.circuits import measurable, prepared, reading
from qiskit_uplift.conformance.contracts import counts_of, register_kinds, require_contract
from qiskit_uplift.conformance.documents import BIT_ORDER, COUNTS
from qiskit_uplift.conformance.trial import Trial

RUN_ON_TARGET = (Need.RUN, Need.TARGET)
CIRCUIT = "https://quantum.cloud.ibm.com/docs/api/qiskit/qiskit.circuit.QuantumCircuit"
REGISTER = "https://quantum.cloud.ibm.com/docs/api/qiskit/circuit#qiskit.circuit.ClassicalRegister"
MEASURE = f"{CIRCUIT}#measure"


@check(
    "counts.permuted-measurement",
    demands="A qubit's outcome is in the clbit that it is measured into, in any order.",
    source=MEASURE,
    severity=Severity.CRITICAL,
    level=Level.BRONZE,
    needs=RUN_ON_TARGET,
    shots=6 * 100,
    jobs=6,
)
def permuted(trial: Trial) -> None:
    """Qubits that hold different bits, measured into clbits that are drawn."""
    width = _width(trial, 2, 6)
    ready = []
    for number in range(6):
        order = [int(bit) for bit in trial.rng.permutation(width)]
        circuit = QuantumCircuit(width, width, name=f"permuted_{number}")
        circuit.x(sorted(_some(trial, width)))
        for qubit in map(int, trial.rng.permutation(width)):
            circuit.measure(qubit, order[qubit])
        ready.append(prepared(trial.target, circuit))
    trial.judge(ready, 100, message="Outcomes are in other clbits than they were measured into.")


@check(
    "counts.partial-measurement",
    demands="What isn't measured isn't seen, and what is measured isn't moved by it.",
    source=MEASURE,
    severity=Severity.CRITICAL,
    level=Level.BRONZE,
    needs=RUN_ON_TARGET,
    shots=6 * 100,
    jobs=6,
)
def partial(trial: Trial) -> None:
    """Some qubits of several, measured into all clbits that there are."""
    width = _width(trial, 2, 6)
    ready = []
    for number in range(6):
        seen = sorted(_some(trial, width))
        circuit = QuantumCircuit(width, len(seen), name=f"partial_{number}")
        ones = {seen[-1], *_some(trial, width)}
        # the first that is seen is another than the last, where there are two
        circuit.x(sorted(ones - {seen[0]} if len(seen) > 1 else ones))
        circuit.measure(seen, range(len(seen)))
        ready.append(prepared(trial.target, circuit))
    trial.judge(ready, 100)


@check(
    "counts.unmeasured-clbits",
    demands="A clbit that nothing is measured into is 0, and has its place in the outcome.",
    source=CIRCUIT,
    severity=Severity.CRITICAL,
    level=Level.BRONZE,
    needs=RUN_ON_TARGET,
    shots=4 * 100,
    jobs=4,
)
def unmeasured(trial: Trial) -> None:
    """More clbits than measurements, with gaps below, between and above."""
    width = min(2, len(measurable(trial.target)))
    ready = []
    for clbits in ((1, 3), (0, 4), (3, 2), (4, 1)):
        circuit = QuantumCircuit(width, 6, name="into_" + "_".join(map(str, clbits[:width])))
        circuit.x(range(width))
        circuit.measure(range(width), clbits[:width])
        ready.append(prepared(trial.target, circuit))
    trial.judge(ready, 100, message="Clbits that nothing is measured into aren't 0 in their place.")


@check(
    "counts.repeated-measurement",
    demands="A qubit that is measured twice in a row gives the same outcome twice.",
    source=MEASURE,
    severity=Severity.CRITICAL,
    level=Level.SILVER,
    needs=RUN_ON_TARGET,
    shots=500,
    jobs=1,
)
def repeated(trial: Trial) -> None:
    """One qubit in a superposition, measured into two clbits."""
    circuit = QuantumCircuit(1, 2, name="twice")
    circuit.h(0)
    circuit.measure(0, 0)
    circuit.measure(0, 1)
    trial.judge(prepared(trial.target, circuit), 500)


@check(
    "counts.overwritten-clbit",
    demands="A clbit that is measured into twice holds the last outcome.",
    source=MEASURE,
    severity=Severity.CRITICAL,
    level=Level.BRONZE,
    needs=RUN_ON_TARGET,
    shots=2 * 100,
    jobs=2,
)
def overwritten(trial: Trial) -> None:
    """Two qubits that hold different bits, measured into one clbit in both orders."""
    _width(trial, 2, 2)
    ready = []
    for first, last in ((0, 1), (1, 0)):
        circuit = QuantumCircuit(2, 2, name=f"last_is_{last}")
        circuit.x(0)
        circuit.measure(first, 0)
        circuit.barrier()  # an order of measurements into one clbit needn't be kept without
        circuit.measure(last, 0)
        circuit.measure(0, 1)
        ready.append(prepared(trial.target, circuit))
    trial.judge(ready, 100)


@check(
    "counts.mid-circuit",
    demands="A measurement in the middle of a circuit reads its qubit then, and gates go on.",
    source=MEASURE,
    severity=Severity.CRITICAL,
    level=Level.SILVER,
    needs=RUN_ON_TARGET,
    shots=2 * 500,
    jobs=2,
)
def mid_circuit(trial: Trial) -> None:
    """A coin that is read, turned over and read again; one that is read and tossed again."""
    turned = QuantumCircuit(1, 2, name="turned_over")
    turned.h(0)
    turned.measure(0, 0)
    turned.x(0)
    turned.measure(0, 1)
    tossed = QuantumCircuit(1, 3, name="tossed_again")
    tossed.h(0)
    tossed.measure(0, 2)
    tossed.h(0)
    tossed.measure(0, 0)
    trial.judge([prepared(trial.target, one) for one in (turned, tossed)], 500)


@check(
    "counts.register-order",
    demands="Registers follow each other in the order in which the circuit has them.",
    source=BIT_ORDER,
    severity=Severity.CRITICAL,
    level=Level.BRONZE,
    needs=RUN_ON_TARGET,
    shots=4 * 100,
    jobs=4,
)
def register_order(trial: Trial) -> None:
    """Registers of different sizes whose names are in no order, each with bits of its own."""
    sizes = (1, 2, 1)[: _width(trial, 2, 4) - 1]
    bits = sum(sizes)
    ready = []
    for number, names in enumerate((("b", "c", "a"), ("z", "a", "m"), ("c10", "c9", "c1"))):
        pairs = zip(sizes, names, strict=False)
        registers = [ClassicalRegister(size, name) for size, name in pairs]
        ready.append(reading(trial.target, [number % bits], bits, registers, f"order_{number}"))
    trial.judge(ready, 100, message="Registers aren't in the circuit's order.")


@check(
    "counts.interleaved-registers",
    demands="A clbit keeps its place in the circuit where registers take clbits in turn.",
    source=REGISTER,
    severity=Severity.CRITICAL,
    level=Level.BRONZE,
    needs=RUN_ON_TARGET,
    shots=4 * 100,
    jobs=4,
)
def interleaved(trial: Trial) -> None:
    """Two registers that share out the clbits, one to each in turn."""
    width = _width(trial, 3, 4)
    _judge_registers(trial, width, [range(0, width, 2), range(1, width, 2)], "interleaved")


@check(
    "counts.reversed-registers",
    demands="A clbit keeps its place in the circuit where a register lists its clbits backwards.",
    source=REGISTER,
    severity=Severity.CRITICAL,
    level=Level.BRONZE,
    needs=RUN_ON_TARGET,
    shots=4 * 100,
    jobs=4,
)
def reversed_registers(trial: Trial) -> None:
    """One register over all clbits, the last first."""
    width = _width(trial, 2, 4)
    _judge_registers(trial, width, [range(width - 1, -1, -1)], "reversed")


@check(
    "counts.aliased-registers",
    demands="A clbit that is in two registers counts once.",
    source=REGISTER,
    severity=Severity.CRITICAL,
    level=Level.BRONZE,
    needs=RUN_ON_TARGET,
    shots=4 * 100,
    jobs=4,
)
def aliased(trial: Trial) -> None:
    """Two registers that overlap."""
    width = _width(trial, 3, 4)
    _judge_registers(trial, width, [range(width - 1), range(1, width)], "aliased")


@check(
    "counts.loose-clbits",
    demands="A clbit outside of all registers has its place, too.",
    source=CIRCUIT,
    severity=Severity.CRITICAL,
    level=Level.SILVER,
    needs=RUN_ON_TARGET,
    shots=4 * 100,
    jobs=4,
)
def loose(trial: Trial) -> None:
    """The first clbit is in no register."""
    if "loose" not in register_kinds(trial):
        trial.not_applicable("it writes outcomes register by register, and has promised no more")
    width = _width(trial, 2, 4)
    _judge_registers(trial, width, [range(1, width)], "loose")


@check(
    "counts.keys",
    demands="get_counts has keys of one character a clbit, padded with zeros, clbit 0 last, the "
    "registers apart by a space and the last of them first; by index, name and circuit.",
    source=COUNTS,
    severity=Severity.MAJOR,
    level=Level.BRONZE,
    needs=RUN_ON_TARGET,
    shots=5 * 50,
    jobs=5,
)
def keys(trial: Trial) -> None:
    """Circuits that read one known outcome, as their counts are written."""
    require_contract(trial)
    for sizes in ((3,), (1, 2), (2, 1), (1, 1, 1), (1,)):
        bits = sum(sizes)
        if bits > len(measurable(trial.target)):
            continue
        one = int(trial.rng.integers(bits))
        registers = [ClassicalRegister(size, f"r{i}") for i, size in enumerate(sizes)]
        circuit = reading(trial.target, [one], bits, registers, f"keys_{'_'.join(map(str, sizes))}")
        shots = trial.shots(50)
        answer = trial.run(circuit, shots)
        wanted, text = [], format(1 << one, f"0{bits}b")
        for size in reversed(sizes):
            wanted.append(text[:size])
            text = text[size:]
        _judge_keys(trial, answer.results[0], circuit, " ".join(wanted))


def _judge_keys(trial: Trial, result: Any, circuit: QuantumCircuit, wanted: str) -> None:
    pattern = [len(part) for part in wanted.split(" ")]
    for key_of in (0, circuit, circuit.name):
        call = f"result.get_counts({'circuit' if key_of is circuit else repr(key_of)})"
        found = counts_of(result, key_of, call)
        for key in found:
            fits = isinstance(key, str) and [len(part) for part in key.split(" ")] == pattern
            trial.require(
                fits and set(key) <= set("01 "),
                "A key of the counts is written in another way.",
                expected=f"keys such as {wanted!r}", observed=f"the key {key!r}",
                circuit=circuit, call=call,
            )  # fmt: skip
        likeliest = max(found, key=lambda key: found[key])
        sure = trial.tolerance(circuit) < 0.2
        trial.require(
            likeliest == wanted or not sure,
            "The keys of the counts have their bits out of place.",
            expected=f"{wanted!r}, or nearly always", observed=f"mostly {likeliest!r}",
            circuit=circuit, call=call,
        )  # fmt: skip


def _width(trial: Trial, least: int, most: int) -> int:
    """How many qubits to use."""
    there = len(measurable(trial.target))
    if there < least:
        trial.not_applicable(f"{least} qubits that can be measured are needed, there are {there}")
    return min(there, most)


def _some(trial: Trial, width: int) -> list[int]:
    """Some numbers below ``width``: at least one, and not all of several."""
    number = int(trial.rng.integers(1, max(2, width)))
    return [int(bit) for bit in trial.rng.choice(width, number, replace=False)]


def _judge_registers(
    trial: Trial, width: int, registers: Sequence[Sequence[int]], name: str
) -> None:
    """Circuits that read one clbit each as 1, with registers over the same clbits."""
    ready = []
    for one in range(width):
        bits = [Clbit() for _ in range(width)]
        circuit = QuantumCircuit(width, name=f"{name}_{one}")
        circuit.add_bits(bits)
        for letter, members in zip("ab", registers, strict=False):
            circuit.add_register(ClassicalRegister(bits=[bits[i] for i in members], name=letter))
        circuit.x(one)
        circuit.measure(range(width), bits)
        ready.append(prepared(trial.target, circuit))
    trial.judge(ready, 100, message=f"With {name} registers the bits are out of place.")
