"""``BackendV1`` for Qiskit 2."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from qiskit.providers import Backend, Options

from qiskit_uplift.compat._configuration import QasmBackendConfiguration
from qiskit_uplift.compat._status import BackendStatus


class BackendV1(Backend, ABC):
    """A backend of the first version: a configuration, options and ``run``.

    A subclass gives :meth:`run` and the class method ``_default_options``.

    Args:
        configuration: What the backend is.
        provider: Where it comes from, if anywhere.
        fields: Values of options that replace the defaults.

    Raises:
        AttributeError: One of ``fields`` is no option of the backend.
    """

    version = 1

    def __init__(
        self, configuration: QasmBackendConfiguration, provider: Any = None, **fields: Any
    ) -> None:
        self._configuration = configuration
        self._provider = provider
        self._options: Options = self._default_options()
        self.set_options(**fields)

    @classmethod
    @abstractmethod
    def _default_options(cls) -> Options:
        """The options of :meth:`run` with their defaults."""

    @abstractmethod
    def run(self, run_input: Any, **options: Any) -> Any:
        """Run one circuit or a list of them, and return a job."""

    def set_options(self, **fields: Any) -> None:
        """Change the defaults of options.

        Raises:
            AttributeError: One of ``fields`` is no option of the backend.
        """
        for field in fields:
            if not hasattr(self._options, field):
                raise AttributeError(f"Options field {field} is not valid for this backend")
        self._options.update_options(**fields)

    @property
    def options(self) -> Options:
        """The options of :meth:`run` and their current defaults."""
        return self._options

    def configuration(self) -> QasmBackendConfiguration:
        """What the backend is."""
        return self._configuration

    def properties(self) -> Any:
        """What was measured of the backend; None where it says nothing."""
        return None

    def defaults(self) -> Any:
        """The pulse defaults; None where there are none."""
        return None

    def provider(self) -> Any:
        """Where the backend comes from; None where nowhere."""
        return self._provider

    def status(self) -> BackendStatus:
        """Whether the backend accepts jobs."""
        return BackendStatus(self.name(), "1", operational=True, pending_jobs=0, status_msg="")

    def name(self) -> str:
        """The backend's name."""
        return str(self._configuration.backend_name)

    def __str__(self) -> str:
        return self.name()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}('{self.name()}')>"
