"""The options of a first version's primitive, as those of the second version take them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from numbers import Integral
from typing import Any

from qiskit_uplift.exceptions import OptionError


def only_shots(options: Mapping[str, Any], kind: str) -> int | None:
    """The shots of a run that takes no other option.

    Args:
        options: All that was given; what is None is as if it weren't.
        kind: What kind of primitive it is, for the message.

    Raises:
        OptionError: There is another option, or the shots are no number from 1.
    """
    others = sorted(
        name for name, value in options.items() if name != "shots" and value is not None
    )
    if others:
        raise OptionError(
            f"The second version's {kind} takes no {', '.join(others)} in a run: set that on the "
            f"{kind} itself, and give it here."
        )
    return checked_shots(options.get("shots"))


def checked_shots(shots: Any) -> int | None:
    """A number of shots, or None.

    Raises:
        OptionError: It is no number from 1.
    """
    if shots is None:
        return None
    if not isinstance(shots, Integral) or isinstance(shots, bool) or shots < 1:
        raise OptionError(f"shots={shots!r}; it has to be a number from 1.")
    return int(shots)


def precision_of(shots: int) -> float:
    """The precision that means just so many shots.

    Estimators of the second version take ``ceil(1 / precision**2)`` shots.
    """
    precision = shots**-0.5
    while math.ceil(1 / precision**2) > shots:  # rounding may have made it one more
        precision = math.nextafter(precision, 1)
    return precision
