"""`python tests/qiskit_suite [--removed] CHECKOUT [pytest arguments]`: run Qiskit's own tests.

CHECKOUT is a folder that holds Qiskit's `test` package: a clone at the tag of the installed
version, or an unpacked source distribution. Its tests of the backend primitives run on ours; with
`--removed`, CHECKOUT is Qiskit 1.4's, and its tests of what Qiskit 2 removed run on what
`compat.install()` gives back.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

MODULES = ("primitives/test_backend_sampler_v2.py", "primitives/test_backend_estimator_v2.py")
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))


def main(checkout: Path, arguments: list[str], removed: bool) -> int:
    from tests.qiskit_suite import removed as suite

    plugin, modules = ("removed", suite.MODULES) if removed else ("plugin", MODULES)
    tests = checkout.resolve() / "test"
    missing = [name for name in modules if not (tests / "python" / name).is_file()]
    if missing:
        print(
            f"error: {tests}/python has no {missing[0]}; give the folder of a Qiskit "
            "checkout or of its unpacked source distribution",
            file=sys.stderr,
        )
        return 2
    # Only the tests: beside them lies the source of `qiskit`, which would hide the installed one.
    with tempfile.TemporaryDirectory() as folder:
        stage = Path(folder)
        (stage / "test").symlink_to(tests, target_is_directory=True)
        # Qiskit's tests set their own filters of warnings, ours must not reach them.
        (stage / "pytest.ini").write_text("[pytest]\n")
        paths = [str(stage), str(ROOT), os.environ.get("PYTHONPATH", "")]
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            f"tests.qiskit_suite.{plugin}",
            "-p",
            "no:warnings",
            "-ra",
        ]
        command += [f"test/python/{name}" for name in modules]
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            "PYTHONWARNINGS": "ignore",  # at imports; each test sets what it wants
            "QISKIT_UPLIFT_HOME": str(stage / "home"),  # not the journal of whoever runs this
        }
        return subprocess.run(
            [*command, *arguments], cwd=stage, env=environment, check=False
        ).returncode


if __name__ == "__main__":
    with_hook = "--removed" in sys.argv
    given = [argument for argument in sys.argv[1:] if argument != "--removed"]
    if not given:
        sys.exit("usage: python tests/qiskit_suite [--removed] CHECKOUT [pytest arguments]")
    sys.exit(main(Path(given[0]), given[1:], with_hook))
