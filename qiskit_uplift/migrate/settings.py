"""How a project is migrated: what its ``pyproject.toml`` says, and the command line over it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qiskit_uplift.exceptions import OptionError, suggestion
from qiskit_uplift.migrate.registry import rules
from qiskit_uplift.migrate.rule import Rule, Target

NEWEST = "2.6"
"""The Qiskit that the rules were measured on."""

_VERSION = re.compile(r"\d+(\.\d+){0,2}")
_PINNED = re.compile(
    r"qiskit(?:-terra)?(?:\[[^\]]*\])?\s*(?P<bounds>[=<>~!][^;#]*)?", re.IGNORECASE
)
_BOUND = re.compile(r"(?P<sign>==|<=|<|~=)\s*(?P<version>\d+(?:\.\d+)*)")


@dataclass(frozen=True)
class Settings:
    """How a project is migrated.

    Attributes:
        since: The Qiskit that the code was written for; rules for what was gone by then are off.
        to: The Qiskit that it is to run on; rules for what is still there are off.
        select: Ids, or beginnings of ids, of the rules that are on; empty for all.
        ignore: Those that are off.
        unsafe: Whether rewrites are made that may change what is computed.
        exclude: Files to leave out, as patterns of ``.gitignore``.
        target: What runs circuits in the new code: the value of a
            :class:`~qiskit_uplift.migrate.rule.Target`.
    """

    since: str = "0.1"
    to: str = NEWEST
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    unsafe: bool = False
    exclude: tuple[str, ...] = ()
    target: str = Target.AUTO.value

    def __post_init__(self) -> None:
        for name, version in (("from", self.since), ("to", self.to)):
            if not _VERSION.fullmatch(version):
                raise OptionError(f"--{name} must be a version such as 2.6, not {version!r}.")
        targets = [target.value for target in Target]
        if self.target not in targets:
            raise OptionError(
                f"--target must be one of {', '.join(targets)}, not {self.target!r}."
                f"{suggestion(self.target, targets)}"
            )
        known = rules()
        for word in (*self.select, *self.ignore):
            if not any(known_id.startswith(word) for known_id in known):
                raise OptionError(
                    f"There is no rule {word!r}.{suggestion(word, known)} "
                    "`qiskit-uplift migrate --list-rules` lists them."
                )

    def rules(self) -> list[Rule]:
        """The rules that are on."""
        first, last = _parts(self.since), _parts(self.to)
        found = []
        for rule in rules().values():
            removed = _parts(rule.removed)
            selected = not self.select or rule.id.startswith(self.select)
            ignored = bool(self.ignore) and rule.id.startswith(self.ignore)
            if selected and not ignored and first < removed <= last:
                found.append(rule)
        return found

    def over(self, given: Mapping[str, Any]) -> Settings:
        """These settings with others over them; None says nothing."""
        return replace(self, **{name: value for name, value in given.items() if value is not None})


def read(folder: Path) -> Settings:
    """The settings of the project that a folder belongs to.

    They stand in ``[tool.qiskit-uplift.migrate]`` of the nearest ``pyproject.toml``; ``to`` is
    read from the project's own requirement of Qiskit where nothing else is said.

    Raises:
        OptionError: An unknown key, or a value of another type.
    """
    for parent in (folder.absolute(), *folder.absolute().parents):
        path = parent / "pyproject.toml"
        if path.is_file():
            return _read(path)
        requirements = parent / "requirements.txt"
        if requirements.is_file():
            to = bound(requirements.read_text(encoding="utf-8", errors="replace").splitlines())
            return Settings(to=to) if to else Settings()
        if (parent / ".git").exists():
            break
    return Settings()


def _read(path: Path) -> Settings:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise OptionError(f"{path} is no TOML: {error}.") from error
    table = data.get("tool", {}).get("qiskit-uplift", {}).get("migrate", {})
    given: dict[str, Any] = {}
    for key, value in table.items():
        name = "since" if key == "from" else key
        if name not in Settings.__dataclass_fields__ or key == "since":
            raise OptionError.unknown(
                key,
                ["from", *(n for n in Settings.__dataclass_fields__ if n != "since")],
                str(path),
            )
        given[name] = _typed(path, key, value, getattr(Settings, name))
    if "to" not in given:
        project = data.get("project", {})
        lines = project.get("dependencies", []) if isinstance(project, dict) else []
        to = bound(lines)
        if to:
            given["to"] = to
    return Settings(**given)


def _typed(path: Path, key: str, value: Any, default: Any) -> Any:
    if isinstance(default, tuple) and isinstance(value, list):
        if all(isinstance(item, str) for item in value):
            return tuple(value)
    elif type(value) is type(default):
        return value
    wanted = "a list of texts" if isinstance(default, tuple) else type(default).__name__
    raise OptionError(f"{path}: {key!r} of [tool.qiskit-uplift.migrate] must be {wanted}.")


def bound(requirements: Iterable[str]) -> str | None:
    """The newest Qiskit that requirements allow, where they name one below the newest.

    Example:
        >>> bound(["numpy", "qiskit>=1.2,<2"])
        '1.4'
        >>> bound(["qiskit>=1.2"]) is None
        True
    """
    for line in requirements:
        match = _PINNED.match(line.strip()) if isinstance(line, str) else None
        if match is None or match["bounds"] is None:
            continue
        for found in _BOUND.finditer(match["bounds"]):
            parts = _parts(found["version"])
            sign = found["sign"]
            if sign == "<" and parts[0] <= 2 and not any(parts[1:]):
                parts = {2: (1, 4), 1: (0, 46)}.get(parts[0], parts)
            elif sign == "~=":
                parts = (*parts[:1], 99) if len(parts) < 3 else parts
            # a pin on the Qiskit that the program is to leave says nothing about where it goes
            if parts[0] >= 1 and parts < _parts(NEWEST):
                return ".".join(str(part) for part in parts)
    return None


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
