"""IBM's devices by qiskit-ibm-runtime, which run nothing by ``run``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from qiskit_uplift.adapters.options import RunOption
from qiskit_uplift.adapters.provider import Provider


class IBMProvider(Provider):
    """``IBMBackend``, whose ``run`` always raises: circuits go to it by IBM's own primitives.

    Uplifted, it has a Target, transpiler stages and facts as any other backend has;
    :func:`~qiskit_uplift.primitives_for` makes its Sampler and Estimator.
    """

    name: ClassVar[str] = "ibm"
    modules: ClassVar[tuple[str, ...]] = ("qiskit_ibm_runtime.ibm_backend",)
    read_from: ClassVar[str] = "qiskit-ibm-runtime 0.51.0"
    shots: ClassVar[str | None] = None
    options: ClassVar[tuple[RunOption, ...]] = ()
    without_run: ClassVar[str | None] = (
        "qiskit-ibm-runtime runs circuits by primitives of its own, and its run() always raises. "
        "Use sampler, estimator = primitives_for(backend), from qiskit_uplift"
    )
    cannot: ClassVar[Mapping[str, str]] = {
        "seed": "its run() always raises; of IBM's own primitives, those on devices take none"
    }
