"""Any list as an Excel or CSV file; that it left the house stands in the trail."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import chain
from pathlib import Path

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.domain.import_cells import STAMP, Cell
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.programme import Programme
from loyaldesk.kernel import fmt, phone
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.money import in_unit
from loyaldesk.kernel.persian import ltr, without_marks
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services import club, day, liability, sealing, telling
from loyaldesk.services.desk import Desk
from loyaldesk.store.queries import lists

SaleFilter = lists.SaleFilter

KINDS = (".xlsx", ".csv")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: its heading and what it holds (a kind of the spreadsheet writer)."""

    heading: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list ready for a file: money in the unit shown, days as days; *note* is for paper only."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]
    total: int
    note: str = ""


def export_members(
    desk: Desk, path: Path, ids: Sequence[int] | None = None, progress: Progress = SILENT
) -> int:
    """Write members to *path* (``.xlsx`` or ``.csv``) and return how many.

    Args:
        desk: Where and who.
        path: The file.
        ids: Whom, in this order; None: all that are not erased.
        progress: Told every few hundred rows.

    Raises:
        PermissionDenied: If the operator may not export lists.
        BadInput: If the file's name ends in neither.
        StorageProblem: If the file cannot be written; it is then as it was.
        Cancelled: If *progress* was told to stop; nothing was written.
    """
    return _export(desk, path, lambda: member_listing(desk, ids), progress)


def export_sales(desk: Desk, path: Path, which: SaleFilter, progress: Progress = SILENT) -> int:
    """Write sales and reversals to *path*; see `export_members`."""
    return _export(desk, path, lambda: sale_listing(desk, which), progress)


def export_points(
    desk: Desk, path: Path, first: date | None, last: date | None, progress: Progress = SILENT
) -> int:
    """Write the points entries from *first* to *last* to *path*; see `export_members`."""
    return _export(desk, path, lambda: points_listing(desk, first, last), progress)


def export_day_end(desk: Desk, path: Path, on_day: date) -> int:
    """Write the day-end summary to *path*; see `export_members`."""
    return _export(desk, path, lambda: day_end_listing(desk, on_day), SILENT)


def export_liability(desk: Desk, path: Path) -> int:
    """Write what the club owes in points to *path*, by tier and month; see `export_members`."""
    return _export(desk, path, lambda: liability_listing(desk), SILENT)


def _export(desk: Desk, path: Path, make: Callable[[], Listing], progress: Progress) -> int:
    if path.suffix.lower() not in KINDS:
        raise BadInput("file", "unknown choice", path.suffix[:80])
    with desk.reading(Permission.LIST_EXPORT):
        listing = make()
        try:
            count = write_listing(path, listing, progress, stamp_of(desk))
        except OSError as error:
            raise unwritable(path, error) from error
    with desk.change(Permission.LIST_EXPORT) as change:
        change.note("list.export", "list", None, list=listing.name, rows=count)
    return count


def stamp_of(desk: Desk) -> str:
    """Return the line that says in a file who wrote it and when (T9; a step of every export)."""
    words = tr("written by {name}, {time}").format(
        name=desk.operator.name, time=fmt.moment(desk.clock(), desk.zone)
    )
    return without_marks(f"{STAMP} {words}")


def write_listing(path: Path, listing: Listing, progress: Progress, stamp: str) -> int:
    """Write a list to a file by its ending and return its rows (a step of every export).

    *stamp* stands in a line of its own at the end.
    """
    from loyaldesk.gateways.sheet_writing import (  # noqa: PLC0415 - only exports need it
        write_csv,
        write_xlsx,
    )

    headings = [column.heading for column in listing.columns]
    rows = chain(listing.rows, [(stamp, *[None] * (len(headings) - 1))])
    if path.suffix.lower() == ".csv":
        return write_csv(path, headings, rows, progress=progress, total=listing.total) - 1
    return write_xlsx(
        path, listing.title, headings, rows, rtl=look().is_rtl,
        kinds=[column.kind for column in listing.columns], progress=progress, total=listing.total,
    ) - 1  # fmt: skip


def unwritable(path: Path, error: OSError) -> StorageProblem:
    """Return why a paper or list could not be written, in a club's terms."""
    if not path.parent.is_dir():
        return StorageProblem("folder missing", str(path.parent))
    if isinstance(error, PermissionError):
        return StorageProblem("target", str(path))
    if error.errno == 28:  # ENOSPC; Windows gives it the same number
        return StorageProblem("full", str(path))
    return StorageProblem("target", str(path), type(error).__name__)


def _money(text: str) -> Column:
    return Column(f"{text} ({fmt.unit_name()})", "money")


def member_listing(desk: Desk, ids: Sequence[int] | None = None) -> Listing:
    """Return the list of members as it goes into a file or on paper."""
    with desk.reading(Permission.MEMBER_READ):
        rules = club.programme_on(desk.db, desk.today())
        hidden = not desk.may(Permission.MEMBER_REVEAL)
        chosen = lists.member_ids(desk.db) if ids is None else ids
        rows = _member_cells(lists.members(desk.db, chosen), rules, hidden=hidden)
    columns = (
        Column(tr("Number")), Column(tr("Name")), Column(tr("Mobile")), Column(tr("Card")),
        Column(tr("Tier")), Column(tr("Points"), "number"), _money(tr("Net sales")),
        Column(tr("Visits"), "number"), Column(tr("Last visit"), "date"),
        Column(tr("Member since"), "date"), Column(tr("Birthday"), "date"), Column(tr("State")),
    )  # fmt: skip
    return Listing("members", tr("Members"), columns, rows, len(chosen))


def _member_cells(
    rows: Iterable[lists.MemberRow], rules: Programme, *, hidden: bool
) -> Iterator[Sequence[Cell]]:
    unit = look().unit
    states = {"active": tr("active"), "blocked": tr("blocked"), "erased": tr("erased")}
    for row in rows:
        mobile = row.mobile[-4:] if hidden else phone.national(row.mobile)
        yield (
            row.number, row.name, mobile, row.card, telling.tier_name(row.tier, rules),
            row.points - row.debt, in_unit(row.net_rial, unit), row.visits, row.last_on,
            row.registered_on, row.birthday, states.get(row.state, row.state),
        )  # fmt: skip


def sale_listing(desk: Desk, which: SaleFilter) -> Listing:
    """Return the list of sales as it goes into a file or on paper."""
    with desk.reading(Permission.SALE_READ):
        rules = club.programme_on(desk.db, desk.today())
        total = lists.count_sales(desk.db, which)
        rows = _sale_cells(desk, lists.sales(desk.db, which), rules)
    columns = (
        Column(tr("Receipt"), "number"), Column(tr("Time"), "moment"), Column(tr("Kind")),
        Column(tr("Member number")), Column(tr("Name")), _money(tr("Amount")),
        _money(tr("Paid by points")), _money(tr("Net")), Column(tr("Points"), "number"),
        Column(tr("Tier")), Column(tr("Operator")), Column(tr("Receipt elsewhere")),
    )  # fmt: skip
    return Listing("sales", tr("Sales"), columns, rows, total)


def sale_kind(kind: str, *, is_reversed: bool) -> str:
    """Return what a sale is called in lists."""
    if is_reversed:
        return tr("sale, taken back")
    names = {
        "sale": tr("sale"), "visit": tr("visit"), "reversal": tr("reversal"),
        "return": tr("return"),
    }  # fmt: skip
    return names.get(kind, kind)


def _sale_cells(
    desk: Desk, rows: Iterable[lists.SaleLine], rules: Programme
) -> Iterator[Sequence[Cell]]:
    unit, zone = look().unit, desk.zone
    for row in rows:
        yield (
            row.receipt, local(row.sold_at, zone), sale_kind(row.kind, is_reversed=row.is_reversed),
            row.number, row.name, in_unit(row.amount_rial, unit), in_unit(row.paid_rial, unit),
            in_unit(row.net_rial, unit), row.points, telling.tier_name(row.tier, rules),
            row.operator, row.outside_receipt,
        )  # fmt: skip


def local(moment: datetime, zone: tzinfo) -> datetime:
    """Return a moment as the shop's clock shows it; sheets know no zones."""
    return moment.astimezone(zone).replace(tzinfo=None)


def points_listing(desk: Desk, first: date | None, last: date | None) -> Listing:
    """Return the points entries as they go into a file or on paper."""
    with desk.reading(Permission.MEMBER_READ):
        total = lists.count_points(desk.db, first, last)
        rows = _points_cells(lists.points(desk.db, first, last))
    columns = (
        Column(tr("No."), "number"), Column(tr("Day"), "date"), Column(tr("Member number")),
        Column(tr("Name")), Column(tr("Kind")), Column(tr("Points"), "number"),
        Column(tr("Receipt"), "number"), Column(tr("Reason")), Column(tr("Operator")),
    )  # fmt: skip
    return Listing("points", tr("Points entries"), columns, rows, total)


def _points_cells(rows: Iterable[lists.PointsLine]) -> Iterator[Sequence[Cell]]:
    kinds = {
        "earn": tr("earned"), "spend": tr("spent"), "expire": tr("expired"),
        "adjust": tr("booked by hand"), "reverse": tr("taken back"), "return": tr("goods returned"),
        "transfer": tr("moved between two members"),
    }  # fmt: skip
    for row in rows:
        why = telling.adjustment_words(row.reason, row.reason_text) if row.reason else ""
        yield (
            row.seq, row.on_day, row.number, row.name, kinds.get(row.kind, row.kind), row.points,
            row.receipt, why, row.operator,
        )  # fmt: skip


def day_end_listing(desk: Desk, on_day: date) -> Listing:
    """Return the day-end summary as it goes into a file or on paper, the total last."""
    end = day.day_end(desk, on_day)
    unit = look().unit
    columns = (
        Column(tr("Operator")), Column(tr("Sales"), "number"), Column(tr("Reversals"), "number"),
        Column(tr("Returns"), "number"), _money(tr("Amount of sales")), _money(tr("Taken back")),
        _money(tr("Returned")), _money(tr("Rewards")), _money(tr("Paid by points")),
        _money(tr("Gift cards and wallet")), _money(tr("In the till")),
        Column(tr("Points given"), "number"), Column(tr("Points spent"), "number"),
    )  # fmt: skip
    rows = [
        (
            row.operator, row.sales, row.reversals, row.returns, in_unit(row.amount_rial, unit),
            in_unit(row.reversed_rial, unit), in_unit(row.returned_rial, unit),
            in_unit(row.reward_rial, unit), in_unit(row.paid_rial, unit),
            in_unit(row.stored_rial, unit), in_unit(row.net_rial, unit), row.points_given,
            row.paid_points,
        )
        for row in (*end.operators, end.total)
    ]  # fmt: skip
    title = tr("Day end {day}").format(day=fmt.day(on_day))
    code = sealing.day_code(desk, on_day)
    note = tr("Code of the day: {code}").format(code=ltr(code)) if code else ""
    return Listing("day end", title, columns, rows, len(rows), note)


def liability_listing(desk: Desk) -> Listing:
    """Return points outstanding by tier and by the month in which they end."""
    owed = liability.figures(desk)
    unit = look().unit
    columns = (
        Column(tr("Tier")), Column(tr("Month in which they end")), Column(tr("Points"), "number"),
        _money(tr("Worth")), _money(tr("Expected cost")),
    )  # fmt: skip
    rows = []
    for place, tier in enumerate(owed.tiers):
        for month in owed.months:
            points = month.by_tier[place]
            expected = owed.expected_of(points)
            if points:
                rows.append((
                    tier.name, fmt.month(month.month) if month.month else tr("no date"), points,
                    in_unit(owed.worth_of(points), unit),
                    None if expected is None else in_unit(expected, unit),
                ))  # fmt: skip
    title = tr("What the club owes, {day}").format(day=fmt.day(owed.as_of))
    return Listing("liability", title, columns, rows, len(rows))
