"""What a rule is: data that the engine acts on, and hooks for what data can't say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, ClassVar

import libcst as cst

if TYPE_CHECKING:
    from qiskit_uplift.migrate.context import Context

FOLDER = "migration-rules"
"""The folder of the rules' pages, below ``docs/``."""


class Safety(Enum):
    """How far a rule can be trusted to keep what a program computes."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    MANUAL = "manual"


class Target(Enum):
    """What runs circuits in the new code, where the old code did by ``execute`` or ``run``.

    IBM's backends have only a Sampler, whatever the target.
    """

    AUTO = "auto"
    """A Sampler for calls of ``execute`` whose results are seen through to the end, else RUN."""
    RUN = "run"
    """``backend.run`` and its ``Result``."""
    PRIMITIVES = "primitives"
    """A Sampler wherever the backend is known to have one, for calls of ``run``, too."""


@dataclass(frozen=True)
class Finding:
    """A place that a rule has something to say about.

    Attributes:
        rule: The rule's id.
        line: From 1; in a notebook, within the cell.
        column: From 1.
        message: What is wrong there, or what was done.
        safety: Of this rewrite; MANUAL where there is none.
        fixed: Whether the rewrite is in the new text.
        link: The page that says what to do by hand.
        cell: The number of the notebook's code cell, from 1.
        offset: The place in the text, for sorting.
    """

    rule: str
    line: int
    column: int
    message: str
    safety: Safety
    fixed: bool
    link: str
    cell: int | None = None
    offset: int = 0


@dataclass(frozen=True)
class NameUse:
    """A use of an imported name, however it came into the file.

    Attributes:
        node: The ``Name`` or ``Attribute``.
        name: Its full name as imported, ``"qiskit.execute"``.
        call: The call of it; None where it is only named.
    """

    node: cst.Name | cst.Attribute
    name: str
    call: cst.Call | None


@dataclass(frozen=True)
class MethodUse:
    """An attribute of something that isn't an imported name: ``circuit.cnot(0, 1)``.

    Attributes:
        node: The ``Attribute``.
        name: The attribute, ``"cnot"``.
        receiver: What it is taken of.
        call: The call of it; None where it is only named.
    """

    node: cst.Attribute
    name: str
    receiver: cst.BaseExpression
    call: cst.Call | None


class Rule:
    """One rule. A subclass says in its body what it is, and overrides the hooks that it needs.

    Attributes:
        id: ``"MIG001"``; never used again for another rule.
        title: What it is about, in a few words.
        since: The Qiskit that has what comes instead.
        removed: The Qiskit that has no more what was there before, or that deprecates it.
        safety: Of its rewrites; a single rewrite can be less safe.
        why: Why the old code fails, and what makes the new code equal.
        before: An example, as old code.
        after: The same migrated.
        moves: Full names that went elsewhere, modules too, with their new full names. The engine
            rewrites imports and uses in every form; the longest name that fits decides.
        obsolete: Full names that are gone, and whose uses the hooks rewrite; an import of one is
            deleted when no use is left.
        gone: Full names that are gone for good, with what to do by hand; each is reported where it
            is imported, or used through its module.
        names: Full names whose uses are given to :meth:`on_name`.
        methods: Attributes whose uses are given to :meth:`on_method`.
        nodes: Types of nodes that are given to :meth:`on_node`.
        accompanies: Whether it only acts where another rule has something to say, as what it
            rewrites is right in new code.
    """

    id: ClassVar[str]
    title: ClassVar[str]
    since: ClassVar[str]
    removed: ClassVar[str]
    safety: ClassVar[Safety] = Safety.SAFE
    why: ClassVar[str]
    before: ClassVar[str]
    after: ClassVar[str]
    moves: ClassVar[Mapping[str, str]] = {}
    obsolete: ClassVar[frozenset[str]] = frozenset()
    gone: ClassVar[Mapping[str, str]] = {}
    names: ClassVar[frozenset[str]] = frozenset()
    methods: ClassVar[frozenset[str]] = frozenset()
    nodes: ClassVar[tuple[type[cst.CSTNode], ...]] = ()
    accompanies: ClassVar[bool] = False

    @property
    def link(self) -> str:
        """Where the documentation says how to do it by hand."""
        return f"docs/{FOLDER}/{self.id}.md"

    def moves_in(self, context: Context) -> Mapping[str, str]:
        """Where names of :attr:`moves` go in one file, if elsewhere than in others."""
        del context
        return {}

    def on_name(self, use: NameUse, context: Context) -> None:
        """Act on a use of one of :attr:`names`."""

    def on_method(self, use: MethodUse, context: Context) -> None:
        """Act on a use of one of :attr:`methods`."""

    def on_node(self, node: cst.CSTNode, context: Context) -> None:
        """Act on a node of one of the types :attr:`nodes`."""
