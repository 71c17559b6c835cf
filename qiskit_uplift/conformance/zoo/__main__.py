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
    unknown = {*asked.names} - {one.name for one in faulty} - {one.name for one in right}
    if unknown:
        parser.error(f"there is no device called {', '.join(sorted(unknown))}")
    failed = False
    if not asked.right and faulty:
        failed |= not _score(faulty, range(asked.seeds))
    if not asked.faulty and right:
        failed |= not _alarms(right, range(asked.seeds))
    return int(failed)


def _score(devices: Sequence[FaultyDevice], seeds: Sequence[int]) -> bool:
    rows: list[str] = []
    hits = 0
    for device in devices:
        tries = [one for seed in seeds for one in score([device], seed=seed)]
        missed = sorted({told for one in tries for told in one.missed})
        hits += not missed
        shots = f"{max(one.shots for one in tries):,}"
        budget = f" ({device.budget:g} times the default)" if device.budget != 1 else ""
        checks = ", ".join(f"`{id_}`" for id_ in device.found_by)
        result = f"missed: {'; '.join(missed)}" if missed else "found"
        rows.append(f"| {device.name}: {device.about} | {checks} | {shots}{budget} | {result} |")
    print(f"{hits} of {len(devices)} faults are found with {_told(seeds)}, each by the checks that "
          f"are meant to find it: a mutation score of {hits / len(devices):.1%}.\n")  # fmt: skip
    print("\n".join(["| fault | found by | shots | |", "|---|---|---|---|", *rows, ""]), flush=True)
    return hits == len(devices)


def _alarms(devices: Sequence[RightDevice], seeds: Sequence[int]) -> bool:
    rows: list[str] = []
    right = 0
    for device in devices:
        alarms = sorted({one.check.id for seed in seeds
                         for one in false_alarms(device, seed=seed)})  # fmt: skip
        right += not alarms
        known = "; ".join(f"`{id_}`: {reason}" for id_, reason in device.known.items())
        told = f"false alarms: {', '.join(alarms)}" if alarms else "none"
        rows.append(f"| {device.name} | {told} | {known} |")
    print(f"{right} of {len(devices)} right devices pass with {_told(seeds)}.\n")
    head = ("| device | false alarms | what it is known for |", "|---|---|---|")
    print("\n".join([*head, *rows, ""]), flush=True)
    return right == len(devices)


def _told(seeds: Sequence[int]) -> str:
    return "one seed" if len(seeds) == 1 else f"each of {len(seeds)} seeds"


if __name__ == "__main__":
    sys.exit(main())
