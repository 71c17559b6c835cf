"""What changed in ``qiskit_ibm_runtime`` itself."""

from __future__ import annotations

import libcst as cst

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.edits import Part
from qiskit_uplift.migrate.rule import NameUse, Rule
from qiskit_uplift.migrate.rules.ibmq import INSTANCE, SERVICE
from qiskit_uplift.migrate.tree import argument, literal
from qiskit_uplift.migrate.values import Kind

_SESSION = "qiskit_ibm_runtime.Session"
_CHANNEL = "ibm_quantum"


class RuntimeRule(Rule):
    """The channel ``ibm_quantum`` is off, and sessions take a backend."""

    id = "MIG025"
    title = "the channel ibm_quantum is off, and sessions take a backend alone"
    since = "1.2"
    removed = "2.0"
    why = (
        "IBM's platform has the channel `ibm_quantum_platform` in the place of `ibm_quantum`, "
        "which raises. A session takes a backend, and no service beside it."
    )
    before = (
        "from qiskit_ibm_runtime import QiskitRuntimeService, Session\n"
        'service = QiskitRuntimeService(channel="ibm_quantum")\n'
        'session = Session(service=service, backend="ibm_brisbane")\n'
    )
    after = (
        "from qiskit_ibm_runtime import QiskitRuntimeService, Session\n"
        'service = QiskitRuntimeService(channel="ibm_quantum_platform")\n'
        'session = Session(backend=service.backend("ibm_brisbane"))\n'
    )
    names = frozenset({SERVICE, f"{SERVICE}.save_account", _SESSION})

    def on_name(self, use: NameUse, context: Context) -> None:
        """Rewrite the channel, or the arguments of a session."""
        if use.call is None:
            return
        if use.name == _SESSION:
            self._session(use.call, context)
        else:
            self._channel(use.call, context)

    def _channel(self, call: cst.Call, context: Context) -> None:
        if argument(call, None, "auth") is not None:
            context.report(self, call, "`auth` is gone: use `channel` and `token`")
            return
        channel = argument(call, None, "channel")
        if channel is None or literal(channel.value) != _CHANNEL:
            return
        if argument(call, None, "instance") is not None:
            context.report(self, call, f"the channel `{_CHANNEL}` is off, and {INSTANCE}")
            return
        text = context.text(channel.value).replace(_CHANNEL, "ibm_quantum_platform")
        message = f"the channel `{_CHANNEL}` is off: it is `ibm_quantum_platform` by now"
        context.fix(self, call, message, context.replace(channel.value, text))

    def _session(self, call: cst.Call, context: Context) -> None:
        service = argument(call, 0, "service")
        positional = service is not None and service.keyword is None
        if service is None or (positional and not context.is_(service.value, Kind.SERVICE)):
            return
        backend = argument(call, 1, "backend")
        known = [arg for arg in (service, backend) if arg is not None]
        rest = [arg for arg in call.args if arg not in known]
        if backend is None or any(a.keyword is None or a.star for a in rest):
            context.report(self, call, "a session takes a backend, and no service beside it")
            return
        value: list[Part] = [context.span(backend.value)]
        if context.is_(backend.value, Kind.STRING):
            value = [*context.primary(service.value), ".backend(", *value, ")"]
        elif not context.is_(backend.value, Kind.BACKEND):
            context.report(
                self, call, "a session takes a backend, and no service beside it; if this is a "
                "name, it is `service.backend(name)`",
            )  # fmt: skip
            return
        further = [part for arg in rest for part in (", ", context.span(arg))]
        func = context.span(call.func)
        edit = context.replace(call, func, "(backend=", *value, *further, ")")
        context.fix(self, call, "a session takes a backend, and no service beside it", edit)
