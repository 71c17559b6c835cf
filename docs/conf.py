"""How the pages are built: `nox -s docs`, or `sphinx-build -W -n docs docs/_build`."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

import qiskit_uplift

project = "qiskit-uplift"
release = version = qiskit_uplift.__version__
copyright = "the authors of qiskit-uplift, Apache-2.0"
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "qiskit-uplift"

myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3

napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True  # fields of dataclasses are documented by their class already
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_default_options = {"members": True, "show-inheritance": True}
autosummary_generate = True
autosummary_imported_members = True

nitpicky = True
nitpick_ignore_regex = [
    # Other packages' pages aren't at hand: the build needs no network.
    (r"py:.*", r"(qiskit|qiskit_aer|numpy|np|npt|hypothesis|concurrent|collections|click)(\..*)?"),
    (r"py:.*", r"(abc|contextlib|dataclasses|datetime|enum|numbers|os|pathlib|threading)\..*"),
    (r"py:.*", r"(types|typing|uuid)\..*"),
    (r"py:.*", r"(QiskitError|QiskitBackendNotFoundError|JobError|JobTimeoutError)"),
    (r"py:.*", r"(QASM2ExportError|BaseSamplerV2|BaseEstimatorV2)"),
    # Types of arguments that are no public names: as annotations under TYPE_CHECKING write them.
    (r"py:class", r"(Body|DeviceNoise|Entry|Execution|Kind|Need|Part|RunRecord)"),
    # Sphinx takes generic types within strings apart at their commas.
    (r"py:class", r"(type \| )?tuple\[.*"),
    # Words of a docstring of Qiskit's, whose function `compat` gives back.
    (r"py:class", r"(aliased|callable)"),
    # `to_dict` of the same class, which its docstring names without it.
    (r"py:meth", r"to_dict"),
]


def _public_names() -> dict[str, str]:
    """Where the reference has what a docstring calls by the module that defines it."""
    found = {}
    for module in (
        *("qiskit_uplift", "qiskit_uplift.service", "qiskit_uplift.backends"),
        *("qiskit_uplift.backends.faults", "qiskit_uplift.compat", "qiskit_uplift.compat.host"),
        "qiskit_uplift.conformance",
    ):
        imported = import_module(module)
        for name in imported.__all__:
            home = getattr(getattr(imported, name), "__module__", module)
            found.setdefault(f"{home}.{name}", f"{module}.{name}")
    return found


PUBLIC = _public_names()


def resolve(app: Any, env: Any, node: Any, content: Any) -> Any:
    """Link a public name by its short address, and leave what is not public without a link."""
    if node.get("refdomain") != "py":
        return None
    target = node["reftarget"]
    if target in PUBLIC:
        domain = env.get_domain("py")
        for kind in ("obj", node["reftype"]):
            made = domain.resolve_xref(
                env, node["refdoc"], app.builder, kind, PUBLIC[target], node, content
            )
            if made is not None:
                return made
    if target.startswith("qiskit_uplift."):
        # a misspelled name must not hide here
        module, _, name = target.rpartition(".")
        if _exists(module, name):
            return content
    return None


def _exists(module: str, name: str) -> bool:
    try:
        return hasattr(import_module(module), name)
    except ImportError:
        outer, _, kind = module.rpartition(".")
        return bool(outer) and _exists(outer, kind)


def beyond(_app: Any, _docname: str, source: list[str]) -> None:
    """Files of the repository that are no pages are named, not linked."""

    def named(match: re.Match[str]) -> str:
        text, path = match.groups()
        return f"`{path}`" if text in path else f"{text} (`{path}`)"

    source[0] = re.sub(r"\[([^\]]+)\]\((?:\.\./)+([^)#]+)[^)]*\)", named, source[0])


def setup(app: Any) -> None:
    """Add the two hooks above."""
    app.connect("missing-reference", resolve)
    app.connect("source-read", beyond)
