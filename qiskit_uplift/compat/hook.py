"""Old import paths and attributes made to work again, until they are taken away.

Nothing is changed unless it is asked for, and :func:`uninstall` leaves no trace. Nothing that
Qiskit has is replaced, but that ``transpile`` optimizes by level 1 where nothing else is said, as
before Qiskit 1.3, and leaves the qubits of states where they are; and that on Qiskit 2
``transpile`` takes a ``BackendV1`` again, the ``run`` of its and Aer's simulators what ``assemble``
makes, the ``name`` of these simulators can be called, and the headers of results are objects as
well as dictionaries.

Example:
    >>> import warnings
    >>> from qiskit_uplift import compat
    >>> with warnings.catch_warnings(), compat.legacy_imports():
    ...     warnings.simplefilter("ignore")
    ...     from qiskit.qobj import QasmQobj
    >>> QasmQobj.__name__
    'QasmQobj'
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import importlib.util
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from qiskit_uplift._qiskit.legacy import quiet
from qiskit_uplift._qiskit.versions import HAS_LEGACY_CLASSES
from qiskit_uplift.compat import _ibm_names
from qiskit_uplift.compat._legacy_names import (
    ALIASES,
    ATTRIBUTES,
    BITS,
    GONE,
    METHODS,
    MODULES,
    PROPERTIES,
    RESULTS,
    RUNS,
    TRANSPILE,
)
from qiskit_uplift.compat._name import Name
from qiskit_uplift.compat._restoring import Finder, Notices, answer, callable_names

__all__ = ["install", "legacy_imports", "uninstall"]

_UNDO: list[contextlib.ExitStack] = []
_LEGACY_WENT = (2, 0)
_LEVEL_ROSE = (1, 3)  # that of `transpile`, from 1 to 2


def install(since: str = "0.25", *, ibm: str = "refuse") -> None:
    """Make old module paths and attributes importable; a second call changes nothing.

    Args:
        since: The Qiskit that the old code was written for; what was gone by then stays gone.
            Releases of Terra count, ``0.7`` to ``0.46``.
        ibm: ``refuse``: IBM's old names can be imported, and their use is refused. ``local``:
            simulations on this machine answer for them and for ``QiskitRuntimeService``, and say
            so; nothing of it goes over the network.

    Warns:
        LegacyImportWarning: Once for each name, where it is first used.

    Raises:
        ValueError: ``since`` is no version such as ``0.25``, or ``ibm`` is something else.
    """
    try:
        major, minor = (int(part) for part in since.split(".")[:2])
    except ValueError:
        raise ValueError(f"since is a version such as '0.25', got {since!r}.") from None
    if ibm not in _ibm_names.MODES:
        raise ValueError(f"ibm is one of {', '.join(_ibm_names.MODES)}, got {ibm!r}.")
    if _UNDO:
        return
    written_for = (major, minor)
    notices = Notices()
    with quiet(), contextlib.ExitStack() as undo:  # to look at Qiskit 1.4 is not to use it
        if ibm == "local" and _exists(_ibm_names.RUNTIME):
            _replace_services(undo)
        finder = _restore_modules(written_for, ibm, notices, undo)
        for path, names in ATTRIBUTES.items():
            every = {**names, **_ibm_names.attributes(ibm).get(path, {})}
            _restore_attributes(path, _wanted(every, written_for), notices, undo, finder)
        for (path, owner), names in METHODS.items():
            kind = getattr(importlib.import_module(path), owner)
            for name, entry in _wanted(names, written_for).items():
                _restore_method(kind, name, entry, notices, undo)
        for (path, owner), names in PROPERTIES.items():
            kind = getattr(importlib.import_module(path), owner)
            for name, entry in _wanted(names, written_for).items():
                _restore_property(kind, name, entry, notices, undo)
        for (path, owner), names in BITS.items():
            kind = getattr(importlib.import_module(path), owner)
            for name, entry in _wanted(names, written_for).items():
                _restore_field(kind, name, entry, notices, undo)
        if written_for < _LEGACY_WENT:
            _restore_runs(written_for, notices, undo)
        _UNDO.append(undo.pop_all())


def uninstall() -> None:
    """Undo :func:`install`: ``sys.modules``, ``sys.meta_path`` and attributes are as before."""
    while _UNDO:
        _UNDO.pop().close()


@contextlib.contextmanager
def legacy_imports(since: str = "0.25", *, ibm: str = "refuse") -> Iterator[None]:
    """Have :func:`install` within a ``with`` block; where it is on already, it stays as it is.

    Args:
        since: See :func:`install`.
        ibm: Likewise.
    """
    was_on = bool(_UNDO)
    install(since, ibm=ibm)
    try:
        yield
    finally:
        if not was_on:
            uninstall()


def _wanted(names: Mapping[str, Name], written_for: tuple[int, int]) -> dict[str, Name]:
    return {name: entry for name, entry in names.items() if entry.removed > written_for}


def _restore_modules(
    written_for: tuple[int, int], ibm: str, notices: Notices, undo: contextlib.ExitStack
) -> Finder:
    every = {**MODULES, **_ibm_names.modules(ibm)}
    modules = {
        path: wanted
        for path, names in every.items()
        if ((wanted := _wanted(names, written_for)) or not names) and not _exists(path)
    }
    aliases = {
        path: entry for path, entry in _wanted(ALIASES, written_for).items() if not _exists(path)
    }
    # First, or a child of an alias would be found in the folder of what it is an alias of, and be
    # loaded a second time.
    gone = {path: told for path, told in {**GONE, **_ibm_names.GONE}.items() if not _exists(path)}
    gone = {path: told for path, told in gone.items() if path not in modules}
    finder = Finder(modules, aliases, gone, notices)
    sys.meta_path.insert(0, finder)
    undo.callback(finder.forget)
    undo.callback(sys.meta_path.remove, finder)
    return finder


def _exists(path: str) -> bool:
    try:
        return importlib.util.find_spec(path) is not None
    except ModuleNotFoundError:
        return False


def _restore_attributes(
    path: str,
    names: Mapping[str, Name],
    notices: Notices,
    undo: contextlib.ExitStack,
    finder: Finder,
) -> None:
    module = importlib.import_module(path)
    before: Callable[[str], Any] | None = vars(module).get("__getattr__")
    missing = {name: entry for name, entry in names.items() if not hasattr(module, name)}
    if not missing and not finder.below(path):
        return
    if before is None:
        undo.callback(delattr, module, "__getattr__")
    else:
        undo.callback(setattr, module, "__getattr__", before)
    vars(module)["__getattr__"] = answer(path, missing, notices, before, finder.below(path))
    listed = vars(module).get("__all__")
    if listed is not None:  # for `from qiskit import *`
        undo.callback(setattr, module, "__all__", listed)
        more = (name for name in missing if name not in listed)
        vars(module)["__all__"] = [*listed, *more]


def _restore_method(
    kind: type, name: str, entry: Name, notices: Notices, undo: contextlib.ExitStack
) -> None:
    if hasattr(kind, name):
        return
    function = getattr(importlib.import_module(entry.home), name.strip("_"))

    @functools.wraps(function)
    def method(*arguments: Any, **options: Any) -> Any:
        notices.give(f"{kind.__name__}.{name}", entry)
        return function(*arguments, **options)

    setattr(kind, name, method)
    undo.callback(delattr, kind, name)


def _restore_property(
    kind: type, name: str, entry: Name, notices: Notices, undo: contextlib.ExitStack
) -> None:
    if name not in inspect.signature(kind).parameters:
        _restore_field(kind, name, entry, notices, undo)


def _restore_field(
    kind: type, name: str, entry: Name, notices: Notices, undo: contextlib.ExitStack
) -> None:
    if hasattr(kind, name):
        return
    function = getattr(importlib.import_module(entry.home), name)

    def getter(owner: Any) -> Any:
        notices.give(f"{kind.__name__}.{name}", entry)
        return function(owner)

    setattr(kind, name, property(getter, doc=function.__doc__))
    undo.callback(delattr, kind, name)


def _restore_runs(
    written_for: tuple[int, int], notices: Notices, undo: contextlib.ExitStack
) -> None:
    """Have functions and methods that are still there take what they took."""
    if written_for < _LEVEL_ROSE or not HAS_LEGACY_CLASSES:
        _transpile_as_of_old(undo, with_level=written_for < _LEVEL_ROSE)
    if not HAS_LEGACY_CLASSES:
        for path, owner in RESULTS:
            _give_headers(getattr(importlib.import_module(path), owner), undo)
    for path, owner in RUNS:
        kind = getattr(importlib.import_module(path), owner)
        _take_qobjs(kind, undo)
        if not hasattr(kind, "name"):
            kind.name = callable_names(notices)
            undo.callback(delattr, kind, "name")


def _transpile_as_of_old(undo: contextlib.ExitStack, *, with_level: bool) -> None:
    from qiskit_uplift.compat._runs import as_of_old

    modern = importlib.import_module(TRANSPILE[0]).transpile
    for path in TRANSPILE:
        module = importlib.import_module(path)
        undo.callback(setattr, module, "transpile", module.transpile)
        vars(module)["transpile"] = as_of_old(modern, with_level=with_level)


def _give_headers(kind: Any, undo: contextlib.ExitStack) -> None:
    """Have the headers of results read as objects, too: they are plain dictionaries by now."""
    from qiskit_uplift.compat.qobj import QobjExperimentHeader

    make = vars(kind)["__init__"]

    @functools.wraps(make)
    def made(self: Any, *arguments: Any, **options: Any) -> None:
        make(self, *arguments, **options)
        header = getattr(self, "header", None)
        if type(header) is dict:
            self.header = QobjExperimentHeader.from_dict(header)

    undo.callback(setattr, kind, "__init__", make)
    kind.__init__ = made


def _take_qobjs(kind: type, undo: contextlib.ExitStack) -> None:
    from qiskit_uplift.compat._qobj_runs import taking_qobjs

    run = vars(kind)["run"]
    undo.callback(setattr, kind, "run", run)
    changed: Any = kind
    changed.run = taking_qobjs(run)


def _replace_services(undo: contextlib.ExitStack) -> None:
    """Have simulations answer for the service of an installed qiskit-ibm-runtime."""
    runtime = importlib.import_module(_ibm_names.RUNTIME)
    local = importlib.import_module(_ibm_names.LOCAL).QiskitRuntimeService
    for name in _ibm_names.SERVICES:
        if hasattr(runtime, name):
            undo.callback(setattr, runtime, name, getattr(runtime, name))
            setattr(runtime, name, local)
