"""A return or reversal explained: what came back, and the points that went with it."""

from loyaldesk.domain.explained import Explanation, Grid, Section
from loyaldesk.domain.points import EntryKind
from loyaldesk.domain.programme import Programme
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import explain_lots
from loyaldesk.services import explain_parts as parts
from loyaldesk.services.desk import Desk
from loyaldesk.services.explain_words import line_name, points_words, quantity_text
from loyaldesk.store.queries import explaining as queries
from loyaldesk.store.queries.explaining import SaleFacts


def went_back(sale: SaleFacts, desk: Desk, rules: Programme, entries: parts.Entries) -> Explanation:
    """Return the explanation of a return or reversal (a step of `explaining`)."""
    taken = [(e, lots) for e, lots in entries if e.points < 0 and e.kind != EntryKind.EXPIRE]
    given = [(e, lots) for e, lots in entries if e.points > 0]
    sections = [_goods_back(desk, sale)]
    for title, some in (
        (tr("Points that went back to the club"), taken),
        (tr("Points that came back to the member"), given),
    ):
        rows = tuple(r for e, lots in some for r in explain_lots.taken_rows(e, lots, rules))
        sections.append(Section(title, rows))
    sections += parts.lots_made(entries, desk)
    lost, won = -sum(e.points for e, _ in taken), sum(e.points for e, _ in given)
    told = [_why_back(sale)]
    if lost:
        told.append(
            tr("{points} that it had earned were taken back.").format(points=points_words(lost))
        )
    if won:
        told.append(tr("{points} that had paid for it came back.").format(points=points_words(won)))
    if not lost and not won:
        told.append(tr("No points moved."))
    notes = []
    if lost < -sale.earned:
        notes.append(
            tr(
                "{asked} were to be taken back; {taken} were: the rest was let go or had ended."
            ).format(asked=points_words(-sale.earned), taken=fmt.number(lost))
        )
    title = tr("Return") if sale.kind == "return" else tr("Reversal")
    return Explanation(
        sale.kind, f"{title} {fmt.code(str(sale.receipt))}", " ".join(told),
        fmt.signed(won - lost), parts.head(sale, desk, None),
        tuple(s for s in sections if s.rows or s.grid), tuple(notes),
        parts.data(sale, None, entries, derived=False),
    )  # fmt: skip


def _why_back(sale: SaleFacts) -> str:
    receipt = fmt.code(str(sale.about_receipt)) if sale.about_receipt is not None else "\u2013"
    day = fmt.day(sale.about_on) if sale.about_on else "\u2013"
    if sale.kind == "return":
        text = tr("Goods of receipt {receipt} of {day} came back.")
    else:
        text = tr("Receipt {receipt} of {day} was taken back as a whole.")
    return text.format(receipt=receipt, day=day)


def _goods_back(desk: Desk, sale: SaleFacts) -> Section:
    cells = tuple(
        (
            line_name(line.name or line.product, line.kind), quantity_text(line.quantity),
            fmt.amount(line.amount_rial), fmt.number(line.earned) if line.earned else "\u2013",
        )
        for line in queries.lines(desk.db, sale.id)
    )  # fmt: skip
    titles = (tr("Receipt line"), tr("Quantity"), tr("Amount"), tr("Points"))
    note = tr("Amounts in {unit}.").format(unit=fmt.unit_name())
    grid = Grid(titles, cells, (False, True, True, True)) if cells else None
    return Section(tr("What came back"), (), grid, note)
