import re

import pytest

from qiskit_uplift.cli.demo import BEST_ANGLE, H2, ansatz, exact_energy


def energy_in(text):
    return re.search(r"estimated +(-\d\.\d+) (?:±|\+/-) (\d\.\d+)", text).groups()


def test_it_shows_counts_a_sweep_an_energy_and_the_routes(call):
    result = call("demo")
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    shots = {
        line.split()[0]: int(line.split()[1])
        for line in result.stdout.splitlines()
        if re.match(r"  [01]{3} ", line)
    }
    assert sum(shots.values()) == 2000
    assert min(shots["000"], shots["111"]) > 700  # the seed is fixed; the device has a little noise
    assert len(re.findall(r"\d\.\d\d pi ", result.stdout)) == 9
    value, std = map(float, energy_in(result.stdout))
    assert exact_energy() < value < exact_energy() + 0.1
    assert 0 < std < 0.01
    assert f"exact       {exact_energy():+.4f}" in result.stdout
    routes = re.findall(r"Route: BackendV1.run\((\d) circuits?, shots=", result.stdout)
    assert routes == ["1", "9", "2"]


def test_the_seed_decides_the_numbers(call):
    first = call("demo", "--seed", "1").stdout
    without_time = first.rpartition("Done in")[0]
    assert call("demo", "--seed", "1").stdout.rpartition("Done in")[0] == without_time
    assert energy_in(call("demo", "--seed", "2").stdout) != energy_in(first)


def test_the_exact_energy_is_the_ansatz_at_its_best():
    from qiskit_uplift.backends.exact import exact_expectation

    best = exact_expectation(ansatz().assign_parameters([BEST_ANGLE]), H2)
    assert best == pytest.approx(exact_energy(), abs=1e-8)
    assert exact_energy() == pytest.approx(-1.857275, abs=1e-6)
