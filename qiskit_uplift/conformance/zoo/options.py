"""Devices that deal wrongly with options."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from qiskit.providers import Options

from qiskit_uplift.backends.device import Device
from qiskit_uplift.backends.modern import ModernDevice
from qiskit_uplift.conformance.zoo.base import FaultyDevice

Given = Mapping[str, Any]


class OptionsChanged(ModernDevice):
    """Something happens to the options of a run before they are used.

    Args:
        change: Makes the options that are used of the backend and those that were given.
        face: What the device's class takes.
    """

    def __init__(self, change: Callable[[Any, dict[str, Any]], Given], **face: Any) -> None:
        super().__init__(Device.generate(5, ideal=True), **face)
        self.last: dict[str, Any] = {}
        self._change = change

    def run(self, run_input: Any, **options: Any) -> Any:
        """Run with other options."""
        return super().run(run_input, **self._change(self, options))


def _with(change: Callable[[Any, dict[str, Any]], Given], **face: Any) -> Callable[[], Any]:
    return lambda: OptionsChanged(change, **face)


def _other_default(backend: Any, given: dict[str, Any]) -> Given:
    del backend
    return {"shots": 1000, **given}


def _set_ignored(backend: Any, given: dict[str, Any]) -> Given:
    del backend
    return {"shots": 1024, **given}


def _set_wins(backend: Any, given: dict[str, Any]) -> Given:
    changed = {} if backend.options.shots == 1024 else {"shots": backend.options.shots}
    return {**given, **changed}


def _kept(backend: Any, given: dict[str, Any]) -> Given:
    for name, value in given.items():
        if name in backend.options:
            backend.options[name] = value
    return given


def _shots_kept(backend: Any, given: dict[str, Any]) -> Given:
    backend.last.update({name: given[name] for name in ("shots",) if name in given})
    return {**backend.last, **given}


def _seed(change: Callable[[Any], Any]) -> Callable[[], Any]:
    def changed(backend: Any, given: dict[str, Any]) -> Given:
        del backend
        return {**given, "seed_simulator": change(given.get("seed_simulator"))}

    return _with(changed)


def _shots(change: Callable[[Any], Any], **face: Any) -> Callable[[], Any]:
    def changed(backend: Any, given: dict[str, Any]) -> Given:
        return {**given, "shots": change(given.get("shots", backend.options.shots))}

    return _with(changed, **face)


def _no_memory(backend: Any, given: dict[str, Any]) -> Given:
    del backend
    return {**given, "memory": False}


_OWN = ("shots", "memory", "seed_simulator")


def _unknown_kept(backend: Any, given: dict[str, Any]) -> Given:
    for name, value in given.items():
        if name not in _OWN:
            setattr(backend.options, name, value)
    return given


def _unknown_resets(backend: Any, given: dict[str, Any]) -> Given:
    del backend
    return given if set(given) <= set(_OWN) else {}


def _no_words(backend: Any, given: dict[str, Any]) -> Given:
    del backend
    if not set(given) <= set(_OWN):
        raise ValueError
    return given


class Unvalidated(Options):
    """Options whose validators are there to look at."""

    def update_options(self, **fields: Any) -> None:
        """Take anything."""
        self.__dict__.update(fields)


class _Validated(ModernDevice):
    """A device whose options have validators."""

    def __init__(self) -> None:
        super().__init__(Device.generate(5, ideal=True))

    @classmethod
    def _default_options(cls) -> Options:
        return cls._made(Options)

    @staticmethod
    def _made(kind: Any, shots: int = 1024) -> Options:
        options = kind(shots=shots, memory=False, seed_simulator=None)
        options.set_validator("shots", (1, 8192))
        options.set_validator("memory", bool)
        return options


class ValidatorsNotEnforced(_Validated):
    """``set_options()`` takes what the validators forbid."""

    @classmethod
    def _default_options(cls) -> Options:
        return cls._made(Unvalidated)


class DefaultOutsideOfValidator(_Validated):
    """The default number of shots is above the validator's most."""

    @classmethod
    def _default_options(cls) -> Options:
        options = Options(shots=10_000, memory=False, seed_simulator=None)
        options.set_validator("shots", (1, 8192))
        return options

    def set_options(self, **fields: Any) -> None:
        """Leave the default as it is."""
        if fields != {"shots": 1024}:
            super().set_options(**fields)


class UnknownOptionSet(ModernDevice):
    """``set_options()`` adds an option that isn't there."""

    def __init__(self) -> None:
        super().__init__(Device.generate(5, ideal=True))

    def set_options(self, **fields: Any) -> None:
        """Add it."""
        self._options.update_options(**fields)


class LimitNotEnforced(ModernDevice):
    """More shots are taken than are declared as the most."""

    def __init__(self) -> None:
        super().__init__(Device.generate(5, ideal=True))

    @property
    def max_shots(self) -> int | None:
        """2,000, which nothing enforces."""
        return 2000


def _of(name: str, make: Callable[[], Any], about: str, *found_by: str) -> FaultyDevice:
    ids = tuple(one if "." in one else f"options.{one}" for one in found_by)
    return FaultyDevice(name, make, ids, about)


FAULTS: tuple[FaultyDevice, ...] = (
    _of(
        "other-default-shots",
        _with(_other_default),
        "Without a number, 1,000 shots are run, and 1,024 are declared.",
        "shots.default",
    ),
    _of("set-options-ignored", _with(_set_ignored), "set_options() has no effect.", "set-shots"),
    _of(
        "set-options-win",
        _with(_set_wins),
        "What was set is used in place of what is given to run().",
        "run-overrides",
    ),
    _of(
        "sticky-options",
        _with(_kept),
        "Options of one run become the defaults.",
        "defaults-kept",
        "determinism.seed-is-dropped",
    ),
    _of(
        "sticky-shots",
        _with(_shots_kept),
        "The shots of one run are those of the next, though the options don't say so.",
        "defaults-kept",
    ),
    _of("seed-ignored", _seed(lambda _: None), "A seed has no effect.", "seed-repeats"),
    _of(
        "seed-cut-off",
        _seed(lambda seed: None if seed is None else seed & 0xFFFF),
        "Only the lower 16 bits of a seed count.",
        "seeds-differ",
    ),
    _of(
        "seed-always-the-same",
        _seed(lambda _: 7),
        "Every run has the same seed.",
        "seeds-differ",
        "determinism.unseeded",
    ),
    _of(
        "seed-where-none-is-given",
        _seed(lambda seed: 7 if seed is None else seed),
        "Runs without a seed all have the same one.",
        "determinism.unseeded",
    ),
    _of("seed-zero-is-none", _seed(lambda seed: seed or None), "0 is no seed.", "seed-zero"),
    _of("memory-flag-ignored", _with(_no_memory), "memory=True has no effect.", "memory-flag"),
    _of(
        "unknown-option-kept",
        _with(_unknown_kept),
        "An unknown option of a run is added to the options.",
        "unknown",
    ),
    _of(
        "unknown-option-resets",
        _with(_unknown_resets),
        "With an unknown option, all options are taken as not given.",
        "unknown",
    ),
    _of(
        "refusal-without-words",
        _with(_no_words),
        "An unknown option is refused by an error that says nothing.",
        "unknown",
    ),
    _of(
        "none-is-one-shot",
        _shots(lambda shots: 1 if shots is None else shots),
        "shots=None gives a single shot.",
        "none",
    ),
    _of(
        "no-shots-are-default",
        _shots(lambda shots: shots or 1024),
        "shots=0 gives the default number.",
        "shots-below-one",
    ),
    _of("negative-shots", _shots(lambda s: abs(s) if s else s), "The sign of shots is lost.",
        "shots-below-one"),
    _of(
        "numpy-shots-are-default",
        _shots(lambda shots: 1024 if isinstance(shots, np.integer) else shots),
        "A number of shots of numpy's is taken for none.",
        "shots-types",
    ),
    _of(
        "text-shots-are-default",
        _shots(lambda shots: 1024 if isinstance(shots, str) else shots),
        "A number of shots as text is taken for none.",
        "shots-types",
    ),
    _of(
        "shots-limit-not-enforced",
        LimitNotEnforced,
        "More shots are taken than are declared as the most.",
        "shots-limit",
    ),
    _of(
        "shots-cut-to-limit",
        _shots(lambda s: min(s, 500) if isinstance(s, int) else s, max_shots=500),
        "More shots than the most are cut to that in silence.",
        "shots-limit",
    ),
    _of(
        "validators-not-enforced",
        ValidatorsNotEnforced,
        "set_options() takes what the validators forbid.",
        "validators",
    ),
    _of(
        "default-outside-of-validator",
        DefaultOutsideOfValidator,
        "The default number of shots is above the validator's most.",
        "valid-defaults",
    ),
    _of(
        "unknown-option-set",
        UnknownOptionSet,
        "set_options() adds an option that isn't there.",
        "set-unknown",
    ),
)  # fmt: skip
