"""``inspect --draw``: the coupling map, coloured by error rates.

Qiskit's own drawer needs the Graphviz programs, which pip can't install; without them the same is
drawn with matplotlib alone.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from qiskit.transpiler import CouplingMap, Target
from qiskit.utils import optionals

from qiskit_uplift.cli.errors import InputError

FORMATS = (".png", ".pdf", ".svg")


def check_drawable(file: str) -> None:
    """Find out early what would keep a picture from being drawn into ``file``.

    Raises:
        InputError: Another kind of file, no such folder, or no matplotlib.
    """
    path = Path(file)
    if path.suffix.lower() not in FORMATS:
        raise InputError(f"--draw {file}: name a file that ends in {', '.join(FORMATS)}.")
    if not path.parent.is_dir():
        raise InputError(f"--draw {file}: there is no folder {path.parent}.")
    if not optionals.HAS_MATPLOTLIB:
        raise InputError('--draw needs matplotlib: pip install "qiskit-uplift[visualization]".')


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
    lacking = missing_for_qiskit()
    if not lacking:
        figure, drawer = _by_qiskit(name, target, coupling), "by Qiskit's drawer"
    else:
        figure = coupling_picture.draw(name, target, coupling)
        drawer = f"by qiskit-uplift; Qiskit's own drawer would need {' and '.join(lacking)}"
    try:
        figure.savefig(file, bbox_inches="tight", dpi=120)
    except OSError as error:
        raise InputError(f"--draw {file}: can't be written: {error.strerror}.") from error
    return drawer


def missing_for_qiskit() -> list[str]:
    """What Qiskit's drawer needs and isn't installed, in words."""
    needed = {
        "Graphviz (https://graphviz.org/download)": optionals.HAS_GRAPHVIZ,
        "seaborn": optionals.HAS_SEABORN,
        "pillow": optionals.HAS_PIL,
    }
    return [name for name, there in needed.items() if not there]


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
