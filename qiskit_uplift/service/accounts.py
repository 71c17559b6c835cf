"""Accounts: how to log in to providers, kept where only their user can read them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from qiskit_uplift.adapters.records import is_secret_name
from qiskit_uplift.exceptions import AccountError, AccountNotFoundError, VersionError, suggestion
from qiskit_uplift.service.account_file import (
    accounts_path,
    changing_accounts,
    hidden,
    read_accounts,
)
from qiskit_uplift.service.tokens import Token

VARIABLES: Mapping[str, str] = {
    "token": "QISKIT_UPLIFT_TOKEN",
    "url": "QISKIT_UPLIFT_URL",
    "instance": "QISKIT_UPLIFT_INSTANCE",
}
"""The environment variables that say what an account's fields are."""

NAME_VARIABLE = "QISKIT_UPLIFT_ACCOUNT"
"""The environment variable that names a saved account."""

ENVIRONMENT = "environment"
"""What an account is called that comes from environment variables alone."""

KEYRING = "qiskit-uplift"
"""The service under which tokens are in the platform's keyring."""


@dataclass(frozen=True)
class Account:
    """How to log in to a provider.

    Attributes:
        name: What it is called here.
        provider: Whose it is: the name of a provider file, or a class as ``module:Class``. It is
            never handed to another. None where that isn't said.
        token: The credential.
        url: Where the provider is.
        instance: The project, workspace or computer that is used.
        extra: Further arguments of the provider's class; those that hold credentials, by their
            names, are Tokens.
        is_default: Whether it is used where none is named.
        in_keyring: Whether the token is in the platform's keyring.

    Raises:
        AccountError: The token is no text, or the address holds a credential, which would show.
    """

    name: str
    provider: str | None = None
    token: Token | None = None
    url: str | None = None
    instance: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    is_default: bool = False
    in_keyring: bool = False

    def __post_init__(self) -> None:
        if self.token is not None:
            object.__setattr__(self, "token", Token(self.token))
        object.__setattr__(self, "extra", hidden(self.extra))
        _check_url(self.url, self.name)

    def described(self) -> dict[str, Any]:
        """All but the credentials, of which it is only said that they are there."""
        return {
            "name": self.name,
            "provider": self.provider,
            "token": None if self.token is None else repr(self.token),
            "url": self.url,
            "instance": self.instance,
            "extra": json.loads(json.dumps(dict(self.extra), default=_shown)),
            "is_default": self.is_default,
            "in_keyring": self.in_keyring,
        }  # fmt: skip


def save_account(
    *,
    provider: str | type | None = None,
    token: str | Token | None = None,
    url: str | None = None,
    instance: str | None = None,
    name: str | None = None,
    overwrite: bool = False,
    set_as_default: bool | None = None,
    keyring: bool = False,
    **extra: Any,
) -> None:
    """Save an account in a file that only this user can read.

    Args:
        provider: Whose it is: the name of a provider file, ``"module:Class"``, or the class.
        token: The credential.
        url: Where the provider is.
        instance: The project, workspace or computer.
        name: What to call it; None for the name of the provider, or else ``"default"``.
        overwrite: Whether it may replace one of that name.
        set_as_default: Whether it is used where none is named; None for whether it is the first.
        keyring: Whether to put the token into the platform's keyring (extra ``[keyring]``), and
            all else into the file.
        **extra: Further arguments of the provider's class: text, numbers, and what JSON can hold.

    Raises:
        AccountError: There is one of that name; or a value that can't be saved, as an address with
            a password in it.
        VersionError: The package keyring isn't installed.

    Example:
        >>> from qiskit_uplift.service import delete_account, save_account, saved_accounts
        >>> save_account(name="example", token="very secret", url="https://example.org")
        >>> saved_accounts()["example"].token
        Token(hidden)
        >>> delete_account("example")
        True
    """
    token = None if token is None else Token(token)
    extra = hidden(extra)
    whose = _spec(provider)
    called = name or (whose or "default").rpartition(":")[2]
    if not isinstance(called, str):
        raise AccountError(f"The name of an account is a text, and not {name!r}.")
    _check_url(url, called)
    for key, value in extra.items():
        if not _fits_json(value):
            raise AccountError(f"Account {called!r}: {key} isn't saved, as JSON can't hold it.")
    with changing_accounts() as stored:
        if called in stored.accounts and not overwrite:
            raise AccountError(
                f"There is an account {called!r} already. Pass overwrite=True to replace it, or "
                "another name=."
            )
        if keyring and token is not None:
            _keyring().set_password(KEYRING, called, token.reveal())
        stored.accounts[called] = {
            "provider": whose,
            "token": None if keyring else token,
            "in_keyring": keyring and token is not None,
            "url": url,
            "instance": instance,
            "extra": extra,
        }
        if set_as_default or (set_as_default is None and len(stored.accounts) == 1):
            stored.default = called


def saved_accounts(
    name: str | None = None, provider: str | type | None = None
) -> dict[str, Account]:
    """The accounts that are saved, by name.

    Args:
        name: That one alone.
        provider: Those of one provider.

    Raises:
        AccountError: Others may read the file.
    """
    stored = read_accounts()
    whose = _spec(provider)
    return {
        called: _account(called, fields, called == stored.default)
        for called, fields in stored.accounts.items()
        if name in (None, called) and whose in (None, fields.get("provider"))
    }


def delete_account(name: str) -> bool:
    """Delete an account; whether there was one of that name.

    Args:
        name: What it is called.

    Raises:
        AccountError: Others may read the file.
    """
    with changing_accounts() as stored:
        fields = stored.accounts.pop(name, None)
        if stored.default == name:
            stored.default = None
    if fields is not None and fields.get("in_keyring"):
        _keyring().delete_password(KEYRING, name)
    return fields is not None


def use_account(name: str) -> None:
    """Make an account the one that is used where none is named.

    Args:
        name: What it is called.

    Raises:
        AccountNotFoundError: There is none of that name.
    """
    with changing_accounts() as stored:
        if name not in stored.accounts:
            raise _unknown(name, stored.accounts)
        stored.default = name


def find_account(name: str | None = None) -> Account:
    """The account to use.

    Args:
        name: A saved one, as it is; None for what the environment says: the saved account that
            ``QISKIT_UPLIFT_ACCOUNT`` names, or the one that ``QISKIT_UPLIFT_TOKEN`` makes without
            any other, or else the default one. The variables ``QISKIT_UPLIFT_TOKEN``, ``_URL`` and
            ``_INSTANCE`` then replace its fields.

    Raises:
        AccountNotFoundError: There is none.
        AccountError: Others may read the file.
    """
    if name is not None:
        return _named(name)
    given: dict[str, Any] = {
        key: value for key, variable in VARIABLES.items() if (value := os.environ.get(variable))
    }
    if "token" in given:
        given["token"] = _token_of_environment(given["token"])
    chosen = os.environ.get(NAME_VARIABLE)
    if chosen:
        return replace(_named(chosen), **given)
    if "token" in given:  # a saved account's address is not where this token belongs
        return Account(ENVIRONMENT, **given)
    stored = read_accounts()
    if stored.default is None:
        raise AccountNotFoundError(
            f"No account is named, and {accounts_path()} has no default one. Save one by "
            "save_account(..., set_as_default=True) or 'qiskit-uplift account save', or set "
            f"{VARIABLES['token']} or {NAME_VARIABLE}."
        )
    return replace(_named(stored.default), **given)


def _token_of_environment(value: str) -> Token:
    if not value.strip():
        raise AccountError(f"{VARIABLES['token']} is blank. Set it to the token, or unset it.")
    return Token(value)


def _check_url(url: str | None, name: str) -> None:
    """Raise where an address, which is shown, holds a credential."""
    if url is None:
        return
    if not isinstance(url, str):
        raise AccountError(f"Account {name!r}: url is a text, and not a {type(url).__name__}.")
    try:
        parts = urlsplit(url)
        secret = parts.password or any(is_secret_name(key) for key, _ in parse_qsl(parts.query))
    except ValueError:
        raise AccountError(f"Account {name!r}: its url can't be read as an address.") from None
    if secret:
        raise AccountError(
            f"Account {name!r}: its url holds a credential, which would show wherever the address "
            "does. Leave it out there, and pass it as token=."
        )


def _named(name: str) -> Account:
    stored = read_accounts()
    if name not in stored.accounts:
        raise _unknown(name, stored.accounts)
    account = _account(name, stored.accounts[name], name == stored.default)
    if account.in_keyring:
        account = replace(account, token=_from_keyring(name))
    return account


def _unknown(name: str, known: Mapping[str, Any]) -> AccountNotFoundError:
    listed = ", ".join(known) or "none"
    return AccountNotFoundError(
        f"There is no account {name!r}.{suggestion(name, known)} Saved: {listed}."
    )


def _account(name: str, fields: Mapping[str, Any], is_default: bool) -> Account:
    return Account(
        name,
        fields.get("provider"),
        fields.get("token"),
        fields.get("url"),
        fields.get("instance"),
        fields.get("extra") or {},
        is_default,
        bool(fields.get("in_keyring")),
    )


def _fits_json(value: Any) -> bool:
    try:
        json.dumps(value, default=_shown)
    except (TypeError, ValueError):
        return False
    return True


def _shown(value: Any) -> str:
    if isinstance(value, Token):
        return repr(value)
    raise TypeError


def _spec(provider: str | type | None) -> str | None:
    if isinstance(provider, type):
        return f"{provider.__module__}:{provider.__qualname__}"
    return provider


def _from_keyring(name: str) -> Token:
    found = _keyring().get_password(KEYRING, name)
    if not found:
        raise AccountError(f"The keyring has no token of account {name!r}. Save the account again.")
    return Token(found)


def _keyring() -> Any:
    try:
        import keyring
    except ImportError:
        raise VersionError(
            "Tokens in the platform's keyring need the package keyring: "
            "pip install 'qiskit-uplift[keyring]'."
        ) from None
    return keyring
