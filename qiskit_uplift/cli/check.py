"""``qiskit-uplift check``: prove that a backend is right, or show where it is wrong."""

from __future__ import annotations

import contextlib
import importlib
import json
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import click

from qiskit_uplift.adapters.backend import uplift
from qiskit_uplift.cli import output
from qiskit_uplift.cli.check_results import Progress, show
from qiskit_uplift.cli.errors import InputError, debug_option

NOT_CONFORMANT = 1

EPILOG = """\b
Examples:
  qiskit-uplift check reference
  qiskit-uplift check qiskit_aer:AerSimulator --level smoke
  qiskit-uplift check my_provider:Backend --level silver --report report.html
  qiskit-uplift check my_provider:Backend --uplift --known known-failures.txt
  qiskit-uplift check qiskit.primitives:StatevectorSampler --only sampler
  qiskit-uplift check my_provider:Device --kwargs device.toml --dry-run
  qiskit-uplift check my_provider:Device --record answers
  qiskit-uplift check --replay answers --report report.html

\b
Levels: smoke (seconds), bronze (right counts), silver (options, jobs, limits),
gold (primitives and dynamic circuits). Each asks for those before it, too.

\b
Exit codes: 0 conformant at the level asked for, but for known failures;
1 a check failed; 2 the backend could not be loaded, or an argument is wrong.
"""


@click.command("check", epilog=EPILOG)
@click.argument("spec", required=False)
@click.option("--level", type=click.Choice(["smoke", "bronze", "silver", "gold"]),
              help="How much is asked.  [default: gold]")  # fmt: skip
@click.option("--only", multiple=True, metavar="ID",
              help="Run this check, group or pattern alone. May be repeated.")  # fmt: skip
@click.option("--skip", multiple=True, metavar="ID",
              help="Leave this check, group or pattern out. May be repeated.")  # fmt: skip
@click.option("--budget-shots", type=click.IntRange(min=1), metavar="N",
              help="The most shots to use; with fewer, less is found.")  # fmt: skip
@click.option("--budget-jobs", type=click.IntRange(min=1), metavar="N",
              help="The most jobs to submit.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), metavar="N",
              help="Decides what is drawn.  [default: 0]")  # fmt: skip
@click.option("--noise", type=click.Choice(["strict", "tolerant", "none"]),
              help="What is allowed for the device's own errors: what its Target says, a multiple "
                   "of that, or nothing.  [default: strict]")  # fmt: skip
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), metavar="S",
              help="Seconds that one call of the backend may take.  [default: 300]")  # fmt: skip
@click.option("--kwargs", "kwargs_file", metavar="FILE|JSON",
              help="Keyword arguments for what SPEC names: a file, or JSON.")  # fmt: skip
@click.option("--uplift", "uplifted", is_flag=True,
              help="Check the backend as uplift() makes it, not as it is.")  # fmt: skip
@click.option("--known", metavar="FILE", help="Failures that are known, a line each.")
@click.option("--report", "reports", multiple=True, metavar="FILE.{html,json,md,svg,xml}",
              help="Write a report in the form of the suffix. May be repeated.")  # fmt: skip
@click.option("--save-tests", "tests_folder", metavar="DIR",
              help="Write a pytest test that reproduces it for each failure.")  # fmt: skip
@click.option("--record", metavar="DIR",
              help="Write everything that it is asked and answers into a new folder.")  # fmt: skip
@click.option("--replay", metavar="DIR",
              help="Judge such a record again, without the backend; no SPEC then.")  # fmt: skip
@click.option("--dask", metavar="ADDRESS",
              help="Run the checks on the workers of the Dask cluster with this scheduler; SPEC is "
                   "loaded there.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Print the checks and what they cost; run nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@debug_option
def check_backend(  # noqa: PLR0917 - click passes them all by name
    spec: str | None,
    level: Literal["smoke", "bronze", "silver", "gold"] | None,
    only: Sequence[str],
    skip: Sequence[str],
    budget_shots: int | None,
    budget_jobs: int | None,
    seed: int | None,
    noise: Literal["strict", "tolerant", "none"] | None,
    timeout: float | None,
    kwargs_file: str | None,
    uplifted: bool,
    known: str | None,
    reports: Sequence[str],
    tests_folder: str | None,
    record: str | None,
    replay: str | None,
    dask: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Prove that the backend SPEC is right, or show the smallest circuit on which it is wrong.

    SPEC is module:attribute (a backend of any kind, a Sampler or an Estimator), reference,
    reference:legacy, reference:run-only, or host:NAME. With --replay there is none.
    """
    try:
        from qiskit_uplift.conformance.distribution import cluster
        from qiskit_uplift.conformance.engine import check
        from qiskit_uplift.conformance.report.content import content
        from qiskit_uplift.conformance.report.writing import check_path, write_report
        from qiskit_uplift.conformance.saving import save_tests
    except ModuleNotFoundError as error:
        raise InputError(
            f"The conformance kit needs {error.name}: pip install 'qiskit-uplift[conformance]'."
        ) from error
    for path in reports:
        check_path(path)
    if dry_run:
        _print_plan(level or "gold", only, skip, as_json=as_json)
        return
    if replay is not None:
        _require_none(spec, kwargs_file, tests_folder, dask, uplifted=uplifted)
    else:
        _check_spec(spec, kwargs_file, tests_folder, dask, record)
    options: dict[str, Any] = {"timeout": timeout, "record": record, "replay": replay}
    backend = _subject(spec, kwargs_file, uplifted=uplifted)
    with contextlib.ExitStack() as stack:
        if dask is not None:
            client = stack.enter_context(cluster(dask))
            options.update(executor=client.get_executor(), workers=len(client.nthreads()))
        progress = stack.enter_context(Progress())
        report = check(
            backend, level=level, only=only, skip=skip, budget_shots=budget_shots,
            budget_jobs=budget_jobs, seed=seed, noise=noise, known=known,
            spec=spec, watcher=progress, **options,
        )  # fmt: skip
    for path in reports:
        write_report(report, path)
    saved = [] if tests_folder is None else save_tests(report, tests_folder)
    if as_json:
        output.print_json(content(report))
    else:
        show(report)
        for written in (*reports, *map(str, saved)):
            output.line(f"Written: {written}", indent=0)
    if not report.passed:
        raise click.exceptions.Exit(NOT_CONFORMANT)


def _require_none(
    spec: str | None,
    kwargs_file: str | None,
    tests_folder: str | None,
    dask: str | None,
    *,
    uplifted: bool,
) -> None:
    given = {"SPEC": spec, "--kwargs": kwargs_file, "--uplift": uplifted, "--dask": dask,
             "--save-tests": tests_folder}  # fmt: skip
    for name, value in given.items():
        if value:
            raise InputError(f"With --replay there is no {name}: the answers are in the record.")


def _check_spec(
    spec: str | None,
    kwargs_file: str | None,
    tests_folder: str | None,
    dask: str | None,
    record: str | None,
) -> None:
    if spec is None:
        raise InputError("Name the backend as SPEC, or a record of one with --replay DIR.")
    host = spec.partition(":")[0] == "host"
    if tests_folder is not None and (kwargs_file is not None or host):
        raise InputError(
            "--save-tests needs a SPEC that loads by itself, without --kwargs or host."
        )
    if dask is not None and record is not None:
        raise InputError("--record writes down what this process asks: leave out --dask.")
    if dask is not None and host:
        raise InputError("A host's backend can't be loaded on the workers of --dask.")
    if host and kwargs_file is not None:
        raise InputError("--kwargs is for module:attribute; a host's are in its file.")


def _subject(spec: str | None, kwargs_file: str | None, *, uplifted: bool) -> Any:
    from qiskit_uplift.conformance.distribution import Loader

    if spec is None:
        return None
    if spec.partition(":")[0] == "host":
        from qiskit_uplift.cli.results import open_backend

        backend = open_backend(spec)
        return uplift(backend) if uplifted else backend
    return Loader(spec, {} if kwargs_file is None else read_arguments(kwargs_file), uplifted)


def read_arguments(given: str) -> dict[str, Any]:
    """Keyword arguments from a TOML or JSON file, or from JSON itself.

    Raises:
        InputError: There is no such file, or it holds no table. No value is ever repeated in the
            message, as there may be a credential among them.
    """
    if given.lstrip().startswith("{"):
        return _table(_from_json(given, "--kwargs"), "--kwargs")
    try:
        text = Path(given).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        told = getattr(error, "strerror", None) or "it isn't UTF-8"
        raise InputError(f"--kwargs: {given} can't be read: {told}.") from error
    if Path(given).suffix == ".toml":
        return _table(_from_toml(text, given), given)
    return _table(_from_json(text, given), given)


def _from_json(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise InputError(f"{where} isn't JSON: {error.msg} ({place}).") from None


def _from_toml(text: str, where: str) -> Any:
    toml = importlib.import_module("tomllib" if find_spec("tomllib") else "tomli")
    try:
        return toml.loads(text)
    except toml.TOMLDecodeError:
        raise InputError(f"{where} isn't TOML.") from None


def _table(found: Any, where: str) -> dict[str, Any]:
    if not isinstance(found, Mapping):
        raise InputError(f"{where} must hold a table of keyword arguments.")
    return dict(found)


def _print_plan(level: str, only: Sequence[str], skip: Sequence[str], *, as_json: bool) -> None:
    from qiskit_uplift.conformance.checking import Level
    from qiskit_uplift.conformance.registry import select

    chosen = select(Level.named(level), only, skip)
    shots, jobs = sum(one.shots for one in chosen), sum(one.jobs for one in chosen)
    if as_json:
        rows = [
            {"id": one.id, "level": one.level.label, "demands": one.demands, "shots": one.shots,
             "jobs": one.jobs, "source": one.source}
            for one in chosen
        ]  # fmt: skip
        output.print_json({"checks": rows, "shots": shots, "jobs": jobs})
        return
    rows_shown = [
        (one.id, one.level.label, f"{one.shots:,}", f"{one.jobs:,}", one.demands) for one in chosen
    ]
    output.table(("check", "level", "shots", "jobs", "demands"), rows_shown, right=(2, 3))
    output.line(
        f"{len(chosen)} checks, at most {shots:,} shots in {jobs:,} jobs. Nothing was run.",
        indent=0,
    )
