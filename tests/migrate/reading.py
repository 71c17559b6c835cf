"""Reads the cases of the rules.

A case starts with a line ``### <what happens>: <name>``; its code follows, and for a change, after
a line ``--->``, the new code. What happens is one of

- ``change``: the code is rewritten, and nothing is left;
- ``partly``: it is rewritten, and something is left, which is reported;
- ``unsafe``: it is rewritten with ``--unsafe`` alone;
- ``keep``: it is left alone without a word; the name says why;
- ``report``: it is left alone, and the rule says so; the name says why.

A file is named ``<rule>_<subject>.txt``, such as ``MIG001_aer.txt``, and all its cases are about
that rule; the other rules are on as well. Files in further folders of the same shape are found too;
those in `cases/auto` and `cases/primitives` are migrated with the target of that name, all others
with the target ``run``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qiskit_uplift.migrate.rule import Target

FOLDER = Path(__file__).with_name("cases")
KINDS = ("change", "partly", "unsafe", "keep", "report")


@dataclass(frozen=True)
class Case:
    """One case: the rule, what happens, the name, the code before and after, and the target."""

    rule: str
    kind: str
    name: str
    before: str
    after: str
    target: Target

    def __str__(self) -> str:
        name = f"{self.rule}-{self.kind}-{self.name}"
        return name if self.target is Target.RUN else f"{name}-{self.target.value}"


def read(path: Path) -> list[Case]:
    """The cases of a file."""
    rule = path.stem.partition("_")[0]
    targets = {target.value: target for target in Target}
    target = targets.get(path.parent.name, Target.RUN)
    cases = []
    for block in path.read_text(encoding="utf-8").split("### ")[1:]:
        head, _, code = block.partition("\n")
        kind, _, name = head.partition(": ")
        before, arrow, after = code.partition("--->\n")
        assert kind in KINDS, f"{path.name}: {head!r} says none of {KINDS}"
        assert bool(arrow) == (kind in {"change", "partly", "unsafe"}), f"{path.name}: {head!r}"
        before = before.strip("\n") + "\n"
        after = after.strip("\n") + "\n" if arrow else before
        cases.append(Case(rule, kind, name, before, after, target))
    return cases


def all_cases() -> list[Case]:
    """The cases of all files."""
    return [case for path in sorted(FOLDER.glob("**/MIG*.txt")) for case in read(path)]
