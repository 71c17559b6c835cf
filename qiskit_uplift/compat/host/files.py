"""Hosts by name, from a TOML file with one table for each.

.. code-block:: toml

    [old-aqt]
    requirements = ["qiskit-aqt-provider==1.15.0", "qiskit==1.4.6"]
    python_version = "3.11"
    backend = "qiskit_aqt_provider:AQTProvider().get_backend"
    arguments = { name = "offline_simulator_no_noise" }

The keys are the arguments of `host`; ``python`` and ``path`` may be relative to the file.
"""

from __future__ import annotations

import inspect
import os
import sys
from pathlib import Path
from typing import Any

import platformdirs

from qiskit_uplift.compat.host._backends import host
from qiskit_uplift.exceptions import BackendLoadError, suggestion

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

NAME = "hosts.toml"
_KEYS = tuple(inspect.signature(host).parameters)


def hosts_file() -> Path:
    """The user's file: in ``QISKIT_UPLIFT_HOME``, or where the platform keeps settings."""
    named = os.environ.get("QISKIT_UPLIFT_HOME")
    home = Path(named).expanduser() if named else platformdirs.user_config_path("qiskit-uplift")
    return home / NAME


def open_host(name: str, file: str | os.PathLike[str] | None = None) -> Any:
    """The backend of a host that a file names.

    Args:
        name: The table in the file.
        file: The file; None for `hosts_file`.

    Raises:
        BackendLoadError: There is no such file or table, or it isn't as it should be.
        HostError: The backend can't be made; see `host`.
    """
    path = hosts_file() if file is None else Path(file)
    table = _table(name, path)
    for key in table:
        if key not in _KEYS:
            raise BackendLoadError(
                f"{path}: host {name!r} has the unknown key {key!r}.{suggestion(key, _KEYS)} "
                f"Known: {', '.join(_KEYS)}."
            )
    if "backend" not in table:
        raise BackendLoadError(f"{path}: host {name!r} has no backend = 'module:attribute'.")
    if "python" in table:
        table["python"] = path.parent / Path(table["python"]).expanduser()
    if "path" in table:
        table["path"] = [path.parent / Path(each).expanduser() for each in table["path"]]
    try:
        return host(**table)
    except ValueError as error:
        raise BackendLoadError(f"{path}: host {name!r}: {error}") from error


def _table(name: str, path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as opened:
            known = tomllib.load(opened)
    except OSError as error:
        raise BackendLoadError(
            f"The file of hosts {path} can't be read ({error.strerror}); write one with a table "
            f"[{name}], or name another."
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise BackendLoadError(f"{path} is no TOML: {error}.") from error
    table = known.get(name)
    if not isinstance(table, dict):
        raise BackendLoadError(
            f"{path} has no host {name!r}.{suggestion(name, known)} "
            f"Known: {', '.join(known) or 'none'}."
        )
    return dict(table)
