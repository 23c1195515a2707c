"""What a tab of the member page is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Offer:
    """A tab, or a part of one, that can be opened.

    Attributes:
        title: Its words.
        make: Makes what stands in it.
        parts: Titles of the parts that stand in it; none: it is one itself.
    """

    title: str
    make: Callable[[], Any]
    parts: tuple[str, ...] = ()
