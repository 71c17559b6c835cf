"""Settings of all tests."""

import os
import tempfile

from hypothesis import settings

# A deadline measures the machine. What a failure prints is enough to run it again.
settings.register_profile("suite", deadline=None, print_blob=True)
settings.load_profile("suite")

# No test may touch the journal of the person who runs it; processes that tests start inherit this.
_HOME = tempfile.TemporaryDirectory(prefix="qiskit-uplift-tests-", ignore_cleanup_errors=True)
os.environ["QISKIT_UPLIFT_HOME"] = _HOME.name
