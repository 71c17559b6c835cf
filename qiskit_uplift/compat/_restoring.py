"""Modules that aren't there, found; and attributes that aren't there, answered."""

from __future__ import annotations

import dataclasses
import importlib
import importlib.util
import sys
import types
import warnings
from collections.abc import Callable, Container, Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import Any

from qiskit_uplift.compat._callable_name import CallableName
from qiskit_uplift.compat._name import NEVER, Name
from qiskit_uplift.exceptions import LegacyImportWarning

_MISSING = object()
_INTERNAL = ("qiskit_uplift", "importlib")

REWRITTEN = "`qiskit-uplift migrate` rewrites it"
BY_HAND = "it takes a person"
"""What a warning says of the way to what is modern."""


class Notices:
    """One warning for each name that is used, at the line that uses it."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def give(self, path: str, name: Name) -> None:
        """Warn of ``path``, unless that was done before."""
        if path in self._given or name.removed == NEVER:
            return
        self._given.add(path)
        message = (
            f"{path} was removed in Qiskit {name.removed[0]}.{name.removed[1]} and is given back "
            f"by qiskit_uplift.compat. Use {name.instead}: "
            f"{REWRITTEN if name.migratable else BY_HAND}."
        )
        frame: types.FrameType | None = sys._getframe(1)
        while frame is not None and _is_internal(frame):
            frame = frame.f_back
        if frame is None:
            warnings.warn(message, LegacyImportWarning, stacklevel=2)
            return
        warnings.warn_explicit(
            message,
            LegacyImportWarning,
            frame.f_code.co_filename,
            frame.f_lineno,
            module=frame.f_globals.get("__name__"),
            registry=frame.f_globals.setdefault("__warningregistry__", {}),
        )


def _is_internal(frame: types.FrameType) -> bool:
    name = str(frame.f_globals.get("__name__", ""))
    return name.partition(".")[0] in _INTERNAL


def answer(
    path: str,
    names: Mapping[str, Name],
    notices: Notices,
    otherwise: Callable[[str], Any] | None,
    modules: Container[str] = (),
) -> Callable[[str], Any]:
    """A module's ``__getattr__``.

    Args:
        path: The module.
        names: What comes back in it.
        notices: Who warns.
        otherwise: What knows of others.
        modules: Modules below it that come back; to name one imports it, as all were imported
            with Qiskit.
    """

    def __getattr__(name: str) -> Any:
        if name not in names:
            if name in modules:
                return importlib.import_module(f"{path}.{name}")
            if otherwise is not None:
                return otherwise(name)
            raise AttributeError(f"module {path!r} has no attribute {name!r}")
        home = _home(f"{path}.{name}", names[name])
        notices.give(f"{path}.{name}", names[name])
        return getattr(home, name)

    return __getattr__


def _home(path: str, name: Name) -> types.ModuleType:
    package = name.home.partition(".")[0]
    if importlib.util.find_spec(package) is None:
        told = f"{path} is in {name.home} now; install {package.replace('_', '-')}."
        raise ModuleNotFoundError(told, name=package)
    return importlib.import_module(name.home)


class _CallableModule(types.ModuleType):
    """A module with a function of its own name, which its package held under that name, too.

    To import the module puts it in the function's place; so it can be called as well.
    """

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        return getattr(self, self.__name__.rpartition(".")[2])(*arguments, **options)


class Finder(MetaPathFinder, Loader):
    """Finds and loads the modules that come back.

    Args:
        modules: What each of them holds.
        aliases: The modules that are there elsewhere.
        gone: What to say of modules that can't come back.
        notices: Who warns.
    """

    def __init__(
        self,
        modules: Mapping[str, Mapping[str, Name]],
        aliases: Mapping[str, Name],
        gone: Mapping[str, str],
        notices: Notices,
    ) -> None:
        self.modules = modules
        self.aliases = dict(aliases)
        self._gone = gone
        self._notices = notices
        self._before: list[tuple[types.ModuleType, str, Any]] = []

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: types.ModuleType | None = None,
    ) -> ModuleSpec | None:
        """The module's specification, if it is one that comes back."""
        del path, target
        if fullname in self._gone:
            told = f"{fullname} is gone for good. {self._gone[fullname]}"
            raise ModuleNotFoundError(told, name=fullname)
        if fullname not in self.modules and not self._is_alias(fullname):
            return None
        known = (*self.modules, *self.aliases)
        is_package = any(name.startswith(f"{fullname}.") for name in known)
        return ModuleSpec(fullname, self, origin="qiskit_uplift.compat", is_package=is_package)

    def below(self, path: str) -> frozenset[str]:
        """The names of the modules right below one."""
        parts = (known.rpartition(".") for known in (*self.modules, *self.aliases))
        return frozenset(child for parent, _, child in parts if parent == path)

    def _is_alias(self, fullname: str) -> bool:
        """Whether it is one, or a module below one, which is taken down as another."""
        if fullname in self.aliases:
            return True
        parent, _, child = fullname.rpartition(".")
        if parent not in self.aliases:
            return False
        above = self.aliases[parent]
        home = f"{above.home}.{child}"
        if importlib.util.find_spec(home) is None:
            return False
        self.aliases[fullname] = dataclasses.replace(above, home=home)
        return True

    def exec_module(self, module: types.ModuleType) -> None:
        """Fill the module, or put the one that it is an alias of in its place."""
        path = module.__name__
        if path in self.aliases:
            entry = self.aliases[path]
            home = _home(path, entry)
            self._notices.give(path, entry)
            sys.modules[path] = home
        else:
            names = self.modules[path]
            if path.rpartition(".")[2] in names:
                module.__class__ = _CallableModule
            module.__doc__ = "Given back by qiskit_uplift.compat."
            vars(module)["__all__"] = sorted(names)
            below = self.below(path)
            vars(module)["__getattr__"] = answer(path, names, self._notices, None, below)
        parent, _, child = path.rpartition(".")
        if parent:  # which holds it from now on
            holder = sys.modules[parent]
            self._before.append((holder, child, vars(holder).get(child, _MISSING)))

    def forget(self) -> None:
        """Take the modules away, and what they are bound to."""
        for path in (*self.modules, *self.aliases):
            sys.modules.pop(path, None)
        for holder, child, before in reversed(self._before):
            if before is not _MISSING:
                setattr(holder, child, before)
            elif child in vars(holder):
                delattr(holder, child)


def callable_names(notices: Notices) -> property:
    """A class's ``name`` that is a string, as it is now, and can be called, as it once was."""
    entry = Name("", (1, 0), "backend.name", migratable=True)

    class NoticedName(CallableName):
        """A name that tells when it is called."""

        def __call__(self) -> str:
            notices.give("backend.name()", entry)
            return str(self)

    def getter(backend: Any) -> str:
        try:
            return NoticedName(vars(backend)["name"])
        except KeyError:
            raise AttributeError(f"{type(backend).__name__!r} object has no name yet") from None

    def setter(backend: Any, value: Any) -> None:
        vars(backend)["name"] = str(value)

    return property(getter, setter)
