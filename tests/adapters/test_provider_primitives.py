"""Primitives with the options of one provider, without any of the packages but Aer."""

import ast
import dataclasses
import inspect
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from types import SimpleNamespace, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from qiskit import QuantumCircuit
from qiskit_aer import AerSimulator

from qiskit_uplift import EstimatorAdapter, SamplerAdapter, uplift
from qiskit_uplift.adapters.estimator import EstimatorOptions
from qiskit_uplift.adapters.options import UNSET, RunOption
from qiskit_uplift.adapters.primitives import ProviderOptions, ProviderSampler, sent_name
from qiskit_uplift.adapters.provider import Provider
from qiskit_uplift.adapters.providers.aer import AerEstimator, AerProvider, AerSampler
from qiskit_uplift.adapters.providers.ionq import IonQEstimator, IonQSampler
from qiskit_uplift.adapters.providers.qdk import QDKSampler
from qiskit_uplift.adapters.registry import find_provider, in_tree
from qiskit_uplift.adapters.sampler import SamplerOptions
from qiskit_uplift.exceptions import LimitError, OptionError, UnsupportedBackendError
from tests.adapters.test_providers import ALICE_BOB, KINDS, fake

TYPED = [cls for cls in in_tree() if cls.own_options()]
CLASSES = [
    pytest.param(provider, kind, common, id=kind.__name__)
    for provider in TYPED
    for kind, common in (
        (provider.sampler_class, SamplerOptions),
        (provider.estimator_class, EstimatorOptions),
    )
]
AER = AerSimulator().options
BACKENDS = [
    *(kind[0] for kind in KINDS),
    AerSimulator(),
    fake("qiskit_aer.backends.another"),
    fake("qiskit_ibm_runtime.fake_provider.fake_backend", options=AER),
    fake(f"{ALICE_BOB}.local.backend", options=AER),
    fake(f"{ALICE_BOB}.remote.backend", options={"average_nb_photons": 16.0, "memory": False}),
]


def own_fields(options, common):
    ours = {field.name for field in dataclasses.fields(common)}
    return [field for field in dataclasses.fields(options) if field.name not in ours]


def contracts(provider):
    found = [find_provider(backend) for backend in BACKENDS]
    return [
        file.contract(backend)
        for file, backend in zip(found, BACKENDS, strict=True)
        if type(file) is provider
    ]


@pytest.mark.parametrize("provider", in_tree())
def test_what_is_declared_is_what_the_contracts_take(provider):
    found = contracts(provider)
    taken = [{option.name for option in contract.options} for contract in found]
    names = [option.name for option in provider.every_option()]
    assert set(names) == set().union(*taken)
    special = {name for c in found for name in (c.shots, c.seed, c.memory, provider.tag)} - {None}
    assert [option.name for option in provider.own_options()] == [
        name for name in names if name not in special
    ]


@pytest.mark.parametrize("provider", in_tree())
def test_options_are_those_of_every_backend_and_variants_are_not(provider):
    found = contracts(provider)
    for option in provider.options:
        assert all(contract.option(option.name) for contract in found), option.name
    common = {option.name for option in provider.options}
    for where, options in provider.variants.items():
        assert where
        new = [option for option in options if option.name not in common]
        for option in new:
            assert not all(contract.option(option.name) for contract in found), option.name


def test_every_provider_with_options_of_its_own_has_primitives():
    for provider in in_tree():
        assert (provider.sampler_class is None) == (provider not in TYPED), provider.name
        assert (provider.estimator_class is None) == (provider not in TYPED), provider.name


@pytest.mark.parametrize(("provider", "kind", "common"), CLASSES)
def test_fields_are_exactly_the_options_of_the_contract(provider, kind, common):
    assert issubclass(kind.options_class, common)
    assert issubclass(provider, kind.provider)
    fields = own_fields(kind.options_class, common)
    names = [sent_name(field.name, kind.provider) for field in fields]
    assert sorted(names) == sorted(option.name for option in provider.own_options())
    assert all(field.default is None for field in fields)


@pytest.mark.parametrize("common", [SamplerOptions, EstimatorOptions])
@pytest.mark.parametrize("provider", TYPED)
def test_no_field_hides_one_of_ours(provider, common):
    ours = {field.name for field in dataclasses.fields(common)}
    kind = provider.sampler_class.options_class
    own = [cls for cls in kind.__mro__ if issubclass(cls, ProviderOptions) and cls is not kind]
    assert own
    for cls in own:
        assert ours.isdisjoint(cls.__annotations__)


def members(hint):
    """The types of a hint, without None."""
    many = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    return {each for each in many if each is not type(None)}


def expected(option):
    if option.choices is not None:
        return {Literal[option.choices]}
    kinds = option.kind if isinstance(option.kind, tuple) else (option.kind,)
    return {Any if kind is object else kind for kind in kinds}


@pytest.mark.parametrize("provider", TYPED)
def test_types_are_those_of_the_contract(provider):
    kind = provider.sampler_class
    hints = get_type_hints(kind.options_class)
    declared = {option.name: option for option in provider.own_options()}
    for field in own_fields(kind.options_class, SamplerOptions):
        option = declared[sent_name(field.name, kind.provider)]
        found = {
            each if get_origin(each) in (None, Literal) else get_origin(each)
            for each in members(hints[field.name])
        }
        assert found == expected(option), field.name


def literals(cls):
    """The docstring under each field of a class."""
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(cls))).body
    pairs = zip(body.body, body.body[1:], strict=False)
    return {
        field.target.id: " ".join(text.value.value.split())
        for field, text in pairs
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr)
    }


def sentence(option: RunOption) -> str:
    found = f"{option.meaning[0].upper()}{option.meaning[1:]}."
    if option.default is not UNSET:
        # a name in the provider's package stands for what can't be imported here
        named = isinstance(option.default, str) and "." in option.default
        text = option.default if named else repr(option.default).replace("'", '"')
        found += f" Default: ``{text}``."
    if option.minimum is not None and option.maximum is not None:
        found += f" From {option.minimum} to {option.maximum}."
    elif option.minimum is not None:
        found += f" At least {option.minimum}."
    return found


@pytest.mark.parametrize("provider", TYPED)
def test_docstrings_of_fields_are_those_of_the_contract(provider):
    kind = provider.sampler_class
    found = {}
    for cls in kind.options_class.__mro__:
        if issubclass(cls, ProviderOptions) and cls is not ProviderOptions:
            found |= literals(cls)
    found = {sent_name(name, kind.provider): text for name, text in found.items()}
    assert found == {option.name: sentence(option) for option in provider.own_options()}


def zeros(calls):
    """A look-alike of IonQ's device that keeps what it is called with."""

    def run(self, circuits, **options):
        calls.append(options)
        return [{"0": options["shots"]}]

    return fake("qiskit_ionq.ionq_backend", "IonQQPUBackend", name="ionq_qpu", run=run)


def measured():
    circuit = QuantumCircuit(1, 1)
    circuit.measure(0, 0)
    return circuit


def test_options_reach_the_backend_of_a_sampler():
    calls = []
    backend = zeros(calls)
    sampler = IonQSampler(backend=backend, options={"name": "first", "transpile": "off"})
    sampler.options.extra_metadata = {"a": "b"}
    sampler.run([measured()], shots=3).result()
    sampler.options.name = None
    sampler.run([measured()], shots=4).result()
    assert calls == [
        {"shots": 3, "memory": True, "name": "first", "extra_metadata": {"a": "b"}},
        {"shots": 4, "memory": True, "extra_metadata": {"a": "b"}},
    ]


def test_options_reach_the_backend_of_an_estimator():
    calls = []
    estimator = IonQEstimator(backend=zeros(calls), options={"name": "n", "transpile": "off"})
    result = estimator.run([(QuantumCircuit(1), "Z")], precision=0.5).result()[0]
    assert float(result.data.evs) == 1.0
    assert calls == [{"shots": 4, "memory": True, "name": "n"}]


def test_an_uplifted_backend_makes_the_primitives_of_its_provider():
    backend = uplift(zeros([]))
    sampler = backend.sampler(session_id="s", default_shots=7)
    assert type(sampler) is IonQSampler
    assert (sampler.options.session_id, sampler.options.default_shots) == ("s", 7)
    assert type(backend.estimator(session_id="s")) is IonQEstimator
    plain = uplift(lambda circuits, shots: None)
    assert type(plain.sampler()) is SamplerAdapter
    assert type(plain.estimator()) is EstimatorAdapter


@pytest.mark.parametrize("kind", [AerSampler, AerEstimator])
def test_unknown_options_are_refused_wherever_they_are_set(kind):
    with pytest.raises(OptionError, match=r"no option 'mehtod'\. Did you mean 'method'"):
        kind(backend=AerSimulator(), options={"mehtod": "statevector"})
    options = kind(backend=AerSimulator()).options
    with pytest.raises(OptionError, match=r"no option 'fusion'\. Did you mean"):
        options.fusion = True
    options.method = "statevector"
    assert options.method == "statevector"


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"fusion_enable": "yes"}, OptionError, "fusion_enable takes bool"),
        ({"precision": "half"}, OptionError, "'half' is not one of 'double', 'single'"),
        ({"method": "stabilizer", "run_options": {"method": "automatic"}}, OptionError, "twice"),
    ],
    ids=str,
)
def test_values_are_checked_before_anything_is_sent(options, error, message):
    with pytest.raises(error, match=message):
        AerSampler(backend=AerSimulator(), options=options).run([measured()])


def test_limits_are_checked_before_anything_is_sent():
    backend = fake("qdk.qiskit.backends.qsharp_backend", name="q")
    sampler = QDKSampler(backend=backend, options={"qdk_optimization_level": 4, "transpile": "off"})
    with pytest.raises(LimitError, match="optimization_level=4 is above the most, 3"):
        sampler.run([measured()])


def test_an_option_with_the_name_of_ours_is_sent_under_its_own():
    calls = []

    def run(self, circuits, **options):
        calls.append(options)
        return [{"0": options["shots"]}]

    backend = fake("qdk.qiskit.backends.qsharp_backend", name="q", run=run)
    options = {"qdk_optimization_level": 3, "optimization_level": 1, "transpile": "off"}
    QDKSampler(backend=backend, options=options).run([measured()], shots=2).result()
    assert calls == [{"shots": 2, "optimization_level": 3}]


def test_run_options_may_add_what_no_field_sets():
    calls = []
    options = {"name": "n", "transpile": "off", "run_options": {"session_id": "s", "name": None}}
    sampler = IonQSampler(backend=zeros(calls), options=options)
    sampler.run([measured()], shots=1).result()
    assert calls == [{"shots": 1, "memory": True, "name": "n", "session_id": "s"}]


@pytest.mark.parametrize(
    ("kind", "common"), [(IonQSampler, SamplerOptions), (IonQEstimator, EstimatorOptions)]
)
def test_what_a_run_is_written_down_with_needs_no_class_of_the_provider(kind, common):
    given = {"name": "n", "seed_simulator": 3, "run_options": {"session_id": "s"}}
    settings = kind(backend=zeros([]), options=given)._settings()
    assert set(settings) == {field.name for field in dataclasses.fields(common)}
    assert settings["run_options"] == {"session_id": "s", "name": "n"}
    assert settings["seed_simulator"] == 3


@pytest.mark.parametrize("kind", [IonQSampler, IonQEstimator])
def test_a_backend_of_another_provider_is_refused(kind):
    with pytest.raises(UnsupportedBackendError, match=r"backends of 'ionq'.* one of 'aer'"):
        kind(backend=AerSimulator())


def test_a_backend_that_is_named_one_of_the_provider_is_taken():
    backend = uplift(SimpleNamespace(run=lambda circuits, shots: None), provider="aer")
    assert AerSampler(backend=backend).backend is backend


def test_the_first_class_of_a_provider_is_the_one_its_backends_make():
    class OtherSampler(AerSampler):
        provider = AerProvider

    assert AerProvider.sampler_class is AerSampler
    assert type(uplift(AerSimulator()).sampler()) is AerSampler
    assert OtherSampler(backend=AerSimulator()).options.method is None


def test_a_provider_of_ones_own():
    class MyProvider(Provider):
        name = "mine"
        options = (RunOption("shots", int), RunOption("speed", str, choices=("slow", "fast")))

    @dataclass
    class MyOptions(ProviderOptions):
        speed: Literal["slow", "fast"] | None = None

    @dataclass
    class MySamplerOptions(MyOptions, SamplerOptions):
        pass

    class MySampler(ProviderSampler[MySamplerOptions]):
        provider = MyProvider
        options_class = MySamplerOptions

    def run(circuits, shots, speed="slow"):
        calls.append(speed)
        return [{"0": shots} for _ in circuits]

    calls = []
    backend = uplift(run, provider=MyProvider, num_qubits=1)
    sampler = backend.sampler(speed="fast")
    assert type(sampler) is MySampler
    sampler.run([measured()], shots=1).result()
    assert calls == ["fast"]
    assert type(backend.estimator()) is EstimatorAdapter


IMPORTS = """
import importlib, sys
for module, name in {names}:
    for each in [each for each in sys.modules if each.startswith("qiskit_uplift")]:
        del sys.modules[each]
    getattr(importlib.import_module(module), name)
print(*sorted({packages} & set(sys.modules)))
"""


def test_primitives_may_be_imported_first_and_import_no_provider():
    # what is imported first decides whether a circle of imports shows
    kinds = [provider.sampler_class for provider in TYPED]
    names = sorted({(kind.__module__, kind.__name__) for kind in kinds})
    packages = {provider.modules[0].partition(".")[0] for provider in in_tree()}
    run = subprocess.run(
        [sys.executable, "-c", IMPORTS.format(names=names, packages=packages)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout.strip()) == (0, ""), run.stderr
