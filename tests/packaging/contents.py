"""Checks what was built: `python tests/packaging/contents.py DIST`, where DIST has both files.

The wheel must hold every file of the package and nothing else, the sdist all that the tests need,
and the metadata what a plain installation pulls in.
"""

from __future__ import annotations

import re
import sys
import tarfile
import zipfile
from email.parser import Parser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CORE = {"qiskit", "numpy", "packaging", "platformdirs", "filelock", "tenacity"}
EXTRAS = {
    *("aer", "all", "cli", "conformance", "distributed", "docs", "host", "keyring"),
    *("migrate", "qasm3", "rich", "test", "visualization"),
}
DATA = {
    "qiskit_uplift/py.typed",
    "qiskit_uplift/conformance/report/schema.json",
    "qiskit_uplift/conformance/report/page.html",
}
SOURCES = ("tests", "docs", "examples", "benchmarks", "constraints", "qiskit_uplift")
LOOSE = {"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "noxfile.py", "pyproject.toml"}
MADE = {"__pycache__", ".pytest_cache", ".hypothesis", "_build", "_generated"}


def files_below(folder: str) -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and MADE.isdisjoint(path.parts)
    }


def check_wheel(path: Path) -> None:
    with zipfile.ZipFile(path) as wheel:
        names = {name for name in wheel.namelist() if not name.endswith("/")}
        info = next(name for name in names if name.endswith(".dist-info/METADATA"))
        metadata = Parser().parsestr(wheel.read(info).decode())
        folder = info.rpartition("/")[0]
        entry_points = wheel.read(f"{folder}/entry_points.txt").decode()
    package = {name for name in names if not name.startswith(f"{folder}/")}
    assert package == files_below("qiskit_uplift"), package ^ files_below("qiskit_uplift")
    assert package >= DATA, DATA - package
    assert f"{folder}/licenses/LICENSE" in names
    for line in ("[console_scripts]", "qiskit-uplift = qiskit_uplift.__main__:main", "[pytest11]"):
        assert line in entry_points.splitlines(), line
    plain = {
        re.match(r"[\w.-]+", line)[0]
        for line in metadata.get_all("Requires-Dist")
        if "extra ==" not in line
    }
    assert plain == CORE, plain ^ CORE
    extras = set(metadata.get_all("Provides-Extra"))
    assert extras == EXTRAS, extras ^ EXTRAS
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Description-Content-Type"] == "text/markdown"


def check_sdist(path: Path) -> None:
    with tarfile.open(path) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames() if "/" in name}
    wanted = LOOSE.union(*map(files_below, SOURCES))
    assert wanted <= names, wanted - names
    # hatchling adds these of its own
    extra = names - wanted - {"PKG-INFO", ".gitignore"}
    assert not extra, extra


if __name__ == "__main__":
    built = Path(sys.argv[1])
    (wheel,) = built.glob("*.whl")
    (sdist,) = built.glob("*.tar.gz")
    check_wheel(wheel)
    check_sdist(sdist)
    print(f"{wheel.name} and {sdist.name} hold what they should.")
