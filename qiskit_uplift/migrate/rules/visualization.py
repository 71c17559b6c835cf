"""``qiskit.tools.visualization``."""

from __future__ import annotations

from typing import ClassVar

from qiskit_uplift.migrate.context import Context
from qiskit_uplift.migrate.edits import Edit, Span
from qiskit_uplift.migrate.rule import NameUse, Rule

_GONE = {
    "plot_circuit": "use `circuit.draw()`",
    "plot_state": "use `plot_state_city`, `plot_bloch_multivector` or another by its own name",
    "latex_drawer": 'use `circuit.draw("latex")`',
    "latex_circuit_drawer": 'use `circuit.draw("latex")`',
    "generate_latex_source": 'use `circuit.draw("latex_source")`',
    "qx_color_scheme": "use the argument `style` of `circuit.draw`",
    "plot_wigner_function": "there is nothing in its place",
    "pulse_drawer": "Qiskit 2 has no pulse",
    **{
        f"iplot_{name}": "use the plot of the same name without the `i`"
        for name in (
            "bloch_multivector",
            "state_city",
            "state_qsphere",
            "state_hinton",
            "histogram",
            "state_paulivec",
            "state",
            "bloch_vector",
        )
    },
}


_DRAWER = "qiskit.visualization.circuit_drawer"
_KEPT = frozenset(
    {"scale", "filename", "style", "plot_barriers", "reverse_bits", "justify", "fold", "ax"}
)


class VisualizationRule(Rule):
    """Plots are in ``qiskit.visualization``."""

    id = "MIG009"
    title = "tools.visualization became visualization"
    since = "0.9"
    removed = "1.0"
    why = (
        "Qiskit 1.0 removed `qiskit.tools`. `qiskit.visualization` has the same plots, but for "
        "those that had been replaced before."
    )
    before = "from qiskit.tools.visualization import plot_histogram\n"
    after = "from qiskit.visualization import plot_histogram\n"
    moves: ClassVar = {"qiskit.tools.visualization": "qiskit.visualization"}
    gone: ClassVar = {
        f"{module}.{name}": why
        for module in ("qiskit.tools.visualization", "qiskit.visualization")
        for name, why in _GONE.items()
    }
    names = frozenset(
        {
            "qiskit.tools.visualization.matplotlib_circuit_drawer",
            "qiskit.visualization.matplotlib_circuit_drawer",
        }
    )
    obsolete = names

    def on_name(self, use: NameUse, context: Context) -> None:
        """Rewrite a call of ``matplotlib_circuit_drawer``."""
        call = use.call
        keywords = [arg.keyword.value if arg.keyword else "" for arg in call.args] if call else []
        plain = keywords[:1] == [""] and _KEPT.issuperset(keywords[1:])
        if call is None or not plain or any(arg.star for arg in call.args):
            context.report(
                self, use.node, '`matplotlib_circuit_drawer` is gone: use `circuit.draw("mpl")`'
            )
            return
        drawer = context.use(_DRAWER, use.node, context.origin(use.node))
        end = context.span(call.args[0]).end
        context.fix(
            self,
            call,
            "`matplotlib_circuit_drawer` is gone: `circuit_drawer` has its output",
            context.replace(use.node, drawer),
            Edit(Span(end, end), (', output="mpl"',)),
        )
