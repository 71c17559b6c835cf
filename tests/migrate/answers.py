"""Runs programs, each in a namespace of its own, and writes their answers.

``python answers.py RECORDER OUT FILE...``, by any interpreter with some Qiskit: RECORDER is
`qiskit_uplift/migrate/verification/recorder.py`, which refuses the network, seeds simulators and
knows how to write values. An answer is a text that tells of the error where a program fails.
"""

import importlib.util
import json
import sys
import time
import warnings
from pathlib import Path


def answers(recorder, files):
    found = {}
    for file in files:
        names = {"__name__": "__main__", "__file__": str(file)}
        start = time.perf_counter()
        try:
            exec(compile(file.read_text(encoding="utf-8"), str(file), "exec"), names)
        except Exception as error:  # a program may raise anything; it is its answer
            found[file.stem] = f"{type(error).__name__}: {error}"
        else:
            found[file.stem] = recorder.encoded(names["answer"], [recorder.LONGEST])
        print(f"{time.perf_counter() - start:6.2f} s  {file.stem}", file=sys.stderr)
    return found


def main(recorder_file, out, *files):
    spec = importlib.util.spec_from_file_location("recorder", recorder_file)
    recorder = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(recorder)
    recorder.refuse_sockets([])
    recorder.Seeds(0).install()
    warnings.simplefilter("ignore")
    found = answers(recorder, [Path(file) for file in files])
    Path(out).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
