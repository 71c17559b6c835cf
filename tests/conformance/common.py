"""Devices that the strategies are tried on."""

from qiskit.circuit import Parameter
from qiskit.circuit.library import CXGate, Measure, RXGate, RZZGate
from qiskit.providers.basic_provider import BasicSimulator
from qiskit.transpiler import Target
from qiskit_aer import AerSimulator

from qiskit_uplift._qiskit.legacy import quiet
from qiskit_uplift.backends import reference_device
from tests.backends import snapshots


def backends():
    """Backends of any kind by a name; each runs circuits in milliseconds."""
    with quiet():  # Qiskit 1.4 uses what it deprecates itself
        from qiskit.providers.fake_provider import GenericBackendV2

        return {
            "reference": reference_device(ideal=True),
            "ring": reference_device(qubits=8, topology="ring"),
            "all-to-all": reference_device(preset="all-to-all-12", ideal=True),
            "127": reference_device(preset="heavy-hex-127", ideal=True),
            "generic": GenericBackendV2(5, seed=1),
            "aer": AerSimulator(),
            "basic": BasicSimulator(),
        }


def snapshot_devices():
    """Real devices, where their data are there: those with 127 qubits and our own with faults."""
    names = [name for name in snapshots.names() if len(snapshots.read(name)[0]["gates"]) > 0]
    wide = [name for name in names if snapshots.read(name)[0]["n_qubits"] >= 127]
    return [snapshots.OWN, *wide[:2]]


def bounded_target():
    """A device with an angle that it takes in part; newer Qiskits know of such bounds."""
    target = Target(num_qubits=2)
    angle = Parameter("angle")
    target.add_instruction(RXGate(angle), {(0,): None, (1,): None})
    target.add_instruction(RZZGate(angle), {(0, 1): None}, angle_bounds=[(0, 1.5707963267948966)])
    target.add_instruction(Measure(), {(0,): None, (1,): None})
    return target


def one_way_target():
    """A device of three qubits in a line, of which the last can't be measured."""
    target = Target(num_qubits=4)
    target.add_instruction(RXGate(Parameter("angle")), {(i,): None for i in range(3)})
    target.add_instruction(CXGate(), {(0, 1): None, (2, 1): None})
    target.add_instruction(Measure(), {(0,): None, (1,): None})
    return target
