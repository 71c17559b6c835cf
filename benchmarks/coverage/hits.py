"""The places that break, found with Python's own parser and a rough idea of types.

Whether a name is gone is asked of the Qiskit that is installed. What a variable is comes from
what it is assigned anywhere in the file, so that T rows have some noise in both directions. Code
that takes care of several versions (imports under ``try``) isn't counted.
"""

from __future__ import annotations

import ast
import importlib
import warnings
from dataclasses import dataclass
from functools import cache

from benchmarks.coverage.rows import CALLED, FIELDS, IMPORTED, METHODS, longest

STAR = frozenset({
    "Aer", "BasicAer", "IBMQ", "execute", "assemble", "schedule", "sequence", "QuantumCircuit",
    "QuantumRegister", "ClassicalRegister", "transpile",
})  # fmt: skip
STARS = {
    "qiskit": STAR,
    "qiskit.tools.monitor": frozenset({"job_monitor"}),
    "qiskit.providers.ibmq": frozenset({"least_busy", "IBMQ"}),
    "qiskit_aer": frozenset({"Aer", "AerSimulator"}),
}
KEEPING = frozenset({"ibm", "aer", "fake"})
BACKENDS = frozenset({"backend", *KEEPING})
PRIMITIVES = ("Sampler", "Estimator", "BackendSampler", "BackendEstimator")


@dataclass(frozen=True)
class Hit:
    """A place.

    Attributes:
        row: Its pattern.
        line: Where it starts.
        end: The last line of it.
        text: What is named there.
        kept: Whether it runs on, as IBM's and Aer's backends have it still.
    """

    row: int
    line: int
    end: int
    text: str
    kept: bool = False


@cache
def exists(full: str) -> bool:
    """Whether the installed Qiskit has a name."""
    parts = full.split(".")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for length in range(len(parts), 0, -1):
            try:
                found = importlib.import_module(".".join(parts[:length]))
            except ImportError:
                continue
            for name in parts[length:]:
                try:
                    found = getattr(found, name)
                except (AttributeError, ImportError):
                    return False
            return True
    return False


def dotted(node):
    """The text of a name with dots; None for anything else."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else None


class Finder(ast.NodeVisitor):
    """Finds the hits of one program."""

    def __init__(self, tree):
        self.names = {}
        self.types = {}
        self.hits = []
        self.stars = []
        self.defined = {
            n.name
            for n in ast.walk(tree)
            if isinstance(n, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef)
        }
        self._guards = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Try) and any(
                "Import" in ast.dump(h.type) or "ModuleNotFound" in ast.dump(h.type)
                for h in node.handlers if h.type is not None
            ):  # fmt: skip
                self._guards.update(id(inner) for part in node.body for inner in ast.walk(part))
            if isinstance(node, ast.Import | ast.ImportFrom):
                self._note(node)
        for _ in range(2):
            for node in ast.walk(tree):
                if isinstance(node, ast.Assign):
                    for target in node.targets:
                        self._assign(target, node.value)
                elif isinstance(node, ast.For | ast.comprehension):
                    self._assign_kind(node.target, self._item(node.iter))
                elif isinstance(node, ast.Call):
                    self._filter(node)
        self.visit(tree)

    # -- names and types ------------------------------------------------------------------------

    def _note(self, node):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                self.names[alias.asname or top] = alias.name if alias.asname else top
        elif not node.level and node.module:
            for alias in node.names:
                if alias.name == "*":
                    self.stars.append(node.module)
                else:
                    self.names[alias.asname or alias.name] = f"{node.module}.{alias.name}"

    def full(self, node):
        """The full name of something imported; None for anything else."""
        text = dotted(node)
        if text is None:
            return None
        first, _, rest = text.partition(".")
        home = self.names.get(first)
        if home is None and first not in self.defined:
            home = next(
                (f"{star}.{first}" for star in self.stars if first in STARS.get(star, ())), None
            )
        if home is None:
            return None
        return f"{home}.{rest}" if rest else home

    def kind(self, node):
        """What a variable or call is, roughly."""
        text = dotted(node)
        if text in self.types:
            return self.types[text]
        if isinstance(node, ast.Subscript):
            return {"qreg": "bit", "bits": "bit"}.get(self.kind(node.value))
        if isinstance(node, ast.Attribute):
            return "bits" if node.attr in {"qubits", "clbits"} else None
        if not isinstance(node, ast.Call):
            return None
        full = self.full(node.func)
        name = (full or dotted(node.func) or "").rpartition(".")[2]
        made = self._made(full, name)
        if made is not None or not isinstance(node.func, ast.Attribute):
            return made
        base, name = self.kind(node.func.value), node.func.attr
        if name == "configuration":
            return "kept configuration" if base in KEEPING else "configuration"
        if name in {"get_backend", "backend"}:
            return "ibm" if base in {"provider", "service"} else "backend" if full else None
        if name == "run" and base == "primitive":
            return "primitive job"
        if name == "result" and base == "primitive job":
            return "primitive result"
        if base == "circuit" and name in {"copy", "inverse", "compose", "decompose"}:
            return "circuit"
        return None

    @staticmethod
    def _made(full, name):
        if full is None:
            return None
        if not full.startswith("qiskit"):
            return None
        if name == "QuantumCircuit":
            return "circuit"
        if name in {"QuantumRegister", "ClassicalRegister", "AncillaRegister"}:
            return "qreg"
        if name == "QiskitRuntimeService":
            return "service"
        if name == "IBMProvider" or full.endswith(
            ("IBMQ.load_account", "IBMQ.get_provider", "IBMQ.enable_account")
        ):
            return "provider"
        if name == "least_busy":
            return "ibm"
        if name == "get_backend":
            aer = "Aer" in full and "BasicAer" not in full
            return "ibm" if "IBMQ" in full else "aer" if aer else "backend"
        if name in {"AerSimulator", "QasmSimulator"}:
            return "aer"
        if name.startswith("Fake"):
            return "fake"
        if full in {f"qiskit.primitives.{one}" for one in PRIMITIVES}:
            return "primitive"
        return None

    def _filter(self, node):
        """The parameter of a provider's filter is one of its backends."""
        func = node.func
        if isinstance(func, ast.Attribute) and func.attr in {"backends", "least_busy"}:
            known = self.kind(func.value) in {"provider", "service"} or (
                self.full(func.value) or ""
            ).endswith(".IBMQ")
            for keyword in node.keywords if known else ():
                if keyword.arg == "filters" and isinstance(keyword.value, ast.Lambda):
                    for arg in keyword.value.args.args:
                        self.types[arg.arg] = "ibm"

    def _item(self, node):
        return {"qreg": "bit", "bits": "bit"}.get(self.kind(node))

    def _assign_kind(self, target, kind):
        text = dotted(target)
        if text is not None and kind is not None:
            self.types[text] = kind

    def _assign(self, target, value):
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            if len(target.elts) == len(value.elts):
                for one, given in zip(target.elts, value.elts, strict=True):
                    self._assign(one, given)
            return
        self._assign_kind(target, self.kind(value))

    # -- hits -----------------------------------------------------------------------------------

    def hit(self, row, node, text, *, kept=False):
        """Note one."""
        if id(node) not in self._guards:
            self.hits.append(Hit(row, node.lineno, node.end_lineno or node.lineno, text, kept))

    def _gone(self, full):
        return full.startswith("qiskit.") and not exists(full)

    def visit_Import(self, node):
        for alias in node.names:
            if self._gone(alias.name):
                self._hit_alias(node, alias, alias.name)

    def visit_ImportFrom(self, node):
        if node.level or not node.module:
            return
        for alias in node.names:
            full = node.module if alias.name == "*" else f"{node.module}.{alias.name}"
            if self._gone(full):
                self._hit_alias(node, alias, full)

    def _hit_alias(self, node, alias, full):
        if id(node) not in self._guards:
            row = longest(full, IMPORTED) or 63
            self.hits.append(Hit(row, alias.lineno, alias.end_lineno, full))

    def visit_Name(self, node):
        self._named(node)

    def visit_Attribute(self, node):
        if self._named(node):
            return
        kind = self.kind(node.value)
        if (kind or "").endswith("configuration") and isinstance(node.ctx, ast.Load):
            kept = kind == "kept configuration"
            self.hit(FIELDS.get(node.attr, 50), node, node.attr, kept=kept)
        elif kind == "bit" and node.attr == "index" and not self._is_called(node):
            self.hit(61, node, "index")
        elif kind == "primitive result":
            self.hit(74, node, node.attr)
        self.generic_visit(node)

    def _is_called(self, node):
        return getattr(node, "called", False)

    def _named(self, node):
        full = self.full(node)
        if full is None or not full.startswith("qiskit."):
            return False
        called = self._is_called(node)
        row = CALLED.get(full) if called else None
        through = isinstance(node, ast.Attribute) and self.full(node.value) is not None
        star = dotted(node) not in self.names and not through
        if row is not None and not exists(full):
            self.hit(row, node, full)
            return True
        if not called and isinstance(node, ast.Attribute) and getattr(node, "inner", False):
            return True
        if (through and self._through_module(node)) or star:
            if self._gone(full) and not star:
                self.hit(longest(full, IMPORTED) or 63, node, full)
            return True
        return True

    def _through_module(self, node):
        """Whether a name is taken of ``qiskit`` itself, and not of a name that is gone already."""
        text = dotted(node).partition(".")[0]
        return exists(self.names.get(text, "qiskit"))

    def visit_Call(self, node):
        node.func.called = True
        inner = node.func
        while isinstance(inner, ast.Attribute):
            inner = inner.value
            inner.inner = True
        if isinstance(node.func, ast.Attribute) and self.full(node.func) is None:
            self._method(node, node.func)
        full = self.full(node.func) or ""
        if full.startswith("qiskit.quantum_info") and full.endswith(".Pauli"):
            keywords = {k.arg for k in node.keywords}
            if keywords & {"label", "z", "x"} or len(node.args) > 1:
                self.hit(66, node, "Pauli")
        self.generic_visit(node)

    def _method(self, node, func):
        name, base = func.attr, self.kind(func.value)
        if name in METHODS and base not in {*BACKENDS, "provider"}:
            if name not in self.defined:
                self.hit(METHODS[name], func, name)
        elif name == "i" and base == "circuit":
            self.hit(62, func, name)
        elif name == "qasm" and base in {None, "circuit"} and name not in self.defined:
            self.hit(37, func, name)
        elif name in {"extend", "combine"} and base == "circuit":
            self.hit(82, func, name)
        elif name == "name" and not node.args and self._is_backend(func.value, base):
            self.hit(33, func, name)
        elif name == "properties" and self._is_backend(func.value, base):
            self.hit(40, func, name, kept=base in KEEPING)
        elif name == "defaults" and self._is_backend(func.value, base):
            self.hit(56, func, name)
        elif name == "get_backend":
            self.hit(17 if base in {"provider", "service"} else 59, func, name)
        elif name == "backends" and base == "provider":
            self.hit(26, func, name)
        elif name == "run":
            self._run(func, base)

    def _is_backend(self, node, base):
        text = (dotted(node) or "").lower()
        return base in BACKENDS or (
            base is None and any(word in text for word in ("backend", "device", "simulator"))
        )

    def _run(self, func, base):
        if base == "ibm":
            self.hit(51, func, "run")
        elif base == "primitive":
            self.hit(75, func, "run")
        elif self._is_backend(func.value, base):
            self.hit(6, func, "run")

    def visit_AugAssign(self, node):
        if (
            isinstance(node.op, ast.Add)
            and self.kind(node.target) == "circuit"
            and self.kind(node.value) in {"circuit", None}
            and not isinstance(node.value, ast.Constant | ast.List)
        ):
            self.hit(13, node, "+=")
        self.generic_visit(node)

    def visit_BinOp(self, node):
        if isinstance(node.op, ast.Add) and self._sum(node):
            self.hit(43, node, "+")
        self.generic_visit(node)

    def _sum(self, node):
        if isinstance(node, ast.BinOp):
            return self._sum(node.left) and self._sum(node.right)
        return self.kind(node) == "circuit"


def hits(text):
    """The places of a program that break.

    Raises:
        SyntaxError: It is no Python of today.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(text)
    return Finder(tree).hits
