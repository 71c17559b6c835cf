"""The primitives of the first version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.rule import NameUse, Rule, Target
from qiskit_uplift.migrate.rules.estimating import ESTIMATOR, estimated
from qiskit_uplift.migrate.rules.quasi import SAMPLER, frequencies

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
        "so that what is computed stays. With `--target primitives`, an `Estimator` becomes "
        "Qiskit's `StatevectorEstimator`, which is as exact, in files where each run has its "
        "circuits and observables written out, and all that is read are `values`; a "
        "`Sampler` that is run with shots becomes `StatevectorSampler`, and its "
        "quasi-distributions counts over shots. Without shots they are exact, which no Sampler of "
        "the second version is; there, the one of `qiskit_uplift.compat` stays."
    )
    before = "from qiskit.primitives import Sampler\n"
    after = "from qiskit_uplift.compat import Sampler\n"
    moves: ClassVar = {
        f"qiskit.primitives.{module}{name}": f"qiskit_uplift.compat.{name}"
        for name, modules in _MODULES.items()
        for module in modules
    }
    names = ESTIMATOR | SAMPLER
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

    def moves_in(self, context: Context) -> Mapping[str, str]:
        """Take Qiskit's second primitives where the file's runs mean the same on them."""
        if context.target is not Target.PRIMITIVES:
            return {}
        found: dict[str, str] = {}
        if estimated(context) is not None:
            found |= dict.fromkeys(ESTIMATOR, "qiskit.primitives.StatevectorEstimator")
        if frequencies(context) is not None:
            found |= dict.fromkeys(SAMPLER, "qiskit.primitives.StatevectorSampler")
        context.forget()
        return found

    def on_name(self, use: NameUse, context: Context) -> None:
        """Rewrite the runs."""
        if context.target is not Target.PRIMITIVES or use.call is None:
            return
        if use.name in ESTIMATOR:
            estimates = estimated(context)
            if estimates is not None:
                message = "the second version's Estimator takes PUBs, and has values with each"
                context.fix(self, use.call, message, *estimates)
        else:
            shares = frequencies(context)
            if shares is not None:
                message = "the second version's Sampler takes PUBs, and counts outcomes of each"
                context.fix(self, use.call, message, *shares)
