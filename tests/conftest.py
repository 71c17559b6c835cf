"""Settings of all tests."""

import os
import tempfile
import zlib
from pathlib import Path

from hypothesis import settings

# A deadline measures the machine. What a failure prints is enough to run it again. The examples
# are the same each time, so that a change is judged by what it changes; UPLIFT_SEARCH=1 draws new
# ones (`nox -s search`), where a failure is a finding about what is there already.
settings.register_profile(
    "suite",
    deadline=None,
    print_blob=True,
    derandomize=os.environ.get("UPLIFT_SEARCH", "0") == "0",
)
settings.load_profile("suite")

# No test may touch the journal of the person who runs it; processes that tests start inherit this.
_HOME = tempfile.TemporaryDirectory(prefix="qiskit-uplift-tests-", ignore_cleanup_errors=True)
os.environ["QISKIT_UPLIFT_HOME"] = _HOME.name

# Devices, faults, rules and cases by the hundred, of which a sample may do.
_MANY = ("conformance", "migrate")


def pytest_collection_modifyitems(config, items):
    """With ``UPLIFT_SAMPLE=N``, run one in N of the tests with parameters where they are many.

    All of them run on the newest line of Qiskit, and a sample, always the same, on others, where
    those marked ``newest`` are left out.
    """
    every = int(os.environ.get("UPLIFT_SAMPLE", "1"))
    here = Path(__file__).parent
    left_out = [
        item
        for item in items
        if every > 1
        and (
            item.get_closest_marker("newest") is not None
            or (
                any(here / folder in item.path.parents for folder in _MANY)
                and hasattr(item, "callspec")
                and zlib.crc32(item.nodeid.encode()) % every
            )
        )
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        dropped = set(left_out)
        items[:] = [item for item in items if item not in dropped]
