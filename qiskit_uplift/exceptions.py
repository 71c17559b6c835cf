"""Errors and warnings of the package.

Every error is an :class:`UpliftError` and also the builtin error that fits it, so code that
catches ``ValueError`` or ``TypeError`` keeps working. Messages say what was wrong, where, and what
to do; none of them ever holds a credential.
"""

from __future__ import annotations

import difflib
import sys
import warnings
from collections.abc import Iterable
from typing import Any

from qiskit.providers import JobTimeoutError
from qiskit.providers.exceptions import QiskitBackendNotFoundError

__all__ = [
    "AccountError",
    "AccountNotFoundError",
    "BackendLoadError",
    "BackendNotFoundError",
    "ConformanceError",
    "DecodingError",
    "ExecutionError",
    "ExecutorWarning",
    "HostError",
    "InvalidCircuitError",
    "JournalError",
    "JournalWarning",
    "LegacyImportWarning",
    "LimitError",
    "LoginError",
    "LostHostError",
    "OptionError",
    "OptionWarning",
    "ResultTimeoutError",
    "RetrievalError",
    "SessionError",
    "ShotsWarning",
    "StatisticsError",
    "SubmissionError",
    "TargetError",
    "TranspileWarning",
    "UncertainSubmissionError",
    "UnknownQueueWarning",
    "UnsupportedBackendError",
    "UnsupportedProviderError",
    "UpliftError",
    "UpliftWarning",
    "VersionError",
]


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return ``" Did you mean 'x'?"`` for the closest of ``known``, or an empty string."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" Did you mean {close[0]!r}?" if close else ""


class UpliftError(Exception):
    """Base of every error that this package raises on purpose."""


class BackendLoadError(UpliftError, ValueError):
    """A backend specification names nothing that can be loaded."""


class UnsupportedBackendError(UpliftError, TypeError):
    """The object is no backend: it has neither ``run`` nor is it callable."""


class AccountError(UpliftError, ValueError):
    """An account that can't be saved or used, or a file of accounts that can't be trusted."""


class AccountNotFoundError(AccountError, LookupError):
    """No account of that name is saved, or none at all."""


class LoginError(UpliftError, RuntimeError):
    """A provider refused to be made with an account; its own words are in the message.

    What the provider raised isn't kept: it may hold the token.

    Attributes:
        remote_type: The name of the class that it raised.
    """

    remote_type: str | None = None


class UnsupportedProviderError(UpliftError, TypeError):
    """The object is no provider, or one that can't do what was asked."""


class BackendNotFoundError(UpliftError, QiskitBackendNotFoundError, LookupError):
    """A provider has no backend of that name, or none that fits."""

    def __str__(self) -> str:
        # Qiskit's errors put quotes around their text
        return str(self.message)


class ConformanceError(UpliftError, ValueError):
    """The conformance kit was asked for what it can't do: no such level, check or file."""


class DecodingError(UpliftError, ValueError):
    """A provider's outcomes can't be read with certainty, so they are not read at all."""


class ExecutionError(UpliftError, RuntimeError):
    """The provider reported that a circuit failed, or its ``run`` raised."""


class SubmissionError(ExecutionError):
    """The backend refused a batch after it had accepted others.

    Attributes:
        job: The run without what was refused; its ``partial_result()`` has what was accepted.
    """

    def __init__(self, message: str, job: Any = None) -> None:
        super().__init__(message)
        self.job = job


class UncertainSubmissionError(SubmissionError, ConnectionError):
    """The connection failed while a batch was handed over, so it may have been accepted.

    It is not sent again, as it might be paid for twice.

    Attributes:
        job: The run without that batch; its ``partial_result()`` has what was accepted before.
    """


class HostError(ExecutionError):
    """Something failed in, or on the way to, another interpreter that hosts a backend.

    What the backend itself raised there is raised here as a subclass, which is also the builtin
    error that it was: code that catches ``ValueError`` goes on to do so.

    Attributes:
        remote_type: The full name of the class that was raised there; None where nothing was.
        remote_traceback: Its traceback; None likewise.
    """

    remote_type: str | None = None
    remote_traceback: str | None = None

    def __str__(self) -> str:
        # a KeyError would put quotes around it
        return str(self.args[0]) if self.args else ""


class LostHostError(HostError, ConnectionError):
    """The other interpreter ended while circuits were handed over, so they may be accepted."""


class ResultTimeoutError(UpliftError, JobTimeoutError, TimeoutError):
    """The result isn't there yet; the job goes on, and can be asked again."""

    def __init__(self, message: str) -> None:
        # Qiskit's errors keep their text in an attribute of their own
        JobTimeoutError.__init__(self, message)


class RetrievalError(ExecutionError, LookupError):
    """A job that was submitted before can't be fetched."""


class SessionError(UpliftError, RuntimeError):
    """A session or batch that was closed, or whose time is over, takes no more jobs."""


class InvalidCircuitError(UpliftError, ValueError):
    """The backend can't run the circuit as it is."""


class LimitError(UpliftError, ValueError):
    """More (or fewer) shots, circuits or qubits than the backend takes."""


class OptionError(UpliftError, TypeError, ValueError):
    """A run option that the backend doesn't take, or a value that it refuses."""

    @classmethod
    def unknown(cls, name: str, known: Iterable[str], where: str) -> OptionError:
        """The error for an option that ``where`` doesn't know, with the closest known name."""
        names = sorted(known)
        listed = ", ".join(names) if names else "none"
        return cls(f"{where} has no option {name!r}.{suggestion(name, names)} Known: {listed}.")


class JournalError(UpliftError, LookupError):
    """The journal has no such job, or not in a state in which it can be used."""


class StatisticsError(UpliftError, ValueError):
    """A statistical test was asked for what it can't answer, or with numbers that make no sense."""


class TargetError(UpliftError, ValueError):
    """A configuration or properties that no Target can be made from."""


class VersionError(UpliftError, ImportError):
    """The installed Qiskit is too old or too new for what was asked."""


class MissingExtraError(UpliftError, ImportError):
    """What was asked needs a package that isn't installed; the message names the extra."""


class LegacyUseError(UpliftError, RuntimeError):
    """Old code uses what has no counterpart any more; the message says what has its place."""


class UpliftWarning(UserWarning):
    """Base of every warning of this package."""


class LegacyImportWarning(UpliftWarning):
    """Code uses a name that Qiskit removed; the message says what is modern instead."""


class LocalAnswerWarning(UpliftWarning):
    """A remote service was asked for, and simulations on this machine answer in its place."""


class OptionWarning(UpliftWarning):
    """An option that nobody asked for was left out, because the backend doesn't take it."""


class ShotsWarning(UpliftWarning):
    """The circuits of one PUB came back with different numbers of shots."""


class JournalWarning(UpliftWarning):
    """A run could not be written into the journal, so it can't be resumed in another process."""


class ExecutorWarning(UpliftWarning):
    """The executor that was to compute a run has no workers any more."""


class UnknownQueueWarning(UpliftWarning):
    """Nobody says how many jobs wait for a backend, so any may be the busiest."""


class TranspileWarning(UpliftWarning):
    """A circuit holds an instruction that the backend's Target doesn't have."""


def warn(message: str, category: type[Warning]) -> None:
    """Warn at the user's own line: the first frame outside of this package."""
    level = 2
    frame = sys._getframe(1)
    while frame is not None and frame.f_globals.get("__name__", "").startswith("qiskit_uplift"):
        frame = frame.f_back  # type: ignore[assignment]
        level += 1
    warnings.warn(message, category, stacklevel=level)
