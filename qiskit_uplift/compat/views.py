"""An old view of a new backend, for code that asks for a configuration: ours on every Qiskit.

Example:
    >>> from qiskit_uplift.backends import load_backend
    >>> from qiskit_uplift.compat.views import legacy_view
    >>> backend = legacy_view(load_backend("reference?qubits=5&topology=ring"))
    >>> backend.configuration().n_qubits, backend.name() == backend.name, backend.defaults()
    (5, True, None)
"""

from __future__ import annotations

from typing import Any

from qiskit.transpiler import Target

from qiskit_uplift._qiskit.legacy import quiet
from qiskit_uplift.compat._callable_name import CallableName
from qiskit_uplift.compat._target_to_models import configuration_of, properties_of
from qiskit_uplift.compat.models import BackendProperties, BackendStatus, QasmBackendConfiguration
from qiskit_uplift.exceptions import UnsupportedBackendError

__all__ = ["legacy_view"]


def legacy_view(backend: Any) -> LegacyView:
    """What answers as a ``BackendV1`` where it is asked as one, and else is ``backend``.

    A Target says less than a configuration and properties, so some of an old backend's data don't
    come back: when values were measured (the dates are those of the view), values beside T1, T2,
    frequency and readout (such as ``prob_meas0_prep1`` and anharmonicity), ``general`` values,
    definitions of gates, gates of no library, gates that were left out as faulty (a qubit that
    was is marked as not operational), and whatever isn't about qubits and gates. ``max_shots`` is
    None where the backend doesn't say it, and ``simulator`` and ``local`` are False.

    Args:
        backend: A ``BackendV2``, or anything else with a Target.

    Returns:
        The view. ``configuration()`` and ``properties()`` are those of the backend's Target,
        ``defaults()`` is None, ``name`` is a string that can also be called; ``status()`` and
        ``provider()`` are the backend's own where it has them. All else, such as ``run``,
        ``target`` and ``version``, is handed on.

    Raises:
        UnsupportedBackendError: It has no Target.

    Example:
        >>> from qiskit_uplift.backends import load_backend
        >>> backend = load_backend("reference?qubits=3")
        >>> view = legacy_view(backend)
        >>> view.properties().t1(0) == backend.target.qubit_properties[0].t1
        True
        >>> view.status().operational, view.num_qubits
        (True, 3)
    """
    return LegacyView(backend)


class LegacyView:
    """See :func:`legacy_view`.

    Args:
        backend: The backend.

    Attributes:
        wrapped: The backend.
    """

    def __init__(self, backend: Any) -> None:
        if isinstance(backend, type) or not isinstance(getattr(backend, "target", None), Target):
            raise UnsupportedBackendError(
                f"{backend!r} ({type(backend).__name__}) has no Target to make a configuration of; "
                "uplift() gives it one."
            )
        self.wrapped = backend

    @property
    def name(self) -> CallableName:
        """The backend's name: a string, and callable as the method that it was."""
        return CallableName(self.wrapped.name or type(self.wrapped).__name__)

    def configuration(self) -> QasmBackendConfiguration:
        """What the backend is, made anew from its Target, which may change over time."""
        backend = self.wrapped
        described = {name: getattr(backend, name, None) for name in ("description", "online_date")}
        with quiet():
            return configuration_of(
                backend.target,
                name=str(self.name),
                version=self._version(),
                max_shots=_max_shots(backend),
                max_experiments=getattr(backend, "max_circuits", None),
                fields=described,
            )

    def properties(self, refresh: bool = False) -> BackendProperties | None:
        """What was measured, made anew from the Target; None where it holds no values.

        Args:
            refresh: Without effect, as the properties are always made anew.
        """
        del refresh
        with quiet():
            return properties_of(self.wrapped.target, name=str(self.name), version=self._version())

    def defaults(self, refresh: bool = False) -> None:
        """None: there are no pulse defaults any more."""

    def status(self) -> Any:
        """The backend's own status where it has one, else that it works and nobody waits."""
        own = getattr(self.wrapped, "status", None)
        if callable(own):
            return own()
        with quiet():
            return BackendStatus(
                backend_name=str(self.name),
                backend_version=self._version(),
                operational=True,
                pending_jobs=0,
                status_msg="active",
            )

    def provider(self) -> Any:
        """Where the backend comes from; None where it doesn't say."""
        own = getattr(self.wrapped, "provider", None)
        return own() if callable(own) else own

    def _version(self) -> str:
        return getattr(self.wrapped, "backend_version", None) or "0.0.0"

    def __getattr__(self, name: str) -> Any:
        # Private names are asked for while unpickling, when there is nothing to ask yet.
        if name.startswith("_") or "wrapped" not in self.__dict__:
            raise AttributeError(f"A legacy view has no {name!r}.")
        return getattr(self.wrapped, name)

    def __repr__(self) -> str:
        return f"legacy_view({self.wrapped!r})"


def _max_shots(backend: Any) -> int | None:
    """The most shots that the backend says it takes: as an attribute, or as its option's limit."""
    said = getattr(backend, "max_shots", None)
    if said is not None:
        return int(said)
    options = getattr(backend, "options", None)
    limits = dict(getattr(options, "validator", {})).get("shots")
    return int(limits[1]) if isinstance(limits, tuple) else None
