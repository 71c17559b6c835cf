"""`python tests/qiskit_suite CHECKOUT [pytest arguments]`: run Qiskit's tests on our primitives.

CHECKOUT is a folder that holds Qiskit's `test` package: a clone at the tag of the installed
version, or an unpacked source distribution.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

MODULES = ("test_backend_sampler_v2.py", "test_backend_estimator_v2.py")
ROOT = Path(__file__).resolve().parents[2]


def main(checkout: Path, arguments: list[str]) -> int:
    tests = checkout.resolve() / "test"
    missing = [name for name in MODULES if not (tests / "python/primitives" / name).is_file()]
    if missing:
        print(
            f"error: {tests}/python/primitives has no {missing[0]}; give the folder of a Qiskit "
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
            "tests.qiskit_suite.plugin",
            "-p",
            "no:warnings",
            "-ra",
        ]
        command += [f"test/python/primitives/{name}" for name in MODULES]
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            "QISKIT_UPLIFT_HOME": str(stage / "home"),  # not the journal of whoever runs this
        }
        return subprocess.run(
            [*command, *arguments], cwd=stage, env=environment, check=False
        ).returncode


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python tests/qiskit_suite CHECKOUT [pytest arguments]")
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
