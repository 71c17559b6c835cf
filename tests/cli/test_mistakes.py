"""Every mistake ends as one line on stderr that says what to do, and exit code 2."""

import pytest
from qiskit import QuantumCircuit, qpy
from qiskit.circuit import Parameter
from qiskit_aer import AerSimulator

LEGACY = "reference:legacy"
AER = "qiskit_aer:AerSimulator"
MINE = "tests.cli.devices:"


@pytest.mark.parametrize(
    ("backend", "message"),
    [
        ("refrence", "'refrence' names no backend. Did you mean 'reference'?"),
        ("reference:legcy", "no face 'legcy'. Did you mean 'legacy'?"),
        ("reference?qbits=3", "no argument 'qbits'. Did you mean 'qubits'?"),
        ("reference?qubits=many", "qubits: expected an integer, got 'many'"),
        ("no_such_module:Backend", "there is no module 'no_such_module'"),
        ("qiskit_aer:AerSimulater", "no attribute 'AerSimulater'. Did you mean 'AerSimulator'?"),
        ("qiskit_aer", "Write 'module:attribute'"),
        (MINE + "NeedsArguments", "needs the arguments token"),
        (MINE + "NoBackend", "is no backend: expected a BackendV2"),
        ("math:pi", "is no backend"),
    ],
)
@pytest.mark.parametrize("command", ["run", "inspect"])
def test_backends(refused, examples, command, backend, message):
    arguments = [backend] if command == "inspect" else [examples / "ghz.qasm", "--backend", backend]
    assert message in refused(command, *arguments)


@pytest.mark.parametrize(
    ("backend", "arguments", "message"),
    [
        (LEGACY, ["--shots", "0"], "--shots is 0; ask for at least 1."),
        (LEGACY, ["--shots", "-5"], "--shots is -5; ask for at least 1."),
        (LEGACY, ["--shots", "many"], "'many' is not a valid integer. See 'qiskit-uplift run"),
        (MINE + "Choosy", ["--shots", "101"], "takes 80 to 100 shots a circuit, asked for 50"),
        (MINE + "Choosy", ["--shots", "79", "--dry-run"], "80 to 100 shots a circuit"),
        (LEGACY + "?qubits=3", [], "Circuit 'ghz' has 4 qubits"),
        (LEGACY, ["--transpile", "check"], "'h' on qubits (0)"),
        (LEGACY, ["--transpile", "maybe"], "'maybe' is not one of"),
        (LEGACY, ["--seed", "-1"], "Invalid value for '--seed'"),
        (LEGACY, ["--sedd", "1"], "No such option"),
        (LEGACY, ["--observable", "ZZ"], "has 2 letters, but"),
        (LEGACY, ["--observable", "ZZZQ"], "letter 4 of 'ZZZQ' is 'Q'"),
        (LEGACY, ["--observable", "ZZZZ:1j"], "complex"),
        (LEGACY, ["--observable", "ZZZZ", "--precision", "0"], "--precision is 0.0"),
        (LEGACY, ["--observable", "ZZZZ", "--precision", "nan"], "--precision is nan"),
        (LEGACY, ["--observable", "ZZZZ", "--precision", "0.1", "--shots", "9"],
         "say the same thing"),
        (LEGACY, ["--precision", "0.1"], "--precision is for --observable"),
        (AER, ["--option", "mehtod=statevector"], "Did you mean 'method'? 'qiskit-uplift inspect'"),
        (AER, ["--option", "shots=5"], "give it as --shots instead"),
        (AER, ["--option", "memory=perhaps"], "is not true or false"),
        (AER, ["--option", "method=nonsense"], "Invalid simulation method (nonsense)"),
        (MINE + "Plain", ["--seed", "5"], "takes no seed, so --seed 5 can't be honoured"),
        (MINE + "Broken", [], "RuntimeError: the cloud says no (add --debug"),
        (MINE + "Silent", [], "RuntimeError: it gave no reason (add --debug"),
    ],
)  # fmt: skip
def test_arguments(refused, examples, backend, arguments, message):
    assert message in refused("run", examples / "ghz.qasm", "--backend", backend, *arguments)


def test_commands_and_their_arguments(refused):
    assert "No such command 'rnu'" in refused("rnu")
    assert "See 'qiskit-uplift --help'" in refused("--nonsense")
    assert "Missing argument 'CIRCUIT...'. See 'qiskit-uplift run --help'." in refused("run")
    assert "Missing option '--backend'" in refused("run", "x.qasm")
    assert "Missing argument 'SPEC'" in refused("inspect")


def test_files(refused, tmp_path):
    (tmp_path / "bad.qasm").write_text("OPENQASM 2.0;\nqreg q[1];\nfoo q[0];\n")
    (tmp_path / "noise.qasm").write_bytes(bytes(range(256)))
    for name, message in [
        ("bad.qasm", "bad.qasm:3:1: 'foo' is not defined"),
        ("bad.qsm", "bad.qsm: no such file. Did you mean"),
        ("noise.qasm", "noise.qasm: is neither QPY nor text"),
        (".", "is a folder"),
    ]:
        assert message in refused("run", tmp_path / name, "--backend", LEGACY)


def test_circuits_that_can_not_be_counted(refused, tmp_path):
    unbound = QuantumCircuit(1, 1)
    unbound.rx(Parameter("theta"), 0)
    unbound.measure(0, 0)
    for circuit, message in [
        (unbound, "has parameters without values: theta"),
        (QuantumCircuit(2), "measures nothing into a classical register"),
    ]:
        with (tmp_path / "x.qpy").open("wb") as file:
            qpy.dump(circuit, file)
        assert message in refused("run", tmp_path / "x.qpy", "--backend", AER)


@pytest.mark.parametrize("place", ["front", "back"])
def test_debug_adds_the_traceback(call, examples, place):
    arguments = ["run", examples / "ghz.qasm", "--backend", MINE + "Broken"]
    arguments = ["--debug", *arguments] if place == "front" else [*arguments, "--debug"]
    result = call(*arguments)
    assert result.exit_code == 2
    assert "Traceback (most recent call last)" in result.stderr
    assert result.stderr.splitlines()[-1].startswith("Error: RuntimeError: the cloud says no")


def test_an_interrupt_is_no_error(call, examples):
    result = call("run", examples / "ghz.qasm", "--backend", MINE + "Interrupted")
    assert result.exit_code == 130
    assert result.stderr.startswith(
        "Interrupted. Nothing was cancelled; 'qiskit-uplift jobs resume"
    )
    assert result.stderr.count("\n") == 1


def test_an_interrupt_of_what_can_not_be_resumed(call, examples, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(AerSimulator, "run", interrupted)
    result = call("run", examples / "qft.qasm", "--backend", AER, "--transpile", "auto")
    assert (result.exit_code, result.stderr) == (130, "Interrupted.\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "beef"], "There is no run 'beef' in the journal"),
        (["show"], "Missing argument 'ID'"),
        (["resume", "beef"], "Missing option '--backend'"),
        (["resume", "beef", "--backend", LEGACY], "There is no run 'beef'"),
        (["resume", "beef", "--backend", LEGACY, "--resubmit", "all"], "'all' is not one of"),
        (["forget"], "either their ids, or --finished"),
        (["forget", "beef", "--finished"], "either their ids, or --finished"),
        (["forget", "beef", "--older-than", "3"], "--older-than is for --finished"),
        (["forget", "beef"], "There is no run 'beef'"),
        (["lst"], "No such command 'lst'"),
    ],
)
def test_jobs(refused, arguments, message):
    assert message in refused("jobs", *arguments)
