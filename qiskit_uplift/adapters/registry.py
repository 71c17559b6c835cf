"""Which provider file a backend belongs to.

The files in ``providers/`` come first, then those that other packages declare in the entry-point
group ``qiskit_uplift.providers``; a backend that none of them claims is generic.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import metadata

from qiskit_uplift.adapters.provider import Provider
from qiskit_uplift.adapters.providers.generic import GenericProvider
from qiskit_uplift.exceptions import OptionError, suggestion

ENTRY_POINT_GROUP = "qiskit_uplift.providers"


@cache
def in_tree() -> tuple[type[Provider], ...]:
    """The classes of the files in ``providers/``, but for the generic one.

    They are imported here, as they import the primitives, which import this module.
    """
    from qiskit_uplift.adapters.providers.aer import AerProvider
    from qiskit_uplift.adapters.providers.alice_bob import AliceBobProvider
    from qiskit_uplift.adapters.providers.aqt import AQTProvider
    from qiskit_uplift.adapters.providers.azure import AzureProvider
    from qiskit_uplift.adapters.providers.braket import BraketProvider
    from qiskit_uplift.adapters.providers.ddsim import DDSIMProvider
    from qiskit_uplift.adapters.providers.ibm import IBMProvider
    from qiskit_uplift.adapters.providers.ibm_fake import IBMFakeProvider
    from qiskit_uplift.adapters.providers.ionq import IonQProvider
    from qiskit_uplift.adapters.providers.iqm import IQMProvider
    from qiskit_uplift.adapters.providers.pytket import PytketProvider
    from qiskit_uplift.adapters.providers.qdk import QDKProvider
    from qiskit_uplift.adapters.providers.quantinuum import QuantinuumProvider
    from qiskit_uplift.adapters.providers.quantuminspire import QuantumInspireProvider
    from qiskit_uplift.adapters.providers.quantuminspire_legacy import (
        LegacyQuantumInspireProvider,
    )
    from qiskit_uplift.adapters.providers.qulacs import QulacsProvider
    from qiskit_uplift.adapters.providers.rigetti import RigettiProvider
    from qiskit_uplift.adapters.providers.superstaq import SuperstaqProvider

    return (
        AerProvider,
        AliceBobProvider,
        AQTProvider,
        AzureProvider,
        BraketProvider,
        DDSIMProvider,
        IBMFakeProvider,
        IBMProvider,
        IQMProvider,
        IonQProvider,
        LegacyQuantumInspireProvider,
        PytketProvider,
        QDKProvider,
        QuantinuumProvider,
        QuantumInspireProvider,
        QulacsProvider,
        RigettiProvider,
        SuperstaqProvider,
    )


@cache
def providers() -> Mapping[str, Provider]:
    """All known providers by name, in the order in which they are asked; generic is last."""
    found: dict[str, Provider] = {cls.name: cls() for cls in in_tree()}
    for entry_point in metadata.entry_points(group=ENTRY_POINT_GROUP):
        provider = entry_point.load()()
        found.setdefault(provider.name, provider)
    found[GenericProvider.name] = GenericProvider()
    return found


def find_provider(backend: object) -> Provider:
    """The provider whose file claims ``backend``, else the generic one."""
    return next(provider for provider in providers().values() if provider.matches(backend))


def get_provider(provider: str | Provider | type[Provider]) -> Provider:
    """A provider by its name, class or instance.

    Raises:
        OptionError: No provider of that name is known.
    """
    if isinstance(provider, Provider):
        return provider
    if isinstance(provider, type):
        return provider()
    known = providers()
    if provider not in known:
        raise OptionError(
            f"No provider file is called {provider!r}.{suggestion(provider, known)} Known: "
            f"{', '.join(known)}."
        )
    return known[provider]
