"""The page of the rules, made from what they say: ``python -m qiskit_uplift.migrate.pages``."""

from __future__ import annotations

import sys
from pathlib import Path

from qiskit_uplift.migrate.registry import rules
from qiskit_uplift.migrate.rule import Rule, Safety

PAGE = Path(__file__).resolve().parents[2] / "docs" / "migration-rules.md"

_HEAD = """# The rules of `qiskit-uplift migrate`

This page is made by `python -m qiskit_uplift.migrate.pages --write` from what the rules say. \
How they are used is in [migrate.md](migrate.md).

"""


def page() -> str:
    """The whole page."""
    known = rules().values()
    table = ["| id | about | safety | old gone in |", "|---|---|---|---|"]
    table += [
        f"| [{rule.id}](#{rule.id.lower()}) | {rule.title} | {rule.safety.value} | {rule.removed} |"
        for rule in known
    ]
    return _HEAD + "\n".join(table) + "\n\n" + "\n".join(_section(rule) for rule in known)


def _section(rule: Rule) -> str:
    parts = [f"## {rule.id}", "", f"**{rule.title}.** {rule.why}", ""]
    parts += ["```python", "# before", *rule.before.rstrip("\n").split("\n")]
    if rule.safety is not Safety.MANUAL:
        parts += ["", "# after", *rule.after.rstrip("\n").split("\n")]
    parts += ["```", ""]
    by_hand: dict[str, list[str]] = {}
    for name, why in rule.gone.items():
        by_hand.setdefault(why, []).append(f"`{name}`")
    parts += [f"- {', '.join(names)}: {why}." for why, names in by_hand.items()]
    return "\n".join([*parts, ""] if by_hand else parts)


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        PAGE.write_text(page(), encoding="utf-8")
    else:
        sys.stdout.write(page())
