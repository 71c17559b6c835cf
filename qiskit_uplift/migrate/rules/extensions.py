"""``qiskit.extensions``."""

from __future__ import annotations

from typing import ClassVar

from qiskit_uplift.migrate.rule import Rule

GATES = tuple(
    "C3SXGate C3XGate C4XGate CCXGate CHGate CPhaseGate CRXGate CRYGate CRZGate CSXGate CSwapGate "
    "CU1Gate CU3Gate CUGate CXGate CYGate CZGate DCXGate DiagonalGate ECRGate HGate "
    "HamiltonianGate IGate Initialize Isometry MCPhaseGate MCU1Gate MCXGate MSGate PhaseGate "
    "RC3XGate RCCXGate RGate RVGate RXGate RXXGate RYGate RYYGate RZGate RZXGate RZZGate SGate "
    "SXGate SXdgGate SdgGate SwapGate TGate TdgGate U1Gate U2Gate U3Gate UCGate UCPauliRotGate "
    "UCRXGate UCRYGate UCRZGate UGate UnitaryGate XGate YGate ZGate iSwapGate Barrier Measure "
    "Reset".split()
)
"""What ``qiskit.circuit.library`` has under the same name."""

RENAMED = {
    "CnotGate": "CXGate",
    "ToffoliGate": "CCXGate",
    "FredkinGate": "CSwapGate",
    "CyGate": "CYGate",
    "CzGate": "CZGate",
    "Cu1Gate": "CU1Gate",
    "Cu3Gate": "CU3Gate",
    "CrzGate": "CRZGate",
    "CHGate": "CHGate",
    "UCG": "UCGate",
    "UCX": "UCRXGate",
    "UCY": "UCRYGate",
    "UCZ": "UCRZGate",
    "UCRX": "UCRXGate",
    "UCRY": "UCRYGate",
    "UCRZ": "UCRZGate",
}
"""What it has under another one."""

_FILES = {
    "unitary": ("UnitaryGate",),
    "hamiltonian_gate": ("HamiltonianGate",),
    "quantum_initializer": ("Initialize", "Isometry", "DiagonalGate", "UCGate", "UCRXGate",
                            "UCRYGate", "UCRZGate"),
    "quantum_initializer.initializer": ("Initialize",),
    "quantum_initializer.isometry": ("Isometry",),
    "quantum_initializer.diagonal": ("DiagonalGate",),
    "quantum_initializer.uc": ("UCGate",),
    "initializer": ("Initialize",),
    "standard": GATES,
    "standard.h": ("HGate",),
    "standard.x": ("XGate", "CXGate", "CCXGate", "MCXGate"),
    "standard.y": ("YGate", "CYGate"),
    "standard.z": ("ZGate", "CZGate"),
    "standard.s": ("SGate", "SdgGate"),
    "standard.t": ("TGate", "TdgGate"),
    "standard.swap": ("SwapGate", "CSwapGate"),
    "standard.u1": ("U1Gate", "CU1Gate"),
    "standard.u2": ("U2Gate",),
    "standard.u3": ("U3Gate", "CU3Gate"),
    "standard.rx": ("RXGate", "CRXGate"),
    "standard.ry": ("RYGate", "CRYGate"),
    "standard.rz": ("RZGate", "CRZGate"),
    "standard.rzz": ("RZZGate",),
    "standard.rxx": ("RXXGate",),
    "standard.cx": ("CXGate",),
    "standard.ccx": ("CCXGate",),
    "standard.cu1": ("CU1Gate",),
    "standard.cu3": ("CU3Gate",),
    "standard.i": ("IGate",),
}  # fmt: skip

_LIBRARY = "qiskit.circuit.library"


class ExtensionsRule(Rule):
    """Gates are in ``qiskit.circuit.library``."""

    id = "MIG012"
    title = "extensions became circuit.library"
    since = "0.14"
    removed = "1.0"
    why = (
        "Qiskit 1.0 removed `qiskit.extensions`; `qiskit.circuit.library` has its gates. Its "
        "functions that appended gates are methods of circuits."
    )
    before = "from qiskit.extensions import UnitaryGate\n"
    after = "from qiskit.circuit.library import UnitaryGate\n"
    moves: ClassVar = {
        **{f"qiskit.extensions.{name}": f"{_LIBRARY}.{name}" for name in GATES},
        **{f"qiskit.extensions.{old}": f"{_LIBRARY}.{new}" for old, new in RENAMED.items()},
        **{f"qiskit.extensions.standard.{old}": f"{_LIBRARY}.{n}" for old, n in RENAMED.items()},
        **{
            f"qiskit.extensions.{file}.{name}": f"{_LIBRARY}.{name}"
            for file, names in _FILES.items()
            for name in names
        },
    }
    gone: ClassVar = {
        "qiskit.extensions": "gates are in `qiskit.circuit.library`, and methods of circuits",
    }
