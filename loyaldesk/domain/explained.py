"""An explanation in words, ready for screen, paper and the command line."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Tone(StrEnum):
    """What a row says: it gives, takes, gives nothing, or only tells."""

    GIVES = "gives"
    TAKES = "takes"
    NOTHING = "nothing"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with its value, for the head."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that happened.

    Attributes:
        name: What did it: a rule, a lot, a reward.
        texts: How, sentence by sentence.
        figure: What came of it, such as ``+15``; may be empty.
        tone: What kind of outcome that is.
    """

    name: str
    texts: tuple[str, ...] = ()
    figure: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: titles, cells, and which columns hold figures."""

    titles: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    figures: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an explanation: a table, rows, or both."""

    title: str
    rows: tuple[Row, ...] = ()
    grid: Grid | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why points came, went, or are there.

    Attributes:
        kind: ``sale``, ``visit``, ``return``, ``reversal``, ``entry`` or ``balance``.
        title: What it is about.
        headline: The answer in one sentence.
        figure: The answer as a figure.
        head: Facts beside it.
        sections: Step by step.
        notes: What must be known to read it right.
        data: The same as plain values, for programs.
    """

    kind: str
    title: str
    headline: str
    figure: str
    head: tuple[Fact, ...] = ()
    sections: tuple[Section, ...] = ()
    notes: tuple[str, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whose paper it is, who printed it and when."""

    shop: str
    logo: bytes | None
    operator: str
    printed_at: datetime
    zone: str
