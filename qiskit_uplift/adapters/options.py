"""The option contract: which arguments a provider's ``run`` takes, and what is sent to it.

A provider file declares its contract; `OptionContract.arguments` turns shots, seed, memory and
the user's run options into the keyword arguments of one call. Every option is forwarded,
translated or refused. A None is never sent.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from numbers import Integral, Real
from typing import Any, Final

import numpy as np

from qiskit_uplift.exceptions import LimitError, OptionError


class _Unset(Enum):
    UNSET = "unset"

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = _Unset.UNSET
"""Stands for "not given", which is not the same as None."""


@dataclass(frozen=True)
class RunOption:
    """One keyword argument of a provider's ``run``.

    Attributes:
        name: The keyword.
        kind: The type, or types, of its values; ``object`` for any. ``int`` takes every integer
            and hands on a true ``int``, as some providers refuse numpy's.
        meaning: What it is for, in a line.
        default: What the provider takes where it isn't sent; UNSET where that isn't known.
        minimum: The smallest value, if there is one.
        maximum: The largest value, if there is one.
        choices: The values that are allowed, if they are few.
    """

    name: str
    kind: type | tuple[type, ...] = object
    meaning: str = ""
    default: Any = UNSET
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[Any, ...] | None = None

    def check(self, value: Any, where: str) -> Any:
        """Return ``value`` as it is to be sent.

        Raises:
            OptionError: It has another type, or is none of the choices.
            LimitError: It is below the minimum or above the maximum.
        """
        value = self._typed(value, where)
        if self.choices is not None and value not in self.choices:
            listed = ", ".join(map(repr, self.choices))
            raise OptionError(f"{where}: {self.name}={value!r} is not one of {listed}.")
        if self.minimum is not None and value < self.minimum:
            raise LimitError(f"{where}: {self.name}={value} is below the least, {self.minimum}.")
        if self.maximum is not None and value > self.maximum:
            raise LimitError(f"{where}: {self.name}={value} is above the most, {self.maximum}.")
        return value

    def _typed(self, value: Any, where: str) -> Any:
        kinds = self.kind if isinstance(self.kind, tuple) else (self.kind,)
        if object in kinds or (isinstance(value, bool) and bool in kinds):
            return value
        if int in kinds and isinstance(value, Integral) and not isinstance(value, bool):
            return int(value)
        if float in kinds and isinstance(value, Real) and not isinstance(value, bool):
            return float(value)
        if isinstance(value, kinds) and not isinstance(value, bool):
            return value
        expected = " or ".join(kind.__name__ for kind in kinds)
        raise OptionError(
            f"{where}: {self.name} takes {expected}, got {value!r} ({type(value).__name__})."
        )


@dataclass(frozen=True)
class OptionContract:
    """What one backend's ``run`` takes.

    Attributes:
        options: The options that are known, shots, seed and memory among them.
        shots: The keyword for the number of shots; None if ``run`` takes none.
        seed: The keyword for the seed; None if it takes none.
        memory: The keyword that asks for one outcome a shot; None if it is never given.
        forwards_unknown: Whether ``run`` takes keywords that nobody declares, so that an option
            which isn't known here may still be right.
        presets: What is sent where the user doesn't set it.
        shares_seed: Whether all circuits of a job draw from the same seed, so that equal circuits
            give equal outcomes and different ones correlated outcomes.
        seeds_overlap: Whether the shots of near seeds are the same but for a few, as where each
            shot is drawn with a seed of its own, one more than the last one's. A number far from
            those of its neighbours is then sent in the place of the user's seed.
    """

    options: tuple[RunOption, ...] = ()
    shots: str | None = "shots"
    seed: str | None = None
    memory: str | None = None
    forwards_unknown: bool = False
    presets: Mapping[str, Any] = field(default_factory=dict)
    shares_seed: bool = False
    seeds_overlap: bool = False

    def option(self, name: str) -> RunOption | None:
        """The declaration of an option, or None."""
        return next((option for option in self.options if option.name == name), None)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the options that a user may set by ``run_options``."""
        own = {self.shots, self.seed, self.memory}
        return tuple(option.name for option in self.options if option.name not in own)

    def seed_of(self, seed: int | None, number: int) -> int | None:
        """The seed to send with job ``number`` of a run.

        It is the user's own with the first, as with Qiskit's classes. Every other job gets one
        made from that and from its number, within the option's limits, so that no two of them draw
        the same random numbers.
        """
        if seed is None or number == 0:
            return seed
        # every simulator takes 31 bits, whatever it says
        return self._far(seed, number, below=2**31)

    def _far(self, seed: int, number: int, *, below: int) -> int:
        """A seed that is made from another and a number, within the option's limits."""
        option = None if self.seed is None else self.option(self.seed)
        least = 0 if option is None or option.minimum is None else int(option.minimum)
        most = below - 1 if option is None or option.maximum is None else int(option.maximum)
        words = np.random.SeedSequence([abs(int(seed)), number]).generate_state(2)
        made = int(words[0]) + (int(words[1]) << 32)
        return least + made % (min(most, below - 1) - least + 1)

    def arguments(
        self,
        *,
        shots: int,
        seed: int | None = None,
        memory: bool = False,
        run_options: Mapping[str, Any] | None = None,
        asked: bool = True,
        where: str = "the backend",
    ) -> dict[str, Any]:
        """The keyword arguments of one call of ``run``.

        Args:
            shots: How many shots to ask for.
            seed: The seed that the user set; None for none.
            memory: Whether to ask for one outcome a shot, where the backend can give it.
            run_options: The user's own options. Those that are None are not sent.
            asked: Whether the user set the number of shots himself: then a backend that takes
                none is an error, else it is left to decide.
            where: The backend, as messages name it.

        Raises:
            OptionError: An option that the backend doesn't take, or one that is set twice.
            LimitError: A value outside of the provider's limits.
        """
        sent = {}
        if self.shots is not None:
            sent[self.shots] = self._checked(self.shots, shots, where)
        elif asked:
            raise OptionError(
                f"{where}: run() takes no number of shots, so {shots} can't be asked for. Leave it "
                "out, or name the argument that holds it in a provider file."
            )
        if seed is not None:
            if self.seed is None:
                raise OptionError(
                    f"{where} takes no seed, so seed_simulator={seed} can't be honoured. Leave "
                    "it out."
                )
            taken = self._checked(self.seed, seed, where)
            sent[self.seed] = self._far(taken, 0, below=2**64) if self.seeds_overlap else taken
        if memory and self.memory is not None:
            sent[self.memory] = True
        for name, value in (run_options or {}).items():
            if value is None:
                continue
            if name in sent and name != self.memory:
                raise OptionError(
                    f"{where}: {name!r} is already set to {sent[name]!r} by the shots or the seed "
                    "of this run; leave it out of run_options."
                )
            self._known(name, where)
            sent[name] = self._checked(name, value, where)
        return {**self.presets, **sent}

    def _known(self, name: str, where: str) -> None:
        if self.option(name) is None and not self.forwards_unknown:
            raise OptionError.unknown(name, [option.name for option in self.options], where)

    def _checked(self, name: str, value: Any, where: str) -> Any:
        option = self.option(name)
        return value if option is None else option.check(value, where)


@dataclass(frozen=True)
class Limits:
    """How much one job may hold.

    Attributes:
        max_circuits: The most circuits in a job; None for no limit, 1 also means that a circuit
            is sent bare, not in a list.
        min_shots: The fewest shots of a circuit.
        max_shots: The most shots of a circuit in a job; None for no limit.
        max_jobs: The most jobs that may be unfinished at a time; None for no limit.
    """

    max_circuits: int | None = None
    min_shots: int = 1
    max_shots: int | None = None
    max_jobs: int | None = None

    def within(self, option: RunOption | None) -> Limits:
        """The limits and those of the option for the shots, whichever is narrower."""
        if option is None:
            return self
        least = 1 if option.minimum is None else math.ceil(option.minimum)
        most = [m for m in (self.max_shots, option.maximum) if m is not None]
        return Limits(
            max_circuits=self.max_circuits,
            min_shots=max(self.min_shots, least),
            max_shots=math.floor(min(most)) if most else None,
            max_jobs=self.max_jobs,
        )

    def check_shots(self, shots: int, where: str) -> None:
        """Raise LimitError if one job can't have ``shots``."""
        if shots < self.min_shots or (self.max_shots is not None and shots > self.max_shots):
            most = "any number" if self.max_shots is None else f"{self.max_shots}"
            raise LimitError(
                f"{where} takes {self.min_shots} to {most} shots a circuit, asked for {shots}."
            )


@dataclass(frozen=True)
class OptionsRead:
    """Options as a backend's own ``options`` and signature give them away."""

    options: tuple[RunOption, ...] = field(default=())
    open_ended: bool = False

    def named(self, candidates: Iterable[str]) -> str | None:
        """The first of ``candidates`` that is an option."""
        known = {option.name for option in self.options}
        return next((name for name in candidates if name in known), None)


@contextmanager
def restored(options: Any) -> Iterator[None]:
    """Undo what happens to a backend's ``options`` meanwhile.

    Args:
        options: Qiskit's ``Options``.
    """
    before = dict(options.items())
    try:
        yield
    finally:
        options.update_options(**before)
