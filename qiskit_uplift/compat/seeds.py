"""The seed that Qiskit's algorithms shared, ``qiskit.utils.algorithm_globals``.

Later packages of algorithms ask it first, where it is there, so that it can't be theirs.
"""

from __future__ import annotations

import os

import numpy as np

from qiskit_uplift.exceptions import OptionError

__all__ = ["AlgorithmGlobals", "algorithm_globals"]


class AlgorithmGlobals:
    """A seed, its generator, and two settings.

    Attributes:
        massive: Whether operators of many qubits may be made.

    Example:
        >>> settings = AlgorithmGlobals()
        >>> settings.random_seed = 7
        >>> first = settings.random.integers(1000, size=3).tolist()
        >>> settings.random_seed = 7
        >>> settings.random.integers(1000, size=3).tolist() == first
        True
    """

    def __init__(self) -> None:
        self.massive = False
        self._seed: int | None = None
        self._random: np.random.Generator | None = None
        self._processes: int | None = None

    @property
    def random_seed(self) -> int | None:
        """The seed; setting it starts the generator anew."""
        return self._seed

    @random_seed.setter
    def random_seed(self, seed: int | None) -> None:
        self._seed = seed
        self._random = None

    @property
    def random(self) -> np.random.Generator:
        """The generator, which has the seed."""
        if self._random is None:
            self._random = np.random.default_rng(self._seed)
        return self._random

    @property
    def num_processes(self) -> int:
        """How many processes may be used; at most as many as there are processors."""
        return (os.cpu_count() or 1) if self._processes is None else self._processes

    @num_processes.setter
    def num_processes(self, number: int | None) -> None:
        most = os.cpu_count() or 1
        if number is not None and not 1 <= number <= most:
            raise OptionError(f"num_processes={number}; this machine takes 1 to {most}.")
        self._processes = number


algorithm_globals = AlgorithmGlobals()
"""The one that all algorithms of a process share."""
