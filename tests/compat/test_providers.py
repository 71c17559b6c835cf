"""``BackendV1``: ours behaves as Qiskit's own did."""

import pytest
from qiskit.providers import Backend, Options
from qiskit.providers.exceptions import QiskitBackendNotFoundError

from qiskit_uplift._qiskit.legacy import quiet
from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES
from qiskit_uplift.backends import Device
from qiskit_uplift.compat import _backend_v1, _provider_v1, models, providers


def make(base, **fields):
    class Minimal(base):
        @classmethod
        def _default_options(cls):
            return Options(shots=100, memory=False)

        def run(self, run_input, **options):
            return run_input, options

    with quiet():
        data = Device.generate(2).configuration()
        configuration = models.QasmBackendConfiguration.from_dict(data)
        return Minimal(configuration, provider="here", **fields)


@pytest.mark.parametrize("base", [_backend_v1.BackendV1, providers.BackendV1])
def test_backend(base):
    backend = make(base)
    assert isinstance(backend, Backend)
    assert backend.version == 1
    assert backend.name() == str(backend) == "reference_line_2"
    assert repr(backend) == "<Minimal('reference_line_2')>"
    assert backend.provider() == "here"
    assert backend.properties() is None
    assert backend.configuration().n_qubits == 2
    assert backend.options.shots == 100
    backend.set_options(shots=9)
    assert backend.options.shots == 9
    with quiet():
        assert backend.status().operational
    with pytest.raises(AttributeError, match="shotz is not valid"):
        backend.set_options(shotz=1)


def test_options_may_be_set_at_once():
    # Qiskit's own can't: it asks the options for a `data` that they no longer have.
    assert make(_backend_v1.BackendV1, shots=7).options.shots == 7
    with pytest.raises(AttributeError, match="shotz is not valid"):
        make(_backend_v1.BackendV1, shotz=1)


def test_ours_has_no_pulse_defaults():
    assert make(_backend_v1.BackendV1).defaults() is None


def test_abstract_methods_are_required():
    with pytest.raises(TypeError, match="abstract"):
        _backend_v1.BackendV1(None)


def test_qiskits_own_classes_are_used_where_there_are_any():
    if HAS_LEGACY_CLASSES:
        from qiskit.providers import BackendV1
        from qiskit.providers.models.backendproperties import BackendProperties

        assert providers.BackendV1 is BackendV1
        assert models.BackendProperties is BackendProperties
    else:
        assert providers.BackendV1 is _backend_v1.BackendV1


def backends():
    return [make(providers.BackendV1)]


@pytest.mark.parametrize("base", [_provider_v1.ProviderV1, providers.ProviderV1])
def test_a_provider_gives_the_one_that_fits(base):
    class Source(base):
        def backends(self, name=None, **kwargs):
            return [b for b in ("a", "b", "b") if name in (None, b)]

    with quiet():
        source = Source()
        assert source.get_backend("a") == "a"
        assert isinstance(source, providers.Provider) == (base is providers.ProviderV1)
        for name, reason in (("b", "More than one"), (None, "More than one"), ("c", "No backend")):
            with pytest.raises(QiskitBackendNotFoundError, match=reason):
                source.get_backend(name)
    assert (base.version, base.__mro__[1].version) == (1, 0)
    with pytest.raises(TypeError, match="abstract"):
        base()


def test_backends_are_chosen_by_what_they_say():
    given = backends()
    with quiet():
        assert providers.filter_backends(given, operational=True) == given
        assert providers.filter_backends(given, filters=lambda b: b is None) == []
        assert providers.resolve_backend_name("old", given, {}, {"old": given[0].name()})
