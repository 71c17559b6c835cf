"""Collect only the modules whose package is installed: each runs in an environment of its own."""

from importlib.metadata import PackageNotFoundError, version

QISKIT_2 = not version("qiskit").startswith("1.")
PACKAGES = {
    "test_alice_bob.py": ("qiskit-alice-bob-provider", ""),
    "test_aqt.py": ("qiskit-aqt-provider", "2."),
    "test_aqt_legacy.py": ("qiskit-aqt-provider", "1."),
    "test_azure.py": ("azure-quantum", ""),
    "test_braket.py": ("qiskit-braket-provider", ""),
    "test_ddsim.py": ("mqt-ddsim", "2."),
    "test_ddsim_legacy.py": ("mqt-ddsim", "1."),
    "test_ibm_fake.py": ("qiskit-ibm-runtime", ""),
    "test_ibm_runtime.py": ("qiskit-ibm-runtime", "0.51."),
    "test_ibm_runtime_036.py": ("qiskit-ibm-runtime", "0.36."),
    "test_ibm_runtime_043.py": ("qiskit-ibm-runtime", "0.43."),
    "test_ionq.py": ("qiskit-ionq", "1."),
    "test_ionq_legacy.py": ("qiskit-ionq", "0."),
    "test_ionq_legacy_2x.py": ("qiskit-ionq", "0."),
    "test_iqm.py": ("iqm-client", ""),
    "test_plugin_package.py": ("abacus-quantum", ""),
    "test_pytket.py": ("pytket-qiskit", ""),
    "test_qdk.py": ("qdk", ""),
    "test_quantinuum.py": ("qiskit-quantinuum-provider", ""),
    "test_quantuminspire.py": ("qiskit-quantuminspire", ""),
    "test_quantuminspire_legacy.py": ("quantuminspire", "2."),
    "test_qulacs.py": ("qiskit-qulacs", ""),
    "test_qulacs_2x.py": ("qiskit-qulacs", ""),
    "test_superstaq.py": ("qiskit-superstaq", ""),
}


def _missing(package: str, line: str) -> bool:
    try:
        return not version(package).startswith(line)
    except PackageNotFoundError:
        return True


def _on_another_line(module: str) -> bool:
    """Whether a package for Qiskit 1 is on Qiskit 2, and the module is of it there, or not."""
    if module.endswith("_2x.py"):
        return not QISKIT_2
    return QISKIT_2 and module.replace(".py", "_2x.py") in PACKAGES


collect_ignore = [
    module for module, wanted in PACKAGES.items() if _missing(*wanted) or _on_another_line(module)
]
