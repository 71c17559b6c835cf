"""``qiskit.algorithms`` and its optimizers."""

from __future__ import annotations

from typing import ClassVar

from qiskit_uplift.migrate.rule import Rule

SOLVERS = tuple(
    "NumPyMinimumEigensolver NumPyEigensolver NumPyMinimumEigensolverResult "
    "MinimumEigensolverResult MinimumEigensolver EigensolverResult AlgorithmError "
    "AlgorithmResult".split()
)
"""Classes that work as they did."""


class AlgorithmsRule(Rule):
    """What doesn't run circuits went to ``qiskit_algorithms`` as it was."""

    id = "MIG018"
    title = "optimizers and classical solvers became those of qiskit-algorithms"
    since = "0.25"
    removed = "1.0"
    why = (
        "Qiskit 1.0 removed `qiskit.algorithms`. The package `qiskit_algorithms` has it, with "
        "optimizers and classical solvers as they were; algorithms that run circuits take "
        "primitives there, and have to be looked at."
    )
    before = "from qiskit.algorithms.optimizers import COBYLA\n"
    after = "from qiskit_algorithms.optimizers import COBYLA\n"
    moves: ClassVar = {
        "qiskit.algorithms.optimizers": "qiskit_algorithms.optimizers",
        "qiskit.aqua.components.optimizers": "qiskit_algorithms.optimizers",
        "qiskit.utils.algorithm_globals": "qiskit_algorithms.utils.algorithm_globals",
        **{f"qiskit.algorithms.{name}": f"qiskit_algorithms.{name}" for name in SOLVERS},
        **{
            f"qiskit.algorithms.minimum_eigensolvers.{name}": f"qiskit_algorithms.{name}"
            for name in SOLVERS
        },
    }
    gone: ClassVar = {
        "qiskit.algorithms": "`qiskit_algorithms` has it; give it a Sampler or an Estimator in "
        "the place of a quantum instance",
    }
