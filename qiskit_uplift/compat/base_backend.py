"""``BaseBackend``, ``BaseJob`` and ``BaseProvider``, which came before all versions: ours.

Example:
    >>> from qiskit_uplift.compat.base_backend import BaseProvider
    >>> class None_(BaseProvider):
    ...     def backends(self, name=None, **kwargs):
    ...         return []
    >>> from qiskit_uplift.compat import ProviderV1
    >>> issubclass(None_, ProviderV1)
    True
"""

from __future__ import annotations

from typing import Any

from qiskit.providers import JobV1, Options

from qiskit_uplift._qiskit.legacy import quiet
from qiskit_uplift.compat.providers import BackendV1, ProviderV1

__all__ = ["BaseBackend", "BaseJob", "BaseProvider"]


class BaseBackend(BackendV1):  # type: ignore[misc, unused-ignore]
    """A backend without options. A subclass gives ``run``.

    Args:
        configuration: What it is.
        provider: Where it comes from.
    """

    def __init__(self, configuration: Any, provider: Any = None) -> None:
        with quiet():  # on 1.4, Qiskit's own class warns
            super().__init__(configuration, provider)

    @classmethod
    def _default_options(cls) -> Options:
        return Options()


class BaseJob(JobV1):  # type: ignore[misc, unused-ignore]
    """A job. A subclass gives ``submit``, ``result``, ``status`` and, where it can, ``cancel``.

    Args:
        backend: Where it was submitted; None for nowhere.
        job_id: Its id.
    """


class BaseProvider(ProviderV1):  # type: ignore[misc, unused-ignore]
    """A source of backends. A subclass gives ``backends``."""
