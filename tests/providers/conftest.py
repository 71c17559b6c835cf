"""Collect only the modules whose package is installed: each runs in an environment of its own."""

from importlib.metadata import PackageNotFoundError, version

PACKAGES = {
    "test_alice_bob.py": ("qiskit-alice-bob-provider", ""),
    "test_aqt.py": ("qiskit-aqt-provider", "2."),
    "test_aqt_legacy.py": ("qiskit-aqt-provider", "1."),
    "test_azure.py": ("azure-quantum", ""),
    "test_braket.py": ("qiskit-braket-provider", ""),
    "test_ddsim.py": ("mqt-ddsim", ""),
    "test_ibm_fake.py": ("qiskit-ibm-runtime", ""),
    "test_ionq.py": ("qiskit-ionq", "1."),
    "test_ionq_legacy.py": ("qiskit-ionq", "0."),
    "test_iqm.py": ("iqm-client", ""),
    "test_plugin_package.py": ("abacus-quantum", ""),
    "test_pytket.py": ("pytket-qiskit", ""),
    "test_qdk.py": ("qdk", ""),
    "test_quantinuum.py": ("qiskit-quantinuum-provider", ""),
    "test_quantuminspire.py": ("qiskit-quantuminspire", ""),
    "test_quantuminspire_legacy.py": ("quantuminspire", "2."),
    "test_qulacs.py": ("qiskit-qulacs", ""),
    "test_superstaq.py": ("qiskit-superstaq", ""),
}


def _missing(package: str, line: str) -> bool:
    try:
        return not version(package).startswith(line)
    except PackageNotFoundError:
        return True


collect_ignore = [module for module, wanted in PACKAGES.items() if _missing(*wanted)]
