"""``inspect --draw``: the coupling map, coloured by error rates.

Qiskit's own drawer needs the Graphviz programs, which pip can't install; without them the same
picture is drawn from Python alone.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from qiskit.transpiler import CouplingMap, Target
from qiskit.utils import optionals

from qiskit_uplift.cli.errors import InputError

FORMATS = (".png", ".pdf", ".svg")
NEEDED = ("matplotlib", "seaborn", "PIL")


def check_drawable(file: str) -> None:
    """Find out early what would keep a picture from being drawn into ``file``.

    Raises:
        InputError: Another kind of file, no such folder, or a missing package.
    """
    path = Path(file)
    if path.suffix.lower() not in FORMATS:
        raise InputError(f"--draw {file}: name a file that ends in {', '.join(FORMATS)}.")
    if not path.parent.is_dir():
        raise InputError(f"--draw {file}: there is no folder {path.parent}.")
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise InputError(
            f'--draw needs {" and ".join(missing)}: pip install "qiskit-uplift[visualization]".'
        )


def draw(name: str, target: Target, file: str) -> str:
    """Draw a device into a file.

    Args:
        name: What the device is called.
        target: Its Target.
        file: The picture; its kind follows from its ending.

    Returns:
        Which drawer made it, in words.

    Raises:
        InputError: The number of qubits is unknown, or the file can't be written.
    """
    import matplotlib as mpl

    from qiskit_uplift.cli import coupling_picture

    if not target.num_qubits:
        raise InputError(f"--draw: nobody says how many qubits {name} has, so there is no map.")
    mpl.use("agg")  # a file is written, so no window is needed
    coupling = _coupling(target)
    if optionals.HAS_GRAPHVIZ:
        figure, drawer = _by_qiskit(name, target, coupling), "by Qiskit's drawer"
    else:
        figure = coupling_picture.draw(name, target, coupling)
        drawer = "without Qiskit's drawer, which needs Graphviz: https://graphviz.org/download"
    try:
        figure.savefig(file, bbox_inches="tight", dpi=120)
    except OSError as error:
        raise InputError(f"--draw {file}: can't be written: {error.strerror}.") from error
    return drawer


def _coupling(target: Target) -> CouplingMap:
    """The pairs that are coupled; all of them where the Target sets no limit."""
    coupling = target.build_coupling_map()
    if coupling is None:
        return CouplingMap.from_full(target.num_qubits)
    for qubit in range(target.num_qubits):
        if qubit not in coupling.physical_qubits:  # a faulty qubit still has its place
            coupling.add_physical_qubit(qubit)
    return coupling


def _by_qiskit(name: str, target: Target, coupling: CouplingMap) -> Any:
    from qiskit.visualization import plot_error_map, plot_gate_map

    # What the drawers read of a backend, on both of Qiskit's major versions.
    backend = SimpleNamespace(
        name=name,
        num_qubits=target.num_qubits,
        target=target,
        coupling_map=coupling,
        version=2,
    )
    if has_errors(target) and coupling.get_edges():
        return plot_error_map(backend)
    return plot_gate_map(backend)


def has_errors(target: Target) -> bool:
    """Whether any operation of the Target has an error that is known and not 0."""
    return any(
        entry is not None and entry.error
        for name in target.operation_names
        for entry in (target[name] or {}).values()
    )
