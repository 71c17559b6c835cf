"""The primitives of the first version."""

from __future__ import annotations

from typing import ClassVar

from qiskit_uplift.migrate.rule import Rule

_MODULES = {
    "Sampler": ("", "sampler.", "backend_sampler."),
    "Estimator": ("", "estimator.", "backend_estimator."),
    "BackendSampler": ("", "sampler.", "backend_sampler."),
    "BackendEstimator": ("", "estimator.", "backend_estimator."),
}
_BY_HAND = "derive from the class of the second version, which has `run(pubs)`"


class FirstPrimitivesRule(Rule):
    """``qiskit.primitives.Sampler`` and ``Estimator`` are in ``qiskit_uplift.compat``."""

    id = "MIG021"
    title = "primitives of the first version come from qiskit_uplift.compat"
    since = "1.0"
    removed = "2.0"
    why = (
        "Qiskit 2.0 removed `Sampler`, `Estimator`, `BackendSampler` and `BackendEstimator`. "
        "`qiskit_uplift.compat` has them with the same arguments, quasi-distributions and values, "
        "so that what is computed stays. Primitives of the second version, `uplift(backend)."
        "sampler()` and `estimator()`, count shots in the place of quasi-probabilities: move to "
        "them by hand."
    )
    before = "from qiskit.primitives import Sampler\n"
    after = "from qiskit_uplift.compat import Sampler\n"
    moves: ClassVar = {
        f"qiskit.primitives.{module}{name}": f"qiskit_uplift.compat.{name}"
        for name, modules in _MODULES.items()
        for module in modules
    }
    gone: ClassVar = {
        **{
            f"qiskit.primitives{module}.{name}": _BY_HAND
            for module in ("", ".base", ".sampler", ".estimator", ".base.base_sampler",
                           ".base.base_estimator", ".backend_sampler", ".backend_estimator")
            for name in ("BaseSampler", "BaseEstimator")
        },
        "qiskit.primitives.utils.init_circuit": "use `QuantumCircuit.prepare_state`",
        "qiskit.primitives.utils.init_observable": "use `SparsePauliOp`",
        "qiskit.primitives.utils.final_measurement_mapping": "read the circuit's registers",
        **dict.fromkeys(
            (
                "qiskit.primitives.sampler", "qiskit.primitives.estimator",
                "qiskit.primitives.backend_sampler", "qiskit.primitives.backend_estimator",
                "qiskit.primitives.base.base_primitive", "qiskit.primitives.base.base_result",
                "qiskit.primitives.base.sampler_result", "qiskit.primitives.base.estimator_result",
                "qiskit.primitives.base.validation",
            ),
            "`qiskit_uplift.compat` has the primitives of the first version",
        ),
    }  # fmt: skip
