"""What stands above backends: where they come from, who asks for them, and what belongs together.

``provider_service`` has `ProviderService` over any provider (``sources`` knows their shapes,
``facts`` what a backend says of itself), ``local`` the backends that need no account, ``jobs``
what they ran.
"""

from qiskit_uplift.service.local import LocalService
from qiskit_uplift.service.provider_service import ProviderService

__all__ = ["LocalService", "ProviderService"]
