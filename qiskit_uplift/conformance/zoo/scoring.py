"""How many faults the checks find, and whether they let every right device pass."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qiskit_uplift.conformance import zoo
from qiskit_uplift.conformance.engine import Examination
from qiskit_uplift.conformance.results import CheckResult, Status
from qiskit_uplift.conformance.zoo.base import FaultyDevice
from qiskit_uplift.conformance.zoo.right import RightDevice

TIMEOUT = 5.0
"""Seconds that a call of a faulty device may take; some of them never answer."""


def faulty_devices() -> tuple[FaultyDevice, ...]:
    """All faulty devices, by name.

    Example:
        >>> from qiskit_uplift.conformance.zoo.scoring import faulty_devices
        >>> len(faulty_devices()) >= 60
        True
    """
    found: dict[str, FaultyDevice] = {}
    for module in pkgutil.iter_modules(zoo.__path__):
        for device in getattr(importlib.import_module(f"{zoo.__name__}.{module.name}"),
                              "FAULTS", ()):  # fmt: skip
            if found.setdefault(device.name, device) is not device:
                raise RuntimeError(f"Two faulty devices are called {device.name!r}.")
    return tuple(found[name] for name in sorted(found))


@dataclass(frozen=True)
class Found:
    """What the checks that are meant for a fault made of it.

    Attributes:
        device: The faulty device.
        missed: The checks that should have found it and haven't, each with how it ended.
        shots: The shots that were used.
    """

    device: FaultyDevice
    missed: tuple[str, ...]
    shots: int


def score(devices: Iterable[FaultyDevice], *, seed: int = 0) -> Iterator[Found]:
    """Run on each faulty device the checks that are meant to find its fault."""
    for device in devices:
        examination = Examination(
            device.make(), only=device.found_by, seed=seed, timeout=TIMEOUT, scale=device.budget
        )
        results = [examination.run(one) for one in examination.checks]
        missed = tuple(
            f"{result.check.id}: {result.status.value}"
            for result in results
            if result.status is not Status.FAILED
        )
        yield Found(device, missed, sum(result.shots for result in results))


def false_alarms(device: RightDevice, *, seed: int = 0) -> list[CheckResult]:
    """The checks that fail on a right device for no reason that is known."""
    examination = Examination(device.make(), skip=device.skip, seed=seed)
    alarms = []
    for one in examination.checks:
        result = examination.run(one)
        if result.status.is_bad and one.id not in device.known:
            alarms.append(result)
    return alarms
