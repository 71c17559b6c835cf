"""Programs run in processes of their own, under ``recorder.py``."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import site
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qiskit_uplift.migrate.verification.comparing import Record

RECORDER = Path(__file__).with_name("recorder.py")
LONGEST_OUTPUT = 2_000_000
"""Characters of an output that are looked at."""

_SECRET = ("TOKEN", "API_KEY", "APIKEY", "SECRET", "PASSWORD")
_NOWHERE = "http://127.0.0.1:9"  # where no proxy listens, for programs that this one starts


@dataclass(frozen=True)
class Program:
    """A program as it is to be run.

    Attributes:
        path: The file that it is, or takes the place of.
        cells: Its code; one piece, or the cells of a notebook.
        notebook: Whether it is a notebook.
        overlay: Files of the project whose text is another one: by path, where that is.
    """

    path: Path
    cells: tuple[str, ...]
    notebook: bool = False
    overlay: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """How a run ended.

    Attributes:
        record: What it left.
        error: Why it failed; None where it didn't.
        missing: The module that it misses, where that is why.
        refused: Where it wanted to connect to.
    """

    record: Record
    error: str | None = None
    missing: str | None = None
    refused: tuple[str, ...] = ()


def has_qiskit(python: str) -> bool:
    """Whether an interpreter can import Qiskit."""
    try:
        done = subprocess.run(
            [python, "-c", "import qiskit"], capture_output=True, timeout=120, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def with_hook(since: str) -> list[str]:
    """The command that runs a script on the installed Qiskit, as ``qiskit-uplift exec`` does.

    Args:
        since: The Qiskit that the script was written for: what was gone by then isn't given back.
    """
    options = ["--quiet", "--ibm", "local", "--since", since]
    return [sys.executable, "-m", "qiskit_uplift", "exec", *options]


def run(
    program: Program, command: list[str], *, names: list[str], shift: int = 0, seconds: float
) -> Run:
    """Run a program, without a network, accounts, or a screen.

    Args:
        program: The program.
        command: What runs a script: an interpreter, or `with_hook`.
        names: The names whose values are recorded.
        shift: What is added to the seeds of all shots.
        seconds: The time that it has.
    """
    with tempfile.TemporaryDirectory(prefix="qiskit-uplift-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        job = {
            "path": str(program.path.absolute()),
            "cells": list(program.cells),
            "notebook": program.notebook,
            "overlay": dict(program.overlay),
            "names": names,
            "shift": shift,
            "record": str(folder / "record.json"),
        }
        (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
        code = _call([*command, str(RECORDER), str(folder / "job.json")], folder, seconds)
        with (folder / "stdout").open(encoding="utf-8", errors="replace") as opened:
            output = opened.read(LONGEST_OUTPUT)
        if code is None:
            return Run(Record({}, output), error=f"it takes more than {seconds:g} seconds")
        try:
            found = json.loads((folder / "record.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            told = (folder / "stderr").read_text(encoding="utf-8", errors="replace").split("\n")
            last = next((line.strip() for line in reversed(told) if line.strip()), "")
            return Run(Record({}, output), error=f"it ends with the exit code {code}: {last[:300]}")
    return Run(
        Record(found["values"], output), found["error"], found["missing"], tuple(found["refused"])
    )


def _call(command: list[str], folder: Path, seconds: float) -> int | None:
    """The exit code of a command whose output goes to files; None where it had to be ended."""
    own_group = os.name == "posix"
    with (folder / "stdout").open("wb") as stdout, (folder / "stderr").open("wb") as stderr:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, cwd=folder,
            env=_environment(folder), start_new_session=own_group,
        )  # fmt: skip
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            if own_group:
                # with all that it started, also where it has ended itself
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            process.kill()
            process.wait()


def _environment(folder: Path) -> dict[str, str]:
    """This process's environment without secrets, and with an empty home."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not any(word in name.upper() for word in _SECRET)
        and not name.startswith(("QISKIT_IBM", "QE_", "IBMQ", "QISKIT_SETTINGS"))
    }
    home = folder / "home"
    home.mkdir()
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), _NOWHERE)
    if "PYTHONPATH" in kept:  # relative parts are meant from here
        parts = kept["PYTHONPATH"].split(os.pathsep)
        kept["PYTHONPATH"] = os.pathsep.join(os.path.abspath(part) for part in parts if part)
    return {
        **kept,
        **proxies,
        **{name.upper(): value for name, value in proxies.items()},
        "HOME": str(home),
        "USERPROFILE": str(home),
        "PYTHONUSERBASE": kept.get("PYTHONUSERBASE", site.getuserbase()),
        "QISKIT_UPLIFT_HOME": str(home),
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": str(home),
        "PYTHONHASHSEED": "0",
        "PYTHONIOENCODING": "utf-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PIP_NO_INDEX": "1",
    }
