"""`FaultyDevice`: a member of the zoo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class FaultyDevice:
    """A device with one fault.

    Attributes:
        name: The fault, in a few words joined by hyphens.
        make: Makes a new device with it.
        found_by: The ids of the checks, each of which is meant to find it.
        about: The fault in a sentence.
        budget: What the default number of shots is multiplied by for it to be found.
    """

    name: str
    make: Callable[[], Any]
    found_by: tuple[str, ...]
    about: str
    budget: float = 1.0


def faulty(make: Callable[[], Any], *found_by: str, budget: float = 1.0) -> FaultyDevice:
    """A member of the zoo, called and described as the function that makes it.

    Args:
        make: Makes the device; its docstring says in a line what the fault is.
        found_by: The ids of the checks that are meant to find it.
        budget: See `FaultyDevice`.
    """
    name = make.__name__.replace("_", "-")
    about = (make.__doc__ or name).splitlines()[0]
    return FaultyDevice(name, make, found_by, about, budget)
