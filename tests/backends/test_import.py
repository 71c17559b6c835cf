"""What it costs to have the reference device at hand."""

import subprocess
import sys


def test_aer_is_imported_only_by_a_run():
    code = (
        "import sys\n"
        "from qiskit_uplift.backends import reference_device\n"
        "backend = reference_device('legacy', 5)\n"
        "backend.properties()\n"
        "sys.exit('qiskit_aer' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
