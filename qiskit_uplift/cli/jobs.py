"""``qiskit-uplift jobs``: runs that were written down, and what can still be done with them."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from typing import Any

import click

from qiskit_uplift.adapters.journal import Journal, users_journal
from qiskit_uplift.adapters.records import BatchRecord, RunRecord, read_pubs
from qiskit_uplift.adapters.recovery import RESUBMIT, resume
from qiskit_uplift.cli import output, results
from qiskit_uplift.cli.errors import InputError, debug_option
from qiskit_uplift.cli.options import parse_options

LISTED = 20
"""How many runs are listed unless all are asked for; ``--json`` has them all."""

DAY = 24 * 3600

EPILOG = """\b
Examples:
  qiskit-uplift jobs
  qiskit-uplift jobs show 3f2a
  qiskit-uplift jobs resume 3f2a --backend my_provider:Backend
  qiskit-uplift jobs forget --finished --older-than 30

\b
An id may be shortened as long as it is that of one run alone. The journal is in
the platform's folder for a user's data, or in QISKIT_UPLIFT_HOME.
"""

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
run_argument = click.argument("run_id", metavar="ID")


@click.group(epilog=EPILOG, invoke_without_command=True)
@json_option
@debug_option
@click.pass_context
def jobs(context: click.Context, as_json: bool) -> None:
    """List, show, resume or forget runs of the journal; without a command, list them."""
    if context.invoked_subcommand is None:
        _list(as_json, everything=False)


@jobs.command("list")
@click.option("--all", "everything", is_flag=True, help=f"Not only the newest {LISTED}.")
@json_option
@debug_option
def list_runs(everything: bool, as_json: bool) -> None:
    """List runs, the newest first."""
    _list(as_json, everything=everything)


def _list(as_json: bool, *, everything: bool) -> None:
    journal = users_journal()
    runs, at_work = journal.runs(), journal.at_work()
    if as_json:
        listed = [_summary(run, at_work) for run in runs]
        output.print_json({"journal": str(journal.path), "runs": listed})
        return
    if not runs:
        output.line(f"No runs in {journal.path}.", indent=0)
        return
    width = _width([run.run_id for run in runs])
    rows = [
        (run.run_id[:width], age_of(run), run.backend, run.kind,
         f"{run.states.count('done')} of {len(run.states)}",
         f"{state_of(run)}, at work" if _is_busy(run, at_work) else state_of(run))
        for run in (runs if everything else runs[:LISTED])
    ]  # fmt: skip
    output.table(("id", "age", "backend", "kind", "batches done", "state"), rows, right=(1,))
    left = len(runs) - len(rows)
    if left:
        output.line(f"... and {left} older run{'s' * (left != 1)} ('jobs list --all')")


@jobs.command()
@run_argument
@json_option
@debug_option
def show(run_id: str, as_json: bool) -> None:
    """Show a run: its plan, the provider's job ids, errors and options."""
    journal = users_journal()
    run, at_work = _load(journal, run_id), journal.at_work()
    batches = [(stage, each) for stage, known in run.batches.items() for each in known]
    names = [pub[0].name for pub in read_pubs(run.pubs, run.kind)]
    if as_json:
        content = {
            **_summary(run, at_work),
            "pubs": names,
            "options": run.settings,
            "versions": run.versions,
            "batches": [_batch(stage, each) for stage, each in batches],
        }
        output.print_json(content)
        return
    output.heading(f"Run {run.run_id}")
    begun = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(run.created))
    output.line(f"{run.kind} on {run.backend}, provider file {run.provider}")
    output.line(f"begun {begun} with {', '.join(f'{p} {v}' for p, v in run.versions.items())}")
    output.line(f"circuits: {', '.join(names)}")
    given = [f"{name}={value!r}" for name, value in run.settings.items() if value is not None]
    output.line(f"options: {', '.join(given)}")
    output.line()
    rows = [
        (number, len(each.batch.indices), each.batch.shots, each.state, " ".join(each.job_ids))
        for number, (_, each) in enumerate(batches, 1)
    ]
    header = ("batch", "circuits", "shots", "state", "provider's job id")
    output.table(header, rows, right=(0, 1, 2))
    for number, (_, each) in enumerate(batches, 1):
        if each.error is not None:
            output.line(f"batch {number}: {each.error}")
    output.line()
    if _is_busy(run, at_work):
        output.line("A process is at work on it: wait for its job there.", indent=0)
    else:
        output.line(_hint(run), indent=0)


@jobs.command("resume")
@run_argument
@click.option("--backend", "spec", required=True, metavar="SPEC",
              help="The backend that it ran on.")  # fmt: skip
@click.option("--resubmit", type=click.Choice(RESUBMIT), multiple=True,
              help="Submit such batches again, too. May be repeated.")  # fmt: skip
@click.option("--accepted", multiple=True, metavar="BATCH=JOB",
              help="The provider's job of an uncertain batch. May be repeated.")  # fmt: skip
@click.option("--option", "options", multiple=True, metavar="KEY=VALUE",
              help="A run option that the journal withheld. May be repeated.")  # fmt: skip
@json_option
@debug_option
def resume_run(
    run_id: str,
    spec: str,
    *,
    resubmit: Sequence[str],
    accepted: Sequence[str],
    options: Sequence[str],
    as_json: bool,
) -> None:
    """Wait for a run of another process and print its results, as 'run' does.

    Batches that were never submitted are submitted now. One that failed, and one of which nobody
    knows whether the provider accepted it, is submitted again only with --resubmit. Where you
    found the latter at the provider, --accepted names the number that 'show' gives the batch and
    the id of its job.
    """
    journal = users_journal()
    run = _load(journal, run_id)
    adapter = results.open_backend(spec)
    job = resume(
        run.run_id,
        adapter,
        journal=journal,
        resubmit=resubmit,
        accepted=dict(map(_numbered, accepted)),
        run_options=parse_options(options, adapter.contract, adapter.channel.where),
    )
    try:
        result = results.finished(job)
    except KeyboardInterrupt as interrupt:
        raise results.go_on(run.run_id, spec) from interrupt
    pubs = read_pubs(run.pubs, run.kind)
    labels = [pub[0].name for pub in pubs]
    if run.kind == "sampler":
        found = results.counted(labels, result)
    else:
        found = results.estimated(labels, pubs, result, shortened=[False] * len(pubs))
    results.show(adapter, found, as_json=as_json)


@jobs.command()
@click.argument("run_ids", nargs=-1, metavar="[ID]...")
@click.option("--finished", is_flag=True, help="All runs whose results are complete.")
@click.option("--older-than", type=click.FloatRange(min=0), metavar="DAYS",
              help="With --finished: only those begun before so many days.")  # fmt: skip
@json_option
@debug_option
def forget(run_ids: Sequence[str], finished: bool, older_than: float | None, as_json: bool) -> None:
    """Delete runs and their results from the journal; nothing is cancelled at the provider."""
    if bool(run_ids) == finished:
        raise InputError("Say which runs to forget: either their ids, or --finished.")
    if older_than is not None and not finished:
        raise InputError("--older-than is for --finished.")
    journal = users_journal()
    if finished:
        latest = time.time() - DAY * (older_than or 0)
        chosen = [run.run_id for run in journal.runs()
                  if state_of(run) == "done" and run.created <= latest]  # fmt: skip
    else:
        chosen = list(dict.fromkeys(journal.find(start) for start in run_ids))
    for run_id in chosen:
        journal.forget(run_id)
    if as_json:
        output.print_json({"forgotten": chosen})
    else:
        output.line(f"Forgot {len(chosen)} run{'s' * (len(chosen) != 1)}.", indent=0)


def _numbered(text: str) -> tuple[int, str]:
    number, equals, job_id = text.partition("=")
    if not (number.isdecimal() and equals and job_id):
        raise InputError(
            f"--accepted {text}: write the number of the batch and the id of its job, as 3=JOB."
        )
    return int(number), job_id


def _load(journal: Journal, start: str) -> RunRecord:
    return journal.load(journal.find(start))


def state_of(run: RunRecord) -> str:
    """How a run is, in a word: the state of the batch that there is most to say of."""
    for state in ("failed", "sending", "planned", "sent"):
        if state in run.states:
            return state
    return "done"


def _is_busy(run: RunRecord, at_work: Collection[str]) -> bool:
    return run.run_id in at_work and state_of(run) != "done"


def age_of(run: RunRecord) -> str:
    """How long ago a run was begun, in its largest unit."""
    seconds = max(0.0, time.time() - run.created)
    for unit, length in (("d", DAY), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{int(seconds / length)} {unit}"
    return f"{int(seconds)} s"


def _width(run_ids: Sequence[str]) -> int:
    """How many characters tell the ids apart, at least a few."""
    width = results.SHORT
    while len({run_id[:width] for run_id in run_ids}) < len(run_ids):
        width += 1
    return width


def _hint(run: RunRecord) -> str:
    resume_it = f"'qiskit-uplift jobs resume {run.run_id[: results.SHORT]} --backend SPEC"
    return {
        "done": f"Complete; {resume_it}' prints the results.",
        "failed": f"A batch failed; {resume_it} --resubmit failed' submits it again.",
        "sending": "A batch may have been accepted, or not: see at the provider; "
        f"{resume_it} --accepted BATCH=JOB' fetches it, and "
        "--resubmit uncertain submits it again.",
    }.get(state_of(run), f"{resume_it}' goes on with it.")


def _summary(run: RunRecord, at_work: Collection[str]) -> dict[str, Any]:
    return {
        "run_id": run.run_id,
        "created": run.created,
        "backend": run.backend,
        "provider_file": run.provider,
        "kind": run.kind,
        "batches_done": run.states.count("done"),
        "batches_of_all": len(run.states),
        "state": state_of(run),
        "at_work": _is_busy(run, at_work),
    }


def _batch(stage: int, known: BatchRecord) -> dict[str, Any]:
    return {
        "stage": stage,
        "circuits": list(known.batch.indices),
        "shots": known.batch.shots,
        "state": known.state,
        "provider_job_ids": known.job_ids,
        "error": known.error,
    }
