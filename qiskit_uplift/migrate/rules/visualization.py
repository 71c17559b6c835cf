"""``qiskit.tools.visualization``."""

from __future__ import annotations

from typing import ClassVar

from qiskit_uplift.migrate.rule import Rule

_GONE = {
    "plot_state": "use `plot_state_city`, `plot_bloch_multivector` or another by its own name",
    "matplotlib_circuit_drawer": 'use `circuit.draw("mpl")`',
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
