"""The support matrix and a page for each provider, made from what the provider files declare.

``python -m qiskit_uplift.adapters.support`` prints the matrix; ``--write`` puts it and the pages
where they are kept.
"""

from __future__ import annotations

import argparse
import inspect
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from qiskit_uplift.adapters.dialects import Dialect
from qiskit_uplift.adapters.options import UNSET, RunOption
from qiskit_uplift.adapters.provider import FEATURES, Provider
from qiskit_uplift.adapters.registry import in_tree

HOME = Path("docs")
MATRIX = "support-matrix.md"
PAGES = "providers"

_HEAD = """\
# Support matrix

<!-- Made by `python -m qiskit_uplift.adapters.support --write` from the provider files. -->

What each provider file declares; its page has the options, too. A backend that none of them claims
is asked itself: its signature and its `options` say what it takes, and its data how it writes
outcomes.

```{toctree}
:hidden:
:glob:

providers/*
```
"""
_FEATURES_HEAD = """\
## What works

A dash means: not, or not on all of the provider's backends. Its note says why.
"""
_CALLS_HEAD = """\
## How backends are called and read

Shots, seed and memory are set by the run itself (`shots=`, `seed_simulator`), under the provider's
own names. Where a limit is missing, the backend's own holds. A notation that is missing has to be
proven by the data.
"""
_MADE = (
    "<!-- Made by `python -m qiskit_uplift.adapters.support --write` from the provider file. -->"
)
_OPTIONS_HEAD = """\
## Options

They are fields of the options of the provider's own Sampler and Estimator, and keys of
`run_options`. What isn't set isn't sent, so the provider's default holds; a dash under "default"
means that the provider decides, or that there is none. Where one of our own options has the same
name, the field has the provider's before it, as in `qdk_optimization_level`.
"""


def support_matrix(providers: Iterable[type[Provider]]) -> str:
    """The support matrix of some providers, in Markdown.

    Args:
        providers: Their classes, each a row of the tables.

    Example:
        >>> from qiskit_uplift.adapters.providers.ionq import IonQProvider
        >>> print(support_matrix([IonQProvider]).splitlines()[0])
        # Support matrix
    """
    listed = sorted(providers, key=lambda cls: cls.name)
    return "\n".join([_HEAD, _FEATURES_HEAD, *_features(listed), _CALLS_HEAD, _calls(listed)])


def provider_page(provider: type[Provider]) -> str:
    """All that the file of one provider declares, in Markdown.

    Args:
        provider: Its class.

    Example:
        >>> from qiskit_uplift.adapters.providers.ionq import IonQProvider
        >>> print(provider_page(IonQProvider).splitlines()[0])
        # ionq
    """
    parts = [f"# {provider.name}\n", f"{_MADE}\n", f"{_told(provider)}\n"]
    modules = ", ".join(f"`{module}`" for module in provider.modules)
    parts.append(f"For backends whose class is in {modules}. Read from {provider.read_from}.\n")
    if provider.without_run is not None:
        parts.append(f"{provider.without_run}.\n")
    works = [
        [feature, "-" if reason else "yes", reason or ""]
        for feature in FEATURES
        for reason in [provider.cannot.get(feature)]
    ]
    parts += ["## What works\n", "A dash means: not, or not on all backends.\n"]
    parts.append(_table(["feature", "works", "note"], works))
    parts += ["## How it is called and read\n", _calls([provider], linked=False)]
    parts += _reached(provider)
    if provider.every_option():
        parts += [_OPTIONS_HEAD, _options(provider)]
    return "\n".join(parts)


def _told(provider: type[Provider]) -> str:
    text = inspect.getdoc(provider) or ""
    # roles and literals of reStructuredText, which the docstrings are in
    return re.sub(r":\w+:`~?(?:\w+\.)*(\w+)`", r"`\1`", text).replace("``", "`")


def _reached(provider: type[Provider]) -> list[str]:
    parts: list[str] = []
    if provider.local_backends:
        parts.append("## Without an account\n")
        parts.append("Where the package is installed, `LocalService` of the service has these.\n")
        rows = [[f"`{name}`", f"`{place}`"] for name, place in provider.local_backends.items()]
        parts.append(_table(["name", "made by"], rows))
    if provider.account_names:
        parts.append("## With an account\n")
        parts.append("What the package's own class calls the fields of an account.\n")
        names = provider.account_names.items()
        rows = [[field, "it takes none" if name is None else f"`{name}`"] for field, name in names]
        parts.append(_table(["field", "argument"], rows))
    return parts


def _features(providers: Sequence[type[Provider]]) -> tuple[str, str]:
    reasons: list[str] = []
    rows = []
    for cls in providers:
        cells = []
        for feature in FEATURES:
            reason = cls.cannot.get(feature)
            if reason is not None and reason not in reasons:
                reasons.append(reason)
            cells.append("yes" if reason is None else f"-[^{reasons.index(reason) + 1}]")
        rows.append([_link(cls), *cells])
    notes = [f"[^{number}]: {reason}" for number, reason in enumerate(reasons, start=1)]
    return _table(["provider", *FEATURES], rows), "\n".join(notes) + "\n"


def _link(provider: type[Provider]) -> str:
    return f"[{provider.name}]({PAGES}/{provider.name}.md)"


def _calls(providers: Sequence[type[Provider]], *, linked: bool = True) -> str:
    head = ["provider", "read from", "shots", "seed", "memory", "limits", "memory is", "counts are"]
    rows = []
    for cls in providers:
        dialects = _dialects(cls)
        rows.append([
            _link(cls) if linked else cls.name,
            cls.read_from,
            _code([cls.shots]),
            _code([cls.seed, *cls.other_seeds]),
            _code([cls.memory]),
            _limits(cls),
            _code([each.memory and each.memory.value for each in dialects]),
            _code([each.counts and each.counts.value for each in dialects]),
        ])  # fmt: skip
    return _table(head, rows)


def _dialects(cls: type[Provider]) -> list[Dialect]:
    """The dialect, and others that a provider has for some of its backends."""
    others = (value for value in vars(cls).values() if isinstance(value, Dialect))
    return list(dict.fromkeys([cls.dialect, *others]))


def _limits(cls: type[Provider]) -> str:
    limits = cls.limits_by_default
    shots = next((option for option in cls.options if option.name == cls.shots), None)
    narrow = limits.within(shots)
    parts = []
    if narrow.max_circuits is not None:
        parts.append(f"circuits: {narrow.max_circuits}")
    if narrow.max_shots is not None:
        parts.append(f"shots: {narrow.min_shots} to {narrow.max_shots}")
    if narrow.max_jobs is not None:
        parts.append(f"unfinished jobs: {narrow.max_jobs}")
    return "; ".join(parts)


def _options(cls: type[Provider]) -> str:
    places: dict[str, list[str]] = {option.name: [] for option in cls.every_option()}
    common = {option.name for option in cls.options}
    for where, options in cls.variants.items():
        for option in options:
            if option.name not in common:
                places[option.name].append(where)
    head = ["option", "type", "default", "values", "meaning", "taken by"]
    rows = [
        [
            f"`{option.name}`",
            _kind(option),
            "-" if option.default in (UNSET, None) else f"`{option.default}`",
            _values(option),
            option.meaning,
            "; ".join(places[option.name]) or "all",
        ]
        for option in cls.every_option()
    ]
    return _table(head, rows)


def _kind(option: RunOption) -> str:
    kinds = option.kind if isinstance(option.kind, tuple) else (option.kind,)
    return " or ".join("any" if kind is object else kind.__name__ for kind in kinds)


def _values(option: RunOption) -> str:
    if option.choices is not None:
        return _code(option.choices)
    if option.minimum is not None and option.maximum is not None:
        return f"{option.minimum} to {option.maximum}"
    if option.minimum is not None:
        return f"at least {option.minimum}"
    return "" if option.maximum is None else f"at most {option.maximum}"


def _code(names: Iterable[object]) -> str:
    return ", ".join(dict.fromkeys(f"`{name}`" for name in names if name is not None)) or "-"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the matrix of the provider files in the package, or write it and their pages."""
    parser = argparse.ArgumentParser(description="Make the support matrix.")
    parser.add_argument(
        "--write", nargs="?", const=HOME, type=Path, metavar="FOLDER", help=f"default: {HOME}"
    )
    chosen = parser.parse_args(arguments)
    text = support_matrix(in_tree())
    if chosen.write is None:
        print(text, end="")
        return
    (chosen.write / MATRIX).write_text(text, encoding="utf-8")
    pages = chosen.write / PAGES
    pages.mkdir(exist_ok=True)
    for cls in in_tree():
        (pages / f"{cls.name}.md").write_text(provider_page(cls), encoding="utf-8")


if __name__ == "__main__":
    main()
