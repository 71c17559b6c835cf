"""The answers of the programs on Qiskit 0.46.3, in ``truth.json``.

``python -m tests.migrate.truth PYTHON [--write]`` runs the programs by an interpreter with that
Qiskit and its Aer. It says whether each answer is the one in the file, which holds for counts if
they are of one distribution; with ``--write`` it goes into the file. Those that need
qiskit-ibm-runtime are then run here, as they are and migrated, and all three must agree; the test
suite does so with the others. `nox -s programs` makes the environments.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from tests.migrate import agreeing


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("python")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    files = [path for path in agreeing.programs() if path.stem not in agreeing.OLDER]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        old = agreeing.run([options.python], files, folder, "stand_in.py")
        here = [path for path in files if path.stem in agreeing.NEED_RUNTIME]
        unmodified = agreeing.run(agreeing.hooked(), here, folder)
        moved = agreeing.migrated(here, folder)
        new = agreeing.run(agreeing.hooked("--since", "2.0"), moved, folder)
    recorded = old if options.write else agreeing.truth()
    wrong = [
        f"{name} on 0.46.3: {answer}" for name, answer in old.items() if isinstance(answer, str)
    ]
    for where, found in (("0.46.3", old), ("exec", unmodified), ("migrate", new)):
        for name, answer in found.items():
            if where == "migrate" and name in agreeing.BY_HAND:
                continue
            for told in agreeing.differences(recorded[name], answer):
                wrong.append(f"{name}, {where}: {told}")
    if options.write:
        lines = [f"{json.dumps(name)}: {json.dumps(old[name])}" for name in sorted(old)]
        agreeing.TRUTH.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(*wrong, sep="\n")
    print(f"{len(files)} programs, {len(wrong)} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
