"""`Provider`: everything the adapters need to know of one provider, as one small class.

Each file in ``providers/`` holds one subclass, and all of them have the same shape: facts as class
attributes, and a method only where a fact depends on the backend at hand.
"""

from __future__ import annotations

import importlib
import inspect
import itertools
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final

from qiskit.circuit import QuantumCircuit

from qiskit_uplift.adapters.dialects import Dialect
from qiskit_uplift.adapters.legacy_data import read
from qiskit_uplift.adapters.options import Limits, OptionContract, RunOption
from qiskit_uplift.exceptions import RetrievalError

if TYPE_CHECKING:
    from qiskit_uplift.adapters.estimator import EstimatorAdapter
    from qiskit_uplift.adapters.sampler import SamplerAdapter

FEATURES: Final = (
    "seed",
    "shot order",
    "mid-circuit measurement",
    "reset",
    "control flow",
    "unmeasured clbits",
    "repeated measurement",
)
"""What support tables ask of every provider; ``Provider.cannot`` names nothing else."""


class Provider:
    """What differs between one provider and the next.

    Subclasses set the attributes; an instance holds no state.
    """

    name: ClassVar[str]
    """What the provider is called here, in lower case."""

    modules: ClassVar[tuple[str, ...]] = ()
    """Modules (with all below them) whose backend classes are this provider's."""

    read_from: ClassVar[str] = ""
    """The package and version that the facts below were read from."""

    compiles: ClassVar[bool] = False
    """Whether the backend compiles any circuit by itself, so that its Target is no limit."""

    wraps_angles: ClassVar[bool] = False
    """Whether its own transpiler stages bring angles into the range that the device takes; then
    a circuit has to pass through them with its parameters bound, even if its gates are right."""

    keeps_options: ClassVar[bool] = False
    """Whether ``run`` writes its options into the backend's own: then they are put back, or those
    of one run would be the defaults of the next."""

    dialect: ClassVar[Dialect] = Dialect()
    """How outcomes are written, where that is known."""

    options: ClassVar[tuple[RunOption, ...]] = ()
    """The options of ``run``, shots, seed and memory among them, that every backend takes."""

    variants: ClassVar[Mapping[str, tuple[RunOption, ...]]] = {}
    """The options that only some backends take, by which those are, in words; `contract` decides
    for a backend at hand."""

    shots: ClassVar[str | None] = "shots"
    """The option for the number of shots."""

    seed: ClassVar[str | None] = None
    """The option for the seed, if there is one."""

    other_seeds: ClassVar[tuple[str, ...]] = ()
    """The names of that option on those backends where it has another one."""

    memory: ClassVar[str | None] = None
    """The option that asks for one outcome a shot, if it is honoured."""

    limits_by_default: ClassVar[Limits] = Limits()
    """Limits of every backend of the provider, where the backend doesn't say."""

    tag: ClassVar[str | None] = None
    """The option that hands a name of our own to the provider together with the job, so that
    `find` finds the job again though its id never arrived."""

    account_names: ClassVar[Mapping[str, str | None]] = {}
    """What the package's own provider class calls an account's ``token``, ``url`` and ``instance``;
    None for one that it doesn't take, and which is left out."""

    without_run: ClassVar[str | None] = None
    """Why nothing can be run by the backends' own ``run``, and what to do instead, as a sentence
    without its stop; None where it can. Then our primitives and ``run`` are refused."""

    native_primitives: ClassVar[tuple[str, str] | None] = None
    """The provider's own Sampler and Estimator, each as ``module:Class``, where `primitives_for` is
    to make those; they are called with ``backend=`` and ``options=``."""

    local_backends: ClassVar[Mapping[str, str]] = {}
    """Backends that need no network, by name; where each is found, as ``module:attribute``, which
    is called without arguments. ``LocalService`` has them where the package is installed."""

    cannot: ClassVar[Mapping[str, str]] = {}
    """Which of `FEATURES` the provider lacks, each with the reason; for support tables."""

    sampler_class: ClassVar[type[SamplerAdapter] | None] = None
    """The Sampler with the provider's own options; see ``primitives.ProviderSampler``."""

    estimator_class: ClassVar[type[EstimatorAdapter] | None] = None
    """The Estimator with the provider's own options."""

    def matches(self, backend: object) -> bool:
        """Whether ``backend`` is one of this provider's, judged by the modules of its classes."""
        return comes_from(backend, *self.modules)

    @classmethod
    def every_option(cls) -> tuple[RunOption, ...]:
        """The options of all backends: `options`, then `variants`, each name once."""
        found: dict[str, RunOption] = {}
        for option in itertools.chain(cls.options, *cls.variants.values()):
            found.setdefault(option.name, option)
        return tuple(found.values())

    @classmethod
    def own_options(cls) -> tuple[RunOption, ...]:
        """The options but for shots, seed, memory and tag, which are set by the run itself."""
        taken = {cls.shots, cls.seed, cls.memory, cls.tag, *cls.other_seeds}
        return tuple(option for option in cls.every_option() if option.name not in taken)

    def contract(self, backend: Any) -> OptionContract:
        """The option contract of ``backend``."""
        del backend
        return OptionContract(
            options=self.options, shots=self.shots, seed=self.seed, memory=self.memory
        )

    def limits(self, backend: Any) -> Limits:
        """The limits of ``backend``: its own, else the provider's."""
        known = limits_of(backend)
        fallback = self.limits_by_default
        return Limits(
            max_circuits=known.max_circuits or fallback.max_circuits,
            min_shots=max(known.min_shots, fallback.min_shots),
            max_shots=known.max_shots or fallback.max_shots,
            max_jobs=known.max_jobs or fallback.max_jobs,
        )

    def dialect_of(self, backend: Any) -> Dialect:
        """How ``backend`` writes outcomes, where one provider has several ways."""
        del backend
        return self.dialect

    def binds(self, backend: Any) -> str | None:
        """The option that takes, for each circuit of a list, the values of its parameters.

        Then a sweep goes out as templates and lists of values. The outcomes have to come point by
        point, circuit after circuit, each from random numbers of its own.
        """
        del backend
        return None

    def speeds_up(
        self, backend: Any, circuits: Sequence[QuantumCircuit], sent: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Further options by which ``backend`` computes the same outcomes in less time.

        The same means shot by shot, for every seed.

        Args:
            backend: Where to.
            circuits: The circuits of a batch, as they are sent.
            sent: The options that go with them; of these, none is changed.
        """
        del backend, circuits, sent
        return {}

    def apart(
        self, backend: Any, circuits: Sequence[QuantumCircuit], sent: Mapping[str, Any]
    ) -> int:
        """How many places apart the circuits of a job stand, so that they share no random numbers.

        Blank circuits are put between them, and their results left out.

        Args:
            backend: Where to.
            circuits: Several circuits of a job, or what they were bound from.
            sent: The options that go with them.
        """
        del backend, circuits, sent
        return 1

    def waiting(self, backend: Any) -> Mapping[str, Any]:
        """The arguments that make the ``result`` of a job wait for as long as it takes."""
        del backend
        return {}

    def one_at_a_time(self, backend: Any) -> bool:
        """Whether ``run`` computes before it returns, and no two threads may call it at once.

        Args:
            backend: One of the provider's backends.
        """
        del backend
        return False

    def is_local(self, backend: Any) -> bool:
        """Whether jobs are computed in this very process, and end with it."""
        del backend
        return False

    def retrieve(self, backend: Any, job_id: str) -> Any:
        """The job with one of the provider's own ids, as ``run`` would have returned it.

        Args:
            backend: Where it was sent to.
            job_id: The provider's id of it.

        Returns:
            The job.

        Raises:
            RetrievalError: The backend has no way to fetch a job. What the provider's own call
                raises, as for an id that it doesn't know, is passed on.
        """
        getter = _getter(backend)
        if getter is not None:
            return getter(job_id)
        raise RetrievalError(
            f"{type(backend).__name__} has no way to fetch job {job_id!r}: neither it nor its "
            f"provider has one of {', '.join(_RETRIEVALS)}."
        )

    def job(self, handle: Any, backend: Any) -> Any:
        """What ``run`` returned, as something that can be asked for its status and result.

        For a package whose own job answers wrongly, or is spoilt by being asked.
        """
        del backend
        return handle

    def keep(self, job: Any, backend: Any) -> None:
        """See to it that `retrieve` will find a job in another process.

        Called once for each job of a run that is written into the journal, right after it was
        accepted; for a package that has to put something by itself.
        """
        del job, backend

    def find(self, backend: Any, tag: str) -> Sequence[Any]:
        """The jobs that were submitted with this value of the option `tag`.

        Only asked of a provider that has one.
        """
        del backend, tag
        return ()

    def is_transient(self, error: BaseException) -> bool | None:
        """Whether the same call may work the next time; None for what is true of any provider.

        Errors of the network and of the Hypertext Transfer Protocol are known without this.
        """
        del error
        return None

    def adapt(self, circuit: QuantumCircuit, backend: Any) -> QuantumCircuit:
        """The circuit in a form that ``backend`` answers rightly.

        Args:
            circuit: A bound circuit, as the backend's Target wants it; it is not changed.
            backend: Where to.

        Returns:
            The same circuit, or one with the same clbits, in the same order and with the same
            distribution; its registers may be others, and clbits of its own, whose outcomes are
            dropped, may follow.
        """
        del backend
        return circuit

    def refusal(self, circuit: QuantumCircuit, backend: Any) -> str | None:
        """Why ``circuit`` must not be sent: ``backend`` would answer it wrongly, in silence.

        What the backend itself refuses is left to it.

        Args:
            circuit: The circuit, before `adapt`.
            backend: Where to.

        Returns:
            The reason and what to do, as part of a sentence; None where all is well.
        """
        del circuit, backend
        return None


def retrieval_of(backend: Any) -> str | None:
    """What a backend, or else its provider, calls the way to a job by its id; None for none."""
    getter = _getter(backend)
    return None if getter is None else getattr(getter, "__name__", "job")


def _getter(backend: Any) -> Callable[[str], Any] | None:
    provider = read(backend, "provider")
    # an attribute of a BackendV2, a method of a BackendV1
    owners = (backend, provider() if inspect.ismethod(provider) else provider)
    found = (getattr(owner, name, None) for owner, name in itertools.product(owners, _RETRIEVALS))
    return next((getter for getter in found if callable(getter)), None)


_RETRIEVALS = ("retrieve_job", "get_job", "job")


def comes_from(backend: object, *modules: str) -> bool:
    """Whether the class of ``backend``, or one that it inherits from, is defined in a module.

    Args:
        backend: Any object.
        modules: Full names; what lies below a module counts as well.
    """
    return any(
        cls.__module__ == module or cls.__module__.startswith(f"{module}.")
        for cls in type(backend).__mro__
        for module in modules
    )


def function_of_package(backend: Any, path: str) -> Any:
    """A function of a provider's package, from the interpreter where the backend is.

    Args:
        backend: A backend of the package; one of another interpreter has ``function_there``.
        path: ``module:attribute``.
    """
    there = getattr(backend, "function_there", None)
    if there is not None:
        return there(path)
    module, _, attribute = path.partition(":")
    return operator.attrgetter(attribute)(importlib.import_module(module))


def limits_of(backend: Any) -> Limits:
    """The limits that a backend itself declares, in the old way or the new."""
    configuration = getattr(backend, "configuration", None)
    old = configuration() if callable(configuration) and not _is_v2(backend) else None
    max_circuits = getattr(backend, "max_circuits", None)
    if max_circuits is None:
        max_circuits = read(old, "max_experiments")
    max_shots = read(old, "max_shots", read(backend, "max_shots"))
    return Limits(max_circuits=_positive(max_circuits), max_shots=_positive(max_shots))


def _is_v2(backend: Any) -> bool:
    return getattr(backend, "version", None) == 2


def _positive(value: object) -> int | None:
    return value if isinstance(value, int) and value > 0 else None
