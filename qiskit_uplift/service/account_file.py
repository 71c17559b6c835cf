"""The file of accounts: who may read it, and how it is changed without being lost."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import filelock
import platformdirs

from qiskit_uplift.adapters.journal import HOME_VARIABLE
from qiskit_uplift.adapters.records import is_secret_name
from qiskit_uplift.exceptions import AccountError
from qiskit_uplift.service.tokens import Token

FILE = "accounts.json"

LONGEST_WAIT = 60.0
"""How long to wait, in seconds, for another process that changes the file. It may itself wait for
a person, who has to unlock a keyring."""


@dataclass
class Stored:
    """What the file holds.

    Attributes:
        accounts: The fields of each account by its name; credentials are Tokens.
        default: The account that is used where none is named.
    """

    accounts: dict[str, dict[str, Any]] = field(default_factory=dict)
    default: str | None = None


def accounts_path() -> Path:
    """The file: in ``QISKIT_UPLIFT_HOME``, or in the platform's folder for configuration."""
    named = os.environ.get(HOME_VARIABLE)
    folder = Path(named).expanduser() if named else platformdirs.user_config_path("qiskit-uplift")
    return folder / FILE


def read_accounts() -> Stored:
    """What is in the file; nothing where there is none.

    Raises:
        AccountError: Others may read it or change it, or it can't be read.
    """
    path = accounts_path()
    if not path.exists():
        return Stored()
    _check(path)
    stored = _read(path)
    if stored is None:  # said here, as the error of a parser holds the text that it parsed
        raise AccountError(f"{path} isn't a file of accounts. Mend it, or delete it.")
    return stored


@contextlib.contextmanager
def changing_accounts() -> Iterator[Stored]:
    """What is in the file, to be changed: it is written when the block ends without an error.

    One process at a time changes it, and who reads it meanwhile finds it as it was before.

    Raises:
        AccountError: As `read_accounts`; or it can't be written; or another process has been at it
            for `LONGEST_WAIT`.
    """
    path = accounts_path()
    lock = filelock.FileLock(path.with_suffix(".lock"), timeout=LONGEST_WAIT, mode=0o600)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.chmod(0o700)
        lock.acquire()
    except filelock.Timeout:
        raise AccountError(
            f"Another process has been changing {path} for {LONGEST_WAIT:.0f} s. It may wait for a "
            f"keyring to be unlocked. End it, and try again; {lock.lock_file} may stay."
        ) from None
    except OSError as error:
        raise AccountError(
            f"{path} can't be written: {error.strerror or type(error).__name__}. Set "
            f"{HOME_VARIABLE} to a folder of yours, or mend that one."
        ) from None
    try:
        stored = read_accounts()
        yield stored
        problem = _write(path, stored)
    finally:
        lock.release()
    if problem is not None:
        raise AccountError(f"{path} can't be written: {problem}.")


def hidden(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields with a Token in the place of each credential, also of those inside of others."""
    return {
        name: hidden(value)
        if isinstance(value, Mapping)
        else Token(value)
        if isinstance(value, str) and value and is_secret_name(name)
        else value
        for name, value in fields.items()
    }


def _check(path: Path) -> None:
    if os.name == "nt":  # Windows keeps a user's folder to the user, and has no such modes
        return
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise AccountError(
            f"Others may read {path}, which holds tokens, so it isn't used. Mend that by: "
            f"chmod 600 '{path}'. Tokens that others may have read should be made anew."
        )
    if stat.S_IMODE(path.parent.stat().st_mode) & 0o022:
        raise AccountError(
            f"Others may put another file in the place of {path}, so it isn't used. Mend that by: "
            f"chmod 700 '{path.parent}'."
        )


def _read(path: Path) -> Stored | None:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise AccountError(f"{path} can't be read: {problem}. Mend that, or delete it.") from None
    try:
        found = json.loads(text)
        accounts = {str(name): hidden(fields) for name, fields in found["accounts"].items()}
        default = found.get("default")
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return Stored(accounts, default if default in accounts else None)


def _write(path: Path, stored: Stored) -> str | None:
    """Put a new file in the place of the old; what went wrong, or None."""
    temporary: str | None = None
    try:
        # made with the mode 0600
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{FILE}.")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            content = {"version": 1, "default": stored.default, "accounts": stored.accounts}
            json.dump(content, file, default=Token.reveal)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        return error.strerror or type(error).__name__
    finally:
        if temporary is not None:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary)
    return None
