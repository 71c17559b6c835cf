import json

import pytest
from qiskit.circuit.library import CXGate, Measure, XGate
from qiskit.providers import QubitProperties
from qiskit.transpiler import InstructionProperties, Target

from qiskit_uplift.cli.summary import TargetSummary, median, quantity


def test_text_of_a_legacy_backend(call):
    result = call("inspect", "reference:legacy?qubits=7&topology=ring")
    assert result.exit_code == 0, result.stderr
    rows = [line.split() for line in result.stdout.splitlines()]
    assert ["reached", "as", "BackendV1"] in rows
    assert ["qubits", "7"] in rows
    assert ["coupled", "pairs", "7"] in rows
    assert next(row for row in rows if row[:3] == ["cx", "2", "14"])[3:]
    assert "provider file" in result.stdout
    assert "shots as 'shots', seed as 'seed_simulator', memory as 'memory'" in result.stdout
    assert "Assumed or unknown\n  - reset is there as supported_instructions" in result.stdout


def test_text_of_a_backend_that_says_nothing_of_itself(call):
    result = call("inspect", "tests.cli.devices:Plain")
    assert result.exit_code == 0, result.stderr
    assert "object with run" in result.stdout
    assert "shots as 'shots', no seed, no memory" in result.stdout
    assert "assumed is all of Qiskit's standard library" in result.stdout
    assert "The number of qubits is unknown" in result.stdout
    assert "The Target doesn't say: T1 and T2, errors of the operations" in result.stdout
    assert "on any 2 qubits:" in result.stdout


def test_options_with_their_types_and_limits(call):
    result = call("inspect", "qiskit_aer:AerSimulator")
    assert result.exit_code == 0, result.stderr
    row = next(line for line in result.stdout.splitlines() if "seed_simulator  " in line)
    assert row.split()[1] == "int"
    assert row.endswith("at least 0")
    assert "its class is in module 'qiskit_aer.backends.aer_simulator'" in result.stdout
    assert "of any width:" in result.stdout


@pytest.mark.parametrize(
    "spec", ["reference", "reference:legacy", "reference:run-only", "qiskit_aer:AerSimulator",
             "qiskit.providers.basic_provider:BasicSimulator", "tests.cli.devices:Plain"],
)  # fmt: skip
def test_json(call, spec):
    result = call("inspect", spec, "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert set(found) == {"name", "route", "provider_file", "run", "limits", "outcomes", "target",
                          "manifest", "assumed_or_unknown"}  # fmt: skip
    assert found["run"]["shots"] == "shots"
    assert any(each["name"] == "measure" for each in found["target"]["operations"])


def test_a_target_summed_up():
    target = Target(
        dt=1e-9,
        qubit_properties=[
            QubitProperties(t1=1e-4, frequency=5e9),
            QubitProperties(t1=3e-4),
            QubitProperties(),
        ],
    )
    target.add_instruction(XGate(), {(q,): InstructionProperties(1e-8, q * 0.1) for q in range(3)})
    target.add_instruction(CXGate(), {(0, 1): None, (1, 0): None, (1, 2): None})
    target.add_instruction(Measure(), {(0,): InstructionProperties(error=0.25), (1,): None})
    summary = TargetSummary.of(target)
    assert (summary.num_qubits, summary.coupled_pairs, summary.dt) == (3, 2, 1e-9)
    assert summary.t1 == pytest.approx(2e-4)
    assert (summary.t2, summary.frequency) == (None, 5e9)
    assert summary.control_flow == ()
    found = {each.name: (each.places, each.error, each.duration) for each in summary.operations}
    assert found == {"measure": (2, 0.25, None), "x": (3, 0.1, 1e-8), "cx": (3, None, None)}


def test_an_empty_target_summed_up():
    summary = TargetSummary.of(Target())
    assert (summary.operations, summary.num_qubits, summary.t1) == ((), 0, None)


def test_the_median_of_what_is_known():
    assert median([None, 3.0, 1.0, None, 2.0]) == 2.0
    assert median([None]) is None


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, "s", ""),
        (0.0, "s", "0 s"),
        (1.0, "s", "1 s"),
        (2.22e-10, "s", "222 ps"),
        (1e-6, "s", "1 µs"),
        (9.99999999e-7, "s", "1 µs"),
        (1.5e-16, "s", "0.15 fs"),
        (4.97e9, "Hz", "4.97 GHz"),
        (250e6, "Hz", "250 MHz"),
    ],
)
def test_quantities_in_si_units(value, unit, text):
    assert quantity(value, unit) == text


def test_the_manifest_is_printed(call):
    result = call("inspect", "qiskit_aer:AerSimulator")
    rows = [line.split() for line in result.stdout.splitlines()]
    assert ["reset", "yes", "declared", "by", "its", "Target"] in rows
    assert ["exact", "shots", "unknown"] in rows
    probed = call("inspect", "qiskit_aer:AerSimulator", "--probe")
    assert probed.exit_code == 0, probed.stderr
    rows = [line.split() for line in probed.stdout.splitlines()]
    assert ["exact", "shots", "yes", "probed", "20", "of", "20", "came"] in rows


def test_the_manifest_in_json(call):
    found = json.loads(call("inspect", "qiskit_aer:AerSimulator", "--probe", "--json").stdout)
    assert found["manifest"]["reset"]["known"] == "probed"
    assert found["manifest"]["max_shots"] == {"value": None, "known": "unknown", "note": ""}
