"""A pytest option that turns the hook on for a run; it imports nothing heavy unless it is used.

``pytest --legacy-imports=0.25``, or the same version in the variable ``UPLIFT_LEGACY_IMPORTS``,
makes the old import paths work while tests are collected and run.
"""

from __future__ import annotations

import os
from typing import Any

VARIABLE = "UPLIFT_LEGACY_IMPORTS"


def pytest_addoption(parser: Any) -> None:
    """Add the option."""
    parser.getgroup("qiskit-uplift").addoption(
        "--legacy-imports",
        default=os.environ.get(VARIABLE),
        metavar="SINCE",
        help="make what Qiskit removed since that version, such as 0.25, importable again; the "
        f"variable {VARIABLE} does the same",
    )


def pytest_configure(config: Any) -> None:
    """Turn the hook on, and off again when pytest ends."""
    since = config.getoption("--legacy-imports")
    if not since:
        return
    from qiskit_uplift.compat import hook

    hook.install(since)
    config.add_cleanup(hook.uninstall)
