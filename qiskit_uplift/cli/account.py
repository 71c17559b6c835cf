"""``qiskit-uplift account``: accounts of providers, saved for `ProviderService`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import click

from qiskit_uplift.adapters.records import is_secret_name
from qiskit_uplift.cli import output
from qiskit_uplift.cli.errors import InputError, debug_option
from qiskit_uplift.exceptions import suggestion
from qiskit_uplift.service.account_file import accounts_path
from qiskit_uplift.service.accounts import (
    delete_account,
    save_account,
    saved_accounts,
    use_account,
)

EPILOG = """\b
Examples:
  qiskit-uplift account save work --provider ionq
  pass show ionq | qiskit-uplift account save work --provider ionq
  qiskit-uplift account list
  qiskit-uplift account use work

\b
A token is asked for, or read from the standard input, and never an argument:
other users of the machine see those. The file is in the platform's folder for
configuration, or in QISKIT_UPLIFT_HOME; nobody else can read it.
"""

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
name_argument = click.argument("name")


@click.group(epilog=EPILOG)
@debug_option
def account() -> None:
    """Save, list and delete accounts of providers, or choose the default one."""


@account.command()
@name_argument
@click.option("--provider", metavar="NAME", help="A provider file, or a class as module:Class.")
@click.option("--url", metavar="URL", help="Where the provider is.")
@click.option("--instance", metavar="NAME", help="The project, workspace or computer.")
@click.option("--extra", multiple=True, metavar="KEY=VALUE",
              help="A further argument of the provider's class. May be repeated.")  # fmt: skip
@click.option("--no-token", is_flag=True, help="The account has no token.")
@click.option("--keyring", is_flag=True, help="Put the token into the platform's keyring.")
@click.option("--token", "typed", hidden=True)
@click.option("--overwrite", is_flag=True, help="Replace an account of that name.")
@click.option("--default", "as_default", is_flag=True, help="Use it where none is named.")
@debug_option
def save(
    *,
    name: str,
    provider: str | None,
    url: str | None,
    instance: str | None,
    extra: Sequence[str],
    no_token: bool,
    keyring: bool,
    typed: str | None,
    overwrite: bool,
    as_default: bool,
) -> None:
    """Save an account as NAME; its token is asked for, or read from the standard input."""
    if typed is not None:
        raise InputError(
            "--token: others see what is typed here. Leave it out: the token is asked for, or read "
            "from the standard input. Make one anew in the place of this."
        )
    further = _extra(extra)
    save_account(
        name=name, provider=provider, url=url, instance=instance, keyring=keyring,
        token=None if no_token else _token(), overwrite=overwrite,
        set_as_default=True if as_default else None, **further,
    )  # fmt: skip
    click.echo(f"Saved {name} in {accounts_path()}.")


@account.command("list")
@json_option
@debug_option
def list_accounts(as_json: bool) -> None:
    """List accounts, without their tokens."""
    found = [each.described() for each in saved_accounts().values()]
    if as_json:
        output.print_json({"file": str(accounts_path()), "accounts": found})
        return
    if not found:
        output.line(f"No accounts in {accounts_path()}.", indent=0)
        return
    rows = [
        (each["name"], each["provider"] or "", each["url"] or "", each["instance"] or "",
         _kept(each), "yes" if each["is_default"] else "")
        for each in found
    ]  # fmt: skip
    output.table(("name", "provider", "url", "instance", "token", "default"), rows)


@account.command()
@name_argument
@debug_option
def delete(name: str) -> None:
    """Delete an account."""
    if not delete_account(name):
        raise InputError(f"There is no account '{name}'.{suggestion(name, saved_accounts())}")
    click.echo(f"Deleted {name}.")


@account.command()
@name_argument
@debug_option
def use(name: str) -> None:
    """Use an account where none is named."""
    use_account(name)
    click.echo(f"{name} is the default account.")


def _kept(described: dict[str, Any]) -> str:
    if described["in_keyring"]:
        return "in the keyring"
    return "none" if described["token"] is None else "saved"


def _token() -> str:
    if _is_terminal():
        return str(click.prompt("Token", hide_input=True))
    token = sys.stdin.readline().strip()
    if not token:
        raise InputError("No token on the standard input. Pass --no-token if there is none.")
    return token


def _is_terminal() -> bool:
    return sys.stdin.isatty()


def _extra(items: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    taken = ("token", "url", "instance", "name", "provider", "overwrite", "set_as_default",
             "keyring")  # fmt: skip
    for item in items:
        key, equals, value = item.partition("=")
        if not equals or not key.isidentifier():
            raise InputError(f"--extra '{key}' is not of the form key=value.")
        if key in taken or key in found:
            raise InputError(f"--extra {key} is an option of its own, or given twice.")
        if is_secret_name(key):
            raise InputError(
                f"--extra {key}: others see what is typed here. Save that with save_account()."
            )
        found[key] = value
    return found
