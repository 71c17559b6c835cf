"""``IBMQ`` and its providers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

import libcst as cst

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.edits import Edit, Part, Span
from qiskit_uplift.migrate.rule import MethodUse, NameUse, Rule, Safety
from qiskit_uplift.migrate.tree import argument, literal
from qiskit_uplift.migrate.values import Family, Kind, details
from qiskit_uplift.migrate.vocabulary import canonical

SERVICE = "qiskit_ibm_runtime.QiskitRuntimeService"
CHANNEL = 'channel="ibm_quantum_platform"'
OPEN = {"hub": "ibm-q", "group": "open", "project": "main"}
_SIMULATORS = ("simulator_", "ibmq_qasm_simulator")
INSTANCE = (
    "a hub, group and project have no counterpart: look the CRN of your instance up, and use "
    "`QiskitRuntimeService(instance=...)`"
)
_BY_HAND = {
    "providers": "`QiskitRuntimeService().instances()` lists what you may use",
    "stored_account": "`QiskitRuntimeService.saved_accounts()` has the accounts",
    "stored_accounts": "`QiskitRuntimeService.saved_accounts()` has the accounts",
    "disable_account": "a service is an object by now; let it go",
    "disable_accounts": "a service is an object by now; let it go",
    "update_account": "save the account anew, with `QiskitRuntimeService.save_account`",
}


class IBMQRule(Rule):
    """``IBMQ`` and its providers are ``QiskitRuntimeService``."""

    id = "MIG014"
    title = "IBMQ became QiskitRuntimeService"
    since = "0.22"
    removed = "1.0"
    why = (
        "`IBMQ` went with Qiskit 1.0, and its servers are off. `QiskitRuntimeService` of "
        "qiskit-ibm-runtime gives access to IBM's machines, on the channel "
        "`ibm_quantum_platform`; a hub, group and project have no counterpart there."
    )
    before = (
        "from qiskit import IBMQ\n"
        "provider = IBMQ.load_account()\n"
        "backend = provider.get_backend('ibmq_lima')\n"
    )
    after = (
        "from qiskit_ibm_runtime import QiskitRuntimeService\n"
        "provider = QiskitRuntimeService()\n"
        "backend = provider.backend('ibmq_lima')\n"
    )
    _least_busy = frozenset(
        {"qiskit.providers.ibmq.least_busy", "qiskit.backends.ibmq.least_busy",
         "qiskit_ibm_provider.least_busy", "qiskit.tools.qi.least_busy"}
    )  # fmt: skip
    gone: ClassVar = {"qiskit.providers.ibmq": "its work is done by `qiskit_ibm_runtime`"}
    names = frozenset({"qiskit.IBMQ"}) | _least_busy
    obsolete = names
    methods = frozenset({"get_backend"})

    def on_name(self, use: NameUse, context: Context) -> None:
        """Rewrite ``IBMQ.method(...)`` and ``least_busy(...)``."""
        if use.name in self._least_busy:
            self._least(use, context)
            return
        attribute = context.parent(use.node)
        call = context.parent(attribute) if attribute is not None else None
        if (
            not isinstance(attribute, cst.Attribute)
            or attribute.value is not use.node
            or not isinstance(call, cst.Call)
            or call.func is not attribute
        ):
            context.report(self, use.node, "`IBMQ` is gone: use `QiskitRuntimeService`")
            return
        name = attribute.attr.value
        makers: Mapping[str, Callable[[NameUse, cst.Call, Context], tuple[Part, ...] | str]] = {
            "load_account": self._loaded,
            "load_accounts": self._loaded,
            "enable_account": self._enabled,
            "save_account": self._saved,
            "get_provider": self._provider,
            "get_backend": self._backend,
            "backends": self._backends,
            "active_account": self._active,
            "delete_account": self._deleted,
            "delete_accounts": self._deleted,
        }
        if name == "providers" and not call.args:
            edit = context.replace(call, f"{self._service(use, context)}().instances()")
            message = "`IBMQ.providers` is gone: `instances` of the service lists what you may use"
            context.fix(self, call, message, edit, safety=Safety.UNSAFE)
            return
        if name not in makers:
            context.report(
                self, call, f"`IBMQ.{name}` is gone: {_BY_HAND.get(name, 'see the page')}"
            )
            return
        made = makers[name](use, call, context)
        if made == INSTANCE and name in {"load_account", "load_accounts", "get_provider"}:
            self._any_instance(use, call, context)
            return
        if isinstance(made, str):
            context.report(self, call, f"`IBMQ.{name}` is gone: {made}")
            return
        edit = context.replace(call, *made)
        context.fix(self, call, f"`IBMQ.{name}` is `QiskitRuntimeService`'s by now", edit)

    def _any_instance(self, use: NameUse, call: cst.Call, context: Context) -> None:
        """Take all instances of the account, as which of them was meant isn't said any more."""
        if any(arg.star for arg in call.args):
            context.report(self, call, f"this is gone: {INSTANCE}")
            return
        edit = context.replace(call, f"{self._service(use, context)}()")
        message = f"{INSTANCE}; without it, all instances of the account are looked through"
        context.fix(self, call, message, edit, safety=Safety.UNSAFE)

    @staticmethod
    def _service(use: NameUse, context: Context) -> str:
        return context.use(SERVICE, use.node, context.origin(use.node))

    def _loaded(self, use: NameUse, call: cst.Call, context: Context) -> tuple[Part, ...] | str:
        if call.args and _given(call) != OPEN:
            return INSTANCE
        return (f"{self._service(use, context)}()",)

    def _provider(self, use: NameUse, call: cst.Call, context: Context) -> tuple[Part, ...] | str:
        given = _given(call)
        if given is None or any(given[name] != OPEN.get(name) for name in given):
            return INSTANCE
        return (f"{self._service(use, context)}()",)

    def _enabled(self, use: NameUse, call: cst.Call, context: Context) -> tuple[Part, ...] | str:
        token = argument(call, 0, "token")
        if token is None or len(call.args) > 1:
            return INSTANCE if len(call.args) > 1 else "no token is given plainly"
        return f"{self._service(use, context)}({CHANNEL}, token=", context.span(token.value), ")"

    def _saved(self, use: NameUse, call: cst.Call, context: Context) -> tuple[Part, ...] | str:
        token = argument(call, 0, "token")
        overwrite = argument(call, None, "overwrite")
        if token is None or len(call.args) > 1 + (overwrite is not None):
            return "its address and hub are gone; use `QiskitRuntimeService.save_account`"
        service = self._service(use, context)
        further: list[Part] = [", ", context.span(overwrite)] if overwrite is not None else []
        start = f"{service}.save_account({CHANNEL}, token="
        return start, context.span(token.value), *further, ")"

    def _backend(self, use: NameUse, call: cst.Call, context: Context) -> tuple[Part, ...] | str:
        name = argument(call, 0, "name")
        if name is None or len(call.args) != 1:
            return "use `QiskitRuntimeService().backend(name)`"
        if _is_retired(name.value):
            return "IBM's simulators are off; `AerSimulator` of qiskit_aer simulates here"
        return f"{self._service(use, context)}().backend(", context.span(name.value), ")"

    def _backends(self, use: NameUse, call: cst.Call, context: Context) -> tuple[Part, ...] | str:
        if any(arg.keyword is None or arg.star for arg in call.args):
            return "use `QiskitRuntimeService().backends(...)`"
        start = context.span(call.func).end
        service = f"{self._service(use, context)}().backends"
        if not call.args:
            return (f"{service}()",)
        inner = Span(context.span(call.args[0]).start, context.span(call.args[-1]).end)
        text = context.source.text
        opening = text[start : inner.start]
        return f"{service}{opening}", inner, text[inner.end : context.span(call).end]

    def _active(self, use: NameUse, call: cst.Call, context: Context) -> tuple[Part, ...] | str:
        if call.args:
            return "use `QiskitRuntimeService().active_account()`"
        return (f"{self._service(use, context)}().active_account()",)

    def _deleted(self, use: NameUse, call: cst.Call, context: Context) -> tuple[Part, ...] | str:
        if call.args:
            return "use `QiskitRuntimeService.delete_account(name=...)`"
        return (f"{self._service(use, context)}.delete_account()",)

    # -- the module's own function, and methods of providers ------------------------------------

    def _least(self, use: NameUse, context: Context) -> None:
        call = use.call
        listed = call.args[0].value if call is not None and len(call.args) == 1 else None
        if (
            call is None
            or not isinstance(listed, cst.Call)
            or not isinstance(listed.func, cst.Attribute)
            or listed.func.attr.value != "backends"
            or not _is_service(listed.func.value, context)
            or any(arg.keyword is None or arg.star for arg in listed.args)
        ):
            self._least_of_list(use, context)
            return
        start, end = context.span(listed.func).end, context.span(listed).end
        message = "`least_busy` is a method of the service by now"
        provider: Part = context.span(listed.func.value)
        if context.name(listed.func.value) is not None:
            provider = f"{context.use(SERVICE, call, context.origin(listed.func.value))}()"
        if not listed.args:
            edit = context.replace(call, provider, ".least_busy()")
        else:
            inner = Span(context.span(listed.args[0]).start, context.span(listed.args[-1]).end)
            text = context.source.text
            edit = context.replace(
                call, provider, f".least_busy{text[start : inner.start]}", inner,
                text[inner.end : end],
            )  # fmt: skip
        context.fix(self, call, message, edit)

    def _least_of_list(self, use: NameUse, context: Context) -> None:
        """Write out what the function did: the shortest queue of those that are in operation."""
        call = use.call
        args = call.args if call is not None else ()
        plain = len(args) == 1 and not args[0].star
        plain = plain and (args[0].keyword is None or args[0].keyword.value == "backends")
        if call is None or not plain or "#" in context.text(call):
            context.report(
                self, call or use.node, "`least_busy` of a list is gone: use "
                "`service.least_busy(...)`, with the filters of `service.backends(...)`",
            )  # fmt: skip
            return
        edit = context.replace(
            call,
            "min((one for one in ",
            *context.primary(args[0].value),
            " if one.status().operational), key=lambda one: one.status().pending_jobs)",
        )
        message = "`least_busy` of a list is gone: the shortest queue is asked for here"
        context.fix(self, call, message, edit)

    def on_method(self, use: MethodUse, context: Context) -> None:
        """Rewrite ``provider.get_backend(name)``."""
        values = context.values(use.receiver)
        ours = context.is_(use.receiver, Kind.PROVIDER, Kind.SERVICE)
        if not ours or details(values, Kind.PROVIDER) - {Family.IBM}:
            if Family.IBM in details(values, Kind.PROVIDER):
                context.report(
                    self,
                    use.node,
                    "this may be a service, which has `backend(name)` and no `get_backend`",
                )
            return
        if use.call is None or len(use.call.args) != 1 or use.call.args[0].star:
            context.report(self, use.node, "a service has `backend(name)`, and no `get_backend`")
            return
        if _is_retired(use.call.args[0].value):
            context.report(
                self,
                use.call,
                "IBM's simulators are off; `AerSimulator` of qiskit_aer simulates here",
            )
            return
        edit: Edit = context.replace(use.node.attr, "backend")
        context.fix(self, use.call, "a service has `backend(name)`, and no `get_backend`", edit)


def _is_service(node: cst.BaseExpression, context: Context) -> bool:
    if context.name(node) is not None:
        return canonical(context.name(node) or "") == "qiskit.IBMQ"
    return context.is_(node, Kind.PROVIDER, Kind.SERVICE)


def _given(call: cst.Call) -> dict[str, str | None] | None:
    """The arguments hub, group and project, as far as they are written out."""
    found: dict[str, str | None] = {}
    for name, arg in zip(OPEN, call.args, strict=False):
        if arg.star:
            return None
        found[arg.keyword.value if arg.keyword else name] = literal(arg.value)
    return found if len(call.args) <= len(OPEN) else None


def _is_retired(node: cst.BaseExpression) -> bool:
    name = literal(node)
    return name is not None and name.startswith(_SIMULATORS)
