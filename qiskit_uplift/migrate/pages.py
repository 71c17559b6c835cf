"""The pages of the rules, made from what they say: ``python -m qiskit_uplift.migrate.pages``."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from qiskit_uplift.migrate.registry import rules
from qiskit_uplift.migrate.rule import FOLDER, Rule, Safety

DOCS = Path(__file__).resolve().parents[2] / "docs"
INDEX = "migration-rules.md"

_HEAD = f"""# The rules of `qiskit-uplift migrate`

This page and those of the rules are made by `python -m qiskit_uplift.migrate.pages --write` from \
what the rules say. How they are used is in [migrate.md](migrate.md).

```{{toctree}}
:hidden:
:glob:

{FOLDER}/*
```

"""


def pages() -> Mapping[str, str]:
    """The texts of all pages by their paths below ``docs/``: the table, and a page a rule."""
    made = {f"{FOLDER}/{rule.id}.md": page(rule) for rule in rules().values()}
    return {INDEX: index(), **made}


def index() -> str:
    """The page with the table of the rules."""
    table = ["| id | about | safety | old gone in |", "|---|---|---|---|"]
    table += [
        f"| [{rule.id}]({FOLDER}/{rule.id}.md) | {rule.title} | {rule.safety.value} | "
        f"{rule.removed} |"
        for rule in rules().values()
    ]
    return _HEAD + "\n".join(table) + "\n"


def page(rule: Rule) -> str:
    """The page of a rule."""
    about = {
        Safety.SAFE: "What it rewrites without `--unsafe` computes the same.",
        Safety.UNSAFE: "It rewrites with `--unsafe` alone.",
        Safety.MANUAL: "It reports, and rewrites nothing.",
    }
    parts = [f"# {rule.id}: {rule.title}", "", rule.why, ""]
    when = f"What was there before is gone, or deprecated, in Qiskit {rule.removed}"
    if rule.safety is not Safety.MANUAL:
        when += f"; what comes instead is there since {rule.since}"
    parts += [f"{about[rule.safety]} {when}.", ""]
    parts += ["```python", "# before", *rule.before.rstrip("\n").split("\n")]
    if rule.safety is not Safety.MANUAL:
        parts += ["", "# after", *rule.after.rstrip("\n").split("\n")]
    parts += ["```", ""]
    by_hand: dict[str, list[str]] = {}
    for name, why in rule.gone.items():
        by_hand.setdefault(why, []).append(f"`{name}`")
    if by_hand:
        parts += ["Names that are gone, with what to do by hand:", ""]
        parts += [f"- {', '.join(names)}: {why}." for why, names in by_hand.items()]
        parts += [""]
    return "\n".join(parts)


def write(docs: Path) -> None:
    """Write the pages, and delete those of rules that are no more.

    Args:
        docs: The folder of the documentation.
    """
    texts = pages()
    (docs / FOLDER).mkdir(exist_ok=True)
    for old in (docs / FOLDER).glob("*.md"):
        if f"{FOLDER}/{old.name}" not in texts:
            old.unlink()
    for name, text in texts.items():
        (docs / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        write(DOCS)
    else:
        sys.stdout.write("\n".join(pages().values()))
