"""A made-up provider from before the primitives: a backend that has ``run``, and little else.

``backend`` is what the provider has always had, ``uplift`` what it adds for qiskit-uplift.
"""

from abacus.backend import AbacusBackend, AbacusBusyError, AbacusJob

__all__ = ["AbacusBackend", "AbacusBusyError", "AbacusJob"]
