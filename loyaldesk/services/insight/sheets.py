"""Cards as an Excel or CSV file: the same figures as on screen and paper, as numbers."""

from collections.abc import Sequence
from pathlib import Path

from loyaldesk.domain.insight.card import Card, Grid, Meaning
from loyaldesk.domain.insight.paper import CardPaper
from loyaldesk.domain.insight.period import Period
from loyaldesk.domain.permissions import Permission
from loyaldesk.gateways.sheet_book import Line, Part, write_book, write_stacked
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import Look, look, using
from loyaldesk.kernel.persian import ascii_digits, without_marks
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.kernel.units import Cell, Unit, plain, unit_name
from loyaldesk.services import exports
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight import papers
from loyaldesk.services.insight.paper_names import MEMBER_PAPERS

_KINDS = {
    Unit.COUNT: "number", Unit.RIAL: "money", Unit.RATIO: "percent", Unit.DECIMAL: "decimal",
    Unit.DAYS: "decimal", Unit.MONTHS: "decimal", Unit.HOURS: "decimal", Unit.POINTS: "number",
    Unit.SCORE: "number", Unit.TEXT: "text", Unit.DAY: "date",
}  # fmt: skip


def save_cards(
    desk: Desk, cards: Sequence[Card], path: Path, progress: Progress = SILENT, *, title: str = ""
) -> int:  # fmt: skip
    """Write cards to *path* (``.xlsx`` or ``.csv``), a sheet for each, and return how many.

    Args:
        desk: Where and who.
        cards: What is written: figures, table and meaning of each.
        path: The file.
        progress: Told after each card.
        title: Of the workbook.

    Raises:
        PermissionDenied: If the operator may not export lists.
        BadInput: If the file's name ends in neither.
        StorageProblem: If the file cannot be written; it is then as it was.
    """
    _check(path)
    desk.require(Permission.LIST_EXPORT)
    write(cards, path, title or tr("Figures"), progress)
    with desk.change(Permission.LIST_EXPORT) as change:
        change.note(
            "list.export", "list", None, list=",".join(card.key for card in cards)[:200],
            rows=sum(len(card.grid.rows) for card in cards if card.grid),
        )  # fmt: skip
    return len(cards)


def save_paper(
    desk: Desk, name: str, period: Period, path: Path, shown: Look,
    progress: Progress = SILENT, *, member_id: int | None = None,
) -> int:  # fmt: skip
    """Write the figures of a paper to *path*; see `save_cards` and `papers.pdf`."""
    _check(path)
    papers.check(name, member_id)
    with using(shown):
        desk.require(Permission.LIST_EXPORT)
        if name in MEMBER_PAPERS:
            with desk.reading(Permission.MEMBER_READ):
                made = papers.member_paper(desk, name, period, member_id or 0)
        else:
            with papers.source(desk, period, progress) as found:
                made = papers.paper_of(found, name)
        return save_cards(desk, list(made.cards()), path, progress, title=made.title)


def write(cards: Sequence[Card], path: Path, title: str, progress: Progress = SILENT) -> None:
    """Write cards to a file by its ending (a step).

    Raises:
        StorageProblem: If the file cannot be written; it is then as it was.
    """
    parts = [Part(card.title, tuple(_lines(card))) for card in cards]
    parts = parts or [Part(title, (_text(tr("There is nothing to print.")),))]
    try:
        if path.suffix.lower() == ".csv":
            write_stacked(path, parts, progress)
        else:
            write_book(path, title, parts, rtl=look().is_rtl, progress=progress)
    except OSError as error:
        raise exports.unwritable(path, error) from error


def write_paper(paper: CardPaper, path: Path, progress: Progress = SILENT) -> None:
    """Write the cards of a paper to a file (a step of the pack)."""
    write(list(paper.cards()), path, paper.title, progress)


def _check(path: Path) -> None:
    if path.suffix.lower() not in exports.KINDS:
        raise BadInput("file", "unknown choice", path.suffix[:80])


def _lines(card: Card) -> list[Line]:
    found = [Line((without_marks(card.title),), ("text",), is_head=True)]
    if card.missing:
        found.append(_text(card.missing))
    else:
        found += _measures(card)
        if card.note:
            found.append(_text(card.note))
        if card.grid is not None:
            found += [_text(""), *_table(card.grid)]
    return [*found, _text(""), *_meaning(card.meaning)]


def _text(words: str) -> Line:
    return Line((without_marks(words),), ("text",))


def _measures(card: Card) -> list[Line]:
    if not card.measures:
        return []
    heads = (tr("Figure"), tr("How much"), tr("Unit"), tr("Before"), tr("Out of"),
             tr("At least"), tr("At most"), tr("Remark"))  # fmt: skip
    found = [Line(heads, ("text",) * len(heads), is_head=True)]
    for one in card.measures:
        kind = _KINDS[one.unit]
        values = [plain(each, one.unit) for each in (one.value, one.before, one.low, one.high)]
        found.append(Line(
            (without_marks(one.name), values[0], unit_name(one.unit), values[1], one.count,
             values[2],
             values[3], without_marks(one.why) if one.value is None else ""),
            ("text", kind, "text", kind, "number", kind, kind, "text"),
        ))  # fmt: skip
    return found


def _table(grid: Grid) -> list[Line]:
    units = [column.unit for column in grid.columns]
    kinds = tuple(_KINDS[unit] for unit in units)
    heads = tuple(
        f"{column.title} ({fmt.unit_name()})"
        if column.unit is Unit.RIAL and fmt.unit_name() not in column.title
        else column.title
        for column in grid.columns
    )
    found = [Line(tuple(map(without_marks, heads)), ("text",) * len(heads), is_head=True)]
    rows = [*grid.rows, grid.total] if grid.total else grid.rows
    for row in rows:
        cells = tuple(_cell(cell, unit) for cell, unit in zip(row, units, strict=True))
        found.append(Line(cells, kinds))
    return found


def _cell(cell: Cell, unit: Unit) -> Cell:
    if not isinstance(cell, str):
        return plain(cell, unit)
    text = without_marks(cell)
    code = ascii_digits(text)  # a mobile or number is found and dialled by other programs
    return code if code.isascii() and " " not in code else text


def _meaning(meaning: Meaning) -> list[Line]:
    said: list[tuple[str, Cell, str]] = [
        (tr("What it means:"), meaning.text, "text"),
        (tr("How it is counted:"), meaning.formula, "text"),
        (tr("Version of the formula:"), meaning.version, "number"),
        (tr("First day:"), meaning.first, "date"), (tr("Last day:"), meaning.last, "date"),
        (tr("Counted:"), meaning.count, "number"),
        (tr("What is counted:"), meaning.counted, "text"),
        (tr("Others say:"), meaning.hint, "text"),
    ]  # fmt: skip
    return [
        Line((name, value), ("text", kind)) for name, value, kind in said if value not in ("", None)
    ]
