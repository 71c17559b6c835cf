"""``qiskit_ibm_provider``."""

from __future__ import annotations

from typing import ClassVar

import libcst as cst

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.edits import Part
from qiskit_uplift.migrate.rule import MethodUse, NameUse, Rule
from qiskit_uplift.migrate.rules.calls import families
from qiskit_uplift.migrate.rules.ibmq import CHANNEL, INSTANCE, OPEN, SERVICE
from qiskit_uplift.migrate.tree import dotted, literal
from qiskit_uplift.migrate.values import Family, Kind, details

_OPEN = "/".join(OPEN.values())
_SAME = frozenset({"saved_accounts", "delete_account"})
_ORDER = ("token", "url", "instance", "name", "proxies", "verify")
_KEPT = ("token", "name", "proxies", "verify", "overwrite")
_CLASS = "qiskit_ibm_provider.IBMProvider"


class IBMProviderRule(Rule):
    """``IBMProvider`` is ``QiskitRuntimeService``, and its sessions are the runtime's."""

    id = "MIG024"
    title = "qiskit_ibm_provider became qiskit_ibm_runtime"
    since = "0.45"
    removed = "1.0"
    why = (
        "The package qiskit-ibm-provider was given up with IBM's old platform. "
        "`QiskitRuntimeService` of qiskit-ibm-runtime gives access to the machines, `service.job` "
        "to jobs, and `Session(backend=...)` opens sessions."
    )
    before = (
        "from qiskit_ibm_provider import IBMProvider\n"
        "provider = IBMProvider()\n"
        "backend = provider.get_backend('ibm_brisbane')\n"
    )
    after = (
        "from qiskit_ibm_runtime import QiskitRuntimeService\n"
        "provider = QiskitRuntimeService()\n"
        "backend = provider.backend('ibm_brisbane')\n"
    )
    names = frozenset({_CLASS})
    obsolete = names
    moves: ClassVar = {"qiskit_ibm_runtime.IBMRuntimeService": SERVICE}
    gone: ClassVar = {
        "qiskit_ibm_provider": "use qiskit_ibm_runtime",
        "qiskit.providers.ibmq.runtime": "use qiskit_ibm_runtime",
    }
    methods = frozenset({"retrieve_job", "open_session", "runtime", "run_circuits"})

    def on_name(self, use: NameUse, context: Context) -> None:
        """Rewrite the class, its calls, and calls of its methods."""
        above = context.parent(use.node)
        if use.call is not None:
            made = self._arguments(use.call)
            if isinstance(made, str):
                context.report(self, use.call, f"`IBMProvider` is gone: {made}")
                return
            service = self._service(use, context)
            self._call(use.call, service, made, context)
        elif isinstance(above, cst.Attribute) and above.value is use.node:
            self._method(use, above, context)
        else:
            message = "`IBMProvider` is gone: the service is `QiskitRuntimeService`"
            edit = context.replace(use.node, self._service(use, context))
            context.fix(self, use.node, message, edit)

    @staticmethod
    def _service(use: NameUse, context: Context) -> str:
        return context.use(SERVICE, use.node, context.origin(use.node))

    def _method(self, use: NameUse, attribute: cst.Attribute, context: Context) -> None:
        name = attribute.attr.value
        call = context.parent(attribute)
        if not isinstance(call, cst.Call) or call.func is not attribute:
            context.report(self, attribute, "`IBMProvider` is gone: use `QiskitRuntimeService`")
            return
        if name in _SAME and all(a.keyword and a.keyword.value == "name" for a in call.args):
            edit = context.replace(use.node, self._service(use, context))
            context.fix(self, call, f"`IBMProvider.{name}` is the service's by now", edit)
            return
        made = self._arguments(call) if name == "save_account" else "see `QiskitRuntimeService`"
        if isinstance(made, str):
            context.report(self, call, f"`IBMProvider.{name}` is gone: {made}")
            return
        self._call(call, f"{self._service(use, context)}.save_account", made, context)

    def _call(
        self, call: cst.Call, service: str, given: dict[str, cst.Arg], context: Context
    ) -> None:
        parts: list[Part] = [f"{service}("]
        if "token" in given:
            parts += [CHANNEL, ", "]
        for name in _KEPT:
            if name in given:
                parts += [f"{name}=", context.span(given[name].value), ", "]
        if parts[-1] == ", ":
            parts.pop()
        message = "`IBMProvider` is gone: the service is `QiskitRuntimeService`"
        context.fix(self, call, message, context.replace(call, *parts, ")"))

    @staticmethod
    def _arguments(call: cst.Call) -> dict[str, cst.Arg] | str:
        """The arguments by name, or what to do by hand."""
        found: dict[str, cst.Arg] = {}
        for index, arg in enumerate(call.args):
            if arg.star or (arg.keyword is None and index >= len(_ORDER)):
                return "the arguments aren't written out; use `QiskitRuntimeService`"
            found[arg.keyword.value if arg.keyword is not None else _ORDER[index]] = arg
        instance = found.pop("instance", None)
        if instance is not None and literal(instance.value) != _OPEN:
            return INSTANCE
        further = [name for name in found if name not in _KEPT]
        if further:
            return f"the service has no `{further[0]}` like it"
        return found

    def on_method(self, use: MethodUse, context: Context) -> None:
        """Rewrite the retrieval of jobs, and sessions."""
        values = context.values(use.receiver)
        whose = details(values, Kind.PROVIDER)
        service = context.is_(use.receiver, Kind.PROVIDER, Kind.SERVICE) and whose <= {Family.IBM}
        machine = context.is_(use.receiver, Kind.BACKEND) and families(context, use.receiver) == {
            Family.IBM
        }
        if not service and not machine:
            return
        if use.name == "retrieve_job":
            new = "job" if service else "service.job"
            edit = context.replace(use.node.attr, new)
            context.fix(self, use.node, f"`retrieve_job` is `{new}` by now", edit)
        elif use.name == "open_session" and machine:
            self._session(use, context)
        elif use.name in {"runtime", "run_circuits"}:
            context.report(self, use.node, f"`{use.name}` is gone: the service has what it had")

    def _session(self, use: MethodUse, context: Context) -> None:
        args = use.call.args if use.call is not None else ()
        plain = all(
            arg.keyword is not None and dotted(arg.keyword) == "max_time" and not arg.star
            for arg in args
        )
        if use.call is None or not plain:
            context.report(self, use.node, "`open_session` is gone: use `Session(backend=...)`")
            return
        session = context.use("qiskit_ibm_runtime.Session", use.node)
        given: list[Part] = [", ", context.span(args[0])] if args else []
        parts = [f"{session}(backend=", context.span(use.receiver), *given, ")"]
        message = "`open_session` is `Session(backend=...)` of qiskit_ibm_runtime by now"
        context.fix(self, use.call, message, context.replace(use.call, *parts))
