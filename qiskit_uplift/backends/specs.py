"""`load_backend`: a backend by the name that the command line takes."""

from __future__ import annotations

import importlib
import inspect
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any
from urllib.parse import unquote

from qiskit_uplift.backends.faults import Fault, parse_fault
from qiskit_uplift.backends.presets import PRESETS
from qiskit_uplift.backends.reference import FACES, reference_device
from qiskit_uplift.backends.topology import TOPOLOGIES
from qiskit_uplift.exceptions import BackendLoadError, UpliftError, suggestion

Parser = Callable[[str], Any]


def _boolean(text: str) -> bool:
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if text.lower() not in words:
        raise ValueError(f"expected true or false, got {text!r}")
    return words[text.lower()]


def _integer(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"expected an integer, got {text!r}") from None


def _one_of(*allowed: str) -> Parser:
    def parse(text: str) -> str:
        if text not in allowed:
            hint = suggestion(text, allowed)
            raise ValueError(f"expected one of {', '.join(allowed)}, got {text!r}.{hint}")
        return text

    return parse


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.split(",") if word)


def _faults(text: str) -> tuple[Fault, ...]:
    return tuple(parse_fault(word) for word in _words(text))


_DEVICE_KEYS: dict[str, Parser] = {
    "qubits": _integer,
    "topology": _one_of(*TOPOLOGIES),
    "seed": _integer,
    "ideal": _boolean,
    "preset": _one_of(*PRESETS),
    "snapshot": str,
    "max_shots": _integer,
    "accepts": _one_of("target", "anything"),
    "faults": _faults,
    "fault_seed": _integer,
}

_FACE_KEYS: dict[str, dict[str, Parser]] = {
    "modern": {"max_circuits": _integer},
    "legacy": {"max_experiments": _integer},
    "run-only": {
        "memory": str,
        "counts": str,
        "memory_always": _boolean,
        "options": _words,
        "unknown_options": _one_of("strict", "lenient"),
        "refuses_none": _boolean,
        "refuses_lists": _boolean,
        "header": _one_of("full", "name", "absent"),
        "max_circuits": _integer,
    },
}


def load_backend(spec: str, arguments: Mapping[str, Any] | None = None) -> Any:
    """The backend that a specification names.

    Args:
        spec: ``reference``, ``reference:modern``, ``reference:legacy`` or ``reference:run-only``
            with arguments such as ``?qubits=7&topology=ring``; or ``module:attribute``, where the
            attribute (which may be dotted) is a backend, or a class or function without required
            arguments that makes one. Modules of the current directory are found, too. Any face
            takes ``faults=short-shots,lost-answer@2&fault_seed=3``; see ``faults.parse_fault``.
        arguments: Keyword arguments for the class or function that ``module:attribute`` names; it
            may then require some.

    Raises:
        BackendLoadError: Nothing of that name can be loaded; the message says why.

    Example:
        >>> from qiskit_uplift.backends import load_backend
        >>> load_backend("reference:legacy?qubits=7&seed=1").configuration().n_qubits
        7
    """
    name, _, query = spec.strip().partition("?")
    module, colon, attribute = name.partition(":")
    if module == "reference":
        if arguments:
            raise BackendLoadError(
                f"Arguments of the reference device are written after '?': {spec!r}."
            )
        return _load_reference(attribute if colon else "modern", query, spec)
    if query:
        raise BackendLoadError(f"Only reference devices take arguments after '?': {spec!r}.")
    if not module or not attribute:
        hint = suggestion(module, ["reference"]) if not colon else ""
        raise BackendLoadError(
            f"{spec!r} names no backend.{hint} Write 'module:attribute', or 'reference:FACE' with "
            f"one of {', '.join(FACES)}."
        )
    return _make(_attribute(_module(module), module, attribute), spec, arguments or {})


def _load_reference(face: str, arguments: str, spec: str) -> Any:
    if face not in FACES:
        hint = suggestion(face, FACES)
        raise BackendLoadError(
            f"The reference device has no face {face!r}.{hint} Known: {', '.join(FACES)}."
        )
    values = _parse(arguments, {**_DEVICE_KEYS, **_FACE_KEYS[face]}, f"reference:{face}")
    try:
        return reference_device(face, **values)
    except (UpliftError, ValueError) as error:
        raise BackendLoadError(f"{spec!r}: {error}") from error


def _parse(arguments: str, keys: Mapping[str, Parser], where: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for part in filter(None, arguments.split("&")):
        key, equals, text = part.partition("=")
        if key not in keys:
            hint = suggestion(key, keys)
            known = ", ".join(sorted(keys))
            raise BackendLoadError(f"{where} has no argument {key!r}.{hint} Known: {known}.")
        if not equals or not text:
            raise BackendLoadError(f"{where}: the argument {key!r} needs a value: {key}=...")
        if key in values:
            raise BackendLoadError(f"{where}: the argument {key!r} is given twice.")
        try:
            values[key] = keys[key](unquote(text))
        except ValueError as error:
            raise BackendLoadError(f"{where}: {key}: {error}") from error
    return values


class _LoadErrors(AbstractContextManager[None]):
    """Chain whatever a provider's own code raises to a one-line :class:`BackendLoadError`."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if isinstance(error, Exception):
            lines = str(error).splitlines()
            told = f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
            raise BackendLoadError(f"{self._what}: {told}") from error


def _module(name: str) -> Any:
    here = os.getcwd()
    added = here not in sys.path
    if added:
        sys.path.insert(0, here)
    try:
        with _LoadErrors(f"Module {name!r} can't be imported"):
            return _import(name)
    finally:
        if added and here in sys.path:
            sys.path.remove(here)


def _import(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        missing = error.name or name
        if name != missing and not name.startswith(f"{missing}."):
            raise  # the module is there; something that it imports is not
        raise ModuleNotFoundError(
            f"there is no module {missing!r}; is the provider's package installed here?"
        ) from error


def _attribute(module: Any, name: str, path: str) -> Any:
    found = module
    for part in path.split("."):
        try:
            found = getattr(found, part)
        except AttributeError as error:
            public = [word for word in dir(found) if not word.startswith("_")]
            hint = suggestion(part, public)
            raise BackendLoadError(f"{name!r} has no attribute {part!r}.{hint}") from error
        name = f"{name}.{part}"
    return found


def _make(found: Any, spec: str, arguments: Mapping[str, Any]) -> Any:
    if not (inspect.isclass(found) or inspect.isroutine(found)):
        if arguments:
            names = ", ".join(arguments)
            raise BackendLoadError(f"{spec!r} is made already, and takes no arguments ({names}).")
        return found
    try:
        required = [
            parameter.name
            for parameter in inspect.signature(found).parameters.values()
            if parameter.default is parameter.empty
            and parameter.name not in arguments
            and parameter.kind
            not in (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
        ]
    except ValueError:  # a class written in C may hide its signature; calling it will tell
        required = []
    if required:
        raise BackendLoadError(
            f"{spec!r} needs the arguments {', '.join(required)}; name a backend, or a function "
            "without required arguments that makes one."
        )
    with _LoadErrors(f"{spec!r} can't be made"):
        return found(**arguments)
