"""``Provider`` and ``ProviderV1`` for Qiskit 2."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from qiskit.providers.exceptions import QiskitBackendNotFoundError


class Provider:
    """The base of all providers; it says nothing but its version."""

    version = 0


class ProviderV1(Provider, ABC):
    """A source of backends. A subclass gives :meth:`backends`.

    Example:
        >>> class Two(ProviderV1):
        ...     def backends(self, name=None, **kwargs):
        ...         return [b for b in ("a", "b") if name in (None, b)]
        >>> Two().get_backend("b")
        'b'
    """

    version = 1

    def get_backend(self, name: str | None = None, **kwargs: Any) -> Any:
        """The one backend that fits.

        Args:
            name: Its name; None for any.
            kwargs: What :meth:`backends` filters by.

        Raises:
            QiskitBackendNotFoundError: None fits, or several do.
        """
        found = self.backends(name, **kwargs)
        if len(found) > 1:
            raise QiskitBackendNotFoundError("More than one backend matches the criteria")
        if not found:
            raise QiskitBackendNotFoundError("No backend matches the criteria")
        return found[0]

    @abstractmethod
    def backends(self, name: str | None = None, **kwargs: Any) -> list[Any]:
        """The backends that fit, all of them without arguments."""
