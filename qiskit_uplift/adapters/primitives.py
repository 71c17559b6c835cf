"""Primitives whose options are those of one provider: what ``IonQSampler`` and its kin stand on.

A provider file, or a package of its own, adds a dataclass with a field for each option and four
short classes::

    @dataclass
    class ExampleOptions(ProviderOptions):
        speed: Literal["slow", "fast"] | None = None
        '''How fast to go. Default: ``"slow"``.'''

    @dataclass
    class ExampleSamplerOptions(ExampleOptions, SamplerOptions):
        '''Options of `ExampleSampler`.'''

    class ExampleSampler(ProviderSampler[ExampleSamplerOptions]):
        '''Samples on Example's backends, with their options.'''

        provider = ExampleProvider
        options_class = ExampleSamplerOptions

and so for the Estimator.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar, Generic, TypeVar, cast

from qiskit_uplift.adapters.backend import BackendAdapter
from qiskit_uplift.adapters.estimator import EstimatorAdapter, EstimatorOptions
from qiskit_uplift.adapters.provider import Provider
from qiskit_uplift.adapters.sampler import SamplerAdapter, SamplerOptions
from qiskit_uplift.exceptions import OptionError, UnsupportedBackendError

SamplerOptionsT = TypeVar("SamplerOptionsT", bound=SamplerOptions)
EstimatorOptionsT = TypeVar("EstimatorOptionsT", bound=EstimatorOptions)


@dataclass
class ProviderOptions:
    """Base of the options of one provider: a field each, None where it is not to be sent.

    What isn't sent is left to the provider, whose default then holds. A provider's option that has
    the name of one of ours is a field that begins with the provider's name, as
    ``qdk_optimization_level``, and is sent without that.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        known = [field.name for field in fields(self)]
        if name not in known:
            raise OptionError.unknown(name, known, type(self).__name__)
        super().__setattr__(name, value)


class ProviderSampler(SamplerAdapter, Generic[SamplerOptionsT]):
    """A `SamplerAdapter` for the backends of one provider; a base class.

    The first subclass that names a provider is also what `BackendAdapter.sampler` makes for the
    provider's backends.

    Args:
        backend: A backend of the provider, uplifted or not.
        options: A dictionary with fields of the subclass's ``options_class``.

    Raises:
        OptionError: No option of that name.
        UnsupportedBackendError: ``backend`` is no backend of the provider.

    Example:
        >>> from qiskit_aer import AerSimulator
        >>> from qiskit_uplift.adapters.providers.aer import AerSampler
        >>> sampler = AerSampler(backend=AerSimulator(), options={"method": "statevector"})
        >>> sampler.options.fusion_enable = False
        >>> sampler.options.fusion_enabled = False
        Traceback (most recent call last):
        ...
        qiskit_uplift.exceptions.OptionError: ... Did you mean 'fusion_enable'? ...
    """

    provider: ClassVar[type[Provider]]
    """Whose backends it takes."""

    def __init_subclass__(cls, **arguments: Any) -> None:
        super().__init_subclass__(**arguments)
        if "provider" in vars(cls) and "sampler_class" not in vars(cls.provider):
            cls.provider.sampler_class = cls

    def __init__(self, *, backend: Any, options: dict[str, Any] | None = None) -> None:
        super().__init__(backend=backend, options=options)
        _require(self._adapter, self.provider, type(self).__name__)

    @property
    def options(self) -> SamplerOptionsT:
        """The options; they may be changed between runs."""
        return cast(SamplerOptionsT, self._options)

    def _settings(self) -> dict[str, Any]:
        return _settings(self._options, SamplerOptions, self.provider)


class ProviderEstimator(EstimatorAdapter, Generic[EstimatorOptionsT]):
    """An `EstimatorAdapter` for the backends of one provider; a base class.

    The first subclass that names a provider is also what `BackendAdapter.estimator` makes for the
    provider's backends.

    Args:
        backend: A backend of the provider, uplifted or not.
        options: A dictionary with fields of the subclass's ``options_class``.

    Raises:
        OptionError: No option of that name.
        UnsupportedBackendError: ``backend`` is no backend of the provider.

    Example:
        >>> from qiskit_aer import AerSimulator
        >>> from qiskit_uplift import uplift
        >>> estimator = uplift(AerSimulator()).estimator(method="statevector")
        >>> type(estimator).__name__, estimator.options.method
        ('AerEstimator', 'statevector')
    """

    provider: ClassVar[type[Provider]]
    """Whose backends it takes."""

    def __init_subclass__(cls, **arguments: Any) -> None:
        super().__init_subclass__(**arguments)
        if "provider" in vars(cls) and "estimator_class" not in vars(cls.provider):
            cls.provider.estimator_class = cls

    def __init__(self, *, backend: Any, options: dict[str, Any] | None = None) -> None:
        super().__init__(backend=backend, options=options)
        _require(self._adapter, self.provider, type(self).__name__)

    @property
    def options(self) -> EstimatorOptionsT:
        """The options; they may be changed between runs."""
        return cast(EstimatorOptionsT, self._options)

    def _settings(self) -> dict[str, Any]:
        return _settings(self._options, EstimatorOptions, self.provider)


def sent_name(field: str, provider: type[Provider]) -> str:
    """The provider's own name of an option that is a field of a `ProviderOptions`."""
    return field.removeprefix(f"{provider.name}_")


def _require(adapter: BackendAdapter, provider: type[Provider], where: str) -> None:
    file = adapter.provider_file
    if not isinstance(file, provider):
        raise UnsupportedBackendError(
            f"{where} is for backends of {provider.name!r}, and {adapter.name!r} "
            f"({type(adapter.wrapped).__name__}) is one of {file.name!r}. Use its .sampler() or "
            f".estimator(); if it is one of {provider.name!r}, pass uplift(backend, "
            f"provider={provider.name!r})."
        )


def _settings(options: Any, common: type[Any], provider: type[Provider]) -> dict[str, Any]:
    """The options that all providers have, with those of this one added to ``run_options``."""
    settings = dict(vars(options))
    ours = {field.name for field in fields(common)}
    given = settings["run_options"] or {}
    sent = {name: value for name, value in given.items() if value is not None}
    for field in [name for name in settings if name not in ours]:
        value = settings.pop(field)
        name = sent_name(field, provider)
        if value is not None and name in sent:
            raise OptionError(
                f"{name!r} is set twice: by the option {field!r} and in run_options. Leave one out."
            )
        if value is not None:
            sent[name] = value
    return {**settings, "run_options": sent}
