"""Fake backends of the first version, as `FakeManila` was, made from snapshots of real devices.

The snapshots come from an installed qiskit-ibm-runtime, which isn't imported, or from its wheel.
"""

from __future__ import annotations

import importlib.util
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

from qiskit_uplift.backends.device import Device
from qiskit_uplift.backends.legacy import LegacyDevice
from qiskit_uplift.backends.modern import ModernDevice
from qiskit_uplift.compat.providers import ProviderV1, filter_backends
from qiskit_uplift.exceptions import BackendLoadError, suggestion

PACKAGE = "qiskit_ibm_runtime"


class FakeBackend(LegacyDevice):
    """A ``BackendV1`` with the configuration, properties and noise of a real device.

    The classes ``FakeManila`` and so on of this module are made from it when they are imported;
    :func:`fake_backend` makes one by its name.
    """


class FakeBackendV2(ModernDevice):
    """A ``BackendV2`` with the Target and noise of a real device: ``FakeManilaV2`` and so on."""


class FakeProvider(ProviderV1):  # type: ignore[misc, unused-ignore]
    """All fake backends of the first version.

    Example:
        >>> from qiskit_uplift.backends.fakes import FakeProvider
        >>> FakeProvider.version
        1
    """

    _face: ClassVar[str] = "legacy"

    def backends(self, name: str | None = None, **kwargs: Any) -> list[Any]:
        """Those that there are snapshots of.

        Args:
            name: Only this one, such as ``fake_manila``.
            kwargs: What they are filtered by, see ``qiskit.providers.providerutils``.

        Raises:
            BackendLoadError: There are no snapshots.
        """
        named = [each for each in fake_backends() if name is None or _short(each) == _short(name)]
        found = [fake_backend(each) for each in named]
        if self._face == "modern":
            found = [FakeBackendV2(each.device) for each in found]
        return list(filter_backends(found, **kwargs))


class FakeProviderForBackendV2(FakeProvider):
    """All fake backends of the second version."""

    _face = "modern"


def __getattr__(name: str) -> Any:
    """The class of a fake backend by the name that it had; its snapshot is read when one is made.

    Example:
        >>> from qiskit_uplift.backends.fakes import FakeBackend, FakeManila
        >>> issubclass(FakeManila, FakeBackend)
        True
    """
    if not re.fullmatch(r"Fake[A-Z][a-z]+(V2)?", name):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    base: type[Any] = FakeBackendV2 if name.endswith("V2") else FakeBackend

    def __init__(self: Any) -> None:
        base.__init__(self, fake_backend(name).device)

    text = f"The fake backend {name}; see :func:`fake_backend`."
    made = type(name, (base,), {"__init__": __init__, "__doc__": text})
    globals()[name] = made
    return made


def fake_backend(name: str, source: str | Path | None = None) -> FakeBackend:
    """A fake backend by its name.

    Args:
        name: As the class or the backend was called: ``FakeManila``, ``fake_manila`` or ``manila``.
        source: A folder that holds snapshots at any depth, or a wheel of qiskit-ibm-runtime; by
            default the installed qiskit-ibm-runtime.

    Raises:
        BackendLoadError: There are no snapshots, or none of that name.

    Example:
        >>> from qiskit_uplift.backends.fakes import fake_backend
        >>> fake_backend("FakeManila", source="no such folder")
        Traceback (most recent call last):
        ...
        qiskit_uplift.exceptions.BackendLoadError: There are no device snapshots in no such folder.
    """
    where = _installed() if source is None else Path(source)
    files = dict(_wheel(where) if where.is_file() else _folder(where))
    if not files:
        raise BackendLoadError(f"There are no device snapshots in {where}.")
    short = _short(name)
    read = files.get(short)
    if read is None:
        raise BackendLoadError(
            f"There is no snapshot {name!r}.{suggestion(short, files)} Known: "
            f"{', '.join(sorted(files))}."
        )
    configuration, properties = read("conf"), read("props")
    if configuration is None:
        raise BackendLoadError(f"The snapshot {name!r} has no configuration.")
    configuration["backend_name"] = f"fake_{short}"
    return FakeBackend(Device.from_properties(configuration, properties))


def fake_backends(source: str | Path | None = None) -> list[str]:
    """The names of the fake backends that :func:`fake_backend` can make.

    Args:
        source: As there.

    Raises:
        BackendLoadError: No source is given and qiskit-ibm-runtime isn't installed.
    """
    where = _installed() if source is None else Path(source)
    found = _wheel(where) if where.is_file() else _folder(where)
    return sorted(f"fake_{short}" for short, _ in found)


Read = Callable[[str], Any]


def _short(name: str) -> str:
    """``FakeManilaV2`` and ``fake_manila`` are both the snapshot ``manila``."""
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return plain.removeprefix("fake_").removesuffix("_v2").removesuffix("_v1").replace("_", "")


def _installed() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise BackendLoadError(
            "Fake backends are made from the snapshots in qiskit-ibm-runtime, which isn't "
            "installed. Install it, or name its wheel: fake_backend(name, source=...)."
        )
    return Path(next(iter(spec.submodule_search_locations))) / "fake_provider" / "backends"


def _folder(where: Path) -> Iterator[tuple[str, Read]]:
    for file in where.rglob("conf_*.json"):

        def read(kind: str, file: Path = file) -> Any:
            other = file.with_name(file.name.replace("conf_", f"{kind}_", 1))
            return json.loads(other.read_text(encoding="utf-8")) if other.is_file() else None

        yield _short(file.stem.removeprefix("conf_")), read


def _wheel(where: Path) -> Iterator[tuple[str, Read]]:
    with zipfile.ZipFile(where) as archive:
        names = archive.namelist()
    for name in names:
        folder, _, file = name.rpartition("/")
        if not re.fullmatch(r"conf_.*\.json", file):
            continue

        def read(kind: str, folder: str = folder, file: str = file) -> Any:
            other = f"{folder}/{file.replace('conf_', f'{kind}_', 1)}".lstrip("/")
            if other not in names:
                return None
            with zipfile.ZipFile(where) as archive:
                return json.loads(archive.read(other))

        yield _short(file.removeprefix("conf_").removesuffix(".json")), read
