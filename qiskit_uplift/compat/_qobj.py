"""``QasmQobj`` and its parts for Qiskit 2: circuits in the JSON form that servers once took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any, TypeVar

from qiskit_uplift.compat._header import QobjExperimentHeader, QobjHeader

Part = TypeVar("Part", bound="QobjPart")

SCHEMA_VERSION = "1.3.0"


class QobjPart(SimpleNamespace):
    """A part of a Qobj: an attribute for each field that is set, none for one that isn't."""

    @classmethod
    def from_dict(cls: type[Part], data: Mapping[str, Any]) -> Part:
        """The part that ``data``, the output of :meth:`to_dict`, describes."""
        return cls(**data)

    def to_dict(self) -> dict[str, Any]:
        """The fields that are set as a new dictionary."""
        return {name: value for name, value in vars(self).items() if value is not None}

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), dict(vars(self)))

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.to_dict() == other.to_dict()

    __hash__ = None


def _rebuild(kind: type[Part], fields: dict[str, Any]) -> Part:
    part = kind.__new__(kind)
    vars(part).update(fields)
    return part


def _set(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


class QasmQobjConfig(QobjPart):
    """How the experiments are run.

    Args:
        shots: How often each.
        seed_simulator: A simulator's seed.
        memory: Whether the outcome of each shot is wanted.
        fields: The other fields of the schema, and any that a backend knows. One that is None is
            not set.
    """

    def __init__(
        self,
        shots: int | None = None,
        seed_simulator: int | None = None,
        memory: bool | None = None,
        **fields: Any,
    ) -> None:
        given = _set(shots=shots, seed_simulator=seed_simulator, memory=memory, **fields)
        super().__init__(**given)


class QasmQobjExperimentConfig(QobjPart):
    """How one experiment is run, where that differs.

    Args:
        fields: The fields; one that is None is not set.
    """

    def __init__(self, **fields: Any) -> None:
        super().__init__(**_set(**fields))


class QasmQobjInstruction(QobjPart):
    """One instruction of an experiment.

    Args:
        name: Its name.
        params: Its parameters.
        qubits: The indices of its qubits.
        register: For a measurement the bits that conditions read; for a ``bfunc`` the one it sets.
        memory: The indices of the clbits that a measurement writes.
        condition: A mask and a value, as older simulators took it.
        conditional: The bit that decides whether it happens.
        label: Its label.
        mask: Which clbits a ``bfunc`` reads, in hexadecimal.
        relation: How a ``bfunc`` compares.
        val: What a ``bfunc`` compares with, in hexadecimal.
        snapshot_type: The kind of a snapshot.
    """

    def __init__(  # noqa: PLR0917 - the order is that of the class this one restores
        self,
        name: str,
        params: Sequence[Any] | None = None,
        qubits: Sequence[int] | None = None,
        register: Any = None,
        memory: Sequence[int] | None = None,
        condition: tuple[int, int] | None = None,
        conditional: int | None = None,
        label: str | None = None,
        mask: str | None = None,
        relation: str | None = None,
        val: str | None = None,
        snapshot_type: str | None = None,
    ) -> None:
        super().__init__(
            name=name,
            **_set(
                params=params,
                qubits=qubits,
                register=register,
                memory=memory,
                _condition=condition,
                conditional=conditional,
                label=label,
                mask=mask,
                relation=relation,
                val=val,
                snapshot_type=snapshot_type,
            ),
        )

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> QasmQobjInstruction:
        """The instruction that ``data``, the output of :meth:`to_dict`, describes."""
        fields = dict(data)
        if "_condition" in fields:
            fields["condition"] = fields.pop("_condition")
        return cls(**fields)


class QasmQobjExperiment(QobjPart):
    """One circuit.

    Args:
        config: How it is run.
        header: What its result is labelled with.
        instructions: What it does.
    """

    def __init__(
        self,
        config: QasmQobjExperimentConfig | None = None,
        header: QobjExperimentHeader | None = None,
        instructions: Sequence[QasmQobjInstruction] | None = None,
    ) -> None:
        super().__init__(
            config=config or QasmQobjExperimentConfig(),
            header=QobjExperimentHeader() if header is None else header,
            instructions=list(instructions or ()),
        )

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> QasmQobjExperiment:
        """The experiment that ``data``, the output of :meth:`to_dict`, describes."""
        return cls(
            QasmQobjExperimentConfig.from_dict(data.get("config", {})),
            QobjExperimentHeader(**data.get("header", {})),
            [QasmQobjInstruction.from_dict(item) for item in data.get("instructions", ())],
        )

    def to_dict(self) -> dict[str, Any]:
        """The experiment in the JSON schema."""
        return {
            "config": self.config.to_dict(),
            "header": self.header.to_dict(),
            "instructions": [item.to_dict() for item in self.instructions],
        }


class QasmQobj(QobjPart):
    """Circuits and how they are run.

    Args:
        qobj_id: An id.
        config: How they are run.
        experiments: The circuits.
        header: What the whole result is labelled with.

    Example:
        >>> qobj = QasmQobj("1", QasmQobjConfig(shots=5))
        >>> QasmQobj.from_dict(qobj.to_dict()) == qobj
        True
    """

    def __init__(
        self,
        qobj_id: str | None = None,
        config: QasmQobjConfig | None = None,
        experiments: Sequence[QasmQobjExperiment] | None = None,
        header: QobjHeader | None = None,
    ) -> None:
        super().__init__(
            header=QobjHeader() if header is None else header,
            config=config or QasmQobjConfig(),
            experiments=list(experiments or ()),
            qobj_id=qobj_id,
            type="QASM",
            schema_version=SCHEMA_VERSION,
        )

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> QasmQobj:
        """The Qobj that ``data``, the output of :meth:`to_dict`, describes."""
        return cls(
            data.get("qobj_id"),
            QasmQobjConfig.from_dict(data.get("config", {})),
            [QasmQobjExperiment.from_dict(item) for item in data.get("experiments", ())],
            QobjHeader(**data.get("header", {})),
        )

    def to_dict(self) -> dict[str, Any]:
        """The Qobj in the JSON schema."""
        return {
            "qobj_id": self.qobj_id,
            "header": self.header.to_dict(),
            "config": self.config.to_dict(),
            "schema_version": self.schema_version,
            "type": self.type,
            "experiments": [experiment.to_dict() for experiment in self.experiments],
        }
