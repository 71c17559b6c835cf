"""The rules, by their ids."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from qiskit_uplift.migrate.rule import Rule


@cache
def in_tree() -> tuple[type[Rule], ...]:
    """The classes of the files in ``rules/``."""
    from qiskit_uplift.migrate.rules.aer import AerRule
    from qiskit_uplift.migrate.rules.bind_parameters import BindParametersRule
    from qiskit_uplift.migrate.rules.conditions import ConditionRule
    from qiskit_uplift.migrate.rules.execute import ExecuteRule
    from qiskit_uplift.migrate.rules.gates import GatesRule
    from qiskit_uplift.migrate.rules.qasm import QasmRule

    return (
        AerRule,
        BindParametersRule,
        ConditionRule,
        ExecuteRule,
        GatesRule,
        QasmRule,
    )


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by id, in the order of their ids."""
    made = sorted((cls() for cls in in_tree()), key=lambda rule: rule.id)
    return {rule.id: rule for rule in made}
