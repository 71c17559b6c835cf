"""`Token`: a credential that doesn't show itself."""

from __future__ import annotations

import hmac
import re
from typing import Any, NoReturn

from qiskit_uplift.exceptions import AccountError

HIDDEN = "(hidden)"


class Token:
    """A credential: every way to look at it but `reveal` shows that it is one, and no more.

    It can't be pickled, and JSON refuses it. A copy is the same object.

    Args:
        value: The credential, or another Token.

    Raises:
        AccountError: It is empty, or no text.

    Example:
        >>> from qiskit_uplift.service import Token
        >>> token = Token("very secret")
        >>> token, f"{token:>20}", str([token])
        (Token(hidden), 'Token(hidden)', '[Token(hidden)]')
        >>> token.reveal() == "very secret"
        True
    """

    __slots__ = ("_value",)

    def __init__(self, value: str | Token) -> None:
        self._value = value.reveal() if isinstance(value, Token) else value
        if not isinstance(self._value, str) or not self._value.strip():
            raise AccountError("A token is a text that isn't empty.")

    def reveal(self) -> str:
        """The credential itself, to be handed on at once and kept nowhere."""
        return self._value

    def hidden_in(self, text: str) -> str:
        """A text with `HIDDEN` wherever the credential is in it."""
        return re.sub(re.escape(self._value), HIDDEN, text)

    def __repr__(self) -> str:
        return f"Token{HIDDEN}"

    def __format__(self, spec: str) -> str:
        del spec  # one such as .3 would cut out a part
        return repr(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Token):
            return NotImplemented
        return hmac.compare_digest(self._value.encode(), other._value.encode())

    __hash__ = None  # type: ignore[assignment] # a hash is a trace of the value

    def __copy__(self) -> Token:
        return self

    def __deepcopy__(self, memo: Any) -> Token:
        del memo
        return self

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        del protocol
        raise TypeError("A token is never pickled. Look the account up again where it is needed.")
