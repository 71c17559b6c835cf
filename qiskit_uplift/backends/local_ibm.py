"""IBM's services as old code knows them, answered by simulations on this machine.

Nothing here goes over the network or reads an account. A device whose snapshot is at hand (in an
installed qiskit-ibm-runtime) is simulated with its gates, errors and times; any other is a
reference device of its name.

Example:
    >>> import warnings
    >>> from qiskit_uplift.backends.local_ibm import IBMQ
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     provider = IBMQ.load_account()
    >>> provider.get_backend("ibmq_lima").name()
    'ibmq_lima'
"""

from __future__ import annotations

import dataclasses
import functools
import sys
import warnings
from collections.abc import Callable, Sequence
from typing import Any

from qiskit.providers.exceptions import QiskitBackendNotFoundError

from qiskit_uplift._qiskit.aer import AerSimulator
from qiskit_uplift.backends.device import Device
from qiskit_uplift.backends.fakes import fake_backend
from qiskit_uplift.backends.legacy import LegacyDevice
from qiskit_uplift.backends.modern import ModernDevice
from qiskit_uplift.exceptions import BackendLoadError, LocalAnswerWarning

__all__ = ["IBMQ", "IBMProvider", "QiskitRuntimeService", "least_busy"]

SIZES = {
    "ibmq_lima": 5,
    "ibmq_manila": 5,
    "ibmq_quito": 5,
    "ibm_nairobi": 7,
    "ibmq_guadalupe": 16,
    "ibmq_montreal": 27,
    "ibm_brisbane": 127,
    "ibm_sherbrooke": 127,
}
"""The devices that are listed, with their qubits; another one that is asked for has 5."""

SIMULATOR = "ibmq_qasm_simulator"


class LocalBackend(ModernDevice):
    """A ``BackendV2`` that also answers what IBM's did: configuration, properties, status."""

    def configuration(self) -> Any:
        """As a ``BackendV1`` of the device has it."""
        return self._legacy.configuration()

    def properties(self, *arguments: Any, **options: Any) -> Any:
        """What was measured of the device, whatever the time asked for."""
        del arguments, options
        return self._legacy.properties()

    def status(self) -> Any:
        """It always works, and has no queue."""
        return self._legacy.status()

    @functools.cached_property
    def _legacy(self) -> LegacyDevice:
        return LegacyDevice(self.device)


class LocalService:
    """Backends by their names.

    Args:
        face: The class of the backends.
    """

    def __init__(self, face: Callable[[Device], Any]) -> None:
        self._face = face

    def get_backend(self, name: str | None = None, **options: Any) -> Any:
        """A simulation of the device of that name.

        Args:
            name: Such as ``ibmq_manila``; all that have *simulator* in them are noiseless.
            options: Such as an instance; they have no effect.

        Raises:
            QiskitBackendNotFoundError: No name is given.
        """
        del options
        if name is None:
            known = ", ".join((*SIZES, SIMULATOR))
            raise QiskitBackendNotFoundError(f"Name a backend, such as one of {known}.")
        if "simulator" in name:
            simulator = AerSimulator()
            simulator.name = name
            return simulator
        return self._face(local_device(name))

    def backends(
        self,
        name: str | None = None,
        filters: Callable[[Any], bool] | None = None,
        min_num_qubits: int | None = None,
        simulator: bool | None = None,
        **options: Any,
    ) -> list[Any]:
        """Those that are listed.

        Args:
            name: Only this one.
            filters: Whether a backend is wanted.
            min_num_qubits: The fewest qubits.
            simulator: Whether simulators are wanted; by default they are, unless filtered out.
            options: Such as an instance, or ``operational=True``; they have no effect.
        """
        del options
        names = [name] if name is not None else [*SIZES]
        if name is None and simulator is not False and self._face is LegacyDevice:
            names.append(SIMULATOR)
        found = [self.get_backend(each) for each in names]
        if min_num_qubits is not None:
            found = [each for each in found if _size(each) >= min_num_qubits]
        return found if filters is None else [each for each in found if filters(each)]


class IBMProvider(LocalService):
    """What qiskit-ibm-provider had: backends by name, after an account was saved."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        del arguments, options
        _announce()
        super().__init__(LocalBackend)

    @staticmethod
    def save_account(*arguments: Any, **options: Any) -> None:
        """Save nothing: no token is needed, and none is written anywhere."""
        del arguments, options
        _announce()

    @staticmethod
    def saved_accounts(*arguments: Any, **options: Any) -> dict[str, Any]:
        """There are none."""
        del arguments, options
        return {}

    def active_account(self) -> dict[str, Any]:
        """None that is real."""
        return {"channel": "local", "url": "", "token": ""}


class QiskitRuntimeService(IBMProvider):
    """What qiskit-ibm-runtime calls its service; its primitives run these backends locally."""

    def backend(self, name: str | None = None, **options: Any) -> Any:
        """See :meth:`LocalService.get_backend`."""
        return self.get_backend(name, **options)

    def least_busy(
        self,
        min_num_qubits: int | None = None,
        filters: Callable[[Any], bool] | None = None,
        **options: Any,
    ) -> Any:
        """The smallest backend that is wanted."""
        return least_busy(self.backends(None, filters, min_num_qubits, **options))


class _AccountProvider(LocalService):
    """What ``IBMQ.load_account()`` gave."""

    def __init__(self) -> None:
        super().__init__(LegacyDevice)


class _IBMQ:
    """``qiskit.IBMQ``: accounts, none of which is real."""

    def _provider(self, *arguments: Any, **options: Any) -> _AccountProvider:
        del arguments, options
        _announce()
        return _AccountProvider()

    load_account = enable_account = get_provider = _provider

    def _accounts(self, *arguments: Any, **options: Any) -> None:
        del arguments, options
        _announce()

    save_account = load_accounts = delete_account = disable_account = update_account = _accounts

    def stored_account(self) -> dict[str, str]:
        """There is none."""
        return {}

    def active_account(self) -> dict[str, str]:
        """None that is real."""
        return {"url": "", "token": ""}

    def providers(self, *arguments: Any, **options: Any) -> list[_AccountProvider]:
        """The only one."""
        return [self._provider(*arguments, **options)]

    def get_backend(self, name: str | None = None, **options: Any) -> Any:
        """As the provider's, as it was before there were providers."""
        return self._provider().get_backend(name, **options)

    def backends(self, *arguments: Any, **options: Any) -> list[Any]:
        """Likewise."""
        return self._provider().backends(*arguments, **options)


IBMQ = _IBMQ()
"""What ``qiskit.IBMQ`` was."""


def least_busy(backends: Sequence[Any], **options: Any) -> Any:
    """The first of the devices, as none of them has a queue; a simulator if there is no device.

    Raises:
        QiskitBackendNotFoundError: There are no backends to choose from.
    """
    del options
    for backend in backends:
        if not isinstance(backend, AerSimulator):
            return backend
    if not backends:
        raise QiskitBackendNotFoundError("No backend matches: there is none to choose from.")
    return backends[0]


def local_device(name: str) -> Device:
    """The device that is simulated under a name."""
    short = name.removeprefix("ibmq_").removeprefix("ibm_")
    try:
        found = fake_backend(short).device
    except BackendLoadError:
        found = Device.generate(SIZES.get(name, 5))
    return dataclasses.replace(found, name=name)


def _size(backend: Any) -> int:
    return backend.configuration().n_qubits


@functools.cache
def _announce() -> None:
    """Say once what answers, at the line that asked."""
    frame, level = sys._getframe(1), 2
    while frame.f_globals.get("__name__") == __name__ and frame.f_back is not None:
        frame, level = frame.f_back, level + 1
    warnings.warn(
        "IBM's services are answered on this machine: devices are simulated from their snapshots, "
        "or by the reference device where there is none, and nothing goes over the network.",
        LocalAnswerWarning,
        stacklevel=level,
    )
