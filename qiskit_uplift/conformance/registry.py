"""All checks by their ids, and how some of them are chosen."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Iterable
from fnmatch import fnmatchcase

from qiskit_uplift.conformance import checks
from qiskit_uplift.conformance.checking import Check, Level
from qiskit_uplift.exceptions import ConformanceError, suggestion


@functools.cache
def all_checks() -> tuple[Check, ...]:
    """Every check, in the order in which they are run: by level, then by group and id.

    Example:
        >>> from qiskit_uplift.conformance import all_checks
        >>> len({check.id for check in all_checks()}) == len(all_checks())
        True
    """
    found: dict[str, Check] = {}
    for module in pkgutil.iter_modules(checks.__path__):
        for value in vars(importlib.import_module(f"{checks.__name__}.{module.name}")).values():
            if isinstance(value, Check) and found.setdefault(value.id, value) is not value:
                raise RuntimeError(f"Two checks have the id {value.id!r}.")
    return tuple(sorted(found.values(), key=lambda check: (check.level, check.id)))


def select(level: Level, only: Iterable[str] = (), skip: Iterable[str] = ()) -> tuple[Check, ...]:
    """The checks to run.

    Args:
        level: The highest level that is asked for.
        only: Ids, groups or patterns such as ``run.*``; given, no other checks are run, and the
            level doesn't leave any of them out.
        skip: Ids, groups or patterns that aren't run.

    Raises:
        ConformanceError: A word names no check.
    """
    wanted, unwanted = tuple(only), tuple(skip)
    known = all_checks()
    for word in (*wanted, *unwanted):
        if not any(_matches(check, word) for check in known):
            names = [*(check.id for check in known), *{check.group for check in known}]
            raise ConformanceError(f"No check is called {word!r}.{suggestion(word, names)}")
    return tuple(
        check
        for check in known
        if (any(_matches(check, word) for word in wanted) if wanted else check.level <= level)
        and not any(_matches(check, word) for word in unwanted)
    )


def _matches(check: Check, word: str) -> bool:
    return word in (check.id, check.group) or fnmatchcase(check.id, word)
