"""The page for authors of providers keeps its word: its code is the package's own.

Its examples are run by `test_pages.py`.
"""

import re
from pathlib import Path

from qiskit_uplift.adapters.provider import Provider

ROOT = Path(__file__).resolve().parent.parent
PLUGIN = ROOT / "tests" / "plugin_package"
PATH = ROOT / "docs" / "writing-a-provider.md"
PAGE = PATH.read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(.*)\n((?:.*\n)*?)^```$", PAGE, flags=re.MULTILINE)
SHOWN = [text for _, text in BLOCKS if ">>> " not in text]


def test_what_is_shown_is_the_package():
    files = [PLUGIN / "pyproject.toml", *sorted((PLUGIN / "abacus").glob("*.py"))]
    texts = [path.read_text(encoding="utf-8") for path in files]
    for block in SHOWN:
        assert any(f"\n{block}" in f"\n{text}" for text in texts), f"stale:\n{block}"


def test_the_whole_provider_file_is_shown():
    rest = (PLUGIN / "abacus" / "uplift.py").read_text(encoding="utf-8")
    for block in SHOWN:
        rest = rest.replace(block, "")
    assert rest.strip() == ""


def test_every_hook_is_named():
    hooks = {name for name in Provider.__dict__ | Provider.__annotations__ if name[0] != "_"}
    named = set(re.findall(r"`(\w+)(?:\([\w, ]*\))?`", PAGE))
    assert hooks - named == set()
