"""Accounts on the command line: the token comes from a prompt or the standard input alone."""

import json

import pytest

from qiskit_uplift.service import saved_accounts

SECRET = "s3cr3t-0f-n0-0ne"


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("QISKIT_UPLIFT_HOME", str(tmp_path / "config"))


def shown(result):
    assert SECRET not in result.stdout + result.stderr
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_save_list_use_delete(call):
    assert "No accounts" in shown(call("account", "list"))
    further = ("--url", "https://x", "--instance", "p", "--extra", "retries=3")
    saved = call("account", "save", "work", "--provider", "ionq", *further, input=f"{SECRET}\n")
    assert "Saved work" in shown(saved)
    shown(call("account", "save", "play", "--no-token"))
    found = saved_accounts()
    assert found["work"].token.reveal() == SECRET
    assert dict(found["work"].extra) == {"retries": "3"}
    assert found["play"].token is None
    rows = [line.split() for line in shown(call("account", "list")).splitlines()]
    assert ["work", "ionq", "https://x", "p", "saved", "yes"] in rows
    assert ["play", "none"] in rows
    shown(call("account", "use", "play"))
    listed = json.loads(shown(call("account", "list", "--json")))["accounts"]
    assert [each["name"] for each in listed if each["is_default"]] == ["play"]
    assert listed[0]["token"] == "Token(hidden)"
    shown(call("account", "delete", "work"))
    assert list(saved_accounts()) == ["play"]


def test_a_terminal_is_asked_without_an_echo(call, monkeypatch):
    asked = []

    def prompt(text, hide_input=False, **_):
        asked.append(hide_input)
        return SECRET

    monkeypatch.setattr("click.prompt", prompt)
    monkeypatch.setattr("qiskit_uplift.cli.account._is_terminal", lambda: True)
    shown(call("account", "save", "work"))
    assert asked == [True]
    assert saved_accounts()["work"].token.reveal() == SECRET


@pytest.mark.parametrize("typed", [("--token", SECRET), (f"--token={SECRET}",),
                                   ("--extra", f"api_key={SECRET}")])  # fmt: skip
def test_a_token_is_no_argument(refused, typed):
    told = refused("account", "save", "work", *typed, input=f"{SECRET}\n")
    assert SECRET not in told
    assert "others see what is typed here" in told
    assert saved_accounts() == {}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("save", "work"), "No token on the standard input"),
        (("save", "work", "--no-token", "--extra", "nothing"), "key=value"),
        (("save", "work", "--no-token", "--extra", "url=x"), "option of its own"),
        (("use", "work"), "no account 'work'"),
        (("delete", "work"), "no account 'work'"),
    ],
)
def test_mistakes(refused, typed, told):
    assert told in refused("account", *typed, input="")


def test_a_name_that_is_taken(call, refused):
    shown(call("account", "save", "work", input=f"{SECRET}\n"))
    told = refused("account", "save", "work", input="other\n")
    assert "--overwrite" in told
    shown(call("account", "save", "work", "--overwrite", input="other\n"))
    assert saved_accounts()["work"].token.reveal() == "other"
