"""Collect only where Dask is installed, which the suite itself doesn't need."""

import importlib.util

collect_ignore = (
    []
    if importlib.util.find_spec("distributed")
    else [
        "test_checks.py",
        "test_dask.py",
    ]
)
