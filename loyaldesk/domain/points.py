"""Points: lots, spending the nearest to expire first, and what a shortage becomes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class EntryKind(StrEnum):
    """Why points moved."""

    EARN = "earn"
    SPEND = "spend"
    EXPIRE = "expire"
    ADJUST = "adjust"
    RETURN = "return"
    REVERSE = "reverse"
    TRANSFER = "transfer"


OPENING = "opening"
"""Reason of an adjustment that brings a balance from an older system."""

MOST_POINTS = 10_000_000
"""The largest movement of one entry; the schema refuses more."""


@dataclass(frozen=True, slots=True)
class Lot:
    """What is left of one batch of points.

    Attributes:
        id: Its row.
        left: Points not yet spent, taken back or expired; > 0.
        expires_on: Last day it can be spent; None: for ever.
    """

    id: int
    left: int
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Taken:
    """So many points taken from one lot."""

    lot_id: int
    points: int


def spending_order(lots: Iterable[Lot]) -> list[Lot]:
    """Return lots nearest to expire first, those without a date last, the oldest first."""
    return sorted(lots, key=lambda lot: (lot.expires_on or date.max, lot.id))


def take(points: int, lots: Iterable[Lot], first: int | None = None) -> tuple[list[Taken], int]:
    """Return what is taken from which lot to make *points*, and what is missing.

    Args:
        points: How many to take; >= 0.
        lots: Lots that may be used.
        first: Id of a lot to empty before the others (a reversed sale gives back its own).
    """
    taken, missing = [], points
    for lot in sorted(spending_order(lots), key=lambda lot: lot.id != first):
        if not missing:
            break
        part = min(lot.left, missing)
        taken.append(Taken(lot.id, part))
        missing -= part
    return taken, missing
