"""``qiskit.tools.monitor``."""

from __future__ import annotations

from typing import ClassVar

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.edits import Part
from qiskit_uplift.migrate.rule import NameUse, Rule
from qiskit_uplift.migrate.tree import argument

_IGNORED = frozenset({"quiet", "monitor_async", "output", "line_discipline"})


class MonitorRule(Rule):
    """``job_monitor`` is waiting for the job."""

    id = "MIG010"
    title = "job_monitor() became job.wait_for_final_state()"
    since = "0.9"
    removed = "1.0"
    why = (
        "Qiskit 1.0 removed `qiskit.tools.monitor`. `job.wait_for_final_state()` waits as "
        "`job_monitor` did; it prints nothing, and `job.status()` says how far it is."
    )
    before = (
        "from qiskit.tools.monitor import job_monitor\n"
        "def wait(job):\n"
        "    job_monitor(job, interval=2)\n"
    )
    after = "def wait(job):\n    job.wait_for_final_state(wait=2)\n"
    _monitor: ClassVar = frozenset(
        {
            "qiskit.tools.monitor.job_monitor",
            "qiskit.tools.job_monitor",
            "qiskit.tools.monitor.job_monitor.job_monitor",
            "qiskit_ibm_provider.job.job_monitor",
            "qiskit.providers.ibmq.job.job_monitor",
        }
    )
    names = _monitor
    obsolete = _monitor
    gone: ClassVar = {
        "qiskit.tools.monitor.backend_monitor": "read `backend.target` and `backend.status()`",
        "qiskit.tools.monitor.backend_overview": "list `service.backends()`",
        "qiskit.tools.backend_monitor": "read `backend.target` and `backend.status()`",
        "qiskit.tools.backend_overview": "list `service.backends()`",
    }

    def on_name(self, use: NameUse, context: Context) -> None:
        """Rewrite a call."""
        call = use.call
        job = argument(call, 0, "job") if call is not None else None
        if call is None or job is None:
            context.report(self, use.node, "`job_monitor` is gone: `job.wait_for_final_state()`")
            return
        interval = argument(call, 1, "interval")
        known = [arg for arg in call.args if arg.keyword and arg.keyword.value in _IGNORED]
        if len(call.args) - len(known) > 2 or any(arg.star for arg in call.args):
            context.report(self, call, "`job_monitor` is gone: `job.wait_for_final_state()`")
            return
        wait: list[Part] = ["wait=", context.span(interval.value)] if interval is not None else []
        parts = [*context.primary(job.value), ".wait_for_final_state(", *wait, ")"]
        message = "`job_monitor` is gone: `wait_for_final_state` waits for the job"
        context.fix(self, call, message, context.replace(call, *parts))
