"""``qiskit-uplift run``: circuits from files, counts or expectation values to the terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import click
from qiskit.quantum_info import SparsePauliOp

from qiskit_uplift.adapters.backend import BackendAdapter
from qiskit_uplift.adapters.planning import Plan
from qiskit_uplift.adapters.transpilation import MODES
from qiskit_uplift.cli import output, results
from qiskit_uplift.cli.circuits import LoadedCircuit, load_circuits
from qiskit_uplift.cli.errors import InputError, debug_option
from qiskit_uplift.cli.observables import check_width, parse_observable
from qiskit_uplift.cli.options import parse_options

DEFAULT_SHOTS = 1024

EPILOG = """\b
Examples:
  qiskit-uplift run examples/ghz.qasm --backend reference:legacy --transpile auto
  qiskit-uplift run examples/*.qasm --backend qiskit_aer:AerSimulator --shots 4000 --seed 7
  qiskit-uplift run examples/vqe_ansatz.qasm --backend reference:legacy \\
      --transpile auto --observable examples/h2.json --precision 0.01
  qiskit-uplift run bell.qasm --backend qiskit_aer:AerSimulator \\
      --option method=stabilizer --json
  qiskit-uplift run *.qasm --backend my_provider:Backend --shots 100000 --dry-run
  qiskit-uplift run bell.qasm --host old-aqt --transpile auto

\b
'qiskit-uplift inspect SPEC' lists the options that a backend takes.
"""


def _positive(_: click.Context, parameter: click.Parameter, value: Any) -> Any:
    if value is not None and not (value > 0 and math.isfinite(value)):
        least = "at least 1" if parameter.name == "shots" else "a number above 0"
        raise InputError(f"--{parameter.name} is {value}; ask for {least}.")
    return value


@click.command(epilog=EPILOG)
@click.argument("circuits", nargs=-1, required=True, metavar="CIRCUIT...")
@click.option("--backend", "spec", metavar="SPEC",
              help="The backend: module:attribute, or reference:legacy and the like.")  # fmt: skip
@click.option("--host", "host", metavar="NAME",
              help="Instead of --backend: the name of one in another Python.")  # fmt: skip
@click.option("--hosts", "hosts", metavar="FILE",
              help="The file that names it.  [default: the user's hosts.toml]")  # fmt: skip
@click.option("--shots", type=int, callback=_positive, metavar="N",
              help=f"Shots of each circuit.  [default: {DEFAULT_SHOTS}]")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), metavar="N",
              help="Seed of the backend's sampling, where it takes one.")  # fmt: skip
@click.option("--observable", "observables", multiple=True, metavar="TEXT|FILE",
              help="Estimate this instead of counting: 'ZZ:1.0,XX:0.5' (qubit 0 rightmost), or a "
                   "JSON file. May be repeated.")  # fmt: skip
@click.option("--precision", type=float, callback=_positive, metavar="X",
              help="Standard error aimed at, instead of --shots; with --observable.")  # fmt: skip
@click.option("--option", "options", multiple=True, metavar="KEY=VALUE",
              help="An option of the backend's own. May be repeated.")  # fmt: skip
@click.option("--transpile", type=click.Choice(MODES), default="warn", show_default=True,
              help="What to do with a circuit that the backend can't run as it is.")  # fmt: skip
@click.option("--dry-run", is_flag=True,
              help="Print the jobs, circuits and shots that would be sent.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@debug_option
def run(  # noqa: PLR0917 - click passes them all by name
    circuits: Sequence[str],
    spec: str | None,
    host: str | None,
    hosts: str | None,
    shots: int | None,
    seed: int | None,
    observables: Sequence[str],
    precision: float | None,
    options: Sequence[str],
    transpile: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Run circuits on a backend and print counts by register, or expectation values.

    More shots than a job of the backend may have are split over several. An interrupted run is
    not cancelled: 'qiskit-uplift jobs' lists those that can be resumed.

    CIRCUIT is a file with OpenQASM 2, OpenQASM 3 or QPY, or - for the standard input.
    """
    if precision is not None and not observables:
        raise InputError("--precision is for --observable; ask for --shots to get counts.")
    if precision is not None and shots is not None:
        raise InputError("--precision and --shots say the same thing; give one of them.")
    spec = _spec_of(spec, host, hosts)
    operators = [parse_observable(text) for text in observables]
    loaded = load_circuits(circuits)
    adapter = results.open_backend(spec)
    settings = {
        "seed_simulator": seed,
        "run_options": parse_options(options, adapter.contract, adapter.channel.where) or None,
        "transpile": transpile,
    }
    wanted = DEFAULT_SHOTS if shots is None else shots
    primitive: Any
    asked: dict[str, Any]
    if operators:
        pubs = _to_estimate(loaded, operators)
        primitive = adapter.estimator(**settings)
        asked = {"precision": precision_of(wanted) if precision is None else precision}
    else:
        pubs = _to_count(loaded)
        primitive, asked = adapter.sampler(**settings), {"shots": wanted}
    if dry_run:
        _print_plan(adapter, primitive.plan(pubs, **asked), as_json=as_json)
        return
    with results.resumable(adapter, spec):
        result = results.finished(primitive.run(pubs, **asked))
    labels = [each.label for each in loaded]
    if operators:
        cut = [pub[0].size() < each.circuit.size() for pub, each in zip(pubs, loaded, strict=True)]
        found = results.estimated(labels, pubs, result, shortened=cut)
    else:
        found = results.counted(labels, result)
    results.show(adapter, found, as_json=as_json)


def _spec_of(spec: str | None, host: str | None, hosts: str | None) -> str:
    if spec is None and host is None:
        raise click.UsageError("Missing option '--backend' (or '--host').")
    if spec is not None and host is not None:
        raise InputError("Give one of --backend and --host.")
    if hosts is not None and host is None:
        raise InputError("--hosts is for --host.")
    if host is None:
        return str(spec)
    return f"host:{host}" + ("" if hosts is None else f"{results.HOSTS}{hosts}")


def precision_of(shots: int) -> float:
    """The precision for which an Estimator takes just so many shots.

    Example:
        >>> precision_of(10_000)
        0.01
    """
    precision = 1 / math.sqrt(shots)
    while math.ceil(1 / precision**2) > shots:  # rounding may have made it a trifle too fine
        precision = math.nextafter(precision, 1.0)
    return precision


def _to_count(loaded: list[LoadedCircuit]) -> list[Any]:
    for each in loaded:
        _check_complete(each)
        if not any(register.size for register in each.circuit.cregs):
            raise InputError(
                f"{each.label}: measures nothing into a classical register, so there is nothing "
                "to count; add 'measure' statements, or estimate an --observable."
            )
    return [each.circuit for each in loaded]


def _to_estimate(loaded: list[LoadedCircuit], operators: list[SparsePauliOp]) -> list[Any]:
    pubs = []
    for each in loaded:
        _check_complete(each)
        for operator in operators:
            check_width(operator, each.circuit.num_qubits, each.label)
        # The outcome of a measurement at the end would be the basis state that it left behind.
        unmeasured = each.circuit.remove_final_measurements(inplace=False)
        pubs.append((unmeasured, operators))
    return pubs


def _check_complete(loaded: LoadedCircuit) -> None:
    if loaded.circuit.parameters:
        names = ", ".join(parameter.name for parameter in loaded.circuit.parameters)
        raise InputError(
            f"{loaded.label}: has parameters without values: {names}; write numbers in the file."
        )


def _print_plan(adapter: BackendAdapter, plan: Plan, *, as_json: bool) -> None:
    if not as_json:
        output.line(str(plan), indent=0)
        return
    content = {
        "jobs": plan.num_jobs,
        "circuits": plan.num_circuits,
        "shots": plan.total_shots,
        "circuits_shared_with_an_equal_one": plan.merged,
        "circuits_not_sent": plan.unsent,
        "most_jobs_at_a_time": plan.limits.max_jobs,
        "batches": [
            {"circuits": [plan.names[i] for i in batch.indices], "shots": batch.shots}
            for batch in plan.batches
        ],
    }
    output.print_json({"backend": results.identity(adapter), "plan": content})
