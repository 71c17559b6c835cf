"""The pass ``Unroller``."""

from __future__ import annotations

from typing import ClassVar

from qiskit_uplift.migrate.rule import Rule


class UnrollerRule(Rule):
    """``Unroller`` is in ``qiskit_uplift.compat``."""

    id = "MIG032"
    title = "the pass Unroller comes from qiskit_uplift.compat"
    since = "0.7"
    removed = "1.0"
    why = (
        "Qiskit 1.0 removed `Unroller`, which wrote gates out by their definitions until all were "
        "of a basis. `BasisTranslator` is the successor; it has other arguments, takes rules of "
        "equivalence, and gives other numbers of gates, so that what counts gates would compute "
        "something else. `qiskit_uplift.compat` has the pass as it was. What Qiskit itself "
        "synthesizes, such as states and gates with many controls, has other definitions by now."
    )
    before = "from qiskit.transpiler.passes import Unroller\n"
    after = "from qiskit_uplift.compat import Unroller\n"
    moves: ClassVar = {
        f"qiskit.transpiler.passes.{module}Unroller": "qiskit_uplift.compat.Unroller"
        for module in ("", "basis.", "basis.unroller.")
    }


__all__ = ["UnrollerRule"]
