"""A row of somebody else's list as we understood it, before it becomes a member or a sale."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import lru_cache
from typing import TypeVar

from loyaldesk.domain import import_names
from loyaldesk.domain.import_cells import (
    Cell,
    Unfit,
    amount_of,
    code_of,
    day_of,
    line_of,
    lines_of,
    moment_of,
    shown,
    text_of,
    time_of,
)
from loyaldesk.domain.import_problems import Problem
from loyaldesk.domain.members import (
    LONGEST_LINE,
    LONGEST_NAME,
    LONGEST_NOTE,
)
from loyaldesk.kernel import persian, phone

LONGEST_CODE = 64
"""Code points of a card, a former code or a receipt number."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How the cells of one file are to be understood.

    Attributes:
        today: The day of the shop, against which the future is told.
        unit: ``rial`` or ``toman``: the unit of the file's amounts.
        date_kind: ``auto``, ``jalali``, ``gregorian``, ``mdy`` or ``dmy``.
        tiers: Code of each tier with the names it may have in the file.
        region: Country of phone numbers without a country code.
        width: Number of the file's columns; 0: not known, rows are not compared with it.
    """

    today: date
    unit: str = "rial"
    date_kind: str = "auto"
    tiers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    region: str = phone.HOME
    width: int = 0


@dataclass(frozen=True, slots=True)
class SaleRow:
    """One purchase of a list. ``at`` is the time of the shop's clock, None if not known."""

    line: int
    member: str
    on: date
    at: time | None
    amount_rial: int
    receipt: str = ""
    note: str = ""
    name: str = ""

    @property
    def is_visit(self) -> bool:
        """Whether the member came and paid nothing; such a row earns no points."""
        return self.amount_rial == 0


T = TypeVar("T")
_NEVER: tuple[date | None, time | None] = (None, None)
Cells = Sequence[Cell]
Columns = Mapping[int, str]


def read_sale(
    line: int, cells: Cells, mapping: Columns, options: ImportOptions
) -> SaleRow | tuple[Problem, ...]:
    """Return the sale in a row, or all that keeps it from being one.

    Args:
        line: Line of the file.
        cells: The cells of the row.
        mapping: Field by column.
        options: How to understand the cells.
    """
    given = placed(cells, mapping, options.width)
    if given is None:
        return (Problem(line, "", "ragged"),)
    reading = Reading(line, given, options)
    member = reading.take("member", sale_member, "")
    kind = given.get("kind")
    if kind is not None and kind != "":
        reading.take("kind", _sale_kind, None)
    name = given.get("name")
    if name and import_names.is_walk_in(str(name)):
        reading.problem("name", "walk-in")
    on, at = reading.take("date", lambda cell: moment_of(cell, options.date_kind), _NEVER)
    if on is not None and on > options.today:
        reading.problem("date", "future")
    clock = given.get("time")
    if clock is not None and clock != "":
        at = reading.take("time", time_of, None) or at
    amount = reading.take("amount", lambda cell: amount_of(cell, options.unit), 0)
    receipt = reading.take("receipt", _receipt, "") if given.get("receipt") else ""
    note = reading.lines("note", LONGEST_NOTE) if given.get("note") else ""
    label = reading.line("name", LONGEST_NAME) if name else ""
    if reading.problems or on is None:
        return tuple(reading.problems)
    return SaleRow(line, member, on, at, amount, receipt, note, label)


def placed(cells: Cells, mapping: Columns, width: int) -> dict[str, Cell] | None:
    """Return the cells by field, None if the row is shorter or longer than the headings."""
    if width and len(cells) > width and any(cell not in ("", None) for cell in cells[width:]):
        return None
    try:
        return {name: cells[column] for column, name in mapping.items()}
    except IndexError:
        return None


@dataclass(slots=True)
class Reading:
    """The reading of one row: takes cells and remembers what is wrong with them."""

    line_number: int
    given: Mapping[str, Cell]
    options: ImportOptions
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def take(self, name: str, understand: Callable[[Cell], T], instead: T) -> T:
        """Return what *understand* makes of a cell; *instead* if there is a problem."""
        try:
            return understand(self.given.get(name))
        except Unfit as unfit:
            self.problem(name, unfit.why, unfit.limit)
            return instead

    def text(self, name: str) -> str:
        """Return the text of a cell."""
        return self.take(name, text_of, "")

    def line(self, name: str, limit: int = LONGEST_LINE) -> str:
        """Return the text of a cell as one clean line."""
        return self.take(name, lambda cell: line_of(text_of(cell), limit), "")

    def lines(self, name: str, limit: int) -> str:
        """Return the text of a cell as clean lines."""
        return self.take(name, lambda cell: lines_of(text_of(cell), limit), "")

    def day(self, name: str) -> date | None:
        """Return the day of a cell, None if it is empty."""
        cell = self.given.get(name)
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            return None
        return self.take(name, lambda one: day_of(one, self.options.date_kind), None)

    def problem(self, name: str, why: str, limit: int = 0) -> None:
        """Note what keeps the row out."""
        self.problems.append(self._told(name, why, limit))

    def warn(self, name: str, why: str, limit: int = 0) -> None:
        """Note what somebody should look at; the row is taken."""
        self.warnings.append(self._told(name, why, limit))

    def _told(self, name: str, why: str, limit: int) -> Problem:
        cell = self.given.get(name)
        secret = why in ("bank card", "unstorable", "too long")
        return Problem(self.line_number, name, why, "" if secret else shown(cell), limit)


def sale_member(cell: Cell) -> str:
    """Return the member's code as typed.

    Raises:
        Unfit: ``empty``, ``walk-in``, ``bank card``, ``exponent``, ``too long`` ...
    """
    return _member_text(cell) if isinstance(cell, str) else _member_text(text_of(cell))


@lru_cache(maxsize=65536)
def _member_text(text: str) -> str:
    code = code_of(text, LONGEST_CODE)
    if not code:
        raise Unfit("empty")
    if import_names.is_walk_in(code):
        raise Unfit("walk-in")
    return code


def _receipt(cell: Cell) -> str:
    return code_of(cell, LONGEST_CODE)


@lru_cache(maxsize=256)
def _sale_kind(cell: Cell) -> None:
    """Let a sale pass.

    Raises:
        Unfit: ``return`` or ``kind``.
    """
    kind = persian.fold(str(cell))
    if not kind:
        return
    if any(word in kind for word in ("برگشت", "مرجوع", "return", "refund", "credit note")):
        raise Unfit("return")
    if kind.startswith("پیش"):  # پیش‌فاکتور: an offer, not a sale
        raise Unfit("kind")
    words = ("فروش", "فاکتور", "نقد", "نسیه", "کارت", "چک", "sale", "invoice", "cash", "card")
    if not any(word in kind for word in words):
        raise Unfit("kind")
