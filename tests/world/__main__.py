"""``python -m tests.world ENVIRONMENT``: judge its members, and write their pages and the index."""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.world.members import ENVIRONMENTS, MEMBERS
from tests.world.pages import HOME, index, judge, write


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.world", description=__doc__)
    parser.add_argument("environment", choices=ENVIRONMENTS)
    parser.add_argument("--only", nargs="+", metavar="NAME", help="judge these members alone")
    parser.add_argument(
        "--check", nargs="+", metavar="ID", default=(), help="run these checks alone"
    )
    parser.add_argument(
        "--to", type=Path, default=HOME, metavar="FOLDER", help=f"default: {HOME.name}"
    )
    chosen = parser.parse_args()
    for member in MEMBERS:
        if member.environment == chosen.environment and (
            not chosen.only or member.name in chosen.only
        ):
            reports = judge(member, only=chosen.check)
            write(member, reports, chosen.to)
            for name, report in reports.items():
                failed = ", ".join(one.check.id for one in report.failures) or "nothing"
                print(f"{member.name}, {name}: {report.seconds:.0f} s, failed {failed}", flush=True)
    (chosen.to / "README.md").write_text(index(chosen.to), encoding="utf-8")


if __name__ == "__main__":
    main()
