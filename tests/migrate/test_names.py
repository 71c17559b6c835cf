"""No name that Qiskit had is forgotten, no name that it has is taken for an old one."""

from __future__ import annotations

import warnings

import pytest
import qiskit

from qiskit_uplift.compat import _ibm_names, _legacy_names
from qiskit_uplift.migrate.moving import Moves
from qiskit_uplift.migrate.registry import rules
from qiskit_uplift.migrate.rule import Safety
from qiskit_uplift.migrate.vocabulary import canonical
from tests.migrate.names import went
from tests.migrate.names.listing import CLASSES, is_live, names

RULES = tuple(rules().values())
MOVES = Moves(RULES)
CLAIMED = {canonical(name) for rule in RULES for name in rule.names | rule.obsolete}
METHODS = {method for rule in RULES for method in rule.methods}
MAJOR = int(qiskit.__version__.partition(".")[0])
WENT = went()
OPERATORS = {"__add__": "MIG013", "__iadd__": "MIG013"}
"""Methods that are written as operators, and the rules that look for these."""


def has_rule(name):
    """Whether the tables or a hook of a rule know a name, or all that was listed below it."""
    home, _, last = name.rpartition(".")
    if home in CLASSES:
        return last in METHODS
    if MOVES.moved(name) or MOVES.gone(name) or canonical(name) in CLAIMED:
        return True
    below = [other for other in WENT if other.startswith(f"{name}.")]
    return bool(below) and all(map(has_rule, below))


@pytest.fixture(scope="module")
def live():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # modules that are deprecated say so when imported
        return names()


def test_every_name_that_went_has_a_rule():
    assert [name for name in WENT if not has_rule(name)] == []


def test_the_list_of_names_holds_what_everybody_knows():
    assert {name: WENT[name] for name in ("qiskit.execute", "qiskit.pulse", "qiskit.Aer")} == {
        "qiskit.execute": 1,
        "qiskit.pulse": 2,
        "qiskit.Aer": 1,
    }


@pytest.mark.filterwarnings("ignore")
def test_no_name_that_went_is_there():
    assert [name for name, line in WENT.items() if line <= MAJOR and is_live(name)] == []


def test_no_name_that_stays_is_taken_for_an_old_one(live):
    taken = [name for name in live - set(WENT) if MOVES.moved(name) or MOVES.gone(name)]
    assert sorted(taken) == []


@pytest.mark.filterwarnings("ignore")
def test_what_names_are_moved_to_is_there():
    here = ("qiskit.", "qiskit_uplift.", "qiskit_aer.")
    targets = {new for rule in RULES for new in rule.moves.values() if new.startswith(here)}
    assert [new for new in sorted(targets) if not is_live(new)] == []


def restored():
    """The names that the import hook gives back, with what it says of them."""
    found = {}
    for table in (
        *(_legacy_names.MODULES, _legacy_names.ATTRIBUTES),
        *(_ibm_names.modules("refuse"), _ibm_names.attributes("refuse")),
        _ibm_names.modules("local"),
    ):
        for module, entries in table.items():
            found.update({f"{module}.{name}": entry for name, entry in entries.items()})
    # an answer in the place of today's service, which needs no rewriting
    del found["qiskit_ibm_runtime.QiskitRuntimeService"]
    return found


def rewritten(name):
    """Whether a rule rewrites a name, at least where it knows enough of it."""
    hooks = (rule for rule in RULES if rule.safety is not Safety.MANUAL)
    ours = {canonical(known) for rule in hooks for known in rule.names | rule.obsolete}
    return MOVES.moved(name) is not None or canonical(name) in ours


def test_the_hook_says_of_names_what_the_rules_do():
    wrong = {n: e.migratable for n, e in restored().items() if e.migratable != rewritten(n)}
    assert wrong == {}


def test_the_hook_says_of_modules_what_the_rules_do():
    moved = {old for rule in RULES for old in rule.moves}
    for alias, entry in _legacy_names.ALIASES.items():
        below = any(old.startswith(f"{alias}.") for old in moved)
        assert entry.migratable == (MOVES.moved(alias) is not None or below), alias


def test_the_hook_says_of_methods_what_the_rules_do():
    rewriting = {m for rule in RULES if rule.safety is not Safety.MANUAL for m in rule.methods}
    claims: dict[str, bool] = {}
    for methods in _legacy_names.METHODS.values():
        for name, entry in methods.items():
            claims[name] = claims.get(name, False) or entry.migratable
    assert {n for n in claims if n in OPERATORS and rules()[OPERATORS[n]].nodes} == set(OPERATORS)
    assert {n for n, claim in claims.items() if claim} - set(OPERATORS) == rewriting & set(claims)
