"""The README's two commands are what CI runs; `test_pages.py` runs its examples."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


def test_one_block_of_two_commands():
    (block,) = blocks("sh")
    demo, tests = block.splitlines()
    assert demo.endswith("qiskit-uplift demo")
    assert tests.endswith("nox")
