"""``python -m benchmarks.coverage FOLDER...``: a table for all folders, and what went wrong."""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from benchmarks.coverage import report, sources, tools


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coverage", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--flake8", default="flake8", help="where flake8 is, with the plugin")
    parser.add_argument("--left", type=Path, help="a file for the places that are left")
    parser.add_argument("--most", type=int, help="files of a folder, chosen by their names' hash")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    paths = [p for folder in arguments.folders for p in sources.chosen(folder, arguments.most)]
    marks = tools.flake8(paths, arguments.flake8)
    total = tools.Tally()
    with ProcessPoolExecutor(arguments.jobs, mp_context=get_context("spawn")) as pool:
        for tally in pool.map(tools.measured, paths, marks, chunksize=4):
            total.add(tally)
            if total.files % 50 == 0:
                print(f"{total.files} of {len(paths)} files", file=sys.stderr, flush=True)
    print(report.summary(total, len(arguments.folders)), end="\n\n")
    print(report.table(total))
    for fault in total.faults:
        print(f"- {fault}")
    if arguments.left is not None:
        arguments.left.write_text("\n".join(total.left) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
