"""What stands above backends: where they come from, who asks for them, and what belongs together.

``provider_service`` has `ProviderService` over any provider (``sources`` knows their shapes,
``facts`` what a backend says of itself), ``local`` the backends that need no account, ``jobs``
what they ran. ``accounts`` keeps accounts in the file of ``account_file``, ``tokens`` keeps their
credentials from showing, and ``login`` makes a provider with one. `Session` and `Batch` are those
of the adapters, whose primitives join them. ``primitives`` makes a Sampler and an Estimator for any
backend, and ``regrouping`` lets those of IBM take PUBs with different shots.
"""

from qiskit_uplift.adapters.sessions import Batch, Session
from qiskit_uplift.service.accounts import (
    Account,
    delete_account,
    find_account,
    save_account,
    saved_accounts,
    use_account,
)
from qiskit_uplift.service.local import LocalService
from qiskit_uplift.service.primitives import Primitives, primitives_for
from qiskit_uplift.service.provider_service import ProviderService
from qiskit_uplift.service.tokens import Token

__all__ = [
    "Account",
    "Batch",
    "LocalService",
    "Primitives",
    "ProviderService",
    "Session",
    "Token",
    "delete_account",
    "find_account",
    "primitives_for",
    "save_account",
    "saved_accounts",
    "use_account",
]
