"""What the models share: optional fields as attributes, equality by dictionary."""

from __future__ import annotations

from typing import Any


class Model:
    """An object of Qiskit's JSON schema; fields that the schema doesn't name are attributes too."""

    _data: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """The dictionary of the JSON schema."""
        raise TypeError(f"{type(self).__name__} has no dictionary form.")

    def __getattr__(self, name: str) -> Any:
        # Reached only for what is no plain attribute; `_data` itself is missing while unpickling.
        data = self.__dict__.get("_data", {})
        if name in data:
            return data[name]
        raise AttributeError(f"Attribute {name} is not defined")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, type(self)) and not isinstance(self, type(other)):
            return NotImplemented
        return bool(self.to_dict() == other.to_dict())  # type: ignore[attr-defined]

    __hash__ = None  # type: ignore[assignment]
