"""What came of each device with each seed, kept in a file so that a long run can be continued."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from qiskit_uplift.conformance.zoo.base import FaultyDevice
from qiskit_uplift.conformance.zoo.right import RightDevice
from qiskit_uplift.conformance.zoo.scoring import false_alarms, score
from qiskit_uplift.exceptions import ConformanceError


@dataclass(frozen=True)
class Try:
    """What came of a device with one seed.

    Attributes:
        device: Its name.
        seed: The seed.
        wrong: Of a faulty device the checks that missed the fault, each with how it ended; of a
            right one those that raised a false alarm.
    """

    device: str
    seed: int
    wrong: tuple[str, ...]


class Tries:
    """Tries that were made, and new ones.

    Args:
        path: Where they are kept, one a line, and read from; None for nowhere.

    Raises:
        ConformanceError: The file has a line that is none.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._made: dict[tuple[str, int], Try] = {}
        if path is None or not path.exists():
            return
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                read = json.loads(line)
                one = Try(**{**read, "wrong": tuple(read["wrong"])})
            except (ValueError, TypeError, KeyError) as error:
                raise ConformanceError(
                    f"{path}, line {number}: {line!r} is no try of a device. Delete the line, and "
                    "it is made again."
                ) from error
            self._made[one.device, one.seed] = one

    def of(self, device: FaultyDevice | RightDevice, seeds: Sequence[int]) -> tuple[Try, ...]:
        """The tries of a device: those that were made with any seed, and new ones with others."""
        for seed in seeds:
            if (device.name, seed) not in self._made:
                self._keep(_tried(device, seed))
        return tuple(one for (name, _), one in sorted(self._made.items()) if name == device.name)

    def _keep(self, one: Try) -> None:
        self._made[one.device, one.seed] = one
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(one)) + "\n")


def _tried(device: FaultyDevice | RightDevice, seed: int) -> Try:
    if isinstance(device, FaultyDevice):
        (found,) = score([device], seed=seed)
        return Try(device.name, seed, found.missed)
    alarms = tuple(sorted(result.check.id for result in false_alarms(device, seed=seed)))
    return Try(device.name, seed, alarms)
