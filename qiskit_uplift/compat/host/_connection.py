"""`Connection`: one other interpreter, and calls into it."""

from __future__ import annotations

import collections
import os
import shlex
import subprocess
import threading
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from qiskit_uplift.compat.host import _remote
from qiskit_uplift.compat.host._errors import rebuilt, warn_again
from qiskit_uplift.exceptions import HostError, LostHostError

_OLDEST = (3, 8)
_LONGEST_END = 5.0  # seconds that an interpreter has to end before it is killed


class Connection:
    """Another interpreter with one backend in it.

    Any number of threads may call at the same time. The other interpreter ends with this object,
    and with this process, however that ends.

    Args:
        python: The interpreter.
        backend: ``module:attribute``.
        arguments: What the attribute is called with; None where it is not to be called.
        environment: Variables that are set there before anything is imported.
        path: Folders that modules are looked for in, besides its own.

    Raises:
        HostError: It doesn't start, or the backend can't be made there.
        ImportError: execnet isn't installed.
    """

    def __init__(
        self,
        python: str | os.PathLike[str],
        backend: str,
        arguments: Mapping[str, Any] | None,
        *,
        environment: Mapping[str, str],
        path: Sequence[str | os.PathLike[str]],
    ) -> None:
        # a link is not followed: that of a virtual environment is what makes it one
        self.python = os.path.abspath(Path(python).expanduser())
        self.where = f"the host {self.python}"
        self.forgotten: collections.deque[int] = collections.deque()
        self._execnet = _execnet()
        self._lock = threading.Lock()
        self._closed = False
        _check(self.python)
        self._group = self._execnet.Group()
        # -E: this environment's PYTHONPATH holds packages for another Python
        spec = f"popen//execmodel=thread//python={shlex.quote(self.python)} -E"
        try:
            self._gateway = self._group.makegateway(spec)
            self._channel = self._gateway.remote_exec(_remote)
        except (OSError, EOFError, AssertionError) as error:
            raise HostError(f"{self.where} doesn't start: {error}") from error
        weakref.finalize(self, self._gateway.exit)
        folders = [os.path.abspath(folder) for folder in path]
        try:
            self._channel.send((backend, arguments, dict(environment), folders))
        except self._execnet.DumpError as error:
            raise self._unsendable(error) from error
        except OSError as error:
            raise HostError(f"{self.where} ended as it was started.") from error
        try:
            self.other: dict[str, Any] = self._answer(self._channel, HostError)
        except BaseException:
            self.close()
            raise

    def call(self, verb: str, *arguments: Any) -> Any:
        """Call a method of the other side and wait for its answer.

        Args:
            verb: The method of ``_remote.Other``.
            *arguments: Plain data.

        Raises:
            HostError: What was raised there; or there is no other side any more, or an argument
                is no plain data.
            LostHostError: It ended while circuits were handed over.
        """
        try:
            reply = self._gateway.newchannel()
            with self._lock:
                gone = [self.forgotten.popleft() for _ in range(len(self.forgotten))]
                self._channel.send((reply, gone, verb, arguments))
        except self._execnet.DumpError as error:
            raise self._unsendable(error) from error
        except OSError as error:
            raise HostError(self._ended()) from error
        return self._answer(reply, LostHostError if verb == "run" else HostError)

    def _answer(self, channel: Any, lost: type[HostError]) -> Any:
        try:
            kind, told, warned = channel.receive()
        except EOFError as error:
            raise lost(self._ended()) from error
        except self._execnet.RemoteError as error:
            raise HostError(f"{self.where} can't run what was sent there: {error}") from error
        if kind == "error":
            raise rebuilt(told, self.where)
        warn_again(warned, self.where)
        return told

    def _ended(self) -> str:
        how = "was closed" if self._closed else "has ended"
        return f"{self.where} {how}, and its jobs with it. Make the backend again: host(...)."

    def _unsendable(self, error: Exception) -> HostError:
        return HostError(
            f"What was to be sent to {self.where} isn't plain data ({error}): numbers, texts, "
            "lists and dictionaries can be sent."
        )

    def close(self) -> None:
        """End the other interpreter; a second time does nothing."""
        self._closed = True
        self._group.terminate(timeout=_LONGEST_END)


def _check(python: str) -> None:
    """Whether it is a Python, and not too old; what execnet would say of it is less clear."""
    command = [python, "-E", "-c", "import sys; print('python', *sys.version_info[:2])"]
    try:
        told = subprocess.run(
            command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        ).stdout.split()
    except OSError as error:
        raise HostError(f"{python} can't be started: {error.strerror}.") from error
    if told[:1] != ["python"]:
        raise HostError(f"{python} is no Python interpreter.")
    if (int(told[1]), int(told[2])) < _OLDEST:
        raise HostError(f"{python} is Python {'.'.join(told[1:])}; it has to be 3.8 or newer.")


def _execnet() -> Any:
    try:
        import execnet
    except ImportError as error:
        raise ImportError(
            "Backends in other interpreters need execnet: pip install 'qiskit-uplift[host]'."
        ) from error
    return execnet
