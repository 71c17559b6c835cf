"""``run`` on IBM's backends."""

from __future__ import annotations

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.rule import MethodUse, Rule, Safety
from qiskit_uplift.migrate.rules.calls import families
from qiskit_uplift.migrate.values import Family, Kind


class IBMRunRule(Rule):
    """IBM's backends have no ``run`` any more."""

    id = "MIG017"
    title = "run() of IBM's backends is gone"
    since = "1.0"
    removed = "1.0"
    safety = Safety.MANUAL
    why = (
        "`IBMBackend.run` always raises. IBM's machines are reached by a Sampler; "
        "`compat.LegacyRun(sampler)` of qiskit_uplift is a `run` over any Sampler, with results, "
        "counts and memory as they were."
    )
    before = 'job = service.backend("ibm_brisbane").run(circuit)\n'
    after = "job = LegacyRun(Sampler(mode=backend)).run(circuit)\n"
    methods = frozenset({"run"})

    def on_method(self, use: MethodUse, context: Context) -> None:
        """Report a call."""
        if use.call is None or not context.is_(use.receiver, Kind.BACKEND):
            return
        if Family.IBM in families(context, use.receiver):
            context.report(
                self, use.call, "`run` of IBM's backends always raises: use "
                "`compat.LegacyRun(Sampler(mode=backend))` of qiskit_uplift, or the Sampler itself",
            )  # fmt: skip
