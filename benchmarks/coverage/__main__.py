"""``python -m benchmarks.coverage FOLDER...``: a table for all folders, and their faults."""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from benchmarks.coverage import report, robustness, sources, tools


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coverage", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--flake8", default="flake8", help="where flake8 is, with the plugin")
    parser.add_argument("--left", type=Path, help="a file for the places that are left")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--no-faults", action="store_true", help="leave the checks of files out")
    arguments = parser.parse_args()
    sys.setrecursionlimit(10_000)
    paths = [path for folder in arguments.folders for path in sources.files(folder)]
    programs = [p for path in paths if (p := sources.program(path)) is not None]
    marks = tools.flake8(programs, arguments.flake8)
    total = tools.Tally()
    with ProcessPoolExecutor(arguments.jobs, mp_context=get_context("spawn")) as pool:
        for tally in pool.map(tools.measured, programs, marks, chunksize=8):
            if tally is not None:
                total.add(tally)
        print(f"{len(arguments.folders)} folders, {len(paths)} files, {total.programs} programs\n")
        print(report.table(total))
        if arguments.left is not None:
            arguments.left.write_text("\n".join(total.left) + "\n", encoding="utf-8")
        if arguments.no_faults:
            return
        for name, settings in zip(("safe", "unsafe"), robustness.both_settings(), strict=True):
            found = list(pool.map(partial(robustness.timed, settings), paths, chunksize=8))
            faulty = [(path, one) for path, several, _ in found for one in several]
            print(f"\n{name}: {len(found)} files, {sum(s for *_, s in found):.0f} s, "
                  f"{sum(one == 'unreadable' for _, one in faulty)} unreadable")  # fmt: skip
            for path, one in faulty:
                if one != "unreadable":
                    print(f"- {path}: {one}")


if __name__ == "__main__":
    main()
