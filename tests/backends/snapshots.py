"""The device snapshots that the tests read.

``UPLIFT_SNAPSHOTS`` names a folder of ``conf_*.json`` and ``props_*.json``, or a wheel that holds
them, such as that of qiskit-ibm-runtime. One snapshot is our own and always there.
"""

import functools
import json
import os
import zipfile
from pathlib import Path

from qiskit_uplift.backends import Device

OWN = "own"


def own_snapshot():
    device = Device.generate(5, "ring", seed=7, faulty_qubits=[3], faulty_edges=[(0, 1)])
    conf, props = device.configuration(), device.properties()
    conf["timing_constraints"] = {"granularity": 16, "min_length": 64}
    return conf, props


@functools.cache
def _sources():
    where = os.environ.get("UPLIFT_SNAPSHOTS")
    if not where:
        return {}
    path = Path(where)
    if path.is_file():
        archive = zipfile.ZipFile(path)
        names = [name for name in archive.namelist() if Path(name).match("conf_*.json")]
        found = {Path(name).stem[5:]: functools.partial(_read_zip, path, name) for name in names}
    else:
        files = path.rglob("conf_*.json")
        found = {file.stem[5:]: functools.partial(_read_files, file) for file in files}
    if not found:
        raise FileNotFoundError(f"UPLIFT_SNAPSHOTS={where} holds no conf_*.json")
    return found


def _read_zip(path, name):
    with zipfile.ZipFile(path) as archive:
        other = name.replace("conf_", "props_")
        return json.loads(archive.read(name)), json.loads(archive.read(other))


def _read_files(file):
    other = file.with_name(file.name.replace("conf_", "props_"))
    return json.loads(file.read_text("utf-8")), json.loads(other.read_text("utf-8"))


def names():
    return [OWN, *sorted(_sources())]


def read(name):
    return own_snapshot() if name == OWN else _sources()[name]()
