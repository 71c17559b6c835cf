"""Environments are made once, and a half-made one is never used."""

import subprocess
import threading

import pytest

from qiskit_uplift.compat.host import _environments
from qiskit_uplift.compat.host._environments import cache, environment_for
from qiskit_uplift.exceptions import HostError


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("QISKIT_UPLIFT_HOME", str(tmp_path))


@pytest.fixture
def made(monkeypatch):
    """What is made, without making it."""
    calls = []

    def make(folder, python, version, requirements):
        calls.append((folder, version, requirements))
        python.parent.mkdir(parents=True)
        python.touch()

    monkeypatch.setattr(_environments, "_make", make)
    return calls


@pytest.mark.parametrize("with_uv", [True, False])
def test_a_true_one(monkeypatch, tmp_path, with_uv):
    if not with_uv:
        monkeypatch.setattr(_environments.shutil, "which", lambda *_, **__: None)
    python = environment_for([])
    code = "import sys; print(sys.prefix)"
    told = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip().startswith(str(tmp_path / "hosts"))


def test_the_installer_says_why(tmp_path):
    with pytest.raises(HostError, match=r"(?s)can't be made.*no-such-folder"):
        environment_for([str(tmp_path / "no-such-folder")])


def test_a_python_that_is_not_there(monkeypatch):
    monkeypatch.setattr(_environments.shutil, "which", lambda *_, **__: None)
    with pytest.raises(HostError, match=r"no python3\.99"):
        environment_for([], "3.99")


def test_it_is_made_once(made):
    first = environment_for(["b", "a"], "3.11")
    assert environment_for(["a", "b"], "3.11") == first
    assert [call[1:] for call in made] == [("3.11", ["b", "a"])]
    assert environment_for(["a"], "3.11") != first
    assert environment_for(["a", "b"], "3.12") != first
    assert len(made) == 3


def test_one_that_was_not_finished_is_made_anew(made):
    python = environment_for(["a"], "3.11")
    folder = python.parents[1]
    (folder / "complete.json").unlink()
    (folder / "rest").touch()
    assert environment_for(["a"], "3.11") == python
    assert len(made) == 2
    assert not (folder / "rest").exists()


def test_two_that_want_the_same(made):
    together = threading.Barrier(4)

    def want():
        together.wait()
        environment_for(["a"], "3.11")

    threads = [threading.Thread(target=want) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1


def test_without_a_folder_of_ones_own_it_is_the_users_cache(monkeypatch):
    monkeypatch.delenv("QISKIT_UPLIFT_HOME")
    assert cache().parts[-2:] == ("qiskit-uplift", "hosts")
