"""Right control flow: measured bits decide what is done next, where the Target advertises it."""

from __future__ import annotations

import math

from qiskit.circuit import ClassicalRegister, QuantumCircuit, QuantumRegister

from qiskit_uplift.conformance.checking import Level, Need, Severity, check
from qiskit_uplift.conformance.circuits import prepared
from qiskit_uplift.conformance.contracts import register_kinds
from qiskit_uplift.conformance.documents import DYNAMIC
from qiskit_uplift.conformance.strategies import circuits
from qiskit_uplift.conformance.strategies.native import CONTROL_FLOW
from qiskit_uplift.conformance.trial import Trial

RUN_ON_TARGET = (Need.RUN, Need.TARGET)
RESET = "https://quantum.cloud.ibm.com/docs/api/qiskit/qiskit.circuit.QuantumCircuit#reset"
SHOTS = 400


@check(
    "dynamic.if-bit",
    demands="A block is run where a measured bit has the value that it asks for, and only there.",
    source=DYNAMIC,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=RUN_ON_TARGET,
    shots=2 * SHOTS,
    jobs=2,
)
def if_bit(trial: Trial) -> None:
    """A coin decides whether another qubit is flipped; once for 1, once for 0."""
    _require(trial, "if_else")
    ready = []
    for value in (1, 0):
        circuit = QuantumCircuit(2, 3, name=f"if_{value}")
        circuit.h(0)
        circuit.measure(0, 1)
        with circuit.if_test((circuit.clbits[1], value)):
            circuit.x(1)
        circuit.measure(1, 2)
        ready.append(prepared(trial.target, circuit))
    trial.judge(ready, SHOTS)


@check(
    "dynamic.if-register",
    demands="A register is compared as a number, its first clbit the lowest.",
    source=DYNAMIC,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=RUN_ON_TARGET,
    shots=4 * SHOTS,
    jobs=4,
)
def if_register(trial: Trial) -> None:
    """Two coins in a register, and another register before it; each of the four values is asked."""
    _require(trial, "if_else")
    ready = []
    for value in range(4):
        seen, asked = ClassicalRegister(1, "seen"), ClassicalRegister(2, "asked")
        circuit = QuantumCircuit(QuantumRegister(3, "q"), seen, asked, name=f"asks_{value}")
        circuit.h(0)
        circuit.ry(0.9, 1)
        circuit.measure([0, 1], asked)
        with circuit.if_test((asked, value)):
            circuit.x(2)
        circuit.measure(2, seen)
        ready.append(prepared(trial.target, circuit))
    trial.judge(ready, SHOTS)


@check(
    "dynamic.if-else",
    demands="Of the two blocks of a condition just one is run.",
    source=DYNAMIC,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=RUN_ON_TARGET,
    shots=SHOTS,
    jobs=1,
)
def if_else(trial: Trial) -> None:
    """Each block rotates by another angle."""
    _require(trial, "if_else")
    circuit = QuantumCircuit(2, 2, name="if_else")
    circuit.ry(1.0, 0)
    circuit.measure(0, 0)
    with circuit.if_test((circuit.clbits[0], 1)) as otherwise:
        circuit.x(1)
    with otherwise:
        circuit.ry(0.8, 1)
    circuit.measure(1, 1)
    trial.judge(prepared(trial.target, circuit), SHOTS)


@check(
    "dynamic.idle-branch",
    demands="A condition on qubits that are never measured changes nothing that is.",
    source=DYNAMIC,
    severity=Severity.MAJOR,
    level=Level.GOLD,
    needs=RUN_ON_TARGET,
    shots=2 * SHOTS,
    jobs=2,
)
def idle_branch(trial: Trial) -> None:
    """A block that is run, and one that isn't, on a qubit that nobody looks at."""
    _require(trial, "if_else")
    ready = []
    for value in (0, 1):
        circuit = QuantumCircuit(2, 1, name=f"idle_{value}")
        with circuit.if_test((circuit.clbits[0], value)):
            circuit.x(0)
        circuit.ry(0.7, 1)
        circuit.measure(1, 0)
        ready.append(prepared(trial.target, circuit))
    trial.judge(ready, SHOTS)


@check(
    "dynamic.nested",
    demands="Conditions inside of conditions see what was measured since.",
    source=DYNAMIC,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=RUN_ON_TARGET,
    shots=SHOTS,
    jobs=1,
)
def nested(trial: Trial) -> None:
    """A coin decides whether a second one is tossed, which decides whether a bit is set."""
    _require(trial, "if_else")
    circuit = QuantumCircuit(3, 3, name="nested")
    circuit.h(0)
    circuit.measure(0, 0)
    with circuit.if_test((circuit.clbits[0], 1)):
        circuit.h(1)
        circuit.measure(1, 1)
        with circuit.if_test((circuit.clbits[1], 1)) as otherwise:
            circuit.x(2)
        with otherwise:
            circuit.ry(0.7, 2)
    circuit.measure(2, 2)
    trial.judge(prepared(trial.target, circuit), SHOTS)


@check(
    "dynamic.reuse",
    demands="A qubit can be measured, brought back to 0 by what was read, and used again.",
    source=DYNAMIC,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=RUN_ON_TARGET,
    shots=SHOTS,
    jobs=1,
)
def reuse(trial: Trial) -> None:
    """One qubit gives three bits."""
    _require(trial, "if_else")
    circuit = QuantumCircuit(1, 3, name="reuse")
    for clbit, angle in enumerate((1.1, 0.4)):
        circuit.ry(angle, 0)
        circuit.measure(0, clbit)
        with circuit.if_test((circuit.clbits[clbit], 1)):
            circuit.x(0)
    circuit.measure(0, 2)
    trial.judge(prepared(trial.target, circuit), SHOTS)


@check(
    "dynamic.for",
    demands="A loop runs its block as often as it says.",
    source=DYNAMIC,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=RUN_ON_TARGET,
    shots=3 * SHOTS,
    jobs=3,
)
def for_loop(trial: Trial) -> None:
    """A rotation by a sixth of a turn, none, three and four times."""
    _require(trial, "for_loop")
    ready = []
    for times in (0, 3, 4):
        circuit = QuantumCircuit(1, 1, name=f"for_{times}")
        with circuit.for_loop(range(times)):
            circuit.ry(math.pi / 3, 0)
        circuit.measure(0, 0)
        ready.append(prepared(trial.target, circuit))
    trial.judge(ready, SHOTS)


@check(
    "dynamic.while",
    demands="A loop runs while its condition holds, and not once more.",
    source=DYNAMIC,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=RUN_ON_TARGET,
    shots=2 * SHOTS,
    jobs=2,
)
def while_loop(trial: Trial) -> None:
    """A flag that a loop takes down while it flips a bit; up at first, and down at first."""
    _require(trial, "while_loop")
    ready = []
    for raised in (True, False):
        circuit = QuantumCircuit(2, 2, name=f"while_{raised}")
        if raised:
            circuit.ry(2.0, 0)
        circuit.measure(0, 0)
        with circuit.while_loop((circuit.clbits[0], 1)):
            circuit.x(0)
            circuit.x(1)
            circuit.measure(0, 0)
        circuit.measure(1, 1)
        ready.append(prepared(trial.target, circuit))
    trial.judge(ready, SHOTS)


@check(
    "dynamic.switch",
    demands="Of the cases of a switch the one of the register's value is run, else the default.",
    source=DYNAMIC,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=RUN_ON_TARGET,
    shots=SHOTS,
    jobs=1,
)
def switch(trial: Trial) -> None:
    """Two coins choose among a case, a case of two values, and the default."""
    _require(trial, "switch_case")
    register, seen = ClassicalRegister(2, "chosen"), ClassicalRegister(1, "seen")
    circuit = QuantumCircuit(QuantumRegister(3, "q"), register, seen, name="switch")
    circuit.h([0, 1])
    circuit.measure([0, 1], register)
    with circuit.switch(register) as case:
        with case(1):
            circuit.x(2)
        with case(0, 2):
            circuit.ry(0.6, 2)
        with case(case.DEFAULT):
            circuit.ry(1.4, 2)
    circuit.measure(2, seen)
    trial.judge(prepared(trial.target, circuit), SHOTS)


@check(
    "dynamic.reset",
    demands="A reset brings a qubit to 0 whatever it was, and leaves others as they are.",
    source=RESET,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=RUN_ON_TARGET,
    shots=2 * SHOTS,
    jobs=2,
)
def reset(trial: Trial) -> None:
    """Half of an entangled pair is reset; and a qubit that is used after it."""
    _require(trial, "reset")
    half = QuantumCircuit(2, 2, name="half_of_a_pair")
    half.h(0)
    half.cx(0, 1)
    half.reset(0)
    half.measure([0, 1], [0, 1])
    again = QuantumCircuit(1, 2, name="used_again")
    again.ry(1.2, 0)
    again.measure(0, 0)
    again.reset(0)
    again.ry(0.5, 0)
    again.measure(0, 1)
    trial.judge([prepared(trial.target, one) for one in (half, again)], SHOTS)


@check(
    "dynamic.distribution",
    demands="The outcomes of any dynamic circuit in the Target's instructions are drawn from its "
    "distribution.",
    source=DYNAMIC,
    severity=Severity.CRITICAL,
    level=Level.GOLD,
    needs=RUN_ON_TARGET,
    shots=25 * SHOTS,
    jobs=25,
)
def distribution(trial: Trial) -> None:
    """Drawn circuits that measure, reset, branch and loop, as far as the Target has it."""
    advertised = trial.target.operation_names
    if not any(name in advertised for name in (*CONTROL_FLOW, "reset")):
        trial.not_applicable("the Target advertises neither control flow nor resets")
    most = 3 if trial.target.num_qubits is not None else 2
    for revealing, examples in ((True, 20), (False, 5)):
        drawn = circuits(
            trial.target, qubits=(1, most), depth=6, dynamic=True, registers=register_kinds(trial),
            revealing=revealing,
        )  # fmt: skip
        trial.forall(drawn, lambda circuit: _judge_alone(trial, circuit), examples=examples)


def _judge_alone(trial: Trial, circuit: QuantumCircuit) -> None:
    trial.judge(circuit, SHOTS)


def _require(trial: Trial, name: str) -> None:
    if name not in trial.target.operation_names:
        trial.not_applicable(f"the Target advertises no {name}")
