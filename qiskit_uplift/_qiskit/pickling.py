"""Pickles of results: Qiskit 1.4's ``DataBin`` can be written, and not read again."""

from __future__ import annotations

import copyreg
from typing import Any

from qiskit.primitives import DataBin

from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES


def make_results_picklable() -> None:
    """Let pickles hold a ``DataBin`` as what it is made from, where Qiskit's own way fails."""
    if HAS_LEGACY_CLASSES:
        copyreg.pickle(DataBin, _reduced)


def _reduced(data: DataBin) -> tuple[Any, ...]:
    return _made, (data.shape, dict(data.items()))


def _made(shape: tuple[int, ...], fields: dict[str, Any]) -> DataBin:
    return DataBin(shape=shape, **fields)
