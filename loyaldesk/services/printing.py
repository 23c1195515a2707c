"""Everything that ends on paper: monthly report, cards, lists, and what a receipt says."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from loyaldesk.domain.cardpaper import CardFigures
from loyaldesk.domain.errors import Missing
from loyaldesk.domain.explained import Explanation
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.files import write_whole
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.look import Look, look, using
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services import (
    analytics,
    club,
    explaining,
    exports,
    slips,
)
from loyaldesk.services import liability as liabilities
from loyaldesk.services.desk import Desk
from loyaldesk.store.fields import utc_text
from loyaldesk.store.queries import paper as queries


def write_monthly(
    desk: Desk, month: Month, path: Path | None, look: Look, progress: Progress = SILENT
) -> bytes:
    """Return the monthly report as a PDF and write it to *path*, if one is given.

    Raises:
        NotAPeriod: If the month has not begun.
        BadInput: If the file's name does not end in ``.pdf``.
        StorageProblem: If the file cannot be written; it is then as it was.
        Cancelled: If *progress* was told to stop; nothing was written.
        PermissionDenied: If the operator may not read reports.
    """
    from loyaldesk.reports import monthly  # noqa: PLC0415 - reportlab loads when it is needed

    with using(look):
        figures = analytics.monthly_figures(desk, month, progress)
        content = monthly.render(figures, look, progress)
    if path is not None:
        _put(path, content)
    with desk.change(Permission.REPORT_READ) as change:
        change.note("report.monthly", "club", 1, month=str(month))
    return content


def save(path: Path, content: bytes) -> None:
    """Write a paper that is on view to a file.

    Raises:
        BadInput: If the file's name does not end in ``.pdf``.
        StorageProblem: If the file cannot be written; it is then as it was.
    """
    _put(path, content)


def _put(path: Path, content: bytes) -> None:
    if path.suffix.lower() != ".pdf":  # a slip of the keyboard must not write over a club
        raise BadInput("file", "file ending", ".pdf")
    try:
        write_whole(path, content)
    except OSError as error:
        raise exports.unwritable(path, error) from error


def card_pdf(desk: Desk, member_id: int, look: Look) -> bytes:
    """Return a member's card as one page of card size, for a card printer.

    Raises:
        Missing: If the member has no card in use.
    """
    from loyaldesk.reports import cards  # noqa: PLC0415 - as above

    return cards.render_single(_cards(desk, [member_id], look)[0], look)


def card_sheet_pdf(
    desk: Desk, member_ids: Sequence[int], look: Look, progress: Progress = SILENT
) -> bytes:
    """Return members' cards on A4 sheets, ten on each, to be cut.

    Raises:
        Missing: If one of them has no card in use.
    """
    from loyaldesk.reports import cards  # noqa: PLC0415 - as above

    return cards.render_sheet(_cards(desk, member_ids, look), look, progress)


def _cards(desk: Desk, member_ids: Sequence[int], look: Look) -> list[CardFigures]:
    with desk.change(Permission.CARD_ISSUE) as change:
        facts = club.facts(desk)
        rules = club.programme_on(change.db, change.today)
        found = {row.member_id: row for row in queries.cards_in_use(change.db, member_ids)}
        for member_id in member_ids:
            if member_id not in found:
                raise Missing("card")
            change.note("card.print", "member", member_id)
    return [
        CardFigures(
            facts.shop, facts.logo, row.card, row.name, row.number, rules.tier(row.tier).code,
            rules.tier(row.tier).name(look.language), "",
        )
        for row in (found[member_id] for member_id in member_ids)
    ]  # fmt: skip


def member_list_pdf(
    desk: Desk, ids: Sequence[int] | None, look: Look, progress: Progress = SILENT
) -> bytes:
    """Return a list of members as a PDF; None: all that are not erased."""
    return draw_list(lambda: exports.member_listing(desk, ids), desk, look, progress)


def sale_list_pdf(
    desk: Desk, which: exports.SaleFilter, look: Look, progress: Progress = SILENT
) -> bytes:
    """Return a list of sales as a PDF."""
    return draw_list(lambda: exports.sale_listing(desk, which), desk, look, progress)


def points_list_pdf(
    desk: Desk, first: date | None, last: date | None, look: Look, progress: Progress = SILENT
) -> bytes:
    """Return the points entries of some days as a PDF."""
    return draw_list(lambda: exports.points_listing(desk, first, last), desk, look, progress)


def day_end_pdf(desk: Desk, on_day: date, look: Look) -> bytes:
    """Return the day-end summary as a PDF, for whoever may read it."""
    return draw_list(
        lambda: exports.day_end_listing(desk, on_day), desk, look, SILENT, Permission.DAY_END_READ
    )


def draw_list(
    make: Callable[[], exports.Listing], desk: Desk, look: Look, progress: Progress,
    permission: Permission = Permission.LIST_EXPORT,
) -> bytes:  # fmt: skip
    """Return a list as a PDF and note it in the trail (a step of printing any list)."""
    from loyaldesk.reports import listing as report  # noqa: PLC0415 - as above

    with using(look), desk.reading(permission):
        made = make()
        kinds = [column.kind for column in made.columns]
        headings = [column.heading for column in made.columns]
        rows = (list(map(_text, row, kinds)) for row in made.rows)
        content = report.render(
            made.title, headings, rows, look, club.facts(desk).shop, progress, note=made.note
        )
    with desk.change(permission) as change:
        change.note("list.print", "list", None, list=made.name)
    return content


def _text(cell: object, kind: str) -> str:
    if cell is None or cell == "":
        return ""
    if isinstance(cell, datetime):
        return f"{fmt.day(cell.date())} {fmt.digits(f'{cell:%H:%M}')}"
    if isinstance(cell, date):
        return fmt.day(cell)
    return fmt.number(cell) if isinstance(cell, int) and kind != "text" else str(cell)


receipt_figures = slips.receipt_figures


def liability(desk: Desk, shown: Look | None = None) -> bytes:
    """Return what the club owes today as a PDF of one page.

    Raises:
        PermissionDenied: If the operator may not read reports.
    """
    from loyaldesk.reports import liability as report  # noqa: PLC0415 - as above

    chosen = shown or look()
    with using(chosen):
        content = report.render(liabilities.figures(desk), chosen)
    with desk.change(Permission.REPORT_READ) as change:
        change.note("report.liability", "club", 1)
    return content


def explanation(desk: Desk, sale_id: int, shown: Look | None = None) -> bytes:
    """Return the page that says why a sale, return or reversal moved its points, as a PDF.

    Raises:
        Missing: If there is no such sale.
    """
    return _explained(desk, lambda: explaining.explain_sale(desk, sale_id), shown)


def balance_explanation(desk: Desk, member_id: int, shown: Look | None = None) -> bytes:
    """Return the page that says why a member has the points she has, as a PDF.

    Raises:
        Missing: If there is no such member.
    """
    return _explained(desk, lambda: explaining.explain_balance(desk, member_id), shown)


def entry_explanation(desk: Desk, entry_id: int, shown: Look | None = None) -> bytes:
    """Return the page that says why one entry of the points ledger was booked, as a PDF.

    Raises:
        Missing: If there is no such entry.
    """
    return _explained(desk, lambda: explaining.explain_entry(desk, entry_id), shown)


def _explained(desk: Desk, explain: Callable[[], Explanation], shown: Look | None) -> bytes:
    from loyaldesk.reports import explanation as report  # noqa: PLC0415 - as above

    chosen = shown or look()
    with using(chosen), desk.reading(Permission.SALE_READ):
        made = explain()
        content = report.render(made, explaining.letterhead(desk), chosen)
    with desk.change(Permission.SALE_READ) as change:
        change.note("explanation.print", made.kind)
    return content


def note_printed(desk: Desk, sale_id: int, *, sent: bool) -> None:
    """Remember that a receipt was sent to the printer, or that it could not be."""
    with desk.change(Permission.SALE_READ) as change:
        change.db.execute_sql(
            "INSERT INTO receipt_print (sale_id, is_sent, copies, at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (sale_id) DO UPDATE SET is_sent = MAX(is_sent, excluded.is_sent),"
            " copies = copies + excluded.copies, at = excluded.at",
            (sale_id, int(sent), int(sent), utc_text(change.now)),
        )
        change.note("receipt.print", "sale", sale_id, sent=sent)
