"""Notebooks as programs: their code cells in one namespace, without IPython."""

from __future__ import annotations

import ast
import json
import linecache
import re
import sys
from dataclasses import dataclass
from typing import Any

from qiskit_uplift.cli.errors import InputError

_TRANSPARENT = ("%%capture", "%%time", "%%timeit")
_MAGIC = re.compile(r"^(\s*)(%|!|\?|[\w.]+\?+\s*$)")


@dataclass(frozen=True)
class Notebook:
    """The code cells of a notebook.

    Attributes:
        path: The notebook's file.
        cells: The source of each code cell.
    """

    path: str
    cells: tuple[str, ...]

    @classmethod
    def read(cls, data: bytes, path: str) -> Notebook:
        """The notebook in a file of format 3 or 4.

        Raises:
            InputError: It is no notebook, or its code isn't Python.
        """
        try:
            tree = json.loads(data)
            sheets = tree.get("worksheets") or [tree]
            cells = [cell for sheet in sheets for cell in sheet["cells"]]
            sources = [
                cell.get("source", cell.get("input", ""))
                for cell in cells
                if cell["cell_type"] == "code"
            ]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(f"{path} is not a notebook.") from error
        language = tree.get("metadata", {}).get("kernelspec", {}).get("language", "python")
        if language != "python":
            raise InputError(f"{path} is a notebook in {language}, not in Python.")
        return cls(path, tuple("".join(source) for source in sources))

    def run(self, names: dict[str, Any]) -> None:
        """Run the cells in the order of the file; a last expression is printed, as there.

        Args:
            names: What the cells share; ``display`` is added.
        """
        names.setdefault("display", _display)
        for number, cell in enumerate(self.cells, 1):
            self._run(cell, f"{self.path}[{number}]", names)

    def _run(self, cell: str, place: str, names: dict[str, Any]) -> None:
        source, left_out = python_of(cell)
        if left_out:
            told = ", ".join(left_out)
            print(f"qiskit-uplift: {place}: left out {told}", file=sys.stderr)
        lines = source.splitlines(keepends=True)
        linecache.cache[place] = (len(source), None, lines, place)  # for tracebacks
        body = ast.parse(source, place).body
        silent = source.rstrip().endswith(";")
        last = [body.pop()] if body and isinstance(body[-1], ast.Expr) and not silent else []
        exec(compile(ast.Module(body, []), place, "exec", dont_inherit=True), names)
        if last:
            exec(compile(ast.Interactive([*last]), place, "single", dont_inherit=True), names)


def python_of(cell: str) -> tuple[str, list[str]]:
    r"""A cell's Python, with what only IPython understands left out, and what that was.

    Example:
        >>> python_of("%matplotlib inline\nx = 1")
        ('pass\nx = 1', ['%matplotlib inline'])
    """
    if cell.lstrip().startswith("%%"):
        first, _, rest = cell.lstrip().partition("\n")
        if not first.startswith(_TRANSPARENT):
            return "", [f"the cell {first}"]
        inner, left_out = python_of(rest)
        return f"pass\n{inner}", [first, *left_out]
    if _is_python(cell):
        return cell, []
    lines, left_out = [], []
    for line in cell.split("\n"):
        found = _MAGIC.match(line)
        if found:
            left_out.append(line.strip())
            lines.append(f"{found[1]}pass")
        else:
            lines.append(line)
    return "\n".join(lines), left_out


def _is_python(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def _display(*values: Any, **options: Any) -> None:
    """Print what a notebook would show."""
    del options
    for value in values:
        print(value)
