"""``BackendV2Converter``."""

from __future__ import annotations

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.rule import NameUse, Rule, Safety

_NAMES = frozenset(
    {
        "qiskit.providers.BackendV2Converter",
        "qiskit.providers.backend_compat.BackendV2Converter",
    }
)


class WrappingRule(Rule):
    """A ``BackendV1`` becomes a ``BackendV2`` by ``uplift()``."""

    id = "MIG028"
    title = "BackendV2Converter() became uplift()"
    since = "1.0"
    removed = "2.0"
    safety = Safety.UNSAFE
    why = (
        "Qiskit 2.0 removed `BackendV2Converter`. `uplift` of qiskit_uplift makes a `BackendV2` of "
        "a `BackendV1`, with a Target that differs where the old one said of the device what isn't "
        "true: circuits can be transpiled to others, which is why this is for `--unsafe`."
    )
    before = (
        "from qiskit.providers import BackendV2Converter\n"
        "def modern(backend):\n"
        "    return BackendV2Converter(backend)\n"
    )
    after = (
        "from qiskit_uplift import uplift\n"
        "def modern(backend):\n"
        "    return uplift(backend)\n"
    )  # fmt: skip
    names = _NAMES
    obsolete = _NAMES

    def on_name(self, use: NameUse, context: Context) -> None:
        """Rewrite a call with a backend alone."""
        call = use.call
        args = call.args if call is not None else ()
        keyword = args[0].keyword if args else None
        plain = len(args) == 1 and not args[0].star
        if call is None or not plain or (keyword and keyword.value != "backend"):
            context.report(self, use.node, "`BackendV2Converter` is gone: use `uplift(backend)`")
            return
        uplift = context.use("qiskit_uplift.uplift", use.node, context.origin(use.node))
        message = "`BackendV2Converter` is gone: `uplift` makes a `BackendV2`"
        context.fix(
            self,
            call,
            message,
            context.replace(call, f"{uplift}(", context.span(args[0].value), ")"),
        )
