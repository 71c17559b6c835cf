"""`host`, and the faces that a backend of another interpreter has in this one."""

from __future__ import annotations

import inspect
import os
from collections.abc import Mapping, Sequence
from typing import Any

from qiskit.circuit import QuantumCircuit
from qiskit.providers import BackendV2, Options
from qiskit.transpiler import Target

from qiskit_uplift._qiskit.legacy import quiet
from qiskit_uplift.compat.host._circuits import NEWEST, packed, unpacked
from qiskit_uplift.compat.host._connection import Connection
from qiskit_uplift.compat.host._environments import environment_for
from qiskit_uplift.compat.host._errors import mirrored
from qiskit_uplift.compat.host._jobs import HostedJob
from qiskit_uplift.compat.host._results import read_result
from qiskit_uplift.compat.host._targets import read_target
from qiskit_uplift.compat.models import BackendProperties, BackendStatus, QasmBackendConfiguration
from qiskit_uplift.compat.providers import BackendV1
from qiskit_uplift.exceptions import HostError

_SCALARS = {kind.__name__: kind for kind in (bool, int, float, str)}
_STAGES = ("get_scheduling_stage_plugin", "get_translation_stage_plugin")


def host(
    backend: str,
    arguments: Mapping[str, Any] | None = None,
    *,
    python: str | os.PathLike[str] | None = None,
    requirements: Sequence[str] | None = None,
    python_version: str | None = None,
    environment: Mapping[str, str] | None = None,
    path: Sequence[str | os.PathLike[str]] = (),
) -> Any:
    """A backend that lives in another interpreter, for ``uplift`` or for its own ``run``.

    Give ``python``, or ``requirements`` for an environment that is made once and kept. The other
    side needs the provider's own packages alone, with Qiskit from 0.25 on and Python from 3.8 on.

    Args:
        backend: ``module:attribute`` there. A part of a dotted attribute that ends in ``()`` is
            called: ``"qiskit_aqt_provider:AQTProvider().offline.ideal"``.
        arguments: What the attribute is called with, plain data. None calls a class or function
            without arguments, and leaves a backend as it is.
        python: The interpreter, as of a virtual environment.
        requirements: What to install, as for pip.
        python_version: For ``requirements``, such as ``"3.11"``; by default that of this process.
        environment: Variables that are set there, besides those of this process.
        path: Folders that modules are looked for in, besides that interpreter's own; the
            ``PYTHONPATH`` of this process has no effect there.

    Returns:
        A `HostedBackend`: a ``BackendV2`` or ``BackendV1`` if it is one there, else an object with
        ``run``. It is a context manager, and ends the other interpreter when it is closed; so does
        the end of this process.

    Raises:
        HostError: The environment can't be made, the interpreter doesn't start, or making the
            backend raised there.
        ValueError: Not just one of ``python`` and ``requirements``.

    Example:
        >>> import sys
        >>> from qiskit_uplift.compat.host import host
        >>> with host("qiskit_aer:AerSimulator", python=sys.executable) as backend:
        ...     type(backend).__name__, backend.name
        ('AerSimulator', 'aer_simulator')
    """
    if (python is None) == (requirements is None):
        raise ValueError("Give either python= or requirements=.")
    if ":" not in backend:
        raise ValueError(f"backend={backend!r}; write 'module:attribute'.")
    if python is None:
        python = environment_for(requirements or (), python_version)
    elif python_version is not None:
        raise ValueError("python_version= is for requirements=; python= has its own.")
    connection = Connection(
        python, backend, arguments, environment=environment or {}, path=path
    )  # fmt: skip
    face = _FACES[connection.other["kind"]]
    made = type(face.__name__, (face,), {"run": _run_of(connection.other["signature"])})
    own = [
        each for each in connection.other["classes"] if each[0].partition(".")[0] not in _COMMON
    ] or connection.other["classes"][:1]
    return mirrored(made, own)(connection)


_COMMON = ("builtins", "abc", "typing", "collections")


class HostedBackend:
    """What all hosted backends have in common.

    Attributes that are not here are those of the backend in the other interpreter: plain values
    come over, and methods are called there.
    """

    _connection: Connection

    @property
    def python_version(self) -> str:
        """The version of the other Python."""
        return str(self._connection.other["python"])

    @property
    def qiskit_version(self) -> str:
        """The version of the other Qiskit."""
        return str(self._connection.other["qiskit"])

    def close(self) -> None:
        """End the other interpreter, and with it all jobs that live there."""
        self._connection.close()

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __reduce__(self) -> Any:
        raise TypeError("A backend of another interpreter can't be pickled; call host(...) there.")

    def __getattr__(self, name: str) -> Any:
        # the transpiler's stages are plugins of packages that are only there
        if name.startswith("_") or name in _STAGES:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return read_attribute(self, self._connection, (name,))

    def transpile(self, circuits: Any, **options: Any) -> Any:
        """Transpile in the other interpreter, with the provider's own stages.

        Args:
            circuits: One circuit or a list.
            **options: Of Qiskit's ``transpile`` there; plain data.

        Returns:
            One circuit or a list, with its layout.

        Raises:
            HostError: What was raised there.
        """
        given = [circuits] if isinstance(circuits, QuantumCircuit) else list(circuits)
        form, data = packed(given, self._connection.other)
        done = unpacked(self._connection.call("transpile", form, data, options, NEWEST))
        return done[0] if isinstance(circuits, QuantumCircuit) else done

    def function_there(self, path: str) -> Any:
        """A function of the other interpreter, to be called with plain data.

        Args:
            path: ``module:attribute``, as of `host`.

        Returns:
            What calls it there, and hands back a job, a result or plain data.
        """

        def function(*arguments: Any, **named: Any) -> Any:
            answer = self._connection.call("apply", path, tuple(arguments), _plain(named))
            return handed(self, self._connection, answer)

        function.__name__ = path.rpartition(".")[2]
        return function

    def _take_options(self, told: Any) -> None:
        values, validators = told
        options = Options(**values)
        for name, (kind, *allowed) in validators.items():
            if kind == "type":
                if allowed[0] in _SCALARS:
                    options.set_validator(name, _SCALARS[allowed[0]])
            else:
                is_range, among = allowed
                options.set_validator(name, tuple(among) if is_range else among)
        self._options = options

    def set_options(self, **fields: Any) -> None:
        """Change the defaults of options, there and here."""
        self._take_options(self._connection.call("set_options", fields))

    def _submitted(self, circuits: Any, options: Mapping[str, Any]) -> Any:
        is_list = not isinstance(circuits, QuantumCircuit)
        form, data = packed(list(circuits) if is_list else [circuits], self._connection.other)
        return handed(
            self, self._connection,
            self._connection.call("run", form, data, is_list, _plain(options)),
        )  # fmt: skip


class HostedV2(HostedBackend, BackendV2):  # type: ignore[misc, unused-ignore]
    """A ``BackendV2`` of another interpreter."""

    def __init__(self, connection: Connection) -> None:
        other = connection.other
        self._connection = connection
        BackendV2.__init__(
            self,
            name=other["name"],
            description=other["description"],
            backend_version=other["backend_version"],
        )
        self._take_options((other["options"], other["validators"]))
        self._target: Target | None = None

    @classmethod
    def _default_options(cls) -> Options:
        return Options()

    @property
    def target(self) -> Target:
        """The Target, as it was when it was first asked for."""
        if self._target is None:
            self._target = read_target(self._connection.call("target"))
        return self._target

    @property
    def max_circuits(self) -> int | None:
        """The most circuits of a job, or None."""
        most = self._connection.other["max_circuits"]
        return most if isinstance(most, int) else None

    @property
    def provider(self) -> Any:
        """Where it comes from, or None."""
        return read_attribute(self, self._connection, ("provider",), default=None)


class HostedV1(HostedBackend, BackendV1):  # type: ignore[misc, unused-ignore]
    """A ``BackendV1`` of another interpreter."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        with quiet():
            data = connection.call("configuration")
            BackendV1.__init__(self, QasmBackendConfiguration.from_dict(data))
        self._take_options((connection.other["options"], connection.other["validators"]))
        self._properties: BackendProperties | None = None

    @classmethod
    def _default_options(cls) -> Options:
        return Options()

    def properties(self) -> BackendProperties | None:
        """What was measured of it, as it was when it was first asked for; None for nothing."""
        if self._properties is None:
            data = self._connection.call("properties")
            if data is not None:
                with quiet():
                    self._properties = BackendProperties.from_dict(data)
        return self._properties

    def defaults(self) -> None:
        """Pulse defaults don't come over."""
        return

    def status(self) -> BackendStatus:
        """Whether it accepts jobs."""
        _, data = self._connection.call("call", ("status",), (), {})
        with quiet():
            return BackendStatus.from_dict(data)

    def provider(self) -> Any:
        """Where it comes from, or None."""
        return read_attribute(self, self._connection, ("provider()",), default=None)


class HostedObject(HostedBackend):
    """Something with ``run``, or a function, of another interpreter."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.name = connection.other["name"]
        self._take_options((connection.other["options"], connection.other["validators"]))

    @property
    def options(self) -> Options:
        """The options that are plain data."""
        return self._options


_FACES: Mapping[str, type[Any]] = {
    "BackendV2": HostedV2,
    "BackendV1": HostedV1,
    "object": HostedObject,
}


class RemoteObject:
    """An object of the other interpreter that is no plain data: its attributes can be asked for."""

    def __init__(
        self, backend: Any, connection: Connection, path: tuple[str, ...], text: str
    ) -> None:
        self._backend = backend
        self._connection = connection
        self._path = path
        self._text = text

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return read_attribute(self._backend, self._connection, (*self._path, name))

    def __repr__(self) -> str:
        return f"<{self._text} of {self._connection.where}>"


_RAISE = object()


def read_attribute(
    backend: Any, connection: Connection, path: tuple[str, ...], default: Any = _RAISE
) -> Any:
    """An attribute of the other side: a value, a function that is called there, or an object."""
    try:
        kind, told = connection.call("read", path)
    except HostError as error:
        if not isinstance(error, AttributeError):
            raise
        if default is not _RAISE:
            return default
        raise AttributeError(str(error)) from error
    if kind == "value":
        return told
    if kind == "object":
        return RemoteObject(backend, connection, path, told)

    def method(*arguments: Any, **named: Any) -> Any:
        answer = connection.call("call", path, tuple(arguments), _plain(named))
        return handed(backend, connection, answer)

    method.__name__ = path[-1]
    return method


def handed(backend: Any, connection: Connection, answer: tuple[str, Any]) -> Any:
    """What a call handed back: a job, a result, or a value."""
    kind, told = answer
    if kind == "job":
        return HostedJob(backend, connection, *told)
    return told if kind == "value" else read_result(kind, told)


def _plain(options: Mapping[str, Any]) -> dict[str, Any]:
    from qiskit_uplift.compat.host import _remote

    sent = {}
    for name, value in options.items():
        try:
            sent[name] = _remote.plain(value)
        except TypeError as error:
            raise HostError(f"Option {name!r} is no plain data: {error}.") from error
    return sent


def _run_of(told: Sequence[Any] | None) -> Any:
    def run(self: Any, circuits: Any, **options: Any) -> Any:
        """Run circuits in the other interpreter; the options are those of its backend."""
        return self._submitted(circuits, options)

    parameters = [
        inspect.Parameter(each[0], inspect._ParameterKind(each[1]),
                          default=each[2] if len(each) > 2 else inspect.Parameter.empty)
        for each in told or ()
        if each[0] != "parameter_binds"  # its keys are objects of the other side
    ]  # fmt: skip
    own = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    if parameters:
        if parameters[0].kind is inspect.Parameter.POSITIONAL_ONLY:
            own = own.replace(kind=inspect.Parameter.POSITIONAL_ONLY)
        run.__signature__ = inspect.Signature([own, *parameters])  # type: ignore[attr-defined]
    return run
