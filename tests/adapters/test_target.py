import pytest
from qiskit.circuit import Gate, QuantumCircuit
from qiskit.circuit.library import SXGate

from qiskit_uplift.adapters.isa import check_width, first_offence
from qiskit_uplift.adapters.target import assumed_target, target_from_legacy
from qiskit_uplift.exceptions import InvalidCircuitError, TargetError

CONFIGURATION = {
    "n_qubits": 3,
    "basis_gates": ["rz", "sx", "cx", "pulsed"],
    "gates": [
        {"name": "rz", "parameters": ["theta"], "coupling_map": [[0], [1], [2]]},
        {"name": "cx", "parameters": [], "coupling_map": [[0, 1], [1, 2]]},
        {"name": "pulsed", "parameters": ["a"], "coupling_map": [[0]]},
    ],
    "coupling_map": [[0, 1], [1, 2]],
    "supported_instructions": ["if_else", "delay", "reset", "measure", "play"],
    "timing_constraints": {"granularity": 16, "min_length": 64},
    "dt": 0.5,
}
PROPERTIES = {
    "qubits": [
        [
            {"name": "T1", "unit": "us", "value": 100.0},
            {"name": "T2", "unit": "µs", "value": 50.0},
            {"name": "frequency", "unit": "GHz", "value": 5.0},
            {"name": "readout_error", "unit": "", "value": 0.02},
            {"name": "readout_length", "unit": "ns", "value": 700},
        ],
        [{"name": "T1", "unit": "ms", "value": 0.1}],
        [{"name": "operational", "unit": "", "value": 0}],
    ],
    "gates": [
        {
            "gate": "cx",
            "qubits": [0, 1],
            "parameters": [
                {"name": "gate_error", "unit": "", "value": 0.01},
                {"name": "gate_length", "unit": "ns", "value": 300.0},
            ],
        },
        {
            "gate": "sx",
            "qubits": [1],
            "parameters": [{"name": "operational", "unit": "", "value": 0}],
        },
    ],
}


def test_values_come_in_si_units():
    target = target_from_legacy(CONFIGURATION, PROPERTIES).target
    assert target.dt == pytest.approx(0.5e-9)
    assert target.granularity == 16
    assert target.min_length == 64
    qubit = target.qubit_properties[0]
    assert (qubit.t1, qubit.t2, qubit.frequency) == pytest.approx((1e-4, 5e-5, 5e9))
    assert target["cx"][0, 1].error == pytest.approx(0.01)
    assert target["cx"][0, 1].duration == pytest.approx(300e-9)
    assert target["measure"][0,].error == pytest.approx(0.02)
    assert target["measure"][0,].duration == pytest.approx(700e-9)


def test_what_is_not_in_the_data_is_absent():
    target = target_from_legacy(CONFIGURATION, PROPERTIES).target
    assert target["rz"][0,] is None
    assert target["measure"][1,] is None
    assert target.qubit_properties[1].t2 is None
    assert target.qubit_properties[1].frequency is None
    bare = target_from_legacy({"n_qubits": 1, "basis_gates": ["x"]})
    assert bare.target.dt is None
    assert bare.target.qubit_properties is None
    assert set(bare.target.operation_names) == {"x", "measure", "delay"}


def test_faulty_qubits_and_gates_are_left_out_unless_kept():
    report = target_from_legacy(CONFIGURATION, PROPERTIES)
    assert set(report.target["cx"]) == {(0, 1)}
    assert set(report.target["measure"]) == {(0,), (1,)}
    assert set(report.target["sx"]) == {(0,)}
    assert report.target.num_qubits == 3
    assert any("not operational" in note for note in report.notes)
    kept = target_from_legacy(CONFIGURATION, PROPERTIES, keep_faulty=True)
    assert set(kept.target["cx"]) == {(0, 1), (1, 2)}
    assert set(kept.target["sx"]) == {(0,), (1,), (2,)}


def test_gates_of_their_own():
    opaque = target_from_legacy(CONFIGURATION)
    assert set(opaque.target["pulsed"]) == {(0,)}
    assert any("opaque" in note for note in opaque.notes)
    named = target_from_legacy(CONFIGURATION, name_mapping={"pulsed": SXGate()})
    assert isinstance(named.target.operation_from_name("pulsed"), SXGate)
    unknown = target_from_legacy({"n_qubits": 1, "basis_gates": ["magic"]})
    assert "magic" not in unknown.target.operation_names
    assert any("name_mapping" in note for note in unknown.notes)


def test_control_flow_delay_and_reset_are_there_where_they_are_listed():
    listed = target_from_legacy(CONFIGURATION).target.operation_names
    assert {"if_else", "delay", "reset"} <= set(listed)
    assert "while_loop" not in listed
    assert "play" not in listed  # a pulse instruction is no gate
    assert "break_loop" not in listed


@pytest.mark.parametrize(
    ("instructions", "waits", "note"),
    [
        ([], True, "assumed is that qubits can wait"),
        (["measure"], False, "delay is not there"),
        (["delay"], True, None),
    ],
)
def test_a_device_that_lists_its_instructions_without_delay_has_none(instructions, waits, note):
    report = target_from_legacy({**CONFIGURATION, "supported_instructions": instructions})
    assert ("delay" in report.target.operation_names) == waits
    assert [text for text in report.notes if "delay" in text] == (
        [text for text in report.notes if note in text] if note else []
    )
    assert not note or any(note in text for text in report.notes)


def test_loops_are_left_and_gone_on_with_where_that_is_listed():
    flow = ["for_loop", "break_loop", "continue_loop"]
    report = target_from_legacy({**CONFIGURATION, "supported_instructions": flow})
    assert set(flow) <= set(report.target.operation_names)


@pytest.mark.parametrize("dt", [3.6e-9, 1e9])
def test_a_sampling_time_that_can_not_be_is_left_out(dt):
    report = target_from_legacy({**CONFIGURATION, "dt": dt})
    assert report.target.dt is None
    assert any("dt" in note for note in report.notes)


def test_bad_data():
    with pytest.raises(TargetError, match="n_qubits is None"):
        target_from_legacy({"basis_gates": ["x"]})
    odd = {"qubits": [[{"name": "T1", "unit": "fortnights", "value": 1}]], "gates": []}
    with pytest.raises(TargetError, match="T1 of qubit 0 is given in 'fortnights'"):
        target_from_legacy({"n_qubits": 1, "basis_gates": ["x"]}, odd)
    with pytest.raises(ValueError, match=r"'magic'.*name_mapping"):
        assumed_target(basis_gates=["magic"])


def test_an_assumed_target_takes_what_the_standard_library_has():
    target = assumed_target().target
    circuit = QuantumCircuit(40, 1)
    circuit.h(39)
    circuit.ccx(0, 20, 39)
    circuit.measure(0, 0)
    with circuit.if_test((0, 1)):
        circuit.x(0)
    assert first_offence(circuit, target) is None


def test_the_first_offence_is_found_in_branches_and_named():
    target = assumed_target(
        num_qubits=3, basis_gates=["x", "cx", "if_else"], coupling_map=[(0, 1), (1, 2)]
    ).target
    circuit = QuantumCircuit(3, 1)
    circuit.barrier()
    circuit.cx(0, 1)
    circuit.measure(0, 0)
    with circuit.if_test((0, 1)):
        circuit.cx(0, 2)
    offence = first_offence(circuit, target)
    assert str(offence) == "'cx' on qubits (0, 2): the backend has it, but not on these qubits"
    circuit = QuantumCircuit(1)
    circuit.append(Gate("odd", 1, []), [0])
    assert "no such instruction" in str(first_offence(circuit, target))
    circuit = QuantumCircuit(1, 1)
    with circuit.while_loop((0, 0)):
        circuit.x(0)
    assert "no such control flow" in str(first_offence(circuit, target))


def test_a_circuit_that_is_too_wide():
    with pytest.raises(InvalidCircuitError, match="has 4 qubits, backend 'b' has 3"):
        check_width(QuantumCircuit(4), assumed_target(num_qubits=3).target, "backend 'b'")
