"""The page on hosts keeps its word: its hosts can be read; `test_pages.py` runs its examples."""

import ast
import inspect
import re
import sys
from pathlib import Path

from qiskit_uplift.compat.host import host

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "hosts.md").read_text(encoding="utf-8")


def blocks(language: str) -> str:
    found = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
    assert found
    return "\n".join(found)


def test_what_is_shown_are_arguments_of_host():
    shown = tomllib.loads(blocks("toml"))
    kept = tomllib.loads((ROOT / "examples" / "hosts.toml").read_text(encoding="utf-8"))
    for table in [*shown.values(), *kept.values()]:
        inspect.signature(host).bind(**table)
    for statement in ast.parse(blocks("py")).body:
        call = statement.value
        inspect.signature(host).bind(*call.args, **{each.arg: each for each in call.keywords})
