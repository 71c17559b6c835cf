"""A result's header that is both an object, as Qiskit 1 had it, and a dictionary, as 2 wants it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class QobjDictField(dict[str, Any]):
    """Fields that are read as attributes or as items.

    Args:
        kwargs: The fields.

    Example:
        >>> header = QobjDictField(name="bell", memory_slots=2)
        >>> header.name, header["memory_slots"], header.to_dict()
        ('bell', 2, {'name': 'bell', 'memory_slots': 2})
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> QobjDictField:
        """The header with the fields of ``data``."""
        return cls(**data)

    def to_dict(self) -> dict[str, Any]:
        """The fields as a plain dictionary."""
        return dict(self)

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            msg = f"{type(self).__name__!r} object has no attribute {name!r}"
            raise AttributeError(msg) from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __delattr__(self, name: str) -> None:
        if name not in self:
            raise AttributeError(name)
        del self[name]

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in self.items())
        return f"{type(self).__name__}({fields})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), dict(self))


class QobjHeader(QobjDictField):
    """The header of all."""


class QobjExperimentHeader(QobjHeader):
    """The header of one experiment."""


def _rebuild(kind: type[QobjDictField], fields: dict[str, Any]) -> QobjDictField:
    return kind(**fields)
