"""The support matrix is made from the provider files, and the one that is kept is the newest."""

import re
from pathlib import Path
from typing import ClassVar

import pytest

from qiskit_uplift.adapters.dialects import Dialect, Notation
from qiskit_uplift.adapters.options import Limits, RunOption
from qiskit_uplift.adapters.provider import FEATURES, Provider
from qiskit_uplift.adapters.registry import in_tree
from qiskit_uplift.adapters.support import main, provider_page, support_matrix

DOCS = Path(__file__).resolve().parents[2] / "docs"
KEPT = DOCS / "support-matrix.md"
STALE = "docs are stale: run `python -m qiskit_uplift.adapters.support --write`"


class Small(Provider):
    """It serves ``run`` and :func:`~qiskit_uplift.uplift`."""

    name = "small"
    read_from = "small 1.0"
    seed = "seed"
    other_seeds = ("rng",)
    dialect = Dialect(counts=Notation.BINARY)
    odd_dialect = Dialect(counts=Notation.HEX)
    limits_by_default = Limits(max_circuits=5, max_shots=900, max_jobs=3)
    options = (
        RunOption("shots", int, "how often", 100, minimum=10, maximum=800),
        RunOption("seed", int, "the seed"),
    )
    variants: ClassVar = {
        "fast ones": (RunOption("speed", str, "how fast", choices=("slow", "fast")),),
        "noisy ones": (RunOption("noise", (dict, list), "the noise"),),
    }
    cannot: ClassVar = {
        "seed": "none on Sundays",
        "reset": "none on Sundays",
        "control flow": "never",
    }


def rows(text):
    return [
        [cell.strip() for cell in line.strip("|\n").split(" | ")]
        for line in text.splitlines()
        if line.startswith("|")
    ]


def test_the_kept_matrix_is_what_the_files_declare():
    assert KEPT.read_text(encoding="utf-8") == support_matrix(in_tree()), STALE
    pages = {path.stem: path.read_text(encoding="utf-8") for path in DOCS.glob("providers/*.md")}
    assert pages == {cls.name: provider_page(cls) for cls in in_tree()}, STALE


def test_a_feature_that_is_missing_has_its_reason_once():
    text = support_matrix([Small])
    found = dict(zip(*rows(text)[:3:2], strict=True))
    assert found["provider"] == "[small](providers/small.md)"
    assert {name for name in FEATURES if found[name] == "yes"} == set(FEATURES) - set(Small.cannot)
    notes = dict(re.findall(r"^\[\^(\d+)\]: (.*)$", text, flags=re.MULTILINE))
    assert list(notes.values()) == ["none on Sundays", "never"]
    for feature, reason in Small.cannot.items():
        (number,) = re.findall(r"\[\^(\d+)\]", found[feature])
        assert notes[number] == reason


def test_how_a_backend_is_called_and_what_it_takes():
    found = rows(provider_page(Small))
    assert ["reset", "-", "none on Sundays"] in found
    assert ["shot order", "yes", ""] in found
    assert [
        "small",
        "small 1.0",
        "`shots`",
        "`seed`, `rng`",
        "-",
        "circuits: 5; shots: 10 to 800; unfinished jobs: 3",
        "-",
        "`binary`, `hex`",
    ] in found
    assert ["`shots`", "int", "`100`", "10 to 800", "how often", "all"] in found
    assert ["`speed`", "str", "-", "`slow`, `fast`", "how fast", "fast ones"] in found
    assert ["`noise`", "dict or list", "-", "", "the noise", "noisy ones"] in found


@pytest.mark.parametrize("cls", in_tree())
def test_declarations_are_complete(cls):
    assert set(cls.cannot) <= set(FEATURES)
    assert all(reason.strip() == reason != "" for reason in cls.cannot.values())
    assert all("|" not in reason for reason in cls.cannot.values())
    names = {option.name for option in cls.every_option()}
    assert {cls.shots, cls.seed, cls.memory, cls.tag, *cls.other_seeds} - {None} <= names
    assert ("seed" in cls.cannot) or (cls.seed is not None)
    for option in cls.every_option():
        assert option.meaning
        assert "|" not in option.meaning
        assert option.default is not None


def test_a_page_says_how_backends_are_reached_and_where_none_can_be_run():
    text = provider_page(Small)
    assert "It serves `run` and `uplift`." in text
    assert "## Without" not in text
    assert "## With an account" not in text

    class Reached(Small):
        """Another."""

        local_backends: ClassVar = {"near": "small:Near"}
        account_names: ClassVar = {"token": "api_key", "url": None}
        without_run = "it is asleep. Wake it"
        options = ()
        variants: ClassVar = {}

    text = provider_page(Reached)
    assert "\nit is asleep. Wake it.\n" in text
    assert ["`near`", "`small:Near`"] in rows(text)
    assert ["token", "`api_key`"] in rows(text)
    assert ["url", "it takes none"] in rows(text)
    assert "## Options" not in text


def test_it_is_written_where_it_is_asked_for(tmp_path, capsys):
    for _ in range(2):
        main(["--write", str(tmp_path)])
        found = (tmp_path / "support-matrix.md").read_text(encoding="utf-8")
        assert found == support_matrix(in_tree())
        assert len(list((tmp_path / "providers").iterdir())) == len(in_tree())
    assert capsys.readouterr().out == ""
    main([])
    assert capsys.readouterr().out == support_matrix(in_tree())
