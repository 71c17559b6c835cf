"""``qiskit-uplift inspect``: what a backend is, how it would be used, and what isn't known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from qiskit_uplift.adapters.capabilities import Capabilities, capabilities
from qiskit_uplift.adapters.manifest import Manifest
from qiskit_uplift.adapters.options import UNSET, Limits, RunOption
from qiskit_uplift.cli import output, results
from qiskit_uplift.cli.drawing import check_drawable, draw
from qiskit_uplift.cli.errors import debug_option
from qiskit_uplift.cli.summary import OperationSummary, TargetSummary, quantity

EPILOG = """\b
Examples:
  qiskit-uplift inspect reference:legacy
  qiskit-uplift inspect qiskit_aer:AerSimulator --json
  qiskit-uplift inspect reference:run-only --probe
  qiskit-uplift inspect 'reference?qubits=27&topology=heavy-hex' --draw device.png
"""


@click.command("inspect", epilog=EPILOG)
@click.argument("spec")
@click.option("--draw", "picture", type=click.Path(dir_okay=False), metavar="FILE.png",
              help="Draw the coupling map with its error rates (png, pdf or svg).")  # fmt: skip
@click.option("--probe", is_flag=True,
              help="Run small circuits to see what it does: at most 9 jobs.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@debug_option
def inspect_backend(spec: str, picture: str | None, probe: bool, as_json: bool) -> None:
    """Say what the backend SPEC is, how it would be used, and what isn't known.

    Nothing is run but with --probe.

    SPEC is module:attribute, or reference, reference:legacy, reference:run-only, or host:NAME.
    """
    if picture is not None:
        check_drawable(picture)
    adapter = results.open_backend(spec)
    found = capabilities(adapter, probe=probe)
    summary = TargetSummary.of(found.target)
    if as_json:
        output.print_json(_as_dict(found, summary))
    else:
        _print(found, summary)
    if picture is not None:
        drawn = draw(found.name, found.target, picture)
        click.echo(f"Drawn: {picture} ({drawn}).", err=as_json)


def _as_dict(found: Capabilities, summary: TargetSummary) -> dict[str, Any]:
    return {
        "name": found.name,
        "route": found.route,
        "provider_file": {
            "name": found.provider, "why": found.why, "read_from": found.read_from,
            "compiles": found.compiles, "cannot": dict(found.cannot),
        },
        "run": {
            "shots": found.contract.shots, "seed": found.contract.seed,
            "memory": found.contract.memory, "takes_more": found.contract.forwards_unknown,
            "options": [_option_dict(option) for option in found.contract.options],
        },
        "limits": asdict(found.limits),
        "outcomes": {"memory": _notation(found.dialect.memory),
                     "counts": _notation(found.dialect.counts)},
        "manifest": found.manifest.to_dict(),
        "target": summary.as_dict(),
        "assumed_or_unknown": list(found.assumptions),
    }  # fmt: skip


def _option_dict(option: RunOption) -> dict[str, Any]:
    found = {
        "name": option.name, "type": _kinds(option), "meaning": option.meaning,
        "minimum": option.minimum, "maximum": option.maximum, "choices": option.choices,
    }  # fmt: skip
    return found if option.default is UNSET else {**found, "default": option.default}


def _print(found: Capabilities, summary: TargetSummary) -> None:
    output.heading(found.name)
    output.table(("", ""), [
        ("reached as", found.route),
        ("provider file", f"{found.provider}: {found.why}"),
        ("facts read from", found.read_from),
        ("compiles by itself", "yes" if found.compiles else "no"),
        ("outcomes written as", f"memory {_notation(found.dialect.memory)}, "
                                f"counts {_notation(found.dialect.counts)}"),
        ("limits of a job", _limits(found.limits)),
    ])  # fmt: skip
    output.line()
    output.heading("What run() takes")
    own = {found.contract.shots: "shots", found.contract.seed: "seed",
           found.contract.memory: "memory"}  # fmt: skip
    output.line(
        ", ".join(f"{role} as {name!r}" if name else f"no {role}" for name, role in _roles(found))
    )
    options = [
        (option.name, _kinds(option), _default(option), _meaning(option))
        for option in found.contract.options
        if option.name not in own or option.meaning
    ]
    if options:
        output.table(("option", "type", "default", "meaning"), options)
    if found.contract.forwards_unknown:
        output.line("Options that aren't listed are forwarded as they are.")
    output.line()
    _print_manifest(found.manifest)
    _print_target(summary)
    output.heading("Assumed or unknown")
    unknown = [*found.assumptions, *_unknown(summary)]
    for note in unknown or ["Nothing."]:
        output.line(f"- {note}")
    for what, reason in found.cannot.items():
        output.line(f"- Can't: {what}: {reason}")
    output.line()


def _roles(found: Capabilities) -> list[tuple[str | None, str]]:
    contract = found.contract
    return [(contract.shots, "shots"), (contract.seed, "seed"), (contract.memory, "memory")]


def _print_manifest(manifest: Manifest) -> None:
    output.heading("What it can do")
    rows = [
        (name.replace("_", " "), _value(entry["value"], entry["known"]), entry["known"],
         entry["note"])
        for name, entry in manifest.to_dict().items()
    ]  # fmt: skip
    output.table(("", "", "known by", ""), rows)
    output.line()


def _value(value: Any, known: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return _shortened(value, most=4) or "none"
    return "" if value is None and known == "unknown" else "none" if value is None else str(value)


def _print_target(summary: TargetSummary) -> None:
    output.heading("Target")
    figures = [
        ("qubits", "any number" if summary.num_qubits is None else summary.num_qubits),
        ("coupled pairs", "all" if summary.coupled_pairs is None else summary.coupled_pairs),
        ("T1, median", quantity(summary.t1, "s")),
        ("T2, median", quantity(summary.t2, "s")),
        ("frequency, median", quantity(summary.frequency, "Hz")),
        ("dt", quantity(summary.dt, "s")),
        ("control flow", ", ".join(summary.control_flow) or "none"),
    ]
    output.table(("", ""), [row for row in figures if row[1] != ""])
    output.line()
    known = [each for each in summary.operations if _says_something(each)]
    if known:
        header = ("operation", "qubits", "places", "median error", "median duration")
        output.table(header, map(_operation_row, known), right=(1, 2, 3, 4))
    plain = [each for each in summary.operations if not _says_something(each)]
    for width in sorted({each.num_qubits for each in plain}):
        names = ", ".join(each.name for each in plain if each.num_qubits == width)
        output.line(f"on any {width} qubit{'s' * (width != 1)}: {names}")
    if summary.any_width:
        output.line(f"of any width: {_shortened(summary.any_width)}")
    output.line()


def _says_something(each: OperationSummary) -> bool:
    return (each.places, each.error, each.duration) != (None, None, None)


def _shortened(names: Sequence[str], most: int = 12) -> str:
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more (--json has them all)"


def _operation_row(each: OperationSummary) -> tuple[Any, ...]:
    error = "" if each.error is None else f"{each.error:.3g}"
    places = "any" if each.places is None else each.places
    return (each.name, each.num_qubits, places, error, quantity(each.duration, "s"))


def _unknown(summary: TargetSummary) -> list[str]:
    """What the Target doesn't say, and a user may have expected it to."""
    missing = {
        "T1 and T2": summary.t1 is None and summary.t2 is None,
        "errors of the operations": all(each.error is None for each in summary.operations),
        "durations of the operations": all(each.duration is None for each in summary.operations),
        "dt": summary.dt is None,
    }
    names = [name for name, absent in missing.items() if absent]
    return [f"The Target doesn't say: {', '.join(names)}."] if names else []


def _limits(limits: Limits) -> str:
    circuits = "any number of" if limits.max_circuits is None else f"at most {limits.max_circuits}"
    most = "any number of" if limits.max_shots is None else f"at most {limits.max_shots}"
    least = "" if limits.min_shots == 1 else f", but at least {limits.min_shots}"
    return f"{circuits} circuits, {most} shots of each{least}"


def _notation(notation: Any) -> str:
    return "as the data proves" if notation is None else str(notation.value)


def _kinds(option: RunOption) -> str:
    kinds = option.kind if isinstance(option.kind, tuple) else (option.kind,)
    return "any" if object in kinds else " or ".join(kind.__name__ for kind in kinds)


def _default(option: RunOption) -> str:
    return "" if option.default is UNSET else repr(option.default)


def _meaning(option: RunOption) -> str:
    limits = [
        f"{word} {value:g}"
        for word, value in (("at least", option.minimum), ("at most", option.maximum))
        if value is not None
    ]
    if option.choices is not None:
        limits.append(f"one of {', '.join(map(repr, option.choices))}")
    return ", ".join(filter(None, [option.meaning, *limits]))
