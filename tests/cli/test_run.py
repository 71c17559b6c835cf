import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from qiskit import QuantumCircuit, qpy

from qiskit_uplift.cli.run import precision_of
from tests.cli.devices import Typed

IDEAL = "reference:legacy?ideal=true"
AER = "qiskit_aer:AerSimulator"


def run_json(call, *arguments, **extra):
    result = call("run", *arguments, "--json", **extra)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.parametrize("backend", [IDEAL, "reference?ideal=true", AER])
def test_counts_of_a_ghz_state(call, examples, backend):
    answer = run_json(call, examples / "ghz.qasm", "--backend", backend, "--shots", 2000,
                      "--seed", 1, "--transpile", "auto")  # fmt: skip
    register = answer["results"][0]["registers"]["c"]
    assert set(register["counts"]) == {"0000", "1111"}
    assert register["shots"] == sum(register["counts"].values()) == 2000
    # binomial with p = 1/2: 5 standard deviations are passed with probability 6e-7
    assert abs(register["counts"]["0000"] - 1000) < 5 * math.sqrt(500)


def test_registers_that_share_bits_are_read_bit_by_bit(call, examples):
    answer = run_json(call, examples / "interleaved_registers.qasm", "--backend", IDEAL,
                      "--transpile", "auto", "--shots", 10)  # fmt: skip
    counts = {
        name: register["counts"] for name, register in answer["results"][0]["registers"].items()
    }
    assert counts == {"all": {"0110": 10}, "even": {"10": 10}, "odd": {"01": 10}}


def test_feed_forward(call, examples):
    shots = 4000
    answer = run_json(call, examples / "teleportation.qasm", "--backend", IDEAL,
                      "--transpile", "auto", "--shots", shots, "--seed", 2)  # fmt: skip
    registers = answer["results"][0]["registers"]
    assert set(registers["message"]["counts"]) == {"00", "01", "10", "11"}
    expected = shots * math.sin(math.pi / 8) ** 2
    # binomial: 5 standard deviations are passed with probability 6e-7
    deviation = math.sqrt(expected * math.cos(math.pi / 8) ** 2)
    assert abs(registers["received"]["counts"]["1"] - expected) < 5 * deviation


def test_the_inverse_fourier_transform_reads_its_phase(call, examples):
    answer = run_json(call, examples / "qft.qasm", "--backend", IDEAL, "--transpile", "auto")
    assert answer["results"][0]["registers"]["phase"]["counts"] == {"101": 1024}


@pytest.mark.parametrize("backend", [IDEAL, AER])
def test_the_energy_of_h2(call, examples, backend):
    answer = run_json(
        call, examples / "vqe_ansatz.qasm", "--backend", backend, "--transpile", "auto",
        "--observable", examples / "h2.json", "--observable", "ZZ", "--shots", 10_000, "--seed", 5,
    )  # fmt: skip
    (result,) = answer["results"]
    energy, parity = result["observables"]
    assert result["final_measurements_removed"]
    assert result["metadata"]["shots"] == 10_000
    # 5 standard errors: passed with probability 6e-7
    assert abs(energy["value"] - -1.857275) < 5 * energy["std"]
    assert 0 < energy["std"] < 0.01
    assert parity == {"observable": {"ZZ": 1.0}, "value": -1.0, "std": 0.0}


@given(st.integers(1, 10**9))
def test_shots_become_the_precision_that_gives_them_back(shots):
    assert math.ceil(1 / precision_of(shots) ** 2) == shots


def test_text_names_backend_registers_and_what_was_sent(call, examples):
    result = call("run", examples / "qft.qasm", "--backend", IDEAL, "--transpile", "auto",
                  "--shots", 50, "--seed", 3)  # fmt: skip
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "qft.qasm on reference_line_5\n" in result.stdout
    assert "  phase: 3 bits, 50 shots\n" in result.stdout
    row = next(line for line in result.stdout.splitlines() if line.startswith("  101"))
    assert row.split()[:3] == ["101", "50", "100.0%"]
    assert "  Sent: shots=50, seed_simulator=3, memory=True\n" in result.stdout
    assert "Reached as: BackendV1, provider file generic.\n" in result.stdout


def test_text_of_an_estimate(call, examples):
    result = call("run", examples / "vqe_ansatz.qasm", "--backend", IDEAL, "--transpile", "auto",
                  "--observable", "ZZ,XX:0.5", "--precision", "0.1")  # fmt: skip
    assert result.exit_code == 0
    assert "+1 ZZ +0.5 XX" in result.stdout
    assert "The measurements at the end of the circuit were left out." in result.stdout


def test_a_circuit_from_the_standard_input(call, examples):
    answer = run_json(call, "-", "--backend", AER, "--shots", 5, "--transpile", "auto",
                      input=(examples / "qft.qasm").read_bytes())  # fmt: skip
    assert answer["results"][0]["circuit"] == "<stdin>"
    assert answer["results"][0]["registers"]["phase"]["counts"] == {"101": 5}


def test_several_files_and_circuits_keep_their_order(call, examples, tmp_path):
    flip = QuantumCircuit(1, 1, name="flip")
    flip.x(0)
    flip.measure(0, 0)
    stay = QuantumCircuit(1, 1, name="stay")
    stay.measure(0, 0)
    with (tmp_path / "two.qpy").open("wb") as file:
        qpy.dump([flip, stay], file)
    answer = run_json(call, tmp_path / "two.qpy", examples / "qft.qasm", "--backend", AER,
                      "--shots", 3, "--transpile", "auto")  # fmt: skip
    found = [(each["circuit"].rpartition("/")[2], each["registers"]) for each in answer["results"]]
    assert [name for name, _ in found] == ["two.qpy[0] flip", "two.qpy[1] stay", "qft.qasm"]
    assert [next(iter(registers.values()))["counts"] for _, registers in found] == [
        {"1": 3},
        {"0": 3},
        {"101": 3},
    ]


def test_options_reach_the_backend_with_their_type(call, examples):
    answer = run_json(
        call, examples / "qft.qasm", "--backend", "tests.cli.devices:Typed", "--transpile", "off",
        "--option", "verbose=true", "--option", "rounds=5", "--option", "method=b",
        "--option", 'extra={"a": [1]}',
    )  # fmt: skip
    expected = {"verbose": True, "rounds": 5, "rate": 0.5, "method": "b", "extra": {"a": [1]}}
    assert Typed.sent == expected
    assert answer["results"][0]["metadata"]["sent"]["rounds"] == 5


def test_the_same_seed_gives_the_same_numbers(call, examples):
    arguments = (examples / "ghz.qasm", "--backend", "reference:legacy", "--transpile", "auto")
    first = run_json(call, *arguments, "--seed", 4)
    assert run_json(call, *arguments, "--seed", 4) == first
    # two samples of 1024 shots agree in all counts with a probability far below 1e-6
    assert run_json(call, *arguments, "--seed", 5)["results"] != first["results"]


def test_a_circuit_outside_of_the_target_gives_one_warning(call, examples):
    result = call("run", examples / "ghz.qasm", "--backend", "reference?accepts=anything")
    assert result.exit_code == 0
    assert result.stderr.startswith("Warning: Circuit 'ghz' is not one for")
    assert "pass --transpile auto" in result.stderr
    assert result.stderr.count("\n") == 1


LIMITED = "reference:legacy?ideal=true&max_shots=100"


def test_shots_above_the_limit_of_a_job_are_split(call, examples):
    arguments = (examples / "qft.qasm", "--backend", LIMITED, "--transpile", "auto")
    answer = run_json(call, *arguments, "--shots", 250)
    (result,) = answer["results"]
    assert result["registers"]["phase"]["counts"] == {"101": 250}
    assert result["metadata"]["shots_per_job"] == [84, 83, 83]
    assert "  In jobs of 84, 83, 83 shots.\n" in call("run", *arguments, "--shots", 250).stdout


def test_a_dry_run_says_what_would_be_sent_and_sends_nothing(call, examples, monkeypatch):
    monkeypatch.setattr(Typed, "sent", None)
    arguments = (examples / "ghz.qasm", "--backend", "tests.cli.devices:Typed", "--dry-run")
    result = call("run", *arguments, "--shots", 30)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "1 job, 1 circuit, 30 shots on backend 'Typed'",
        "  job 1: 1 circuit of 30 shots: ghz",
    ]
    assert Typed.sent is None


def test_a_dry_run_as_data(call, examples):
    answer = call("run", examples / "ghz.qasm", examples / "qft.qasm", "--backend", LIMITED,
                  "--transpile", "auto", "--shots", 150, "--dry-run", "--json")  # fmt: skip
    plan = json.loads(answer.stdout)["plan"]
    assert (plan["jobs"], plan["circuits"], plan["shots"]) == (2, 4, 300)
    assert plan["batches"] == [{"circuits": ["ghz", "qft"], "shots": 75}] * 2
    answer = call("run", examples / "vqe_ansatz.qasm", "--backend", LIMITED, "--transpile", "auto",
                  "--observable", "XX,ZZ", "--precision", "0.1", "--dry-run", "--json")  # fmt: skip
    plan = json.loads(answer.stdout)["plan"]
    assert (plan["jobs"], plan["circuits"], plan["shots"]) == (1, 2, 200)


def test_many_outcomes_are_summed_up(call, tmp_path):
    circuit = QuantumCircuit(8, 8)
    circuit.h(range(8))
    circuit.measure(range(8), range(8))
    with (tmp_path / "wide.qpy").open("wb") as file:
        qpy.dump(circuit, file)
    result = call("run", tmp_path / "wide.qpy", "--backend", AER, "--shots", 5000)
    assert result.exit_code == 0
    # 5000 shots over 256 outcomes: one is missed with probability 256 * exp(-19.5) = 9e-7
    assert "... and 224 rarer outcomes with" in result.stdout
