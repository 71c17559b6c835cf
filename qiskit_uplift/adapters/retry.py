"""Which errors may pass by themselves, and how often and when a call is made again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import tenacity

_TRANSIENT_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})
_TOO_MANY_REQUESTS = 429  # the server says that it did nothing

# by name, as none of these packages need be installed: what the network does to a call ...
_NETWORK = {
    "requests": {"ConnectionError", "Timeout", "ChunkedEncodingError"},
    "urllib3": {"HTTPError"},
    "httpx": {"TransportError"},
    "httpcore": {"NetworkError", "TimeoutException", "ProtocolError"},
    "aiohttp": {"ClientConnectionError", "ServerTimeoutError", "ClientPayloadError"},
    "grpc": {"FutureTimeoutError"},
}
# ... and what it does before the call has reached anybody
_BEFORE_ARRIVAL = {
    "requests": {"ConnectTimeout"},
    "urllib3": {"NewConnectionError", "NameResolutionError", "ConnectTimeoutError"},
    "httpx": {"ConnectError", "ConnectTimeout", "PoolTimeout"},
    "httpcore": {"ConnectError", "ConnectTimeout", "PoolTimeout"},
    "aiohttp": {"ClientConnectorError"},
    "socket": {"gaierror"},
}


@dataclass(frozen=True)
class RetryPolicy:
    """How often, and after what wait, a call is made again that failed for a passing reason.

    Fetching a result is repeated after any passing error. A submission is repeated only where it
    is certain that the provider took nothing, or where the provider can be asked (see
    `Provider.tag`). A job that failed is submitted again, alone, only where the provider file or
    ``transient`` says of its error that it passes.

    Attributes:
        attempts: How often a call is made at most, the first included. Default: 5.
        wait: Seconds before the second attempt; each further wait is twice as long, with up to
            as much again at random. Default: 1.
        longest_wait: The most seconds between two attempts. Default: 60.
        transient: Says of an error whether it passes; None from it leaves that to the provider
            file and to what is known of network errors. Default: None.

    Raises:
        ValueError: A number is out of range.

    Example:
        >>> from qiskit_uplift import uplift
        >>> from qiskit_uplift.adapters.retry import RetryPolicy
        >>> from qiskit_uplift.backends import reference_device
        >>> backend = uplift(reference_device(), retry=RetryPolicy(attempts=10, wait=0.5))
    """

    attempts: int = 5
    wait: float = 1.0
    longest_wait: float = 60.0
    transient: Callable[[BaseException], bool | None] | None = None

    def __post_init__(self) -> None:
        if self.attempts < 1:
            raise ValueError(f"attempts={self.attempts!r}; it has to be at least 1.")
        if not 0 <= self.wait <= self.longest_wait:
            raise ValueError(
                f"wait={self.wait!r} and longest_wait={self.longest_wait!r}; they are seconds, "
                "the first from 0 and not above the second."
            )

    def repeated(
        self, call: Callable[[], Any], again: Callable[[BaseException], bool], stop: threading.Event
    ) -> Any:
        """Make a call until it works, or raises what doesn't pass, or often enough.

        Args:
            call: Takes nothing.
            again: Whether an error of it is a reason to make it again.
            stop: Ends the waiting when it is set.
        """
        retrying = tenacity.Retrying(
            stop=tenacity.stop_any(
                tenacity.stop_after_attempt(self.attempts), tenacity.stop_when_event_set(stop)
            ),
            wait=tenacity.wait_exponential(multiplier=self.wait, max=self.longest_wait)
            + tenacity.wait_random(0, self.wait),
            retry=tenacity.retry_if_exception(again),
            sleep=tenacity.sleep_using_event(stop),
            reraise=True,
        )
        return retrying(call)

    def passes(
        self, error: BaseException, provider_says: Callable[[BaseException], bool | None]
    ) -> bool:
        """Whether the same call may work the next time."""
        told = self.told(error, provider_says)
        return is_network_error(error) if told is None else told

    def told(
        self, error: BaseException, provider_says: Callable[[BaseException], bool | None]
    ) -> bool | None:
        """What the user, else the provider file, says of an error; None for nothing."""
        answer = None if self.transient is None else self.transient(error)
        return provider_says(error) if answer is None else answer


def is_network_error(error: BaseException) -> bool:
    """Whether the way to the provider failed, rather than what was asked of it."""
    return any(
        isinstance(each, (ConnectionError, TimeoutError))
        or _is_one_of(each, _NETWORK)
        or _status(each) in _TRANSIENT_STATUS
        for each in _causes(error)
    )


def never_arrived(error: BaseException) -> bool:
    """Whether a call that failed so can't have had any effect at the provider."""
    return any(
        isinstance(each, ConnectionRefusedError)
        or _is_one_of(each, _BEFORE_ARRIVAL)
        or _status(each) == _TOO_MANY_REQUESTS
        for each in _causes(error)
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    pending: list[Any] = [error]
    while pending:
        each = pending.pop()
        if not isinstance(each, BaseException) or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        # urllib3 and requests hand the cause on as an argument or as `reason`
        pending += [each.__cause__, getattr(each, "reason", None), *each.args]


def _is_one_of(error: BaseException, names: dict[str, set[str]]) -> bool:
    return any(
        cls.__name__ in names.get(cls.__module__.partition(".")[0], ())
        for cls in type(error).__mro__
    )


def _status(error: BaseException) -> int | None:
    """The status code of the answer that made a client raise."""
    for source in (getattr(error, "response", None), error):
        for name in ("status_code", "status", "code"):
            value = getattr(source, name, None)
            if isinstance(value, int):
                return value
    return None
