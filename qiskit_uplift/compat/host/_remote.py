"""What runs in the other interpreter.

Its source is sent over, so it imports nothing of this package, and keeps to Python 3.8 and to what
Qiskit has had since 0.25. Each call comes with a channel of its own for the answer; whatever an
answer holds is plain data.
"""

from __future__ import annotations

import collections.abc
import datetime
import enum
import importlib
import importlib.util
import inspect
import io
import itertools
import os
import platform
import signal
import sys
import threading
import traceback
import warnings
from typing import Any

_SCALARS: Any = (bool, int, float, complex, str, bytes)
_STATUS = ("status_code", "status", "code")
_MOST_CAUSES = 8


def _refuse(value: Any) -> Any:
    raise TypeError(f"a {type(value).__name__} can't be sent to another interpreter")


def plain(value: Any, unknown: Any = _refuse) -> Any:  # noqa: PLR0911 - a table of types
    """The same as built-in types; ``unknown`` decides about what has no such form."""
    if value is None or type(value) in _SCALARS:
        return value
    if isinstance(value, enum.Enum):
        return value.name
    for kind in _SCALARS:
        if isinstance(value, kind):
            return kind(value)
    if callable(getattr(value, "tolist", None)):  # NumPy's arrays and numbers
        return plain(value.tolist(), unknown)
    if isinstance(value, collections.abc.Mapping):
        return {_key(k, unknown): plain(v, unknown) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each, unknown) for each in value]
    if isinstance(value, (set, frozenset)):
        return sorted((plain(each, unknown) for each in value), key=repr)
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if not inspect.isclass(value) and callable(getattr(value, "to_dict", None)):
        return plain(value.to_dict(), unknown)
    return unknown(value)


def _key(key: Any, unknown: Any) -> Any:
    sent = plain(key, unknown)
    return tuple(sent) if isinstance(sent, list) else sent


def _member(source: Any, name: str, default: Any = None) -> Any:
    return source.get(name, default) if isinstance(source, dict) else getattr(source, name, default)


# --- warnings and errors


class Warned:
    """Collects warnings, each once, until they are fetched."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: set[Any] = set()
        self._fresh: list[Any] = []

    def show(self, message: Any, category: Any, *_: Any, **__: Any) -> None:
        """Take the place of ``warnings.showwarning``."""
        base = next(c.__name__ for c in category.__mro__ if c.__module__ == "builtins")
        told = (base, f"{category.__module__}.{category.__qualname__}", str(message))
        with self._lock:
            if told not in self._seen:
                self._seen.add(told)
                self._fresh.append(told)

    def fetch(self) -> list[Any]:
        """Those that came since the last time."""
        with self._lock:
            fresh, self._fresh = self._fresh, []
        return fresh


def told_error(error: BaseException, depth: int = 0) -> dict[str, Any]:
    """An error, with its classes, traceback and causes, as plain data."""
    classes = type(error).__mro__
    text = getattr(error, "message", None)
    if not isinstance(text, str):
        text = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    told: dict[str, Any] = {
        "classes": [(c.__module__, c.__name__) for c in classes if c.__module__ != "builtins"],
        "base": next(c.__name__ for c in classes if c.__module__ == "builtins"),
        "text": text,
        "status": {},
        "traceback": "".join(traceback.format_exception(type(error), error, error.__traceback__)),
        "cause": None if cause is None or depth > _MOST_CAUSES else told_error(cause, depth + 1),
    }
    for source in (getattr(error, "response", None), error):
        for name in _STATUS:
            value = getattr(source, name, None)
            if isinstance(value, int):
                told["status"].setdefault(name, int(value))
    return told


# --- circuits


def read_circuits(form: str, data: Any) -> list[Any]:
    """Circuits as they were written by the other side."""
    if form == "qpy":
        from qiskit import qpy

        return list(qpy.load(io.BytesIO(data)))
    return [_rebuilt(_parse(form, each["text"]), each) for each in data]


def _parse(form: str, text: str) -> Any:
    if form == "qasm3":
        from qiskit import qasm3

        return qasm3.loads(text)
    from qiskit import QuantumCircuit

    return QuantumCircuit.from_qasm_str(text)


def _rebuilt(parsed: Any, written: Any) -> Any:
    """A circuit with the registers that it had, which the text doesn't hold."""
    from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister
    from qiskit.circuit import Clbit, Qubit
    from qiskit.circuit.library.standard_gates import get_standard_gate_name_mapping

    sizes = (parsed.num_qubits, parsed.num_clbits)
    ops = sorted(parsed.count_ops().items())
    if sizes != written["sizes"] or ops != written["ops"]:
        raise ValueError(
            f"Circuit {written['name']!r} arrived with {sizes} qubits and clbits and the "
            f"instructions {ops}; it was sent with {written['sizes']} and {written['ops']}."
        )
    qubits = [Qubit() for _ in range(sizes[0])]
    clbits = [Clbit() for _ in range(sizes[1])]
    circuit = QuantumCircuit(qubits, clbits, name=written["name"], metadata=written["metadata"])
    for name, indices in written["qregs"]:
        circuit.add_register(QuantumRegister(name=name, bits=[qubits[i] for i in indices]))
    for name, indices in written["cregs"]:
        circuit.add_register(ClassicalRegister(name=name, bits=[clbits[i] for i in indices]))
    known = get_standard_gate_name_mapping()
    for instruction in parsed.data:
        operation = instruction.operation
        standard = known.get(operation.name)
        if (
            standard is not None
            and type(operation) is not type(standard)
            and len(standard.params) == len(operation.params)
            and standard.num_qubits == operation.num_qubits
        ):
            # a gate that the text had to define is the library's again
            operation = type(standard)(*operation.params)
        circuit.append(
            operation,
            [qubits[parsed.find_bit(bit).index] for bit in instruction.qubits],
            [clbits[parsed.find_bit(bit).index] for bit in instruction.clbits],
        )
    return circuit


def write_circuits(circuits: list[Any], version: int) -> bytes:
    """Circuits as QPY that the other side reads, of its ``version`` at most."""
    from qiskit import qpy

    buffer = io.BytesIO()
    own = qpy_version()
    if own > version:
        qpy.dump(circuits, buffer, version=version)
    else:
        qpy.dump(circuits, buffer)
    return buffer.getvalue()


def qpy_version() -> int:
    """The newest version of QPY that this Qiskit reads."""
    from qiskit.qpy import common

    return int(common.QPY_VERSION)


# --- results


def told_result(result: Any) -> Any:
    """A result in the provider's own dialect."""
    if getattr(result, "results", None) is None:
        given = getattr(result, "get_counts", None)
        return ("counts", plain(given() if callable(given) else result))
    fields = ("backend_name", "backend_version", "job_id", "status")
    told = {name: plain(getattr(result, name, None), str) for name in fields}
    told["success"] = getattr(result, "success", True)
    told["results"] = [_told_experiment(each) for each in result.results]
    return ("result", told)


def _told_experiment(experiment: Any) -> dict[str, Any]:
    told = {
        name: plain(getattr(experiment, name, None), str)
        for name in ("shots", "status", "seed", "meas_level", "meas_return")
    }
    told["success"] = getattr(experiment, "success", True)
    told["header"] = _fields(getattr(experiment, "header", None))
    told["data"] = _fields(getattr(experiment, "data", None))
    return told


def _fields(source: Any) -> Any:
    if source is None or isinstance(source, dict):
        return plain(source, str)
    try:
        own = vars(source)
    except TypeError:
        return plain(source, str)
    fields = {k: v for k, v in own.items() if not k.startswith("_") and v is not None}
    return plain(fields or source, str)


# --- the backend


def named_by(path: str) -> Any:
    """The object of ``module:attribute``; parts of it that end in ``()`` are called."""
    module, _, attribute = path.partition(":")
    found: Any = importlib.import_module(module)
    for part in attribute.split("."):
        called = part.endswith("()")
        found = getattr(found, part[:-2] if called else part)
        if called:
            found = found()
    return found


def find(path: str, arguments: Any) -> Any:
    """The object of ``module:attribute``, called where it is a class or function."""
    found = named_by(path)
    if arguments is not None or inspect.isclass(found) or inspect.isroutine(found):
        found = found(**(arguments or {}))
    return found


def told_target(target: Any) -> dict[str, Any]:
    """A Target as plain data; times in seconds."""
    names = ("dt", "granularity", "min_length", "pulse_alignment", "acquire_alignment")
    told: dict[str, Any] = {name: plain(getattr(target, name, None)) for name in names}
    told["num_qubits"] = target.num_qubits
    qubits = target.qubit_properties
    told["qubits"] = None if qubits is None else [
        None if each is None else {n: plain(getattr(each, n, None)) for n in ("t1", "t2",
                                                                              "frequency")}
        for each in qubits
    ]  # fmt: skip
    told["operations"] = []
    for name in target.operation_names:
        places = []
        for qargs, properties in target[name].items():
            numbers = [plain(getattr(properties, n, None)) for n in ("error", "duration")]
            places.append((None if qargs is None else list(qargs), *numbers))
        told["operations"].append((name, _told_operation(target, name), places))
    return told


def _told_operation(target: Any, name: str) -> dict[str, Any]:
    operation = target.operation_from_name(name)
    if inspect.isclass(operation):
        return {"class": operation.__name__}
    return {
        "name": operation.name,
        "num_qubits": operation.num_qubits,
        "num_clbits": operation.num_clbits,
        "gate": any(c.__name__ == "Gate" for c in type(operation).__mro__),
        "params": [_told_parameter(each) for each in operation.params],
    }


def _told_parameter(value: Any) -> Any:
    name = getattr(value, "name", None)
    return {"parameter": name} if isinstance(name, str) else plain(value, str)


class Other:
    """The backend, its jobs, and the calls that the other side makes."""

    def __init__(self, backend: Any) -> None:
        self.backend = backend
        self.jobs: dict[int, Any] = {}
        self._numbers = itertools.count()

    @property
    def _run(self) -> Any:
        return getattr(self.backend, "run", self.backend)

    def describe(self) -> dict[str, Any]:
        """What is asked once."""
        import qiskit

        backend = self.backend
        classes = [(c.__module__, c.__name__) for c in type(backend).__mro__]
        name = getattr(backend, "name", None)
        if callable(name):
            name = name()
        kind = "object"
        if any(n == "BackendV2" and m.startswith("qiskit.") for m, n in classes):
            kind = "BackendV2"
        elif callable(getattr(backend, "configuration", None)):
            kind = "BackendV1"
        options, validators = self.options()
        return {
            "kind": kind,
            "classes": classes,
            "name": name if isinstance(name, str) else type(backend).__name__,
            "description": plain(getattr(backend, "description", None), str),
            "backend_version": plain(getattr(backend, "backend_version", None), str),
            "max_circuits": plain(getattr(backend, "max_circuits", None), str),
            "options": options,
            "validators": validators,
            "signature": self._signature(),
            "pid": os.getpid(),
            "python": platform.python_version(),
            "qiskit": getattr(qiskit, "__version__", ""),
            "qpy": qpy_version(),
            "qasm3": importlib.util.find_spec("qiskit_qasm3_import") is not None,
        }

    def options(self) -> Any:
        """Those options of the backend that are plain data, and what is known of their values."""
        declared: Any = getattr(self.backend, "options", None)
        options: dict[str, Any] = {}
        validators: dict[str, Any] = {}
        known = getattr(declared, "validator", None)
        for name, value in declared.items() if callable(getattr(declared, "items", None)) else ():
            try:
                options[name] = plain(value)
            except TypeError:
                continue
            allowed: Any = known.get(name) if isinstance(known, dict) else None
            if isinstance(allowed, (tuple, list)):
                validators[name] = ("among", type(allowed) is tuple, plain(allowed, str))
            elif allowed in _SCALARS:
                validators[name] = ("type", allowed.__name__)
        return options, validators

    def _signature(self) -> Any:
        try:
            parameters = list(inspect.signature(self._run).parameters.values())
        except (TypeError, ValueError):
            return None
        told: list[Any] = []
        for each in parameters:
            if each.default is each.empty:
                told.append((each.name, int(each.kind)))
            else:
                told.append((each.name, int(each.kind), plain(each.default, str)))
        return told

    def configuration(self) -> Any:
        """What a ``BackendV1`` says of itself."""
        return plain(self.backend.configuration().to_dict(), str)

    def properties(self) -> Any:
        """What was measured of a ``BackendV1``."""
        getter = getattr(self.backend, "properties", None)
        found = getter() if callable(getter) else None
        return None if found is None else plain(found.to_dict(), str)

    def target(self) -> Any:
        """The Target of a ``BackendV2``."""
        return told_target(self.backend.target)

    def set_options(self, fields: Any) -> Any:
        """Change the backend's own options."""
        self.backend.set_options(**fields)
        return self.options()

    def transpile(self, form: str, data: Any, options: Any, version: int) -> bytes:
        """Circuits by this Qiskit's transpiler and the provider's own stages."""
        from qiskit import transpile

        done = transpile(read_circuits(form, data), self.backend, **options)
        return write_circuits(done if isinstance(done, list) else [done], version)

    def run(self, form: str, data: Any, is_list: bool, options: Any) -> Any:
        """Run circuits; a job stays here, a result goes back at once."""
        circuits = read_circuits(form, data)
        return self._handed(self._run(circuits if is_list else circuits[0], **options))

    def _handed(self, value: Any) -> Any:
        if not callable(getattr(value, "result", None)):
            return told_result(value)
        number = next(self._numbers)
        self.jobs[number] = value
        job_id = getattr(value, "job_id", None)
        told_id = str(job_id()) if callable(job_id) else None
        methods = [n for n in dir(type(value)) if not n.startswith("_")]
        methods = [n for n in methods if callable(getattr(type(value), n, None))]
        return ("job", (number, told_id, methods))

    def job(self, number: int, name: str, arguments: Any) -> Any:
        """Call a method of a job."""
        value = getattr(self.jobs[number], name)(**arguments)
        return told_result(value) if name == "result" else plain(value, str)

    def read(self, path: Any) -> Any:
        """An attribute: a value, or the news that it is a function or an object."""
        value = self._at(path)
        if callable(value):
            return ("function", None)
        try:
            return ("value", plain(value))
        except TypeError:
            return ("object", repr(value))

    def call(self, path: Any, arguments: Any, named: Any) -> Any:
        """Call a method, as one that retrieves a job."""
        return self._answered(self._at(path)(*arguments, **named))

    def apply(self, path: str, arguments: Any, named: Any) -> Any:
        """Call a function, or a method of a class, of any module."""
        return self._answered(named_by(path)(*arguments, **named))

    def _answered(self, value: Any) -> Any:
        if callable(getattr(value, "result", None)) and callable(getattr(value, "job_id", None)):
            return self._handed(value)
        return ("value", plain(value, str))

    def _at(self, path: Any) -> Any:
        found = self.backend
        for name in path:
            found = getattr(found, name[:-2])() if name.endswith("()") else getattr(found, name)
        return found


def serve(channel: Any) -> None:
    """Answer until the other side has gone."""
    # Ctrl-C goes to all processes of a terminal; what it means is for the other side to say
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warned = Warned()
    warnings.showwarning = warned.show
    # the other side writes a version that this one reads, whatever Qiskit it has
    warnings.filterwarnings("ignore", message="The qiskit version used to generate the provided")

    def answer(reply: Any, verb: Any, arguments: Any) -> None:
        try:
            told = ("value", verb(*arguments), warned.fetch())
        except BaseException as error:
            told = ("error", told_error(error), warned.fetch())
        try:
            reply.send(told)
        except OSError:  # there is nobody to hear it
            return

    def begin(path: str, arguments: Any, environment: Any, folders: Any) -> Any:
        os.environ.update(environment)
        sys.path[:0] = folders
        other.append(Other(find(path, arguments)))
        return other[0].describe()

    other: list[Other] = []
    try:
        answer(channel, begin, channel.receive())
        while True:
            reply, forgotten, verb, arguments = channel.receive()
            for number in forgotten:
                other[0].jobs.pop(number, None)
            task = (reply, getattr(other[0], verb), arguments)
            threading.Thread(target=answer, args=task, daemon=True).start()
    except EOFError:
        pass
    finally:
        # threads of the provider's own must not keep this process when the other has gone
        os._exit(0)


if __name__ == "__channelexec__":
    serve(globals()["channel"])
