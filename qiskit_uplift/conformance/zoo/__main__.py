"""``python -m qiskit_uplift.conformance.zoo``: how many of the faults the kit finds."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from qiskit_uplift.conformance.zoo.page import HOME, alarms_told, faults_told, page
from qiskit_uplift.conformance.zoo.right import RIGHT
from qiskit_uplift.conformance.zoo.scoring import faulty_devices
from qiskit_uplift.conformance.zoo.tries import Tries
from qiskit_uplift.exceptions import ConformanceError


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
    parser.add_argument("--results", type=Path, metavar="FILE",
                        help="keep what came of each try, and don't make again those that are "
                        "there; with --seeds 0 none is made")  # fmt: skip
    parser.add_argument("--write", nargs="?", const=HOME, type=Path, metavar="FILE",
                        help=f"write the page of all devices; default: {HOME}")  # fmt: skip
    asked = parser.parse_args(arguments)
    faulty = [one for one in faulty_devices() if not asked.names or one.name in asked.names]
    right = [one for one in RIGHT if not asked.names or one.name in asked.names]
    unknown = {*asked.names} - {one.name for one in faulty} - {one.name for one in right}
    if unknown:
        parser.error(f"there is no device called {', '.join(sorted(unknown))}")
    if asked.write is not None and (asked.names or asked.faulty or asked.right):
        parser.error("--write is for all devices")
    try:
        tries = Tries(asked.results)
    except ConformanceError as error:
        parser.error(str(error))
    seeds = range(asked.seeds)
    found = [] if asked.right else [(one, tries.of(one, seeds)) for one in faulty]
    if found:
        print(faults_told(found), flush=True)
    passed = [] if asked.faulty else [(one, tries.of(one, seeds)) for one in right]
    if passed:
        print(alarms_told(passed), flush=True)
    if asked.write is not None:
        asked.write.write_text(page(found, passed), encoding="utf-8")
    return int(any(one.wrong for _, several in (*found, *passed) for one in several))


if __name__ == "__main__":
    sys.exit(main())
