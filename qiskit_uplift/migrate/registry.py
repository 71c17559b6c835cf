"""The rules, by their ids."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from qiskit_uplift.migrate.rule import Rule


@cache
def in_tree() -> tuple[type[Rule], ...]:
    """The classes of the files in ``rules/``; they are imported here, when rules are wanted."""
    from qiskit_uplift.migrate.rules import gone, removed
    from qiskit_uplift.migrate.rules.aer import AerRule
    from qiskit_uplift.migrate.rules.algorithms import AlgorithmsRule
    from qiskit_uplift.migrate.rules.appended import AppendedRule
    from qiskit_uplift.migrate.rules.assemble import AssembleRule
    from qiskit_uplift.migrate.rules.attributes import AttributesRule
    from qiskit_uplift.migrate.rules.backend_names import BackendNameRule
    from qiskit_uplift.migrate.rules.basic_aer import BasicAerRule
    from qiskit_uplift.migrate.rules.bind_parameters import BindParametersRule
    from qiskit_uplift.migrate.rules.conditions import ConditionRule
    from qiskit_uplift.migrate.rules.configuration import ConfigurationRule
    from qiskit_uplift.migrate.rules.execute import ExecuteRule
    from qiskit_uplift.migrate.rules.extensions import ExtensionsRule
    from qiskit_uplift.migrate.rules.fakes import FakesRule
    from qiskit_uplift.migrate.rules.first_primitives import FirstPrimitivesRule
    from qiskit_uplift.migrate.rules.gates import GatesRule
    from qiskit_uplift.migrate.rules.headers import HeaderRule
    from qiskit_uplift.migrate.rules.ibm_provider import IBMProviderRule
    from qiskit_uplift.migrate.rules.ibm_runs import IBMRunRule
    from qiskit_uplift.migrate.rules.ibmq import IBMQRule
    from qiskit_uplift.migrate.rules.instructions import InstructionsRule
    from qiskit_uplift.migrate.rules.joining import JoiningRule
    from qiskit_uplift.migrate.rules.jupyter import JupyterRule
    from qiskit_uplift.migrate.rules.levels import LevelRule
    from qiskit_uplift.migrate.rules.modules import ModulesRule
    from qiskit_uplift.migrate.rules.monitor import MonitorRule
    from qiskit_uplift.migrate.rules.paulis import PauliRule
    from qiskit_uplift.migrate.rules.properties import PropertiesRule
    from qiskit_uplift.migrate.rules.qasm import QasmRule
    from qiskit_uplift.migrate.rules.runtime import RuntimeRule
    from qiskit_uplift.migrate.rules.unroller import UnrollerRule
    from qiskit_uplift.migrate.rules.visualization import VisualizationRule
    from qiskit_uplift.migrate.rules.wrapping import WrappingRule

    return (
        AerRule,
        AlgorithmsRule,
        AssembleRule,
        BackendNameRule,
        BasicAerRule,
        BindParametersRule,
        ConditionRule,
        ConfigurationRule,
        ExecuteRule,
        ExtensionsRule,
        FakesRule,
        FirstPrimitivesRule,
        GatesRule,
        IBMQRule,
        IBMRunRule,
        JoiningRule,
        JupyterRule,
        ModulesRule,
        MonitorRule,
        QasmRule,
        VisualizationRule,
        WrappingRule,
        InstructionsRule,
        PropertiesRule,
        RuntimeRule,
        IBMProviderRule,
        PauliRule,
        AttributesRule,
        AppendedRule,
        HeaderRule,
        LevelRule,
        UnrollerRule,
        *gone.IN_FILE,
        *removed.IN_FILE,
    )


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by id, in the order of their ids."""
    made = sorted((cls() for cls in in_tree()), key=lambda rule: rule.id)
    return {rule.id: rule for rule in made}
