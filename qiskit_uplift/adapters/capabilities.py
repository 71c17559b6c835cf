"""`capabilities`: everything that is known of a backend, in one object to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qiskit.transpiler import Target

from qiskit_uplift.adapters.backend import BackendAdapter, uplift
from qiskit_uplift.adapters.dialects import Dialect
from qiskit_uplift.adapters.manifest import Manifest, declared
from qiskit_uplift.adapters.options import Limits, OptionContract
from qiskit_uplift.adapters.providers.generic import GenericProvider


@dataclass(frozen=True)
class Capabilities:
    """What is known of a backend.

    Attributes:
        name: The backend's name.
        route: How it is reached; see `BackendAdapter`.
        provider: The name of the provider file.
        why: Why that file was chosen.
        read_from: The package and version that the file's facts were read from.
        contract: The options that its ``run`` takes.
        limits: How much one job may hold.
        dialect: How it writes outcomes, as far as that is known beforehand.
        compiles: Whether it compiles any circuit by itself.
        target: What the device can do.
        assumptions: What is assumed, unknown or left out, a sentence each.
        cannot: What the provider can't do, each with the reason.
        manifest: What the backend can do, each entry with how it is known.
    """

    name: str
    route: str
    provider: str
    why: str
    read_from: str
    contract: OptionContract
    limits: Limits
    dialect: Dialect
    compiles: bool
    target: Target
    assumptions: tuple[str, ...]
    cannot: Mapping[str, str]
    manifest: Manifest


def capabilities(backend: Any, *, probe: bool = False) -> Capabilities:
    """Say what is known of a backend and how it would be used.

    Args:
        backend: Anything that :func:`~qiskit_uplift.uplift` takes, or what it returned.
        probe: Whether to run the smallest circuits that tell what isn't declared, and whether what
            is declared is so: at most nine jobs of few shots. Else nothing is run.

    Raises:
        UnsupportedBackendError: It is no backend; or it is to be probed, and nothing can be run by
            its ``run``.

    Example:
        >>> from qiskit_aer import AerSimulator
        >>> from qiskit_uplift import capabilities
        >>> found = capabilities(AerSimulator())
        >>> found.provider, found.contract.seed
        ('aer', 'seed_simulator')
        >>> found.manifest.reset.value, found.manifest.reset.known
        (True, 'declared')
        >>> capabilities(AerSimulator(), probe=True).manifest.reset
        Entry(value=True, known='probed', note='20 of 20 shots were right')
    """
    adapter: BackendAdapter = uplift(backend)
    file = adapter.provider_file
    manifest = declared(adapter)
    if probe:
        adapter.check_run()
        from qiskit_uplift.adapters.probing import probe as probed

        manifest = probed(adapter, manifest)
    return Capabilities(
        name=adapter.name,
        route=adapter.route,
        provider=file.name,
        why=_why(adapter),
        read_from=file.read_from,
        contract=adapter.channel.contract,
        limits=adapter.channel.limits,
        dialect=adapter.channel.dialect,
        compiles=file.compiles,
        target=adapter.target,
        assumptions=adapter.assumptions,
        cannot=file.cannot,
        manifest=manifest,
    )


def _why(adapter: BackendAdapter) -> str:
    module = type(adapter.wrapped).__module__
    if isinstance(adapter.provider_file, GenericProvider):
        return f"no provider file claims module {module!r}, so the backend itself was asked"
    if adapter.provider_file.matches(adapter.wrapped):
        return f"its class is in module {module!r}"
    return "it was named by the caller"
