"""The page that tells what the kit finds, made from the zoo and from what came of its devices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from qiskit_uplift.conformance.zoo.base import FaultyDevice
from qiskit_uplift.conformance.zoo.right import RightDevice
from qiskit_uplift.conformance.zoo.tries import Try

HOME = Path("docs", "conformance-zoo.md")

HEAD = """\
# How well the conformance kit finds faults

<!-- Made by `python -m qiskit_uplift.conformance.zoo --seeds 5 --write`. -->

The kit is tried on devices with one fault each, every one of which should be found by the checks
that are meant for it, and on right devices, none of which should fail. `nox -s zoo` tries them all
with five seeds each. How random outcomes are judged, and how rare false alarms are, is told in
[conformance-statistics.md](conformance-statistics.md).
"""


def page(
    faulty: Iterable[tuple[FaultyDevice, Sequence[Try]]],
    right: Iterable[tuple[RightDevice, Sequence[Try]]],
) -> str:
    """The page, in Markdown.

    Args:
        faulty: Faulty devices, each with what came of it.
        right: Right devices, likewise.
    """
    return f"{HEAD}\n## Faults\n\n{faults_told(faulty)}\n## Right devices\n\n{alarms_told(right)}"


def faults_told(devices: Iterable[tuple[FaultyDevice, Sequence[Try]]]) -> str:
    """How many faults are found, and a table of all."""
    several = list(devices)
    hits = sum(_well(tries) for _, tries in several)
    told = (
        f"{hits} of {len(several)} faults are found with {_seeds(several)}, each by the checks "
        f"that are meant to find it: a mutation score of {hits / len(several):.1%}. A budget is "
        "what the default number of shots was multiplied by."
    )
    head = ("fault", "what is wrong", "found by", "budget", "found with seeds")
    rows = [(*described(device), _outcome(tries)) for device, tries in several]
    return _section(told, head, rows)


def alarms_told(devices: Iterable[tuple[RightDevice, Sequence[Try]]]) -> str:
    """How many right devices pass, and a table of all."""
    several = list(devices)
    tried = [(device, tries) for device, tries in several if tries]
    untried = len(several) - len(tried)
    left_out = f"; {untried} more weren't tried in this run" if untried else ""
    right = sum(_well(tries) for _, tries in several)
    told = (
        f"{right} of {len(tried)} right devices pass with {_seeds(tried)}{left_out}. What is known "
        "to be a fault of a device isn't a false alarm."
    )
    rows = []
    for device, tries in several:
        alarms = sorted({id_ for one in tries for id_ in one.wrong})
        rows.append((f"`{device.name}`", _share(tries), ", ".join(map(_code, alarms)) or "none",
                     _known(device.known)))  # fmt: skip
    return _section(told, ("device", "passes with seeds", "false alarms", "is known for"), rows)


def described(device: FaultyDevice) -> tuple[str, str, str, str]:
    """The cells of a faulty device that don't depend on what came of it."""
    checks = ", ".join(map(_code, device.found_by))
    return f"`{device.name}`", device.about, checks, f"{device.budget:g}"


def _outcome(tries: Sequence[Try]) -> str:
    missed = sorted({told for one in tries for told in one.wrong})
    return f"{_share(tries)}; missed: {'; '.join(missed)}" if missed else _share(tries)


def _share(tries: Sequence[Try]) -> str:
    return f"{sum(not one.wrong for one in tries)} of {len(tries)}" if tries else "not tried"


def _well(tries: Sequence[Try]) -> bool:
    return bool(tries) and not any(one.wrong for one in tries)


def _seeds(devices: Iterable[tuple[object, Sequence[Try]]]) -> str:
    numbers = sorted({len(tries) for _, tries in devices})
    if numbers == [1]:
        return "one seed"
    if not numbers:
        return "no seed"
    return f"each of {' to '.join(map(str, (numbers[0], numbers[-1])[: len(numbers)]))} seeds"


def _known(reasons: Mapping[str, str]) -> str:
    ids: dict[str, list[str]] = {}
    for id_, reason in reasons.items():
        ids.setdefault(reason, []).append(_code(id_))
    return "; ".join(f"{', '.join(several)}: {reason}" for reason, several in ids.items())


def _code(text: str) -> str:
    return f"`{text}`"


def _section(told: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join([told, "", *_table(head, rows), ""])


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for cells in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(cells)} |"
