"""The places one can go to, and what an entry of the search box does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.ui.parts.hall import Hall


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the side bar, built when it is first visited.

    Attributes:
        key: What pages call it: ``counter``, ``members``.
        title: Of the entry and of the page.
        icon: Name of its icon.
        build: Makes the page.
        permission: Who lacks it does not see the place.
        parts: Of who may what: the names of what can be opened on it with ``open_tab``.
    """

    key: str
    title: str
    icon: str
    build: Callable[[Hall], QWidget]
    permission: Permission
    parts: Callable[[Callable[[Permission], bool]], Sequence[str]] = lambda _may: ()


@dataclass(frozen=True, slots=True)
class MemberPlace:
    """The page of one member: in no side bar, opened by the member's id."""

    build: Callable[[Hall, int], QWidget]


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the search box: what it is, and what Enter does."""

    group: str
    title: str
    beside: str
    icon: str
    act: Callable[[], object]
