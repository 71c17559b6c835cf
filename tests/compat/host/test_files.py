"""Hosts by name, and on the command line."""

import json
import sys

import pytest
from click.testing import CliRunner

from qiskit_uplift.cli.main import main
from qiskit_uplift.compat.host.files import hosts_file, open_host
from qiskit_uplift.exceptions import BackendLoadError
from tests.compat.host.common import ROOT

HOSTS = f"""
[device]
python = {json.dumps(sys.executable)}
path = [{json.dumps(str(ROOT))}]
backend = "qiskit_uplift.backends:reference_device"
arguments = {{ face = "legacy", ideal = true }}

[unknown]
pyton = "x"
backend = "a:b"

[empty]

[neither]
backend = "a:b"
"""


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setenv("QISKIT_UPLIFT_HOME", str(tmp_path))
    (tmp_path / "hosts.toml").write_text(HOSTS)
    return tmp_path / "hosts.toml"


def call(*arguments):
    return CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.mark.parametrize("named", [False, True])
def test_running_on_a_host(file, monkeypatch, tmp_path, named):
    where = ["--hosts", file] if named else []
    if named:
        monkeypatch.setenv("QISKIT_UPLIFT_HOME", str(tmp_path / "elsewhere"))
    found = call("run", ROOT / "examples" / "ghz.qasm", "--host", "device", *where, "--shots", 100,
                 "--transpile", "auto", "--json")  # fmt: skip
    assert found.exit_code == 0, found.output
    (result,) = json.loads(found.stdout)["results"]
    assert set(result["registers"]["c"]["counts"]) == {"0000", "1111"}


def test_inspecting_a_host(file):
    found = call("inspect", "host:device", "--json")
    assert found.exit_code == 0, found.output
    assert json.loads(found.stdout)["route"] == "BackendV1"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "Missing option '--backend' (or '--host')."),
        (["--host", "device", "--backend", "reference"], "Give one of --backend and --host."),
        (["--backend", "reference", "--hosts", "x"], "--hosts is for --host."),
        (["--host", "devise"], "Did you mean 'device'?"),
    ],
)
def test_mistakes_on_the_command_line(file, arguments, told):
    found = call("run", ROOT / "examples" / "ghz.qasm", *arguments)
    assert found.exit_code == 2
    assert told in found.output


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("unknown", "unknown key 'pyton'. Did you mean 'python'?"),
        ("empty", "has no backend"),
        ("neither", "either python= or requirements="),
    ],
)
def test_mistakes_in_the_file(file, name, told):
    with pytest.raises(BackendLoadError, match=told.replace("?", r"\?")):
        open_host(name)


def test_no_file_and_no_toml(file):
    file.write_text("[")
    with pytest.raises(BackendLoadError, match="is no TOML"):
        open_host("x")
    file.unlink()
    with pytest.raises(BackendLoadError, match=r"can't be read .*\[x\]"):
        open_host("x")


def test_the_users_settings(monkeypatch):
    monkeypatch.delenv("QISKIT_UPLIFT_HOME")
    assert hosts_file().parts[-2:] == ("qiskit-uplift", "hosts.toml")
