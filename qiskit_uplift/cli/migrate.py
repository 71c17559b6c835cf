"""``qiskit-uplift migrate``: old code, rewritten for this Qiskit."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qiskit_uplift import __version__
from qiskit_uplift.cli.errors import InputError, debug_option
from qiskit_uplift.exceptions import OptionError, suggestion

if TYPE_CHECKING:
    from qiskit_uplift.migrate.project import FileResult
    from qiskit_uplift.migrate.settings import Settings
    from qiskit_uplift.migrate.verification.verdict import Verdict
    from qiskit_uplift.migrate.verification.verifying import Verifier

LEFT = 1
FAILED = 2
TARGETS = ("auto", "run", "primitives")
FORMATS = ("text", "json", "sarif", "github")

EPILOG = """\b
Examples:
  qiskit-uplift migrate my_project            what would change, and what is left
  qiskit-uplift migrate my_project --diff     the changes
  qiskit-uplift migrate my_project --write    make them
  qiskit-uplift migrate my_project --verify   run each program before and after
  qiskit-uplift migrate --explain MIG002      about a rule

\b
Exit codes: 0 nothing left to do, 1 places are left or would change, 2 a file
couldn't be migrated or computes something else, or the command was refused.
"""


def _ids(context: click.Context, parameter: click.Parameter, value: str | None) -> object:
    del context, parameter
    if value is None:
        return None
    return tuple(word.strip() for word in value.split(",") if word.strip())


def _list_rules(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    del parameter
    if not value or context.resilient_parsing:
        return
    _needs_libcst()
    from qiskit_uplift.migrate.registry import rules

    for rule in rules().values():
        click.echo(f"{rule.id}  {rule.safety.value:6}  {rule.title}")
    context.exit(0)


def _explain(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    del parameter
    if value is None or context.resilient_parsing:
        return
    _needs_libcst()
    from qiskit_uplift.migrate.registry import rules

    known = rules()
    if value.upper() not in known:
        raise InputError(f"There is no rule {value!r}.{suggestion(value.upper(), known)}")
    rule = known[value.upper()]
    click.echo(f"{rule.id}: {rule.title}")
    click.echo(f"{rule.safety.value}, new since Qiskit {rule.since}, old gone in {rule.removed}\n")
    click.echo(f"{rule.why}\n")
    for title, code in (("Before", rule.before), ("After", rule.after)):
        lines = "\n".join(f"    {line}" for line in code.rstrip("\n").split("\n"))
        click.echo(f"{title}:\n\n{lines}\n")
    click.echo(rule.link)
    context.exit(0)


@click.command("migrate", epilog=EPILOG)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--check", "mode", flag_value="check", default="check",
              help="Say what would change, and what is left.  [default]")  # fmt: skip
@click.option("--diff", "mode", flag_value="diff", help="Show the changes.")
@click.option("--write", "mode", flag_value="write", help="Make the changes.")
@click.option("--from", "since", metavar="VERSION", help="The Qiskit that the code was made for.")
@click.option("--to", metavar="VERSION",
              help="The Qiskit that it is to run on: that of the project's requirement, else the "
                   "newest.")  # fmt: skip
@click.option("--select", callback=_ids, metavar="IDS", help="Only these rules: MIG001,MIG1.")
@click.option("--ignore", callback=_ids, metavar="IDS", help="Not these rules.")
@click.option("--unsafe", is_flag=True, default=None,
              help="Make rewrites that may change what is computed, too, and leave a TODO where "
                   "none is possible.")  # fmt: skip
@click.option("--target", type=click.Choice(TARGETS),
              help="What runs circuits in the new code: `run` and its results as they were, "
                   "Samplers, or a Sampler where all that becomes of a call of `execute` can be "
                   "seen.  [default: auto]")  # fmt: skip
@click.option("--verify", is_flag=True,
              help="Run each program that changes, before and after, and compare what it computes. "
                   "This executes the code that is migrated, without a network; one that "
                   "computes something else isn't written.")  # fmt: skip
@click.option("--verify-python", type=click.Path(exists=True, dir_okay=False), metavar="PYTHON",
              help="Run programs as they were with this interpreter and its own Qiskit, instead of "
                   "the installed one with what was removed given back.")  # fmt: skip
@click.option("--verify-timeout", type=click.FloatRange(min=0, min_open=True), default=120.0,
              show_default=True, metavar="SECONDS",
              help="How long a run of a program may take.")  # fmt: skip
@click.option("--format", "style", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--statistics", is_flag=True, help="Count places by rule at the end.")
@click.option("--jobs", type=click.IntRange(min=0), default=0, metavar="N",
              help="Processes; 0 for one a core.  [default: 0]")  # fmt: skip
@click.option("--stdin", is_flag=True, help="Read a program from standard input, write it to "
              "standard output.")  # fmt: skip
@click.option("--stdin-filename", metavar="NAME", default="<stdin>", help="What to call it.")
@click.option("--list-rules", is_flag=True, is_eager=True, expose_value=False,
              callback=_list_rules, help="List the rules.")  # fmt: skip
@click.option("--explain", metavar="ID", is_eager=True, expose_value=False, callback=_explain,
              help="Say what a rule does, and why.")  # fmt: skip
@debug_option
@click.pass_context
def migrate(  # noqa: PLR0917 - click gives them by name
    context: click.Context,
    paths: tuple[Path, ...],
    mode: str,
    since: str | None,
    to: str | None,
    select: tuple[str, ...] | None,
    ignore: tuple[str, ...] | None,
    unsafe: bool | None,
    target: str | None,
    verify: bool,
    verify_python: str | None,
    verify_timeout: float,
    style: str,
    statistics: bool,
    jobs: int,
    stdin: bool,
    stdin_filename: str,
) -> None:
    """Rewrite old Qiskit programs and notebooks, and say plainly what is left."""
    _needs_libcst()
    if stdin == bool(paths):
        both = ", not both" if stdin else ""
        raise click.UsageError(f"Name files or folders, or give a program with --stdin{both}.")
    for path in paths:
        if not path.exists():
            raise InputError(f"There is no file or folder {str(path)!r}.")
    from qiskit_uplift.migrate.settings import read

    start = Path() if stdin else paths[0] if paths[0].is_dir() else paths[0].parent
    given = {"since": since, "to": to, "select": select, "ignore": ignore, "unsafe": unsafe,
             "target": target}  # fmt: skip
    try:
        settings = read(start).over(given)
    except OptionError as error:
        raise InputError(str(error)) from error
    if verify_python is not None and not verify:
        raise click.UsageError("--verify-python says how to --verify, which isn't given.")
    verifier = _verifier(settings, verify_python, verify_timeout) if verify else None
    if stdin:
        if verify:
            raise click.UsageError("--verify needs files; a program from --stdin has no folder.")
        context.exit(_from_stdin(stdin_filename, settings, mode, style))
    context.exit(_run(paths, settings, mode, style, verifier, statistics=statistics, jobs=jobs))


def _verifier(settings: Settings, python: str | None, seconds: float) -> Verifier:
    from qiskit_uplift.migrate.verification.running import has_qiskit
    from qiskit_uplift.migrate.verification.verifying import Verifier

    if python is not None and not has_qiskit(python):
        raise InputError(f"{python} is no Python that can import qiskit.")
    return Verifier(settings.since, settings.to, python, seconds)


def _needs_libcst() -> None:
    try:
        import libcst  # noqa: F401 - asked for here, so that the hint comes before the error
        import pathspec  # noqa: F401 - the same
    except ImportError as error:
        raise InputError(
            f"{error.name} isn't installed; `pip install 'qiskit-uplift[migrate]'` has it."
        ) from error


def _from_stdin(name: str, settings: Settings, mode: str, style: str) -> int:
    from qiskit_uplift.migrate.project import migrate_bytes

    data = sys.stdin.buffer.read()
    result, new = migrate_bytes(data, name, settings)
    if mode == "write" or (mode == "check" and style == "text"):
        sys.stdout.buffer.write(new)
        sys.stdout.buffer.flush()
        _tell([result], "write", "text", err=True)
    else:
        _tell([result], mode, style)
    return _code(result, mode="write" if mode == "check" and style == "text" else mode)


def _run(
    paths: tuple[Path, ...],
    settings: Settings,
    mode: str,
    style: str,
    verifier: Verifier | None,
    *,
    statistics: bool,
    jobs: int,
) -> int:
    from qiskit_uplift.migrate.files import find
    from qiskit_uplift.migrate.project import migrate_files
    from qiskit_uplift.migrate.reports import Statistics
    from qiskit_uplift.migrate.verification.files import verify_files
    from qiskit_uplift.migrate.verification.verdict import summary

    files = list(find(paths, settings.exclude))
    texts = mode == "diff"
    how: dict[str, Any] = {"write": mode == "write", "texts": texts, "jobs": jobs}
    if verifier is None:
        results = migrate_files(files, settings, **how)
    else:
        results = verify_files(files, settings, verifier, **how)
    counts = Statistics()
    codes: list[int] = [0]
    verdicts: list[Verdict] = []
    changed = 0

    def counted() -> Iterator[FileResult]:
        nonlocal changed
        for result in _with_progress(results, len(files)):
            counts.add(result, written=mode == "write" and not result.held_back)
            codes.append(_code(result, mode))
            verdicts.extend([] if result.verdict is None else [result.verdict])
            changed += result.changed and not (mode == "write" and result.held_back)
            yield result

    _tell(counted(), mode, style)
    if statistics:
        for line in counts.lines():
            click.echo(line, err=style != "text")
    if style == "text":
        verb = "changed" if mode == "write" else "would change"
        click.echo(f"{changed} of {len(files)} files {verb}.", err=True)
        if verifier is not None:
            click.echo(summary(verdicts), err=True)
    return max(codes)


def _with_progress(results: Iterator[FileResult], count: int) -> Iterable[FileResult]:
    """The results, with a bar on a terminal where it takes long enough for one."""
    if count < 50 or not sys.stderr.isatty():
        yield from results
        return
    with click.progressbar(results, length=count, label="Migrating", file=sys.stderr) as bar:
        yield from bar


def _tell(results: Iterable[FileResult], mode: str, style: str, *, err: bool = False) -> None:
    from qiskit_uplift.migrate import reports

    written = mode == "write"
    if style == "sarif":
        click.echo(reports.sarif(results, __version__))
    elif style == "json":
        click.echo("[")
        for index, result in enumerate(results):
            separator = ",\n" if index else ""
            click.echo(f"{separator}{json.dumps(reports.as_json(result), indent=2)}", nl=False)
        click.echo("\n]")
    else:
        lines = reports.github_lines if style == "github" else reports.text_lines
        for result in results:
            if mode == "diff" and style == "text":
                click.echo(reports.diff(result), nl=False)
                # what is left goes beside the diff, so that the diff can be applied
                for line in lines(result, written=True):
                    click.echo(line, err=True)
                continue
            for line in lines(result, written=written):
                click.echo(line, err=err)


def _code(result: FileResult, mode: str) -> int:
    if result.error is not None or result.held_back:
        return FAILED
    if mode == "write":
        return LEFT if any(not finding.fixed for finding in result.findings) else 0
    return LEFT if result.findings or result.changed else 0
