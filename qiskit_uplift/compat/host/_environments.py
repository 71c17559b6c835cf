"""Environments for other interpreters, each made once and kept."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import filelock
import platformdirs

from qiskit_uplift.exceptions import HostError

_COMPLETE = "complete.json"
_TOLD = 2000  # characters of an installer's message that help


def cache() -> Path:
    """Where environments are kept: ``hosts`` in ``QISKIT_UPLIFT_HOME`` or in the user's cache."""
    named = os.environ.get("QISKIT_UPLIFT_HOME")
    home = Path(named).expanduser() if named else platformdirs.user_cache_path("qiskit-uplift")
    return home / "hosts"


def environment_for(requirements: Sequence[str], python_version: str | None = None) -> Path:
    """The interpreter of an environment with some requirements, which is made at the first call.

    Another process that wants the same one waits until it is made. What was begun and not
    finished is never used, but made anew.

    Args:
        requirements: As for pip.
        python_version: Such as ``"3.11"``; by default that of this process. With uv, one that
            isn't installed is fetched.

    Returns:
        The path of its ``python``.

    Raises:
        HostError: It can't be made; the message has what the installer says.
    """
    version = python_version or ".".join(platform.python_version_tuple()[:2])
    wanted = {
        "requirements": sorted(requirements),
        "python": version,
        "machine": f"{sys.platform}-{platform.machine()}",
    }
    text = json.dumps(wanted, sort_keys=True)
    folder = cache() / hashlib.sha256(text.encode()).hexdigest()[:16]
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(f"{folder}.lock"):
        if not (folder / _COMPLETE).exists():
            shutil.rmtree(folder, ignore_errors=True)
            _make(folder, python, version, list(requirements))
            half = folder / f"{_COMPLETE}.part"
            half.write_text(text, encoding="utf-8")
            half.replace(folder / _COMPLETE)
    return python


def _make(folder: Path, python: Path, version: str, requirements: list[str]) -> None:
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv is not None:
        _call([uv, "venv", "--quiet", "--python", version, str(folder)])
        if requirements:
            _call([uv, "pip", "install", "--quiet", "--python", str(python), *requirements])
        return
    own = ".".join(platform.python_version_tuple()[:2])
    maker = sys.executable if version == own else shutil.which(f"python{version}")
    if maker is None:
        raise HostError(
            f"There is no python{version} to make an environment with. Install it, or uv, which "
            "fetches it; or pass python= of an environment of your own."
        )
    _call([maker, "-m", "venv", str(folder)])
    if requirements:
        _call([str(python), "-m", "pip", "install", "--quiet", *requirements])


def _call(command: list[str]) -> None:
    # the tools must not take this process's environment for the one that they are to change
    clean = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "PYTHONPATH")}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=clean)
    if done.returncode:
        raise HostError(
            f"The environment can't be made: {' '.join(command[:4])} ... failed with "
            f"{(done.stderr or done.stdout).strip()[-_TOLD:]}"
        )
