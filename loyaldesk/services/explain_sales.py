"""One sale, return or reversal explained: its lines, rules, discounts, lots, and what went back."""

from loyaldesk.domain.basket import Line, one_line
from loyaldesk.domain.conditions import Facts
from loyaldesk.domain.earning import Given, Money, earn
from loyaldesk.domain.explained import Explanation, Grid, Row, Section, Tone
from loyaldesk.domain.explanation import SaleSheet, SheetStamps, read_document, sale_sheet
from loyaldesk.domain.points import EntryKind
from loyaldesk.domain.programme import Programme
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import club, explain_lots, explain_returns
from loyaldesk.services import explain_parts as parts
from loyaldesk.services.desk import Desk
from loyaldesk.services.explain_words import (
    discount_row,
    left_out_row,
    line_name,
    points_words,
    quantity_text,
    step_row,
)
from loyaldesk.store.queries import explaining as queries
from loyaldesk.store.queries.explaining import SaleFacts


def explained(sale: SaleFacts, desk: Desk) -> Explanation:
    """Return the explanation of a stored sale (a step of `explaining`)."""
    rules = club.programme_on(desk.db, sale.sold_on)
    entries = [
        (entry, queries.taken_by(desk.db, entry.id))
        for entry in queries.entries_of_sale(desk.db, sale.id)
    ]
    if sale.kind in ("return", "reversal"):
        return explain_returns.went_back(sale, desk, rules, entries)
    return _sold(desk, sale, rules, entries)


def _sold(desk: Desk, sale: SaleFacts, rules: Programme, entries: parts.Entries) -> Explanation:
    notes = []
    if sale.document is not None:
        sheet = read_document(sale.document)
    else:
        sheet = derived_sheet(sale, desk, rules)
        notes.append(_derived_note(sale, sheet))
    fits = sheet.points == sale.earned
    sections = [_lines(sheet, fits=fits)]
    if sheet.steps and fits:
        steps = tuple(step_row(s, sheet.tier_name(look().language), rules) for s in sheet.steps)
        sections.append(Section(tr("Rule by rule"), steps))
    if sheet.ended_on:
        notes.append(
            tr("The programme had ended on {day}: nothing is given after it.").format(
                day=fmt.day(sheet.ended_on)
            )
        )
    sections += _rewards(sheet, rules)
    sections += parts.lots_made(entries, desk)
    sections += _spent(entries, rules)
    if sheet.stamps:
        sections.append(Section(tr("Stamps"), tuple(map(_stamp_row, sheet.stamps))))
    sections += _came_back(desk, sale)
    if sale.reversed_by is not None and sale.reversed_on is not None:
        notes.append(
            tr("The whole sale was taken back on {day} by receipt {receipt}.").format(
                day=fmt.day(sale.reversed_on), receipt=fmt.code(str(sale.reversed_by))
            )
        )
    title = tr("Visit") if sale.kind == "visit" else tr("Sale")
    return Explanation(
        sale.kind, f"{title} {fmt.code(str(sale.receipt))}", _headline(sale, sheet, fits=fits),
        fmt.signed(sale.earned), parts.head(sale, desk, sheet),
        tuple(s for s in sections if s.rows or s.grid), tuple(notes),
        parts.data(sale, sheet, entries, derived=sale.document is None),
    )  # fmt: skip


def derived_sheet(sale: SaleFacts, desk: Desk, rules: Programme) -> SaleSheet:
    """Return what the programme of that day says of a sale of which no sheet was kept."""
    stored = queries.lines(desk.db, sale.id)
    money = _money(sale, stored)
    facts = Facts(
        sale.sold_at.astimezone(desk.zone).replace(tzinfo=None), rules.tier(sale.tier).code,
        sale.has_bought, sale.birthday, sale.wedding_on,
    )  # fmt: skip
    earned = earn(rules, money, facts, Given())
    return sale_sheet(
        rules, money, facts, earned, tier=rules.tier(sale.tier),
        programme_from=queries.programme_since(desk.db, sale.sold_on),
    )  # fmt: skip


def _money(sale: SaleFacts, stored: list[queries.LineFacts]) -> Money:
    if not stored:
        reduced = (sale.discount_rial + sale.reward_rial,)
        return Money(
            one_line(sale.amount_rial + sale.discount_rial), reduced, (sale.discount_rial,),
            (sale.paid_rial,), (sale.gift_card_rial,), (sale.wallet_rial,),
        )  # fmt: skip
    return Money(
        tuple(
            Line(
                line.amount_rial, line.product, line.name, line.category, line.brand,
                line.quantity, line.discount_rial, line.tax_rial, line.cost_rial, line.kind,
            )
            for line in stored
        ),
        tuple(line.shared_rial for line in stored), tuple(line.manual_rial for line in stored),
        tuple(line.points_rial for line in stored),
        tuple(line.gift_card_rial for line in stored),
        tuple(line.wallet_rial for line in stored),
    )  # fmt: skip


def _derived_note(sale: SaleFacts, sheet: SaleSheet) -> str:
    if sheet.points == sale.earned:
        return tr(
            "No sheet was kept with this sale; this one was reckoned again from the receipt and"
            " the programme of that day."
        )
    return tr(
        "No sheet was kept with this sale, and the programme of that day would give {points}. The"
        " points on the receipt are those that count."
    ).format(points=points_words(sheet.points))


def _headline(sale: SaleFacts, sheet: SaleSheet, *, fits: bool) -> str:
    if not sale.earned:
        text = tr("This receipt earned no points.")
    elif not fits or not sheet.steps:
        text = tr("This receipt earned {points}.").format(points=points_words(sale.earned))
    else:
        gave = [step for step in sheet.steps if step.points and step.gives == "points"]
        names = "، " if look().language == "fa" else ", "
        text = tr("This receipt earned {points}, by: {names}.").format(
            points=points_words(sale.earned),
            names=names.join(isolate(step.name(look().language)) for step in gave),
        )
    if sheet.wallet_rial and sale.document is not None:
        text += " " + tr("{amount} went into the wallet.").format(
            amount=fmt.amount_with_unit(sheet.wallet_rial)
        )
    return text


def _lines(sheet: SaleSheet, *, fits: bool) -> Section:
    lines = sheet.lines
    wide = {
        "quantity": any(quantity_text(line.quantity) for line in lines),
        "less": any(line.discount_rial or line.line_discount_rial for line in lines),
        "paid": any(line.points_rial or line.gift_card_rial or line.wallet_rial for line in lines),
    }
    titles = [(tr("Receipt line"), False)]
    if wide["quantity"]:
        titles.append((tr("Quantity"), True))
    titles.append((tr("Amount"), True))
    if wide["less"]:
        titles.append((tr("Discounts"), True))
    if wide["paid"]:
        titles.append((tr("Paid otherwise"), True))
    titles += [(tr("Earns on"), True), (tr("Points"), True)]
    cells = []
    for line in lines:
        row = [line_name(line.name or line.product, line.kind)]
        if wide["quantity"]:
            row.append(quantity_text(line.quantity))
        row.append(fmt.amount(line.amount_rial + line.line_discount_rial))
        if wide["less"]:
            row.append(_less(line.discount_rial + line.line_discount_rial))
        if wide["paid"]:
            row.append(_less(line.points_rial + line.gift_card_rial + line.wallet_rial))
        row.append(fmt.amount(line.base_rial) if line.base_rial else "\u2013")
        row.append(fmt.number(line.earned) if line.earned and fits else "\u2013")
        cells.append(tuple(row))
    grid = Grid(tuple(title for title, _ in titles), tuple(cells), tuple(is_ for _, is_ in titles))
    note = tr("Amounts in {unit}.").format(unit=fmt.unit_name())
    if wide["paid"]:
        note += " " + tr("Paid otherwise: with points, gift cards or the wallet.")
    return Section(tr("The receipt, line by line"), (), grid if cells else None, note)


def _less(rial: int) -> str:
    return fmt.amount(-rial) if rial else "\u2013"


def _rewards(sheet: SaleSheet, rules: Programme) -> list[Section]:
    language = look().language
    names = {taken.reward: taken.name(language) for taken in sheet.discounts}
    found = []
    if sheet.discounts:
        found.append(Section(tr("Rewards taken"), tuple(map(discount_row, sheet.discounts))))
    if sheet.left_out:
        rows = tuple(left_out_row(missed, names, rules) for missed in sheet.left_out)
        found.append(Section(tr("Rewards not taken"), rows))
    return found


def _spent(entries: parts.Entries, rules: Programme) -> list[Section]:
    rows = [
        row
        for entry, lots in entries
        if entry.kind == EntryKind.SPEND
        for row in explain_lots.taken_rows(entry, lots, rules)
    ]
    if not rows:
        return []
    note = tr("Points nearest to their last day are spent first.")
    return [Section(tr("Points spent, out of these lots"), tuple(rows), None, note)]


def _came_back(desk: Desk, sale: SaleFacts) -> list[Section]:
    rows = tuple(
        Row(
            tr("Receipt {receipt}").format(receipt=fmt.code(str(back.receipt))),
            (
                tr("{day}: goods of {amount} came back").format(
                    day=fmt.day(back.on_day), amount=fmt.amount_with_unit(-back.amount_rial)
                ),
                *((tr("This return was taken back itself."),) if back.is_reversed else ()),
            ),
            fmt.signed(back.earned) if back.earned else "", Tone.TAKES,
        )
        for back in queries.returns_of(desk.db, sale.id)
    )  # fmt: skip
    return [Section(tr("Goods that came back"), rows)] if rows else []


def _stamp_row(card: SheetStamps) -> Row:
    texts = []
    if card.vouchers:
        texts.append(
            trn("It filled {n} card: a voucher was made.", "It filled {n} cards: vouchers were "
                "made.", card.vouchers).format(n=fmt.number(card.vouchers))
        )  # fmt: skip
    if card.needs:
        texts.append(
            tr("{held} of {needs} stamps are on the card now.").format(
                held=fmt.number(card.held), needs=fmt.number(card.needs)
            )
        )
    return Row(isolate(card.name(look().language)), tuple(texts), fmt.signed(card.stamps),
               Tone.GIVES)  # fmt: skip
