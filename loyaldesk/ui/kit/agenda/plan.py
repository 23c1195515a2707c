"""Where things are drawn in a calendar, and which places it has."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from PySide6.QtCore import QRectF

from loyaldesk.ui.kit.agenda.entry import Entry


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the calendar: a day, and a minute of it where hours are shown."""

    on: date
    minute: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Where an entry is drawn; *scrolls* if it moves with the hours."""

    entry: Entry
    room: QRectF
    scrolls: bool = False


@dataclass(frozen=True, slots=True)
class More:
    """Where it says how many entries more there are than room."""

    on: date
    room: QRectF
    hidden: Sequence[Entry]
    scrolls: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everything is drawn; what comes last lies on top."""

    blocks: list[Block] = field(default_factory=list)
    mores: list[More] = field(default_factory=list)


def left_out(entries: Sequence[Entry], shown: Sequence[Entry]) -> list[Entry]:
    """Return those of *entries* that are not *shown*."""
    seen = {entry.id for entry in shown}
    return [entry for entry in entries if entry.id not in seen]
