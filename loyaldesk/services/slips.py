"""What a sale, return or reversal came to, as its slip and the counter tell it."""

from datetime import date, timedelta
from typing import Any

from loyaldesk.domain.basket import PIECE, LineKind
from loyaldesk.domain.errors import Missing
from loyaldesk.domain.explanation import read_document
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.receipt import ReceiptFigures, ReceiptKind, Stamped, Won
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import club, promises, return_words, tier_words, tiers, vouchers
from loyaldesk.services.desk import Desk
from loyaldesk.store import rewards as reward_store
from loyaldesk.store import sales as sale_store
from loyaldesk.store.queries import paper as queries
from loyaldesk.store.queries import profile as member_queries

_KINDS = {"reversal": ReceiptKind.REVERSAL, "return": ReceiptKind.RETURN}


def receipt_figures(desk: Desk, sale_id: int, *, copy: bool = False) -> ReceiptFigures:
    """Return what the receipt of a sale, reversal or return says, in the current look.

    Args:
        desk: Where and who.
        sale_id: The sale.
        copy: Whether it shall be marked as a copy; one that was printed before always is.

    Raises:
        Missing: If there is no such sale.
    """
    with desk.reading(Permission.SALE_READ):
        row = queries.receipt(desk.db, sale_id)
        if row is None:
            raise Missing("sale", str(sale_id))
        facts = club.facts(desk)
        return ReceiptFigures(
            shop_name=facts.shop, number=str(row.receipt), at=row.sold_at, zone=desk.zone,
            till=row.till, operator=row.operator, member=f"{row.honorific} {row.name}".strip(),
            balance=row.balance, kind=_KINDS.get(row.kind, ReceiptKind.SALE),
            is_copy=copy or row.was_printed, footer=_footer(desk, facts.settings),
            logo=facts.logo or b"", **_money(row), **_goods(desk, sale_id, row),
            **_way(desk, row.member_id),
        )  # fmt: skip


def _footer(desk: Desk, settings: club.ClubSettings) -> tuple[str, ...]:
    """Return the lines at the end: the shop's own, then where to call and what it promises."""
    if not settings.print_service:
        return settings.receipt_lines
    call = tr("Telephone: {phone}").format(phone=fmt.code(settings.phone))
    return (
        *settings.receipt_lines,
        *([call] if settings.phone else []),
        *promises.printed(desk.db, look().language),
    )


def _money(row: queries.ReceiptRow) -> dict[str, Any]:
    """Return what was paid how, without a sign."""
    rest = row.amount_rial - row.reward_rial - row.paid_rial - row.gift_card_rial - row.wallet_rial
    return {
        "amount_rial": abs(row.amount_rial), "to_pay_rial": abs(rest),
        "paid_points": abs(row.paid_points), "paid_rial": abs(row.paid_rial),
        "earned": abs(row.earned), "reward_rial": abs(row.reward_rial),
        "gift_card_rial": abs(row.gift_card_rial), "wallet_rial": abs(row.wallet_rial),
    }  # fmt: skip


def _goods(desk: Desk, sale_id: int, row: queries.ReceiptRow) -> dict[str, Any]:
    """Return what was bought or brought back, and what came of it besides money."""
    if row.kind == "return":
        back = queries.lines_back(desk.db, sale_id)
        lines = tuple((_pieces(name, quantity), -rial) for name, quantity, rial in back)
        return {"lines": lines, "of_number": str(row.of_receipt or "")}
    if row.kind == "reversal":
        return {}
    sold = queries.lines_sold(desk.db, sale_id)
    cashback = queries.cashback(desk.db, sale_id)
    of_lines = sum(line.discount_rial for line in sold)
    number, rial = queries.exchanged(desk.db, row.exchange_id) if row.exchange_id else (0, 0)
    return {
        "lines": tuple((_line(line), line.amount_rial) for line in sold),
        "discounts": _discounts(desk, sale_id, row.reward_rial), "cashback_rial": cashback,
        "discount_rial": row.discount_rial,
        "benefit_rial": of_lines + row.discount_rial + row.reward_rial + cashback,
        "stamps": _stamps(desk, sale_id), "won": _won(desk, sale_id),
        "gifts": _gifts(desk, sale_id),
        "gift_cards": tuple(queries.cards_filled(desk.db, sale_id)),
        "exchange_of": str(number or ""),
        "exchange_rial": rial,
    }  # fmt: skip


def _line(line: queries.SoldRow) -> str:
    """Return what a line is called: ``2 × Tea``."""
    if line.kind == LineKind.GIFT_CARD:
        return tr("Gift card")
    if line.kind == LineKind.TOP_UP:
        return tr("Wallet top-up")
    if line.kind == LineKind.DELIVERY and not line.name:
        return tr("Delivery")
    return _pieces(line.name, line.quantity)


def _pieces(name: str, quantity: int) -> str:
    called = isolate(name) if name else tr("Goods")
    return called if quantity == PIECE else f"{return_words.quantity(quantity)} × {called}"


def _discounts(desk: Desk, sale_id: int, reward_rial: int) -> tuple[tuple[str, int], ...]:
    """Return the rewards that took money off, by name; none where their names were not kept."""
    sheet = sale_store.sheet_of(desk.db, sale_id) if reward_rial else None
    if sheet is None:
        return ()
    taken = read_document(sheet).discounts
    language = look().language
    named = tuple((isolate(one.name(language)), one.rial) for one in taken if one.rial)
    return named if sum(rial for _, rial in named) == reward_rial else ()


def _gifts(desk: Desk, sale_id: int) -> tuple[str, ...]:
    """Return what is to be handed over with a sale: gifts, and pieces that come on top."""
    sheet = sale_store.sheet_of(desk.db, sale_id)
    if sheet is None:
        return ()
    language = look().language
    found = []
    for one in read_document(sheet).discounts:
        if one.is_gift:
            found.append(isolate(one.name(language)))
        found += [
            _pieces(product or one.name(language), quantity) for product, quantity in one.free
        ]
    return tuple(found)


def _stamps(desk: Desk, sale_id: int) -> tuple[Stamped, ...]:
    found = queries.stamps_after(desk.db, sale_id)
    if not found:
        return ()
    is_persian = look().language == "fa"
    cards = {card.code: card for card in club.programme_on(desk.db, desk.today()).stamps}
    made = []
    for code, gained, held in found:
        card = cards.get(code)
        name = (card.name_fa if is_persian else card.name_en) if card else code
        made.append(Stamped(isolate(name), gained, held, card.needs if card else 0))
    return tuple(made)


def _won(desk: Desk, sale_id: int) -> tuple[Won, ...]:
    found = []
    for voucher_id in queries.vouchers_won(desk.db, sale_id):
        voucher = reward_store.voucher_by_id(desk.db, voucher_id)
        if voucher is not None:
            name = vouchers.promised(voucher).name(look().language)
            found.append(Won(isolate(name), voucher.typed, voucher.valid_until))
    return tuple(found)


def _way(desk: Desk, member_id: int) -> dict[str, Any]:
    today, language = desk.today(), look().language
    rules = club.programme_on(desk.db, today)
    buyer = sale_store.buyer(desk.db, member_id)
    if buyer is None:
        raise Missing("member")
    way = tiers.distance(desk.db, buyer, rules, today)
    held = member_queries.points_held(
        desk.db, member_id, today, today + timedelta(days=rules.expiring_days)
    )
    expires: date | None = held.expires_first
    return {
        "tier": way.tier.name(language), "distance_rial": way.rial, "expires_on": expires,
        "next_tier": way.above.name(language) if way.above else "",
        "way": tier_words.way_words(way) if way.above else "", "expiring_points": held.expiring,
    }  # fmt: skip
