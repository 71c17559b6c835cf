"""Names of the pulse module: importable, and of no use."""

import pytest

from qiskit_uplift._qiskit.legacy import quiet
from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES
from qiskit_uplift.compat import _channels, _pulse_gone, pulse


@pytest.mark.parametrize("name", pulse.__all__)
def test_every_name_is_there(name):
    value = getattr(pulse, name)
    assert getattr(pulse, name) is value
    assert value.__module__.startswith("qiskit." if HAS_LEGACY_CLASSES else "qiskit_uplift.compat")
    assert value.__doc__


@pytest.mark.parametrize("name", sorted(_pulse_gone.CLASSES))
def test_classes_can_be_named_but_not_made(name):
    kind = _pulse_gone.make(name, "here")
    assert not isinstance(3, kind)
    assert issubclass(type("Own", (kind,), {}), kind)
    for use in (kind, lambda: kind(1, a=2), lambda: kind.from_dict({})):
        with pytest.raises(_channels.PulseError, match=f"{name} can't be used.*qiskit<2"):
            use()


@pytest.mark.parametrize("name", sorted(_pulse_gone.FUNCTIONS))
def test_functions_refuse(name):
    function = _pulse_gone.make(name, "here")
    assert function.__name__ == name
    with pytest.raises(_channels.PulseError, match=rf"{name}\(\) can't be used"):
        function(1, a=2)


def test_errors_are_errors():
    for name in _pulse_gone.ERRORS:
        assert issubclass(_pulse_gone.make(name, "here"), _channels.PulseError)


def test_channels_are_what_a_configuration_answers_with():
    with quiet():
        channel = pulse.DriveChannel(1)
    assert channel.name == "d1"
    if not HAS_LEGACY_CLASSES:
        assert pulse.DriveChannel is _channels.DriveChannel


def test_what_was_never_there():
    for module in (pulse.__getattr__, lambda name: _pulse_gone.make(name, "here")):
        with pytest.raises(AttributeError, match="Nothing"):
            module("Nothing")
    assert "Schedule" in dir(pulse)
