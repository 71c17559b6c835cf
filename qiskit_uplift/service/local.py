"""`LocalService`: backends of this machine, so that code can be tried without an account."""

from __future__ import annotations

import importlib.util
import pkgutil
from collections.abc import Mapping
from typing import Any

from qiskit_uplift.adapters.journal import Journal
from qiskit_uplift.adapters.registry import providers
from qiskit_uplift.exceptions import OptionError
from qiskit_uplift.service.provider_service import ProviderService
from qiskit_uplift.service.sources import not_found

REFERENCE = "qiskit_uplift.backends:reference_device"
"""Where the reference device is made; it is looked up by name, as all local backends are."""

SIZES: Mapping[str, Mapping[str, Any]] = {
    "reference_line_5": {},
    "reference_ring_8": {"qubits": 8, "topology": "ring"},
    "reference_grid_20": {"qubits": 20, "topology": "grid"},
    "reference_heavy_hex_27": {"qubits": 27, "topology": "heavy-hex"},
    "reference_heavy_hex_127": {"qubits": 127, "topology": "heavy-hex"},
}
"""The arguments of the reference device by its name."""


class LocalBackends:
    """The reference device in several sizes, and the local backends that provider files declare.

    Each is made when it is first asked for, and then kept.
    """

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def names(self) -> list[str]:
        """The names of all whose package is installed."""
        return [*SIZES, *_installed()]

    def backends(self) -> list[Any]:
        """All of them."""
        return [self.backend(name) for name in self.names()]

    def backend(self, name: str) -> Any:
        """The backend of a name.

        Raises:
            BackendNotFoundError: There is none.
        """
        if name not in self._made:
            if name in SIZES:
                self._made[name] = pkgutil.resolve_name(REFERENCE)(**SIZES[name])
            else:
                found = _installed()
                if name not in found:
                    raise not_found(name, self.names(), "This machine")
                self._made[name] = pkgutil.resolve_name(found[name])()
        return self._made[name]


class LocalService(ProviderService):
    """A service whose backends are on this machine: no account, no network, no queue.

    Its backends are the bundled reference device, noisy, in several sizes, and what the provider
    files of installed packages declare as local (`Provider.local_backends`), as Aer's simulator.
    Simulations end with their process, so they are in the journal only where it is asked for.

    Args:
        journal: True for the user's own journal, or a Journal; None for none.
        **manner: As of `ProviderService`.

    Example:
        >>> from qiskit_uplift.service import LocalService
        >>> service = LocalService()
        >>> service.backend("reference_ring_8").num_qubits
        8
        >>> service.least_busy(min_num_qubits=20, simulator=True).num_qubits >= 20
        True
    """

    _called = "The local service"

    def __init__(self, *, journal: Journal | bool | None = None, **manner: Any) -> None:
        super().__init__(LocalBackends(), journal=journal, **manner)

    def __reduce__(self) -> Any:
        return _remade, (self._journal, self._manner)

    def names(self) -> list[str]:
        """The names of its backends, none of which is made for that."""
        return self.provider.names()

    def _has(self, name: str | None) -> bool:
        return name in self._seen or name in self.names()


def _remade(journal: Journal | bool | None, manner: Mapping[str, Any]) -> LocalService:
    return LocalService(journal=journal, **manner)


def _installed() -> dict[str, str]:
    declared: dict[str, str] = {}
    for provider in providers().values():
        for name, place in provider.local_backends.items():
            if name in declared or name in SIZES:
                raise OptionError(
                    f"Provider file {provider.name!r} declares a local backend {name!r}, and so "
                    "does another. Rename one."
                )
            declared[name] = place
    return {name: place for name, place in declared.items() if _is_there(place.split(":")[0])}


def _is_there(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # the package above it is missing
        return False
