"""A card: figures with chart, table, members and meaning; shown, printed and exported alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from loyaldesk.kernel.chart import Chart
from loyaldesk.kernel.units import Cell, Unit


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of a card.

    Attributes:
        metric: Code of the metric, such as ``retention``; the same everywhere, also in JSON.
        name: What it is called.
        value: In *unit*; None: there is no data.
        unit: What it counts.
        before: The same of the period compared with; None where there is none.
        count: Members (or what `Meaning.counted` says) behind it.
        why: Why there is no figure, as a sentence; only where *value* is None.
        low: Lower end of a range; None: it is no range.
        high: Upper end.
        better: ``up`` or ``down``: the direction that is good; empty: neither is.
    """

    metric: str
    name: str
    value: int | float | None
    unit: Unit = Unit.COUNT
    before: int | float | None = None
    count: int | None = None
    why: str = ""
    low: int | float | None = None
    high: int | float | None = None
    better: str = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a figure means: the answer to "what does this mean?".

    Attributes:
        text: In words a shopkeeper uses, one or two sentences.
        formula: The definition, as MISSION 1.6 has it.
        version: Of the formula; grows when the formula changes.
        first: First day of the window; None: from the beginning.
        last: Last day of the window.
        count: How many are behind the figures.
        counted: What is counted: "members who bought", "visits", "complaints".
        hint: What the articles say of it, as somebody else's opinion; may be empty.
    """

    text: str
    formula: str
    version: int
    first: date | None
    last: date | None
    count: int
    counted: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class GridColumn:
    """One column of a table."""

    title: str
    unit: Unit = Unit.TEXT


@dataclass(frozen=True, slots=True)
class Grid:
    """The table twin of a chart, or a list.

    Attributes:
        columns: Their titles and units.
        rows: As wide as the columns.
        total: A last row of sums; empty: none.
    """

    columns: tuple[GridColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Members behind a part of a card.

    Attributes:
        key: Unique in the card, such as ``lapsed``.
        title: What they are.
        ids: Their ids in the club (an array or a tuple).
        place: Row and column of a heat grid the group stands behind; None: none.
    """

    key: str
    title: str
    ids: Sequence[int] | NDArray[np.int64]
    place: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """What is told of one question; no bare number: it carries its meaning and its members.

    Attributes:
        key: Unique in the program, such as ``retention``.
        title: What it is about.
        meaning: What it means, the window and the count.
        measures: The figures; the first is the main one.
        chart: None where a table says more.
        grid: The table twin; None where the measures say it all.
        groups: The members behind it.
        missing: Why nothing can be told, as a sentence; then only it is shown.
        note: One sentence beside the figures.
    """

    key: str
    title: str
    meaning: Meaning
    measures: tuple[Measure, ...] = ()
    chart: Chart | None = None
    grid: Grid | None = None
    groups: tuple[Group, ...] = ()
    missing: str = ""
    note: str = ""

    def group(self, key: str) -> Group:
        """Return the group with *key*.

        Raises:
            KeyError: If the card has none.
        """
        for one in self.groups:
            if one.key == key:
                return one
        raise KeyError(key)
