"""A backend's name that code of either version can read."""

from __future__ import annotations

from typing import Any


class CallableName(str):
    """A name that code of either version can read: ``backend.name`` or ``backend.name()``."""

    __slots__ = ()

    def __call__(self) -> str:
        return str(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return str, (str(self),)
