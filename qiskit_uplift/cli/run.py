"""``qiskit-uplift run``: circuits from files, counts or expectation values to the terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import click
from qiskit.primitives import PrimitiveResult
from qiskit.quantum_info import SparsePauliOp

from qiskit_uplift.adapters.backend import BackendAdapter, uplift
from qiskit_uplift.adapters.transpilation import MODES
from qiskit_uplift.cli import output
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
@click.option("--backend", "spec", required=True, metavar="SPEC",
              help="The backend: module:attribute, or reference:legacy and the like.")  # fmt: skip
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
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@debug_option
def run(  # noqa: PLR0917 - click passes them all by name
    circuits: Sequence[str],
    spec: str,
    shots: int | None,
    seed: int | None,
    observables: Sequence[str],
    precision: float | None,
    options: Sequence[str],
    transpile: str,
    as_json: bool,
) -> None:
    """Run circuits on a backend and print counts by register, or expectation values.

    CIRCUIT is a file with OpenQASM 2, OpenQASM 3 or QPY, or - for the standard input.
    """
    if precision is not None and not observables:
        raise InputError("--precision is for --observable; ask for --shots to get counts.")
    if precision is not None and shots is not None:
        raise InputError("--precision and --shots say the same thing; give one of them.")
    operators = [parse_observable(text) for text in observables]
    loaded = load_circuits(circuits)
    adapter = _open(spec)
    settings = {
        "seed_simulator": seed,
        "run_options": parse_options(options, adapter.contract, adapter.channel.where) or None,
        "transpile": transpile,
    }
    wanted = DEFAULT_SHOTS if shots is None else shots
    if shots is not None:
        adapter.limits.check_shots(shots, adapter.channel.where)
    if operators:
        if precision is None:
            precision = precision_of(wanted)
        results = _estimate(adapter, loaded, operators, precision, settings)
    else:
        results = _sample(adapter, loaded, wanted, settings)
    if as_json:
        output.print_json({"backend": _identity(adapter), "results": results})
    else:
        _print(adapter, results)


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


def _open(spec: str) -> BackendAdapter:
    from qiskit_uplift.backends.specs import load_backend

    return uplift(load_backend(spec))


def _identity(adapter: BackendAdapter) -> dict[str, Any]:
    file = adapter.provider_file.name
    return {"name": adapter.name, "route": adapter.route, "provider_file": file}


def _sample(
    adapter: BackendAdapter, loaded: list[LoadedCircuit], shots: int, settings: dict[str, Any]
) -> list[dict[str, Any]]:
    for each in loaded:
        _check_complete(each)
        if not any(register.size for register in each.circuit.cregs):
            raise InputError(
                f"{each.label}: measures nothing into a classical register, so there is nothing "
                "to count; add 'measure' statements, or estimate an --observable."
            )
    job = adapter.sampler(**settings).run([each.circuit for each in loaded], shots=shots)
    result: PrimitiveResult[Any] = job.result()
    return [
        {
            "circuit": each.label,
            "registers": {
                name: {"num_bits": bits.num_bits, "shots": bits.num_shots,
                       "counts": dict(sorted(bits.get_counts().items()))}
                for name, bits in pub_result.data.items()
            },
            "metadata": pub_result.metadata,
        }
        for each, pub_result in zip(loaded, result, strict=True)
    ]  # fmt: skip


def _estimate(
    adapter: BackendAdapter,
    loaded: list[LoadedCircuit],
    operators: list[SparsePauliOp],
    precision: float,
    settings: dict[str, Any],
) -> list[dict[str, Any]]:
    pubs = []
    for each in loaded:
        _check_complete(each)
        for operator in operators:
            check_width(operator, each.circuit.num_qubits, each.label)
        # The outcome of a measurement at the end would be the basis state that it left behind.
        unmeasured = each.circuit.remove_final_measurements(inplace=False)
        pubs.append((unmeasured, operators))
    result = adapter.estimator(**settings).run(pubs, precision=precision).result()
    return [
        {
            "circuit": each.label,
            "final_measurements_removed": circuit.size() < each.circuit.size(),
            "observables": [
                {"observable": _written(operator), "value": float(value), "std": float(std)}
                for operator, value, std in zip(
                    operators, pub_result.data.evs, pub_result.data.stds, strict=True
                )
            ],
            "metadata": pub_result.metadata,
        }
        for each, (circuit, _), pub_result in zip(loaded, pubs, result, strict=True)
    ]


def _check_complete(loaded: LoadedCircuit) -> None:
    if loaded.circuit.parameters:
        names = ", ".join(parameter.name for parameter in loaded.circuit.parameters)
        raise InputError(
            f"{loaded.label}: has parameters without values: {names}; write numbers in the file."
        )


def _written(operator: SparsePauliOp) -> dict[str, float]:
    return {label: coefficient.real for label, coefficient in operator.to_list()}


def _print(adapter: BackendAdapter, results: list[dict[str, Any]]) -> None:
    identity = _identity(adapter)
    for result in results:
        output.heading(f"{result['circuit']} on {identity['name']}")
        if "registers" in result:
            for name, register in result["registers"].items():
                width, shots = register["num_bits"], register["shots"]
                output.line(f"{name}: {width} bit{'s' * (width != 1)}, {shots} shots")
                output.counts_table(register["counts"])
        else:
            rows = [
                (_shortened(each["observable"]),
                 f"{each['value']:+.5f} {output.plus_minus()} {each['std']:.5f}")
                for each in result["observables"]
            ]  # fmt: skip
            output.table(("observable", "value"), rows)
            if result["final_measurements_removed"]:
                output.line("The measurements at the end of the circuit were left out.")
        for note in _notes(result["metadata"]):
            output.line(note)
        output.line()
    route = f"{identity['route']}, provider file {identity['provider_file']}"
    output.line(f"Reached as: {route}.", indent=0)


def _shortened(observable: dict[str, float]) -> str:
    terms = [f"{coefficient:+.4g} {label}" for label, coefficient in observable.items()]
    return " ".join(terms) if len(terms) <= 6 else f"{' '.join(terms[:5])} ... {len(terms)} terms"


def _notes(metadata: dict[str, Any]) -> list[str]:
    notes = []
    if metadata.get("sent"):
        sent = ", ".join(f"{name}={value!r}" for name, value in metadata["sent"].items())
        notes.append(f"Sent: {sent}")
    if "requested_shots" in metadata:
        notes.append(f"{metadata['requested_shots']} shots were asked for.")
    return notes
