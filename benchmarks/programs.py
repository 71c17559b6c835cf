"""``python -m benchmarks.programs PYTHON FOLDER...``: whether old programs compute the same.

``PYTHON`` is an interpreter with the Qiskit of their day and its Aer. Each program of the folders
that it runs to the end, without a network, an account or packages that aren't there, is run here:
as it is, under ``qiskit-uplift exec``, and migrated. Programs are other people's code: they are
executed, so take them from nobody whom you wouldn't let execute anything.
"""

from __future__ import annotations

import argparse
import ast
import os
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from benchmarks.coverage import sources
from qiskit_uplift.migrate.project import migrate_bytes
from qiskit_uplift.migrate.settings import Settings
from qiskit_uplift.migrate.source import Source
from qiskit_uplift.migrate.verification.running import has_qiskit
from qiskit_uplift.migrate.verification.verdict import ALPHA, DIFFERENT, SAME
from qiskit_uplift.migrate.verification.verifying import Verifier

DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
WAYS = ("exec", "migrate")
FATES = {
    "same": "computes the same",
    "runs": "runs, and computes nothing that can be compared",
    "fails": "ends with an error, or has places that are left by hand",
    "different": "computes something else in silence",
}
_SETTINGS = Settings()


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.programs", description=__doc__)
    parser.add_argument("python", metavar="PYTHON")
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--most", type=int, help="files of a folder, chosen by their names' hash")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each run; default: 60")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    if not has_qiskit(arguments.python):
        parser.error(f"{arguments.python} is no Python that can import qiskit")
    counts = Counter()
    files = 0
    judge = partial(judged, python=arguments.python, seconds=arguments.seconds)
    with ThreadPoolExecutor(arguments.jobs) as pool, tempfile.TemporaryDirectory() as room:
        for folder in arguments.folders:
            overlay = migrated(folder, Path(room))
            paths = [path for path in sources.chosen(folder, arguments.most) if computes(path)]
            files += len(paths)
            for path, found in zip(paths, pool.map(partial(judge, overlay), paths), strict=True):
                counts.update((way, fate(verdict)) for way, verdict in found.items())
                told = "".join(f"\n  {way}: {verdict}" for way, verdict in found.items())
                print(f"{path}{told}", flush=True)
    print(f"\n{table(counts, files)}")


def migrated(folder, room):
    """Where the new texts are of a folder's modules that change, by path."""
    changed = {}
    for path in sources.files(folder):
        if path.suffix == ".py":
            result, new = migrate_bytes(path.read_bytes(), str(path), _SETTINGS)
            if result.changed:
                place = room / f"{len(list(room.iterdir()))}.py"
                place.write_bytes(new)
                changed[str(path.absolute())] = str(place)
    return changed


def computes(path):
    """Whether a file does more than define what others use."""
    program = sources.program(path, path.read_bytes())
    try:
        tree = ast.parse(program.text if program is not None else "")
    except (SyntaxError, ValueError):
        return False
    done = [each for each in tree.body if not isinstance(each, DEFINITIONS)]
    return any(isinstance(node, ast.Call) for each in done for node in ast.walk(each))


def judged(overlay, path, *, python, seconds):
    """What becomes of a program, by the way that it goes; nothing of one that isn't run."""
    data = path.read_bytes()
    before = text(path, data)
    unmodified = Verifier(to="0.7", python=python, seconds=seconds)
    found = unmodified.verdict(path, before, before)
    if found.why.startswith("it fails before") or found.why.startswith("it can't be run"):
        return {}
    result, new = migrate_bytes(data, str(path), _SETTINGS)
    left = sum(not finding.fixed for finding in result.findings)
    today = Verifier(to="2.6", python=python, seconds=seconds, overlay=overlay)
    after = today.verdict(path, before, text(path, new), left=left)
    return {"exec": found, "migrate": after}


def text(path, data):
    """What a file says."""
    return data.decode("utf-8-sig") if path.suffix == ".ipynb" else Source.decode(data).text


def fate(verdict):
    """One of `FATES`."""
    if verdict.word == SAME:
        return "same"
    if verdict.word == DIFFERENT:
        return "fails" if verdict.why.startswith("it fails") else "different"
    chance = "depends on chance" in verdict.why or "prints nothing" in verdict.why
    return "runs" if chance else "fails"


def table(counts, files):
    """The table, with what it is about."""
    lines = [f"| of {files} files | {' | '.join(WAYS)} |", "|---|---|---|"]
    totals = {way: sum(counts[way, each] for each in FATES) for way in WAYS}
    for each, words in FATES.items():
        found = {way: counts[way, each] for way in WAYS}
        cells = [f"{found[way]} ({found[way] / max(totals[way], 1):.1%})" for way in WAYS]
        lines.append(f"| {words} | {' | '.join(cells)} |")
    lines.append(f"| **programs** | {' | '.join(str(totals[way]) for way in WAYS)} |")
    lines.append(f"\nCounts of one distribution are called different in one of {1 / ALPHA:,.0f}.")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
