"""``python -m benchmarks``: one table, ours beside Qiskit's."""

from __future__ import annotations

import argparse
import os
import tempfile

from benchmarks.cases import cases
from benchmarks.measure import heading, line, measure


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it runs")
    parser.add_argument("--repeats", type=int, default=5, metavar="N", help="default: 5")
    parser.add_argument("--only", default="", metavar="TEXT", help="cases whose name has TEXT")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        os.environ["QISKIT_UPLIFT_HOME"] = home  # not the journal of whoever measures
        print(heading())
        for case in cases(quick=arguments.quick):
            if arguments.only in case.name:
                print(line(measure(case, arguments.repeats)), flush=True)


if __name__ == "__main__":
    main()
