"""The outcomes of a Sampler: right distributions, in the right registers, for the right values."""

from __future__ import annotations

from math import pi
from typing import Any

import numpy as np
from qiskit.circuit import ClassicalRegister, Parameter, ParameterVector, QuantumCircuit

from qiskit_uplift.conformance.checking import Level, Need, Severity, check
from qiskit_uplift.conformance.circuits import prepared
from qiskit_uplift.conformance.documents import BIT_ORDER, DYNAMIC, PRIMITIVES, SAMPLER
from qiskit_uplift.conformance.findings import BackendRaised
from qiskit_uplift.conformance.outcomes import of_pub
from qiskit_uplift.conformance.strategies import circuits
from qiskit_uplift.conformance.trial import Trial

BOTH = (Need.SAMPLER, Need.TARGET)


def _bell() -> QuantumCircuit:
    circuit = QuantumCircuit(2, 2, name="bell")
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.measure([0, 1], [0, 1])
    return circuit


def _turned(name: str = "turned") -> tuple[QuantumCircuit, Parameter]:
    angle = Parameter("angle")
    circuit = QuantumCircuit(1, 1, name=name)
    circuit.h(0)
    circuit.rz(angle, 0)
    circuit.h(0)
    circuit.measure(0, 0)
    return circuit, angle


@check(
    "sampler.bell",
    demands="A Bell state gives 00 and 11, each in half of the shots.",
    source=SAMPLER,
    severity=Severity.CRITICAL,
    level=Level.SMOKE,
    needs=BOTH,
    shots=2000,
    jobs=1,
)
def bell(trial: Trial) -> None:
    """One circuit, one PUB."""
    trial.judge(prepared(trial.target, _bell()), 2000, via="sampler")


@check(
    "sampler.circuits",
    demands="Whatever circuit of the backend's own gates is sampled, its outcomes are its own.",
    source=SAMPLER,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=BOTH,
    shots=40_000,
    jobs=40,
)
def drawn(trial: Trial) -> None:
    """Draw circuits with registers of every layout."""

    def body(circuit: QuantumCircuit) -> None:
        if circuit.cregs:  # a Sampler sees registers, and no clbits outside of them
            trial.judge(circuit, 1000, via="sampler")

    trial.forall(circuits(trial.target, qubits=(1, 3)), body, examples=40)


@check(
    "sampler.bit-order",
    demands="Clbit 0 of a register is the lowest bit of its outcomes.",
    source=BIT_ORDER,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=BOTH,
    shots=400,
    jobs=1,
)
def bit_order(trial: Trial) -> None:
    """Set one qubit of two, then the other."""
    several = []
    for qubit in (0, 1):
        circuit = QuantumCircuit(2, 3, name=f"one_{qubit}")
        circuit.x(qubit)
        circuit.measure([0, 1], [0, 2])
        several.append(prepared(trial.target, circuit))
    trial.judge(several, 200, via="sampler")


@check(
    "sampler.registers",
    demands="Each register has the outcomes of its own clbits, whatever bits it shares, "
    "interleaves or reverses.",
    source=PRIMITIVES,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=BOTH,
    shots=1200,
    jobs=1,
)
def register_layouts(trial: Trial) -> None:
    """The same two set bits of four under six layouts of registers."""
    bits = QuantumCircuit(0, 4).clbits
    layouts: dict[str, dict[str, list[int]]] = {
        "one": {"c": [0, 1, 2, 3]},
        "two": {"b": [0, 1], "a": [2, 3]},
        "interleaved": {"a": [0, 2], "b": [1, 3]},
        "reversed": {"c": [3, 2, 1, 0]},
        "shared": {"a": [0, 1, 2], "b": [2, 1, 3]},
        "with an empty one": {"c": [0, 1, 2, 3], "none": []},
    }
    several = []
    for name, registers in layouts.items():
        circuit = QuantumCircuit(2, name=name)
        circuit.add_bits(bits)
        for label, members in registers.items():
            circuit.add_register(ClassicalRegister(name=label, bits=[bits[i] for i in members]))
        circuit.x(0)
        circuit.measure([0, 1, 0], [0, 1, 3])
        several.append(prepared(trial.target, circuit))
    trial.judge(several, 200, via="sampler")


@check(
    "sampler.wide-register",
    demands="Registers of more than 64 bits keep every bit.",
    source=PRIMITIVES,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=BOTH,
    shots=100,
    jobs=1,
)
def wide_register(trial: Trial) -> None:
    """Set bits 0, 63, 64 and 69 of 70."""
    circuit = QuantumCircuit(1, 70, name="wide")
    circuit.x(0)
    for clbit in (0, 63, 64, 69):
        circuit.measure(0, clbit)
    trial.judge(prepared(trial.target, circuit), 100, via="sampler")


@check(
    "sampler.unmeasured",
    demands="A clbit that nothing is measured into is 0.",
    source=PRIMITIVES,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=BOTH,
    shots=100,
    jobs=1,
)
def unmeasured(trial: Trial) -> None:
    """Measure into the middle one of three clbits."""
    circuit = QuantumCircuit(2, 3, name="unmeasured")
    circuit.x([0, 1])
    circuit.measure(1, 1)
    trial.judge(prepared(trial.target, circuit), 100, via="sampler")


@check(
    "sampler.mid-circuit",
    demands="A qubit that is measured twice gives both outcomes, each of its own time, unless such "
    "circuits are refused.",
    source=DYNAMIC,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=BOTH,
    shots=1000,
    jobs=1,
)
def mid_circuit(trial: Trial) -> None:
    """Measure, flip, measure again."""
    circuit = QuantumCircuit(1, 2, name="twice")
    circuit.h(0)
    circuit.measure(0, 0)
    circuit.x(0)
    circuit.measure(0, 1)
    try:
        trial.judge(prepared(trial.target, circuit, optimization_level=0), 1000, via="sampler")
    except BackendRaised as raised:
        trial.not_applicable(f"it refuses a circuit that measures twice: {raised.finding.observed}")


@check(
    "sampler.parameters",
    demands="Each entry of a PUB's parameters has the outcomes of its own values.",
    source=PRIMITIVES,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=BOTH,
    shots=15_000,
    jobs=5,
)
def parameters(trial: Trial) -> None:
    """Bindings of the shapes (), (1,), (3,), (2, 2) and (2, 1, 3)."""
    circuit, angle = _turned()
    ready = prepared(trial.target, circuit)
    shots = trial.shots(1000)
    for shape in ((), (1,), (3,), (2, 2), (2, 1, 3)):
        size = int(np.prod(shape))
        values = np.linspace(0.2, pi - 0.2, size).reshape(shape)
        job = trial.sampler.submit([(ready, values[..., np.newaxis], shots)])
        data = trial.sampler.result(job)[0].data
        trial.require(
            tuple(data.shape) == shape,
            "The result hasn't the shape of the PUB.",
            expected=str(shape), observed=str(tuple(data.shape)), circuit=ready,
            call=f"sampler.run([(circuit, values of shape {shape})])",
        )  # fmt: skip
        for index in np.ndindex(shape):
            at = float(values[index])
            trial.judge_outcome(
                of_pub(_entry(data, ready, index), ready.assign_parameters({angle: at})),
                message=f"The outcomes at index {index}, angle {at:.4g}, aren't those of it.",
            )


class _Entry:
    """One entry of a PUB's data, as if it were a result of its own."""


def _entry(data: Any, circuit: QuantumCircuit, index: tuple[int, ...]) -> _Entry:
    found = _Entry()
    for register in circuit.cregs:
        setattr(found, register.name, getattr(data, register.name)[index])
    return found


@check(
    "sampler.parameter-order",
    demands="An array of values is bound in the order of circuit.parameters, a mapping by name.",
    source=PRIMITIVES,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=BOTH,
    shots=900,
    jobs=3,
)
def parameter_order(trial: Trial) -> None:
    """Twelve parameters of which one counts: sorted as texts, v[10] would come before v[2].

    The others turn a qubit about Z that is in the ground state, which does nothing.
    """
    angles = ParameterVector("v", 12)
    circuit = QuantumCircuit(1, 1, name="twelve")
    for angle in reversed(angles):
        if angle != angles[2]:
            circuit.rz(angle, 0)
    circuit.h(0)
    circuit.rz(angles[2], 0)
    circuit.h(0)
    circuit.measure(0, 0)
    ready = prepared(trial.target, circuit, optimization_level=0)
    counts = [pi if index == 2 else 0.0 for index in range(12)]
    counts_not = [pi if index == 10 else 0.0 for index in range(12)]
    shots = trial.shots(300)
    for values, meant in ((counts, counts), (counts_not, counts_not), ({angles: counts}, counts)):
        job = trial.sampler.submit([(ready, values, shots)])
        data = trial.sampler.result(job)[0].data
        bound = ready.assign_parameters(dict(zip(angles, meant, strict=True)))
        trial.judge_outcome(
            of_pub(data, bound), message="Values are bound to other parameters than theirs."
        )


@check(
    "sampler.several-pubs",
    demands="The results of several PUBs come in the order of the PUBs, each with its own shots.",
    source=SAMPLER,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=BOTH,
    shots=2100,
    jobs=1,
)
def several_pubs(trial: Trial) -> None:
    """Twelve PUBs, each of which sets other bits of two, with 3 different numbers of shots."""
    pubs, asked = [], []
    for number in range(12):
        circuit = QuantumCircuit(2, 2, name="alike")
        for bit in (0, 1):
            if number >> bit & 1:
                circuit.x(bit)
        circuit.measure([0, 1], [0, 1])
        asked.append(trial.shots(100 + 50 * (number % 3)))
        pubs.append((prepared(trial.target, circuit), None, asked[-1]))
    result = trial.sampler.result(trial.sampler.submit(pubs))
    trial.require(
        len(result) == len(pubs), "The result hasn't one entry a PUB.",
        expected=str(len(pubs)), observed=str(len(result)),
    )  # fmt: skip
    for entry, (circuit, _, shots) in zip(result, pubs, strict=True):
        outcome = of_pub(entry.data, circuit)
        trial.judge_outcome(outcome, message="A PUB has the outcomes of another.")
        trial.require(
            outcome.shots == shots, "A PUB hasn't the shots that it asked for.",
            expected=str(shots), observed=str(outcome.shots), circuit=circuit,
        )  # fmt: skip


@check(
    "sampler.equal-pubs",
    demands="Equal PUBs of one run are sampled each for itself.",
    source=SAMPLER,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=BOTH,
    shots=400,
    jobs=1,
)
def equal_pubs(trial: Trial) -> None:
    """Two equal PUBs whose outcomes all but never coincide shot by shot."""
    circuit = QuantumCircuit(2, 2, name="uniform")
    circuit.h([0, 1])
    circuit.measure([0, 1], [0, 1])
    ready = prepared(trial.target, circuit)
    shots = 200  # two right samples are equal shot by shot with a probability of 4 ** -200
    result = trial.sampler.result(trial.sampler.submit([(ready, None, shots)] * 2))
    first, second = (of_pub(result[i].data, ready) for i in (0, 1))
    trial.require(
        first.memory != second.memory,
        "Two equal PUBs have the same outcomes, shot by shot: one was copied, or both drew the "
        "same random numbers.",
        expected="two samples", observed=f"the same {shots} outcomes twice", circuit=ready,
        chance=4.0**-shots,
    )  # fmt: skip
