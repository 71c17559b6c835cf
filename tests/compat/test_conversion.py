"""``convert_to_target`` and ``BackendV2Converter``, against Qiskit's own where there are any."""

import contextlib
import copy

import pytest
from qiskit.circuit.library import SXGate
from qiskit.providers import Options

from qiskit_uplift._qiskit.legacy import load, quiet
from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES
from qiskit_uplift.compat import _backend_v2_converter, conversion, models
from qiskit_uplift.compat._convert_to_target import convert_to_target
from qiskit_uplift.compat.providers import BackendV1
from tests.backends import snapshots
from tests.compat.targets import differences


def described(name):
    conf, props = snapshots.read(name)
    with quiet():
        return (
            models.QasmBackendConfiguration.from_dict(copy.deepcopy(conf)),
            models.BackendProperties.from_dict(copy.deepcopy(props)),
        )


@pytest.mark.parametrize("name", snapshots.names())
@pytest.mark.parametrize("filter_faulty", [True, False])
@pytest.mark.parametrize("measured", [True, False])
def test_the_target_of_a_snapshot(name, filter_faulty, measured):
    configuration, properties = described(name)
    arguments = (configuration, properties if measured else None)
    ours = convert_to_target(*arguments, filter_faulty=filter_faulty)
    assert ours.num_qubits == configuration.n_qubits
    assert set(configuration.basis_gates) <= {*ours.operation_names, "u0"}
    if HAS_LEGACY_CLASSES:
        with quiet():
            theirs = load("qiskit.providers", "convert_to_target")(
                *arguments, filter_faulty=filter_faulty
            )
        assert list(differences(ours, theirs)) == []


def made(**fields):
    data = {
        "backend_name": "made",
        "backend_version": "1.0.0",
        "n_qubits": 2,
        "basis_gates": ["x", "cx", "own"],
        "gates": [
            {"name": "x", "parameters": [], "qasm_def": ""},
            {"name": "own", "parameters": ["a"], "qasm_def": "", "coupling_map": [[0, 1]]},
        ],
        "local": True,
        "simulator": True,
        "conditional": False,
        "open_pulse": False,
        "memory": True,
        "max_shots": 100,
        "coupling_map": [[0, 1]],
        **fields,
    }
    with quiet():
        return models.QasmBackendConfiguration.from_dict(data)


CASES = {
    "opaque gates": ({}, {}),
    "no gates": ({"gates": []}, {}),
    "unknown gate": ({"basis_gates": ["x", "magic"]}, {}),
    "placeholder": ({"gates": [{"name": "TODO", "parameters": [], "qasm_def": ""}]}, {}),
    "all to all": ({"coupling_map": None}, {}),
    "control flow": (
        {"gates": [], "supported_instructions": ["x", "if_else", "for_loop", "reset", "delay"]},
        {},
    ),
    "control flow in the basis": ({"gates": [], "basis_gates": ["x", "while_loop"]}, {}),
    "timing": ({"timing_constraints": {"granularity": 16, "min_length": 64}, "dt": 0.5}, {}),
    "wide gates": ({"gates": [], "basis_gates": ["ccx", "cx"]}, {}),
    "no delay": ({}, {"add_delay": False}),
    "delay in the basis": ({"gates": [], "basis_gates": ["x", "delay", "reset"]}, {}),
    "mapped": ({"gates": []}, {"custom_name_mapping": {"own": SXGate()}}),
}


def warns_of(case):
    """The gate of nowhere is left out with a warning."""
    if case in {"no gates", "unknown gate", "placeholder", "control flow"}:
        return pytest.warns(RuntimeWarning, match="own|magic")
    return contextlib.nullcontext()


@pytest.mark.parametrize("case", CASES)
def test_what_no_snapshot_has(case):
    fields, options = CASES[case]
    with warns_of(case):
        ours = convert_to_target(made(**fields), **options)
    assert ("delay" in ours.operation_names) == (case != "no delay")
    assert ("own" in ours.operation_names) == (
        case in {"opaque gates", "all to all", "timing", "no delay", "mapped"}
    )
    if HAS_LEGACY_CLASSES:
        with quiet(), warns_of(case):
            theirs = load("qiskit.providers", "convert_to_target")(made(**fields), **options)
        assert list(differences(ours, theirs)) == []


def old_backend():
    configuration, properties = described(snapshots.OWN)

    class Old(BackendV1):
        @classmethod
        def _default_options(cls):
            return Options(shots=3)

        def properties(self):
            return properties

        def run(self, run_input, **options):
            return run_input, options

    with quiet():
        return Old(configuration, "here")


@pytest.mark.parametrize(
    "kind", [_backend_v2_converter.BackendV2Converter, conversion.BackendV2Converter]
)
def test_the_converter(kind):
    old = old_backend()
    with quiet():
        backend = kind(old)
        assert backend.name == old.name()
        assert backend.version == 2
        assert backend.description == "Simulated device with 5 qubits"
        assert backend.online_date is None
        assert backend.num_qubits == 5
        assert backend.max_circuits == old.configuration().max_experiments
        assert backend.dt == old.configuration().dt
        assert backend.options.shots == 3
        backend.set_options(shots=8)
        assert old.options.shots == 8
        assert backend.run("circuit", shots=1) == ("circuit", {"shots": 1})
        assert backend.qubit_properties(0).t1 == old.properties().t1(0)
        assert not list(
            differences(backend.target, convert_to_target(old.configuration(), old.properties()))
        )
        assert backend.target is backend.target


def test_the_converter_asks_a_configuration_for_what_it_has():
    old = old_backend()
    backend = _backend_v2_converter.BackendV2Converter(old)
    assert backend.dtm is None
    assert backend.meas_map is None
    for ask in (backend.drive_channel, backend.measure_channel, backend.acquire_channel):
        with pytest.raises(AttributeError):
            ask(0)
    with pytest.raises(AttributeError):
        backend.control_channel([0, 1])
