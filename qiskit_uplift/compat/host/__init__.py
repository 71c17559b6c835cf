"""A backend that lives in another Python: one whose pins clash with this environment.

`host` starts the other interpreter and returns its backend, with a face that ``uplift`` takes.
``_environments`` makes an interpreter from requirements, ``_connection`` calls it, over execnet,
and ``_remote`` is what is sent there. ``_circuits``, ``_results``, ``_targets`` and ``_errors``
translate what travels, ``_backends`` and ``_jobs`` are the faces on this side, and ``files`` reads
hosts from a TOML file.
"""

from qiskit_uplift.compat.host._backends import HostedBackend, host
from qiskit_uplift.compat.host._jobs import HostedJob

__all__ = ["HostedBackend", "HostedJob", "host"]
