"""A `Device` as Qiskit's ``Target``."""

from __future__ import annotations

from qiskit.circuit import Delay, Measure, Parameter, Reset
from qiskit.circuit.controlflow import ForLoopOp, IfElseOp, SwitchCaseOp, WhileLoopOp
from qiskit.circuit.library import get_standard_gate_name_mapping
from qiskit.providers import QubitProperties
from qiskit.transpiler import InstructionProperties, Target

from qiskit_uplift.backends.device import Device

_CONTROL_FLOW = {
    "if_else": IfElseOp,
    "for_loop": ForLoopOp,
    "while_loop": WhileLoopOp,
    "switch_case": SwitchCaseOp,
}


def to_target(device: Device) -> Target:
    """See :meth:`qiskit_uplift.backends.Device.to_target`."""
    target = Target(
        description=device.name,
        num_qubits=device.num_qubits,
        dt=device.dt,
        qubit_properties=[
            QubitProperties(t1=qubit.t1, t2=qubit.t2, frequency=qubit.frequency)
            for qubit in device.qubits
        ],
        **dict(device.timing),
    )
    library = get_standard_gate_name_mapping()
    for name, placed in device.table.items():
        properties = {
            qubits: InstructionProperties(duration=item.duration, error=item.error)
            for qubits, item in placed.items()
            if device.works(item)
        }
        if properties:
            target.add_instruction(Reset() if name == "reset" else library[name], properties)
    working = [index for index, qubit in enumerate(device.qubits) if qubit.operational]
    if working:
        readout = {
            (index,): InstructionProperties(
                duration=device.qubits[index].readout_duration,
                error=device.qubits[index].readout_error,
            )
            for index in working
        }
        target.add_instruction(Measure(), readout)
        delays = {(index,): None for index in working}
        target.add_instruction(Delay(Parameter("duration")), delays)
    for name in device.control_flow:
        target.add_instruction(_CONTROL_FLOW[name], name=name)
    return target
