"""An account into a provider: the arguments of its class, by declared names."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Any

from qiskit_uplift.adapters.provider import Provider
from qiskit_uplift.adapters.registry import providers
from qiskit_uplift.exceptions import AccountError, LoginError, OptionError
from qiskit_uplift.service.accounts import Account
from qiskit_uplift.service.sources import parameters
from qiskit_uplift.service.tokens import Token


def log_in(provider: type, account: Account, names: Mapping[str, str | None] | None = None) -> Any:
    """Make a provider with what an account has.

    Args:
        provider: Its class.
        account: The account.
        names: What the class calls the fields of the account; None for one that is to be left
            out. Where it doesn't say, the provider file does (`Provider.account_names`), and else
            the names are the same.

    Raises:
        AccountError: The account is another provider's.
        OptionError: The class takes no argument of such a name.
        LoginError: The class raised.
    """
    file = _file_of(provider)
    _check_owner(provider, account, file)
    declared: Mapping[str, str | None] = {} if file is None else file.account_names
    arguments = _arguments(provider, account, {**declared, **(names or {})})
    made, refusal = _made(provider, arguments)
    if refusal is not None:  # raised here, where nothing hangs on it that holds the token
        raise _refused(provider, account, *refusal)
    return made


def _arguments(provider: type, account: Account, names: Mapping[str, str | None]) -> dict[str, Any]:
    fields = {
        "token": account.token, "url": account.url, "instance": account.instance, **account.extra,
    }  # fmt: skip
    known = parameters(provider)
    takes_any = any(each.kind is inspect.Parameter.VAR_KEYWORD for each in known.values())
    unknown = [name for name in names if name not in ("token", "url", "instance", *fields)]
    if unknown:
        raise OptionError.unknown(unknown[0], fields, f"Account {account.name!r}")
    arguments: dict[str, Any] = {}
    for field, value in fields.items():
        called = names.get(field, field)
        if value is None or called is None:
            continue
        if called not in known and not (takes_any and field in names):
            listed = ", ".join(known) or "none"
            raise OptionError(
                f"{provider.__name__} takes no argument {called!r}, and account {account.name!r} "
                f"has a {field}. Say what it is called by arguments={{{field!r}: ...}}, or None "
                f"there to leave it out. Its arguments: {listed}."
            )
        arguments[called] = value
    return arguments


def _made(provider: type, arguments: Mapping[str, Any]) -> tuple[Any, tuple[str, str] | None]:
    secrets = list(_tokens(arguments))
    try:
        return provider(**_revealed(arguments)), None
    except Exception as error:  # a provider may raise anything; it isn't kept, see LoginError
        return None, (type(error).__name__, _without(str(error), secrets))


def _tokens(values: Mapping[str, Any]) -> Iterator[Token]:
    for value in values.values():
        if isinstance(value, Token):
            yield value
        elif isinstance(value, Mapping):
            yield from _tokens(value)


def _revealed(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.reveal()
        if isinstance(value, Token)
        else _revealed(value)
        if isinstance(value, Mapping)
        else value
        for name, value in values.items()
    }


def _without(text: str, secrets: list[Token]) -> str:
    for secret in secrets:
        text = secret.hidden_in(text)
    return text


def _refused(provider: type, account: Account, kind: str, told: str) -> LoginError:
    error = LoginError(f"{provider.__name__} refused account {account.name!r}: {kind}: {told}")
    error.remote_type = kind
    return error


def _file_of(provider: type) -> Provider | None:
    """The provider file that claims the module of a class."""
    return next(
        (
            file
            for file in providers().values()
            for module in file.modules
            if f"{provider.__module__}.".startswith(f"{module}.")
        ),
        None,
    )


def _check_owner(provider: type, account: Account, file: Provider | None) -> None:
    whose = account.provider
    own = {provider.__name__, f"{provider.__module__}:{provider.__qualname__}"}
    if file is not None:
        own.add(file.name)
    if whose is not None and whose not in own:
        raise AccountError(
            f"Account {account.name!r} is one of {whose!r}, and is not handed to "
            f"{provider.__module__}:{provider.__qualname__}. Save one for that, or save it without "
            "a provider."
        )
