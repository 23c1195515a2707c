"""Returns: goods come back, whole or in part, and money, points, stamps and tier follow."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from loyaldesk.domain import errors
from loyaldesk.domain.basket import LineKind
from loyaldesk.domain.events import SaleReturned
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.returning import GoingBack, LineBack, SoldLine, SoldSale, going_back
from loyaldesk.kernel.persian import clean
from loyaldesk.services import (
    accounts,
    approvals,
    bonuses,
    club,
    points,
    return_points,
    return_rules,
    return_stamps,
    reversals,
    rewards,
    sales,
    tiers,
)
from loyaldesk.services.desk import Change, Desk
from loyaldesk.services.retrying import retried
from loyaldesk.services.return_drafts import (
    RETURN,
    ReturnDraft,
    ReturnedGoods,
    ReturnedLine,
    ReturnPlan,
    check,
    document,
    plan_of,
)
from loyaldesk.services.sale_drafts import check as check_sale
from loyaldesk.store import ledger
from loyaldesk.store import returns as store
from loyaldesk.store import sales as sale_store

__all__ = [
    "LineLeft", "ReturnDraft", "ReturnPlan", "ReturnRow", "Returnable", "ReturnedGoods",
    "ReturnedLine", "exchange", "plan_return", "return_goods", "return_step", "returns_of",
]  # fmt: skip

ReturnRow = store.ReturnRow

ACT = "sale.return"
"""What a leave to take back goods of an own sale is given for; the subject is the sale, the amount
the Rial of all its goods that are back then."""


class _OnlyPlannedError(Exception):
    """Ends a transaction that was opened to see what would come of it."""


def plan_return(desk: Desk, draft: ReturnDraft) -> ReturnPlan:
    """Return what a return would do, shortage and tier included; nothing is stored.

    It is done for certain and let go of, so that what is shown is what will be.

    Raises:
        ClubError: As `return_goods` does, but for a shortage: that is shown.
    """
    check(draft)
    found: list[ReturnPlan] = []
    try:
        with desk.change(Permission.SALE_RETURN) as change:
            found.append(_return(change, draft, planned=True).plan)
            raise _OnlyPlannedError
    except _OnlyPlannedError:
        return found[0]


@retried
def return_goods(
    desk: Desk, draft: ReturnDraft, *, approval: approvals.Approval | None = None
) -> ReturnedGoods:
    """Take goods of a sale back.

    A second try with the same key changes nothing.

    Args:
        desk: Where and who.
        draft: What comes back.
        approval: A second person's leave for `ACT`, for an own sale above the limit.

    Raises:
        BadInput: If it is asked for in a way the sale does not know.
        Missing, CannotReturn: If there is no such sale, or nothing of it can come back.
        MoreThanSold: If more comes back than is left.
        ReturnBlocked: If points are missing and the club blocks that.
        GiftCardSpent, WalletSpent: If a gift card or top-up that was bought is spent (E14).
        OwnRecord: If it is the operator's own record.
        KeyUsed: If the key was used for anything else.
        PermissionDenied: If the operator may not, or the sale is too old for this operator.
        ApprovalNeeded, ApprovalRefused: If a second person must agree and none did.
    """
    check(draft)
    with desk.change(Permission.SALE_RETURN) as change:
        return return_step(change, draft, approval)


@retried
def exchange(
    desk: Desk, draft: ReturnDraft, sale: sales.SaleDraft, *,
    approval: approvals.Approval | None = None,
) -> tuple[ReturnedGoods, sales.RecordedSale]:  # fmt: skip
    """Take goods back and sell others, all or nothing; the sale names its return (E13).

    Raises:
        ClubError: As `return_goods` and `sales.record_sale` do.
    """
    check(draft)
    check_sale(sale)
    with desk.change(Permission.SALE_RETURN) as change:
        change.desk.require(Permission.SALE_RECORD)
        returned = return_step(change, draft, approval)
        return returned, sales.record_step(change, sale, exchange_id=returned.return_id)


def return_step(
    change: Change, draft: ReturnDraft, approval: approvals.Approval | None = None
) -> ReturnedGoods:
    """Take goods back (a step of a return and of an exchange; see `return_goods`)."""
    return _repeated(change, draft) or _return(change, draft, approval, planned=False)


@dataclass(frozen=True, slots=True)
class LineLeft:
    """A line of a sale and what can still come back of it."""

    number: int
    name: str
    kind: str
    quantity: int
    left: int
    amount_rial: int
    earned: int


@dataclass(frozen=True, slots=True)
class Returnable:
    """What came back of a sale, and what is left of it.

    Attributes:
        is_open: Whether anything can still come back.
        amount_rial: What the sale cost.
        left_rial: What of it did not come back.
        lines: Its lines; empty when it is known by its amount.
        returns: Every return, the first one first.
    """

    sale_id: int
    receipt: int
    member_id: int
    is_open: bool
    amount_rial: int
    left_rial: int
    lines: tuple[LineLeft, ...]
    returns: tuple[ReturnRow, ...]


def returns_of(desk: Desk, sale_id: int) -> Returnable:
    """Return what came back of a sale when, and what is left of it.

    Raises:
        Missing: If there is no such sale.
    """
    with desk.reading(Permission.SALE_READ):
        sold = store.sold(desk.db, sale_id)
        if sold is None:
            raise errors.Missing("sale", str(sale_id))
        rows = store.lines(desk.db, sale_id)
        before = store.before(desk.db, sale_id)
        back = tuple(store.returns_of(desk.db, sale_id))
    lines = tuple(
        LineLeft(
            row.number, _name(row), row.kind, row.quantity, row.quantity - row.back,
            row.amount_rial, row.earned,
        )
        for row in rows
    )  # fmt: skip
    left = sold.amount_rial - before.amount_rial
    is_left = any(line.left for line in lines) if lines else left > 0
    return Returnable(
        sold.id, sold.receipt, sold.member_id,
        sold.kind == "sale" and not sold.is_reversed and is_left, sold.amount_rial, left, lines,
        back,
    )  # fmt: skip


def _sold(change: Change, draft: ReturnDraft, rules: Programme) -> store.SoldRow:
    sold = store.sold(change.db, draft.sale_id)
    if sold is None:
        raise errors.Missing("sale", str(draft.sale_id))
    if sold.kind != "sale":
        raise errors.CannotReturn("not a sale", sold.receipt)
    if sold.is_reversed:
        raise errors.CannotReturn("reversed", sold.receipt)
    if draft.member_id is not None and draft.member_id != sold.member_id:
        raise errors.CannotReturn("other member", sold.receipt)
    days = rules.returns.days
    if days and change.today > sold.sold_on + timedelta(days=days):
        change.desk.require(Permission.SALE_RETURN_ANY)
    points.refuse_own(change, sold.member_id)
    return sold


def _name(row: store.LineRow) -> str:
    """Return what people call a line; the code of a gift card is as good as money."""
    return row.name or ("" if row.kind == LineKind.GIFT_CARD else row.product)


def sold_sale(
    sold: store.SoldRow, rows: Sequence[store.LineRow], before: store.Before
) -> SoldSale:  # fmt: skip
    """Return a sale as its return is reckoned on."""
    lines = tuple(
        SoldLine(
            row.number, row.quantity, row.amount_rial, row.manual_rial,
            row.shared_rial - row.manual_rial, row.points_rial, row.gift_card_rial,
            row.wallet_rial,
            row.amount_rial if row.kind in (LineKind.GIFT_CARD, LineKind.TOP_UP) else 0,
            row.discount_rial, row.tax_rial, row.cost_rial, row.earned, row.back, _name(row),
        )
        for row in rows
    )  # fmt: skip
    if not rows:
        lines = (
            SoldLine(
                0, sold.amount_rial, sold.amount_rial, 0, sold.reward_rial, sold.paid_rial,
                sold.gift_card_rial, sold.wallet_rial, sold.prepaid_rial, 0, sold.tax_rial,
                sold.cost_rial, sold.earned, before.amount_rial,
            ),
        )  # fmt: skip
    return SoldSale(
        sold.receipt, lines, not rows, sold.pay_points,
        sold.paid_points - sold.pay_points - sold.gift_points, sold.earned, sold.cashback_rial,
        before.due, sold.gift_points,
    )  # fmt: skip


def _return(
    change: Change, draft: ReturnDraft, approval: approvals.Approval | None = None, *,
    planned: bool,
) -> ReturnedGoods:  # fmt: skip
    rules = club.rules_on(change, change.today)
    sold = _sold(change, draft, rules)
    rows = store.lines(change.db, sold.id)
    before = store.before(change.db, sold.id)
    sale = sold_sale(sold, rows, before)
    points.expire_member(change, sold.member_id)
    back = going_back(
        sale, draft.asked, points=rules.returns.points, rounding=rules.returns.rounding,
        rules=return_rules.points_left(change, sold, sale, rows),
    )  # fmt: skip
    operator_id = change.desk.operator.id
    limit = reversals.own_limit(change.db, operator_id, sold.operator_id, change.today)
    so_far = before.amount_rial + back.parts.amount_rial
    approved_by = None
    if not planned:
        approved_by = approvals.leave_above(
            change, limit, approval, ACT, sold.id, so_far, subject="sale"
        )
    way = return_points.way_of_points(change, sold, back, before, rules.returns.shortage)
    if way.is_blocked and not planned:
        raise errors.ReturnBlocked(way.shortage)
    buyer = sale_store.buyer(change.db, sold.member_id)
    tier = buyer.tier if buyer else ""
    return_id, receipt = _add_row(change, draft, sold, back, way, rules)
    if rows:
        store.add_lines(change.db, return_id, rows, back.lines)
    over = return_points.move(
        change, sold, return_id, back, way, clean(draft.reason)[:300], approved_by
    )
    gone = _move_money(change, sold, return_id, back, rows)
    if gone and way.policy == "block" and not planned:
        raise errors.WalletSpent(back.cashback_rial, back.cashback_rial - gone)
    gifts = _undo_rewards(change, sold, back)
    taken_stamps = return_stamps.take_back(change, sold, sale, rows, back.after, return_id)
    forgiven = before.due - before.earned - before.ended + way.forgiven
    _take_from_caps(change, sold, return_id, back, forgiven)
    bonuses.undo_of_sale(change, sold.id)
    if buyer is not None and rules.returns.lowers_tier:
        tier = tiers.reassess(change, buyer, rules, RETURN, sale_id=return_id, may_fall=True)
    held = ledger.balance(change.db, sold.member_id)
    parts = back.parts
    plan = ReturnPlan(
        sold.id, sold.receipt, sold.member_id, sold.sold_on, _shown(back, rows), back.is_whole,
        parts.amount_rial, parts.reward_rial, parts.points_rial, parts.cash_rial,
        parts.gift_card_rial, parts.wallet_rial, parts.prepaid_rial, back.cashback_rial - gone,
        gone, back.points_back, over, back.due, way.ended, way.taken, way.shortage, way.policy,
        held.points, held.debt, buyer.tier if buyer else "", tier, taken_stamps, gifts,
    )  # fmt: skip
    sale_store.add_sheet(change.db, return_id, document(draft, plan, rules))
    agreed = {"approved_by": approved_by} if approved_by else {}
    change.note(ACT, "sale", sold.id, mirror=return_id, why=bool(draft.reason), **agreed)
    change.tell(SaleReturned(sold.id, return_id, sold.member_id))
    if planned and so_far > limit and not approvals.is_alone(change.desk):
        plan = replace(plan, alone_rial=limit)
    return ReturnedGoods(return_id, receipt, plan)


def _shown(back: GoingBack, rows: Sequence[store.LineRow]) -> tuple[ReturnedLine, ...]:
    if not rows:
        return ()
    return tuple(
        ReturnedLine(p.line.number, p.line.name, p.quantity, p.parts.value_rial, p.earned)
        for p in back.lines
    )


def _repeated(change: Change, draft: ReturnDraft) -> ReturnedGoods | None:
    first = sale_store.sale_by_key(change.db, draft.key)
    if first is None:
        return None
    text = sale_store.sheet_of(change.db, first.id)
    if first.kind != RETURN or text is None:
        raise errors.KeyUsed(draft.key)
    if json.loads(text)["asked"] != draft.mark():
        raise errors.KeyUsed(draft.key)
    if first.is_reversed:
        raise errors.CannotReturn("undone", first.receipt)
    held = ledger.balance(change.db, first.member_id)
    buyer = sale_store.buyer(change.db, first.member_id)
    plan = replace(
        plan_of(text), member_id=first.member_id, balance=held.points, debt=held.debt,
        tier_after=buyer.tier if buyer else "",
    )  # fmt: skip
    return ReturnedGoods(first.id, first.receipt, plan, repeated=True)


def _add_row(
    change: Change, draft: ReturnDraft, sold: store.SoldRow, back: GoingBack,
    way: return_points.Way, rules: Programme,
) -> tuple[int, int]:  # fmt: skip
    parts = back.parts
    return sale_store.add_sale(
        change.db,
        sale_store.NewSale(
            key=draft.key, kind=RETURN, member_id=sold.member_id, amount_rial=-parts.amount_rial,
            paid_points=-back.points_back, paid_rial=-parts.points_rial, earned=-way.taken,
            tier=sold.tier, sold_at=change.now, sold_on=change.today,
            basis_on=sold.basis_on if rules.returns.lowers_tier else store.OFF_TIER,
            made_at=change.now, operator_id=change.desk.operator.id, till=change.desk.till,
            source=RETURN, reward_rial=-parts.reward_rial, prepaid_rial=-parts.prepaid_rial,
            gift_card_rial=-parts.gift_card_rial, wallet_rial=-parts.wallet_rial,
            discount_rial=-parts.manual_rial, tax_rial=-parts.tax_rial,
            cost_rial=None if sold.cost_rial is None else -parts.cost_rial, returns_id=sold.id,
        ),
    )  # fmt: skip


def _move_money(
    change: Change, sold: store.SoldRow, return_id: int, back: GoingBack,
    rows: Sequence[store.LineRow],
) -> int:  # fmt: skip
    """Give back what wallet and cards paid, take back what filled them; return cashback gone."""
    parts = back.parts
    if parts.wallet_rial or parts.gift_card_rial:
        accounts.give_back(change, sold.id, return_id, parts.wallet_rial, parts.gift_card_rial)
    prepaid = [
        (code, part.parts.prepaid_rial)
        for part, code in _filled(change, sold, back, rows)
        if part.parts.prepaid_rial
    ]
    if prepaid:
        accounts.take_back_prepaid(change, sold.id, return_id, prepaid)
    if not back.cashback_rial:
        return 0
    return accounts.take_back_cashback(change, sold.id, return_id, back.cashback_rial)


def _filled(
    change: Change, sold: store.SoldRow, back: GoingBack, rows: Sequence[store.LineRow]
) -> Iterator[tuple[LineBack, str]]:
    """Return the lines that filled something, each with the gift card's code; none for a wallet.

    A card that was sold without a code got a new one: the cards of the sale stand in their order.
    """
    cards = [row.number for row in rows if row.kind == LineKind.GIFT_CARD]
    codes = [code for code, _ in store.cards_sold(change.db, sold.id)] if cards else []
    code_of = dict(zip(cards, codes, strict=False))
    for part in back.lines:
        if part.line.prepaid_rial:
            yield part, code_of.get(part.line.number, "")


def _undo_rewards(
    change: Change, sold: store.SoldRow, back: GoingBack
) -> tuple[str, ...]:  # fmt: skip
    """Undo what was taken with a sale once all of it is back; return the gifts to be brought."""
    if not back.is_whole:
        return ()
    gifts = tuple(
        use.reward for use in store.uses_of(change.db, sold.id) if use.delivery == "given"
    )
    rewards.undo_uses(change, sold.id)
    return gifts


def _take_from_caps(
    change: Change, sold: store.SoldRow, return_id: int, back: GoingBack, forgiven: int
) -> None:  # fmt: skip
    """Take the returned share of what counted rules gave out of their caps.

    Rounded down, so that a gift given once stays given until the whole sale is back; *forgiven*
    points stay given too, or they could be had again and again.
    """
    wallet = return_rules.wallet_rules(change, sold)
    for rule, day, gave, taken in store.rule_gains_left(change.db, sold.id):
        by_value = rule in wallet or not sold.earned
        part, whole = (
            back.share if by_value else (back.due_so_far - forgiven, sold.earned)
        )  # fmt: skip
        is_all = back.is_whole and (by_value or not forgiven)
        share = gave if is_all else gave * part // whole
        if share > taken:
            store.add_rule_gain(
                change.db, rule, sold.member_id, day, taken - share, return_id
            )  # fmt: skip
