"""``QiskitTestCase``, from which tests of other packages were derived: ours.

Example:
    >>> from qiskit_uplift.compat.testing import QiskitTestCase
    >>> QiskitTestCase().assertDictAlmostEqual({"0": 0.49}, {"0": 0.5, "1": 0}, delta=0.1)
"""

from __future__ import annotations

import math
import unittest
from collections.abc import Mapping
from typing import Any

__all__ = ["QiskitTestCase"]


class QiskitTestCase(unittest.TestCase):
    """A test case that compares dictionaries of numbers."""

    def assertDictAlmostEqual(  # noqa: PLR0917 - as it was called
        self,
        dict1: Mapping[Any, float],
        dict2: Mapping[Any, float],
        delta: float | None = None,
        msg: str | None = None,
        places: int | None = None,
        default_value: float = 0,
    ) -> None:
        """Fail unless two dictionaries have nearly the same numbers.

        Args:
            dict1: One.
            dict2: The other.
            delta: The most that two numbers may differ by.
            msg: What is said, too, if they differ.
            places: In place of ``delta``: digits after the point that have to agree.
            default_value: What a missing key stands for.

        Raises:
            TypeError: Both ``delta`` and ``places`` are given.
        """
        if delta is not None and places is not None:
            raise TypeError("Give delta or places, not both.")
        most = 0.0 if delta is None else delta
        if places is not None:
            most = 0.5 * 10.0**-places
        wrong = []
        for key in {*dict1, *dict2}:
            first, second = dict1.get(key, default_value), dict2.get(key, default_value)
            # said so that no number is near to NaN
            if not (first == second or (math.isfinite(first) and abs(first - second) <= most)):
                wrong.append(f"{key!r}: {first} and {second}")
        if wrong:
            raise self.failureException(self._formatMessage(msg, f"differ in {', '.join(wrong)}"))
