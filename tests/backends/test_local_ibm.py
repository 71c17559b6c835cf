"""IBM's services, answered here."""

import warnings

import pytest
from qiskit import QuantumCircuit, transpile
from qiskit.providers import BackendV2
from qiskit.providers.exceptions import QiskitBackendNotFoundError
from qiskit_aer import AerSimulator

from qiskit_uplift.backends import local_ibm
from qiskit_uplift.backends.local_ibm import IBMQ, IBMProvider, QiskitRuntimeService, least_busy
from qiskit_uplift.compat import BackendV1, QasmQobj, assemble
from qiskit_uplift.exceptions import LocalAnswerWarning


@pytest.fixture
def said():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LocalAnswerWarning)
        yield


def test_it_says_so_once_at_the_line_that_asked():
    local_ibm._announce.cache_clear()
    with pytest.warns(LocalAnswerWarning, match="nothing goes over the network") as caught:
        IBMQ.load_account()
    (only,) = caught
    assert only.filename == __file__
    # again would be an error
    IBMQ.save_account("0123")
    IBMProvider()
    QiskitRuntimeService.save_account(channel="ibm_quantum", token="0123")


def test_ibmq_gives_backends_of_the_first_version(said):
    for provider in (IBMQ.load_account(), IBMQ.get_provider(hub="h"), *IBMQ.providers()):
        backend = provider.get_backend("ibmq_16_melbourne")
        assert isinstance(backend, BackendV1)
        assert (backend.name(), backend.configuration().n_qubits) == ("ibmq_16_melbourne", 5)
    assert IBMQ.get_backend("ibmq_lima").name() == "ibmq_lima"
    names = [str(each.configuration().backend_name) for each in IBMQ.backends()]
    assert names[:-1] == list(local_ibm.SIZES)
    assert (IBMQ.stored_account(), IBMQ.active_account()["token"]) == ({}, "")


@pytest.mark.parametrize("make", [IBMProvider, QiskitRuntimeService])
def test_later_services_give_backends_of_the_second(said, make):
    service = make(token="0123")
    (backend,) = service.backends("ibmq_manila")
    assert isinstance(backend, BackendV2)
    assert backend.name == "ibmq_manila"
    assert backend.configuration().n_qubits == backend.num_qubits
    assert backend.properties(refresh=True).gate_error("sx", 0) > 0
    assert backend.status().operational
    assert [each.num_qubits for each in service.backends(min_num_qubits=100)] == [127, 127]
    assert make.saved_accounts() == {}
    assert service.active_account()["channel"] == "local"


def test_the_least_busy(said):
    service = QiskitRuntimeService()
    wide = service.least_busy(min_num_qubits=6, filters=lambda b: b.num_qubits < 20)
    assert wide.name == "ibm_nairobi"
    simulator = service.backend("ibmq_qasm_simulator")
    assert isinstance(simulator, AerSimulator)
    assert simulator.name == "ibmq_qasm_simulator"
    assert least_busy([simulator, wide]) is wide
    assert least_busy([simulator]) is simulator
    with pytest.raises(QiskitBackendNotFoundError, match="none to choose from"):
        least_busy([])
    with pytest.raises(QiskitBackendNotFoundError, match="such as one of ibmq_lima"):
        service.backend()


@pytest.mark.filterwarnings("ignore:.*assemble:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:.*[qQ]obj:DeprecationWarning")
def test_a_device_runs_what_assemble_makes(said):
    backend = IBMQ.get_backend("ibmq_lima")
    circuit = QuantumCircuit(1, 1)
    circuit.measure(0, 0)
    qobj = assemble(transpile(circuit, basis_gates=["x"]), shots=30, memory=True)
    assert isinstance(qobj, QasmQobj)
    assert len(backend.run(qobj).result().get_memory()) == 30
    assert len(backend.run(qobj, shots=4).result().get_memory()) == 4
