"""``python -m qiskit_uplift.conformance.zoo``: how many of the faults the kit finds."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from qiskit_uplift.conformance.zoo.base import FaultyDevice
from qiskit_uplift.conformance.zoo.right import RIGHT, RightDevice
from qiskit_uplift.conformance.zoo.scoring import false_alarms, faulty_devices, score


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the score; the exit code is 1 where a fault is missed or a right device fails."""
    parser = argparse.ArgumentParser(
        prog="python -m qiskit_uplift.conformance.zoo",
        description="Score the conformance kit on devices with one fault each, and on right ones.",
    )
    parser.add_argument("names", nargs="*", help="faulty or right devices; all by default")
    parser.add_argument("--seeds", type=int, default=1, metavar="N",
                        help="try each device with the seeds 0 to N - 1")  # fmt: skip
    parser.add_argument("--faulty", action="store_true", help="faulty devices alone")
    parser.add_argument("--right", action="store_true", help="right devices alone")
    asked = parser.parse_args(arguments)
    faulty = [one for one in faulty_devices() if not asked.names or one.name in asked.names]
    right = [one for one in RIGHT if not asked.names or one.name in asked.names]
    known = {*(one.name for one in faulty), *(one.name for one in right)}
    unknown = {*asked.names} - known
    if unknown:
        parser.error(f"there is no device called {', '.join(sorted(unknown))}")
    failed = False
    for seed in range(asked.seeds):
        if not asked.right:
            failed |= not _score(faulty, seed)
        if not asked.faulty:
            failed |= not _alarms(right, seed)
    return int(failed)


def _score(devices: Sequence[FaultyDevice], seed: int) -> bool:
    found = list(score(devices, seed=seed))
    print("| fault | found by | shots | |\n|---|---|---|---|")
    for one in found:
        budget = f" ({one.device.budget:g} times the default)" if one.device.budget != 1 else ""
        told = f"missed ({'; '.join(one.missed)})" if one.missed else "found"
        checks = ", ".join(f"`{id_}`" for id_ in one.device.found_by)
        print(f"| {one.device.name}: {one.device.about} | {checks} | {one.shots:,}{budget} "
              f"| {told} |", flush=True)  # fmt: skip
    hits = sum(not one.missed for one in found)
    print(f"\nSeed {seed}: {hits} of {len(found)} faults are found, each by the checks that are "
          f"meant to find it: a mutation score of {hits / max(1, len(found)):.1%}.\n")  # fmt: skip
    return hits == len(found)


def _alarms(devices: Sequence[RightDevice], seed: int) -> bool:
    right = True
    for device in devices:
        alarms = false_alarms(device, seed=seed)
        for alarm in alarms:
            first = (alarm.reason.splitlines() or [alarm.status.value])[-1]
            print(f"{device.name}: {alarm.check.id}: {first}", flush=True)
        right &= not alarms
    print(f"Seed {seed}: {len(devices)} right devices, "
          f"{'none' if right else 'some'} with a false alarm.\n", flush=True)  # fmt: skip
    return right


if __name__ == "__main__":
    sys.exit(main())
